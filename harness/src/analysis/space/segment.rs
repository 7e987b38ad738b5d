//! Globs of one segment: `*.bak`, `v?`, `a*b`. They speak of bytes, as globset does.

use engine::{Flat, Sign};

/// What one segment, never empty, is asked for: to be taken by one of the alternatives.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Pattern(pub(super) Vec<Vec<Part>>);

/// A part of a [`Pattern`]'s alternative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// This byte.
    Byte(u8),
    /// Any byte.
    One,
    /// Any bytes.
    Many,
}

impl Pattern {
    /// Reads the signs of one segment of a path's glob.
    pub(super) fn segment(signs: &[Sign]) -> Self {
        Self(vec![parts(signs)])
    }

    /// Reads a claim's glob as to the texts without `/` that it takes.
    ///
    /// A text without `/` is one segment: one of the glob's segments takes it and all others are
    /// `**`, or all are.
    pub(super) fn claim(alternatives: &[Flat]) -> Self {
        let mut all = Vec::new();
        for flat in alternatives {
            let segments: Vec<&[Sign]> =
                flat.signs().split(|sign| *sign == Sign::Literal('/')).collect();
            let mut own = segments.iter().filter(|signs| **signs != [Sign::Segments]);
            match (own.next(), own.next()) {
                (None, _) => all.push(vec![Part::Many]),
                (Some(signs), None) if !signs.is_empty() => all.push(parts(signs)),
                _ => {}
            }
        }
        Self(all)
    }

    /// Returns whether the pattern takes a segment.
    pub(super) fn takes(&self, text: &str) -> bool {
        self.0.iter().any(|parts| takes(parts, text.as_bytes()))
    }

    /// Writes some short texts that the pattern is likely to take.
    pub(super) fn samples(&self) -> Vec<String> {
        let mut samples = Vec::new();
        for parts in &self.0 {
            for (one, many) in [("x", ""), ("x", "x"), ("y", "y"), ("0", "0"), ("q", "id")] {
                let bytes: Vec<u8> = parts.iter().fold(Vec::new(), |mut text, part| {
                    match part {
                        Part::Byte(byte) => text.push(*byte),
                        Part::One => text.extend(one.bytes()),
                        Part::Many => text.extend(many.bytes()),
                    }
                    text
                });
                samples.extend(String::from_utf8(bytes).ok());
            }
        }
        samples.dedup();
        samples
    }
}

fn parts(signs: &[Sign]) -> Vec<Part> {
    let mut parts = Vec::new();
    for sign in signs {
        match sign {
            Sign::Literal(character) => {
                let mut buffer = [0; 4];
                parts.extend(character.encode_utf8(&mut buffer).bytes().map(Part::Byte));
            }
            Sign::One => parts.push(Part::One),
            Sign::Many | Sign::Segments => parts.push(Part::Many),
        }
    }
    parts
}

/// Takes text from both ends, and then lets each `*` take as little as it can.
fn takes(mut parts: &[Part], mut text: &[u8]) -> bool {
    let fits = |part: Part, byte: u8| match part {
        Part::Byte(own) => own == byte,
        Part::One => true,
        Part::Many => false,
    };
    while let Some((last, before)) = parts.split_last()
        && *last != Part::Many
    {
        let Some((byte, rest)) = text.split_last() else { return false };
        if !fits(*last, *byte) {
            return false;
        }
        (parts, text) = (before, rest);
    }
    let mut resume: Option<(&[Part], &[u8])> = None;
    loop {
        match (parts.split_first(), text.split_first()) {
            (Some((Part::Many, after)), _) => {
                resume = Some((after, text));
                parts = after;
            }
            (Some((part, after)), Some((byte, rest))) if fits(*part, *byte) => {
                (parts, text) = (after, rest);
            }
            (None, None) => return true,
            // What follows a last `*` was taken from the end: it takes the rest.
            (None, Some(_)) if resume.is_some_and(|(after, _)| after.is_empty()) => return true,
            _ => {
                let Some((after, [_, rest @ ..])) = resume else { return false };
                resume = Some((after, rest));
                (parts, text) = (after, rest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::{Glob, GlobInput};

    use super::*;

    const TEXTS: [&str; 14] =
        ["a", "b", "ab", "ba", "aab", "abab", "é", "aé", "x", "xx", "a.bak", ".bak", "**", "abb"];

    #[test]
    fn a_segment_is_taken_as_globset_takes_it() {
        for glob in [
            "a*", "*a", "*a*", "?", "??", "???", "a?b", "*.bak", "a*b*", "?*", "*?", "?*b",
            "a*a*b", "\\**", "é*", "*b?", "{a,x}*", "{?,*b}", "*ab*b",
        ] {
            let whole = Glob::any(glob).unwrap();
            let pattern = Pattern::claim(whole.alternatives());
            for text in TEXTS {
                let expected = whole.matches(&GlobInput::new(text));
                assert_eq!(pattern.takes(text), expected, "{glob} {text}");
            }
        }
    }

    #[test]
    fn of_a_claims_glob_only_texts_of_one_segment_count() {
        for glob in ["**", "**/a*", "a*/**", "/a*", "a*/b", "**/**", "**/a/**", "a/", "*"] {
            let whole = Glob::any(glob).unwrap();
            let pattern = Pattern::claim(whole.alternatives());
            for text in TEXTS {
                let expected = whole.matches(&GlobInput::new(text));
                assert_eq!(pattern.takes(text), expected, "{glob} {text}");
            }
        }
    }

    #[test]
    fn samples_are_taken() {
        for glob in ["*.bak", "v?", "a*b", "{x,y}?"] {
            let pattern = Pattern::claim(Glob::any(glob).unwrap().alternatives());
            assert!(pattern.samples().iter().all(|text| pattern.takes(text)), "{glob}");
        }
    }
}
