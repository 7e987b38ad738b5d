//! Globs, read from their text by recursion alone.

/// Whether a glob takes a whole text.
pub(crate) fn takes(glob: &str, text: &str) -> bool {
    spread(glob).iter().any(|one| {
        let glob: Vec<&str> = one.split('/').collect();
        let text: Vec<&str> = text.split('/').collect();
        all(&glob, &text)
    })
}

/// Writes the innermost braces out until there are none.
fn spread(glob: &str) -> Vec<String> {
    // What escapes a sign has no braces here.
    let close = glob.find('}').filter(|_| !glob.contains('\\'));
    let Some(close) = close else { return vec![glob.to_owned()] };
    let open = glob.split_at(close).0.rfind('{').unwrap();
    let (before, after) = (glob.split_at(open).0, glob.split_at(close + 1).1);
    let inner = glob.split_at(close).0.split_at(open + 1).1;
    inner.split(',').flat_map(|part| spread(&format!("{before}{part}{after}"))).collect()
}

fn all(glob: &[&str], text: &[&str]) -> bool {
    let Some((first, rest)) = glob.split_first() else { return text.is_empty() };
    if *first == "**" {
        return all(rest, text) || text.split_first().is_some_and(|(_, text)| all(glob, text));
    }
    let Some((own, text)) = text.split_first() else { return false };
    one(first.as_bytes(), own.as_bytes()) && all(rest, text)
}

fn one(glob: &[u8], text: &[u8]) -> bool {
    match (glob.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => {
            one(rest, text) || text.split_first().is_some_and(|(_, text)| one(glob, text))
        }
        (Some((b'?', rest)), Some((_, text))) => one(rest, text),
        (Some((b'\\', rest)), Some((byte, text))) => {
            rest.split_first().is_some_and(|(sign, rest)| sign == byte && one(rest, text))
        }
        (Some((sign, rest)), Some((byte, text))) => sign == byte && one(rest, text),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

#[test]
fn the_naive_reading_takes_what_the_reference_says() {
    for (glob, text, taken) in [
        ("/a/**", "/a", true),
        ("/a/**", "/a/", true),
        ("/a/**", "/ab", false),
        ("**/*.bak", "/x/y.bak", true),
        ("/a/*", "/a/b/c", false),
        ("/{a,b{c,d}}/x", "/bd/x", true),
        ("/??", "/é", true),
        ("/\\*", "/a", false),
        ("/\\*", "/*", true),
    ] {
        assert_eq!(takes(glob, text), taken, "{glob} {text}");
    }
}
