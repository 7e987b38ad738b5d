//! Paths: instances of globs, and the spoiling that proxies and attackers do.

use std::fmt::Write as _;

use engine::{Flat, Sign};

use crate::fuzz::random::Random;

/// Pieces that servers are known to read differently, and some that only look so.
const PIECES: [&str; 22] = [
    "..", ".", "", "%2e%2e", "%2E", "%2F", "%2f..", "%5C", "\\", "%3F", "#", "%23", ";a=1", "%3b",
    "%00", "%0a", "%ff", "%", "%4", "%zz", "%2561", "é",
];

/// Escapes what may not stand in a segment (RFC 3986 section 3.3).
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,=:@".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _written = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

/// Makes a path that a glob takes.
pub(super) fn of_glob(flat: &Flat, words: &[String], random: &mut Random) -> String {
    let mut text = String::new();
    for sign in flat.signs() {
        match sign {
            Sign::Literal(character) => text.push(*character),
            Sign::One => text.push('q'),
            Sign::Many if random.chance(30) => {}
            Sign::Many => text.push_str(random.pick(words).map_or("", String::as_str)),
            Sign::Segments => {
                let some: Vec<&str> = (0..=random.below(2))
                    .filter_map(|_| random.pick(words).map(String::as_str))
                    .collect();
                text.push_str(&some.join("/"));
            }
        }
    }
    let path: Vec<String> = text.split('/').map(escaped).collect();
    let path = path.join("/");
    if path.starts_with('/') { path } else { format!("/{path}") }
}

/// Changes a path in one or two ways.
pub(super) fn spoilt(path: &str, words: &[String], random: &mut Random) -> String {
    let mut target = path.to_owned();
    for _ in 0..=random.below(2) {
        let mut segments: Vec<String> = target.split('/').skip(1).map(str::to_owned).collect();
        let at = random.below(segments.len());
        spoil(&mut segments, at, words, random);
        target = segments.iter().flat_map(|segment| ["/", segment.as_str()]).collect();
    }
    match random.below(30) {
        0 => target.push_str("?a=/../b"),
        1 => target = target.trim_start_matches('/').to_owned(),
        _ => {}
    }
    target
}

fn spoil(segments: &mut Vec<String>, at: usize, words: &[String], random: &mut Random) {
    let kind = random.below(9);
    let mut word = random.pick(words).cloned().unwrap_or_default();
    let other = random.below(segments.len());
    match (kind, segments.get_mut(at)) {
        (0, Some(_)) => drop(segments.remove(at)),
        (1, _) => segments.insert(at, escaped(&word)),
        (2, Some(segment)) => *segment = escaped(&word),
        (3, Some(_)) => segments.swap(at, other),
        (4, Some(segment)) => *segment = other_case(segment),
        (5, Some(segment)) => *segment = one_escaped(segment, random),
        (6, _) => match segments.pop() {
            Some(last) if !last.is_empty() => segments.extend([last, String::new()]),
            Some(_) | None => {}
        },
        (7, Some(segment)) => segment.push_str(random.pick(&PIECES).unwrap_or(&"")),
        _ => {
            word.clear();
            word.push_str(random.pick(&PIECES).unwrap_or(&""));
            segments.insert(at.min(segments.len()), word);
        }
    }
}

fn other_case(segment: &str) -> String {
    let upper = segment.to_ascii_uppercase();
    if upper == segment { segment.to_ascii_lowercase() } else { upper }
}

/// Escapes one letter that need not be.
fn one_escaped(segment: &str, random: &mut Random) -> String {
    let letter = |(_, sign): &(usize, u8)| sign.is_ascii_alphabetic();
    let letters: Vec<(usize, u8)> = segment.bytes().enumerate().filter(letter).collect();
    let Some((at, letter)) = random.pick(&letters) else { return segment.to_owned() };
    let before = segment.get(..*at).unwrap_or_default();
    let after = segment.get(at + 1..).unwrap_or_default();
    format!("{before}%{letter:02x}{after}")
}

#[cfg(test)]
mod tests {
    use engine::{Glob, GlobInput};

    use super::*;

    #[test]
    fn a_text_that_is_escaped_is_read_as_itself() {
        let request = engine::Request::new("GET", format!("/{}", escaped("a b%é+")));
        assert_eq!(request.path(engine::AmbiguousPaths::Deny), Ok("/a b%é+"));
    }

    #[test]
    fn a_path_made_of_a_glob_is_taken_by_it() {
        let words = ["ab".to_owned(), "c.d".to_owned()];
        for text in ["/admin/**", "**/*.bak", "/a/**/b?c/*", "/x"] {
            let glob = Glob::path(text).unwrap();
            for case in 0..100 {
                let path = of_glob(&glob.alternatives()[0], &words, &mut Random::new(0, case));
                assert!(glob.matches(&GlobInput::new(&path)), "{text} {path}");
            }
        }
    }

    #[test]
    fn a_path_is_spoilt_in_many_ways() {
        let words = ["w".to_owned()];
        let paths: std::collections::BTreeSet<String> =
            (0..2000).map(|case| spoilt("/ab/cd", &words, &mut Random::new(0, case))).collect();
        for wanted in ["/ab", "/cd/ab", "/ab/cd/", "/AB/cd", "/ab/%63d", "/ab/../cd", "/w/cd"] {
            assert!(paths.contains(wanted), "{wanted}");
        }
    }
}
