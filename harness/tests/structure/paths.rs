//! Every path that a file writes, in its `use` lines and inline, braces written out.

/// Returns the paths in order, each from its first segment.
pub(crate) fn paths(tokens: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map(String::as_str);
        let token = tokens.get(at).map(String::as_str);
        let next = tokens.get(at + 1).map(String::as_str);
        // `pub(in crate::spec)` names no import.
        let starts = is_name(token) && next == Some("::") && !matches!(before, Some("::" | "in"));
        if starts || (before == Some("use") && is_name(token)) {
            at = read(tokens, at, &[], &mut found);
        }
        at += 1;
    }
    found
}

/// Reads the path that begins at `at` and returns where it ends.
fn read(
    tokens: &[String],
    mut at: usize,
    prefix: &[String],
    found: &mut Vec<Vec<String>>,
) -> usize {
    let mut path = prefix.to_vec();
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while let Some(token) = tokens.get(at).filter(|token| *token != "}") {
                    if token == "as" {
                        // The name after it is one of this file's own.
                        at += 1;
                    } else if is_name(Some(token)) {
                        at = read(tokens, at, &path, found);
                    }
                    at += 1;
                }
                return at;
            }
            Some("self") if !path.is_empty() => {}
            Some(name) if is_name(Some(name)) => path.push(name.to_owned()),
            _ => {
                found.push(path);
                return at.saturating_sub(1);
            }
        }
        if tokens.get(at + 1).is_none_or(|token| token != "::") {
            found.push(path);
            return at;
        }
        at += 2;
    }
}

fn is_name(token: Option<&str>) -> bool {
    token.is_some_and(|token| token.starts_with(|one: char| one.is_alphabetic() || one == '_'))
}

#[test]
fn braces_are_written_out_and_visibilities_are_no_paths() {
    let text =
        "pub(in crate::a) use super::{b::{self, C as D}, e::F as _, G};\nfn h() { crate::i::j() }";
    let found = paths(&super::code::tokens(text));
    let found: Vec<String> = found.iter().map(|path| path.join("::")).collect();
    let expected = ["super::b", "super::b::C", "super::e::F", "super::G", "crate::i::j"];
    assert_eq!(found, expected);
}
