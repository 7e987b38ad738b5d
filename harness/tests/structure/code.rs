//! What is left of a file when comments, literals and the parts for tests are cut: its tokens.

/// Returns names, numbers, `::` and single signs, without the parts under `cfg(test)`.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest).unwrap_or_else(|| {
            let word = rest.find(|one: char| !is_word(one)).unwrap_or(rest.len());
            let length = match word {
                0 if rest.starts_with("::") => 2,
                0 => first.len_utf8(),
                word => word,
            };
            tokens.push(rest.split_at(length).0.to_owned());
            length
        });
        rest = rest.split_at(length).1;
    }
    without_tests(&tokens)
}

fn is_word(one: char) -> bool {
    one.is_alphanumeric() || one == '_'
}

/// Returns the length of a blank, comment or literal at the beginning.
fn skipped(rest: &str) -> Option<usize> {
    let after = |start: usize, end: &str| {
        let tail = rest.split_at(start).1;
        tail.find(end).map_or(rest.len(), |at| start + at + end.len())
    };
    let raw = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'));
    if let Some(raw) = raw {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw.trim_start_matches('#').starts_with('"') {
            let start = rest.len() - raw.len() + hashes + 1;
            return Some(after(start, &format!("\"{}", "#".repeat(hashes))));
        }
    }
    let mut signs = rest.chars();
    match (signs.next()?, signs.next(), signs.next()) {
        (blank, ..) if blank.is_whitespace() => Some(blank.len_utf8()),
        ('/', Some('/'), _) => Some(after(0, "\n")),
        ('/', Some('*'), _) => Some(after(2, "*/")),
        ('"', ..) => Some(quoted(rest, '"')),
        ('\'', Some('\\'), _) | ('\'', Some(_), Some('\'')) => Some(quoted(rest, '\'')),
        _ => None,
    }
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, one) in rest.char_indices().skip(1) {
        if one == quote && !escaped {
            return at + 1;
        }
        escaped = one == '\\' && !escaped;
    }
    rest.len()
}

/// Cuts each item under `#[cfg(test)]` or `#[cfg(all(test, …))]`, to its `;` or last brace.
fn without_tests(tokens: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut rest = tokens;
    while let Some((first, more)) = rest.split_first() {
        if is_for_tests(rest) {
            let mut depth = 0_usize;
            let end = rest.iter().position(|token| {
                match token.as_str() {
                    "{" => depth += 1,
                    "}" => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0 && (token == ";" || token == "}")
            });
            rest = rest.split_at(end.map_or(rest.len(), |end| end + 1)).1;
        } else {
            kept.push(first.clone());
            rest = more;
        }
    }
    kept
}

/// Returns whether an attribute for tests begins here.
fn is_for_tests(tokens: &[String]) -> bool {
    let starts =
        |with: &[&str]| tokens.len() > with.len() && tokens.iter().zip(with).all(|(a, b)| a == b);
    starts(&["#", "[", "cfg", "(", "test", ")"])
        || starts(&["#", "[", "cfg", "(", "all", "(", "test"])
}

#[test]
fn comments_literals_and_tests_are_cut() {
    let text = "use a::b; // x::y\nlet c = \"d \\\" e\"; let f: &'g u8 = ('h', '\\'', r#\"i\"#);\n\
                #[cfg(test)]\nmod tests { fn j() {} }\n#[cfg(all(test, unix))]\nmod k;\nfn l() {}";
    let expected = "use a :: b ; let c = ; let f : & ' g u8 = ( , , ) ; fn l ( ) { }";
    assert_eq!(tokens(text).join(" "), expected);
}
