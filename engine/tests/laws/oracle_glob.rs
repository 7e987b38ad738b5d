//! Globs, read from their text a second time: braces are written out, then segments are tried one
//! by one.

/// Whether a glob takes a whole text.
pub(crate) fn takes(glob: &str, text: &str) -> bool {
    let text: Vec<&str> = text.split('/').collect();
    written_out(glob).iter().any(|one| {
        let glob: Vec<&str> = one.split('/').collect();
        segments(&glob, &text)
    })
}

/// Writes the first braces out, and then those of what comes of it.
fn written_out(glob: &str) -> Vec<String> {
    let Some(open) = glob.find('{') else { return vec![glob.to_owned()] };
    let mut depth = 0;
    let mut cuts = vec![open];
    for (at, sign) in glob.char_indices().skip_while(|(at, _)| *at < open) {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => cuts.push(at),
            _ => {}
        }
        if depth == 0 {
            cuts.push(at);
            break;
        }
    }
    let (before, after) = (&glob[..open], &glob[cuts[cuts.len() - 1] + 1..]);
    let parts = cuts.windows(2).map(|cut| &glob[cut[0] + 1..cut[1]]);
    parts.flat_map(|part| written_out(&format!("{before}{part}{after}"))).collect()
}

fn segments(glob: &[&str], text: &[&str]) -> bool {
    match (glob, text) {
        ([], []) => true,
        (["**", rest @ ..], _) => (0..=text.len()).any(|taken| segments(rest, &text[taken..])),
        ([first, rest @ ..], [own, others @ ..]) => {
            signs(first.as_bytes(), own.as_bytes()) && segments(rest, others)
        }
        _ => false,
    }
}

/// `?` is one byte, as the engine's own reference of signs says.
fn signs(glob: &[u8], text: &[u8]) -> bool {
    match (glob, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => (0..=text.len()).any(|taken| signs(rest, &text[taken..])),
        ([b'?', rest @ ..], [_, others @ ..]) => signs(rest, others),
        ([first, rest @ ..], [own, others @ ..]) => first == own && signs(rest, others),
        _ => false,
    }
}

#[test]
fn the_oracle_reads_the_globs_of_the_reference() {
    for (glob, text, taken) in [
        ("/admin/**", "/admin", true),
        ("/admin/**", "/admin/a/b", true),
        ("/admin/**", "/administrator", false),
        ("**/*.bak", "/a/b.bak", true),
        ("/a/*", "/a/b/c", false),
        ("/{a,b{c,d}}/x", "/bd/x", true),
        ("/{a,b{c,d}}/x", "/b/x", false),
        ("/a?", "/a/", false),
    ] {
        assert_eq!(takes(glob, text), taken, "{glob} {text}");
    }
}
