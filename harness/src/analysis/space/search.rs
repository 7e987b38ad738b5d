//! Texts of a segment that some patterns take and others do not: a search through the product of
//! the patterns' automata, breadth first.
//!
//! Characters that nobody mentions and that have as many bytes are alike to every pattern, so one
//! of each length stands for all: the answer is exact.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use engine::is_legal_segment;

use super::{
    super::refusal::Refusal,
    segment::{Part, Pattern},
};

/// What is looked for: a legal segment that is none of some texts.
#[derive(Debug, Default)]
pub(super) struct Search<'p> {
    /// All of these take it.
    pub(super) must: Vec<&'p Pattern>,
    /// None of these takes it.
    pub(super) must_not: Vec<&'p Pattern>,
    /// As few of these as can be take it.
    pub(super) few: Vec<&'p Pattern>,
    /// It is none of these.
    pub(super) avoid: BTreeSet<&'p str>,
}

/// States that one search may meet.
const MOST: usize = 100_000;

/// For each pattern in question the places its alternatives may have come to.
type Places = Vec<Vec<(u16, u16)>>;

#[derive(Clone, PartialEq, Eq, Hash)]
struct Reached {
    places: Places,
    /// The text so far, while one of those to avoid begins with it.
    prefix: Option<String>,
}

impl Search<'_> {
    /// Returns a shortest text for each smallest set of the `few` that can be had.
    ///
    /// # Errors
    /// A product that is too large.
    pub(super) fn texts(&self) -> Result<Vec<String>, Refusal> {
        let patterns: Vec<&Pattern> =
            self.must.iter().chain(&self.must_not).chain(&self.few).copied().collect();
        let alphabet = self.alphabet(&patterns);
        let start = patterns.iter().map(|pattern| begin(pattern)).collect();
        let start = Reached { places: start, prefix: Some(String::new()) };
        let mut found: HashMap<Vec<bool>, String> = HashMap::new();
        let mut order: Vec<Vec<bool>> = Vec::new();
        let mut seen = HashSet::from([start.clone()]);
        let mut queue = VecDeque::from([(start, String::new())]);
        while let Some((reached, text)) = queue.pop_front() {
            if let Some(taken) = self.judge(&reached, &text, &patterns)
                && !found.contains_key(&taken)
            {
                if !taken.contains(&true) {
                    return Ok(vec![text]);
                }
                order.push(taken.clone());
                found.insert(taken, text.clone());
            }
            for character in &alphabet {
                let next = self.step(&reached, *character, &patterns);
                if next.places.iter().take(self.must.len()).any(Vec::is_empty) {
                    continue;
                }
                if seen.len() >= MOST {
                    return Err(Refusal::too_large(
                        "the globs over one segment are too many to be told apart",
                    ));
                }
                if seen.insert(next.clone()) {
                    queue.push_back((next, format!("{text}{character}")));
                }
            }
        }
        let within = |one: &[bool], other: &[bool]| one.iter().zip(other).all(|(a, b)| a <= b);
        let least = order
            .iter()
            .filter(|one| order.iter().all(|other| other == *one || !within(other, one)));
        Ok(least.filter_map(|taken| found.get(taken).cloned()).collect())
    }

    /// Returns which of the `few` take a text, when it is one that is looked for.
    fn judge(&self, reached: &Reached, text: &str, patterns: &[&Pattern]) -> Option<Vec<bool>> {
        let mut taken =
            reached.places.iter().zip(patterns).map(|(places, pattern)| is_end(places, pattern));
        let is_it = taken.by_ref().take(self.must.len()).all(|taken| taken)
            & taken.by_ref().take(self.must_not.len()).all(|taken| !taken);
        (is_it && is_legal_segment(text) && !self.avoid.contains(text)).then(|| taken.collect())
    }

    fn step(&self, reached: &Reached, character: char, patterns: &[&Pattern]) -> Reached {
        let mut buffer = [0; 4];
        let bytes = character.encode_utf8(&mut buffer).as_bytes();
        let places = reached.places.iter().zip(patterns).map(|(places, pattern)| {
            bytes.iter().fold(places.clone(), |places, byte| advance(&places, *byte, pattern))
        });
        let prefix = reached.prefix.as_ref().map(|prefix| format!("{prefix}{character}"));
        let goes_on = |prefix: &String| {
            let mut from = self.avoid.range(prefix.as_str()..);
            // Dots alone are no segment: they are told from what goes on after them.
            from.next().is_some_and(|text| text.starts_with(prefix.as_str()))
                || "..".starts_with(prefix.as_str())
        };
        Reached { places: places.collect(), prefix: prefix.filter(goes_on) }
    }

    /// Returns what texts are written with: first a character that nobody mentions.
    fn alphabet(&self, patterns: &[&Pattern]) -> Vec<char> {
        let mut mentioned: BTreeSet<char> =
            self.avoid.iter().flat_map(|text| text.chars()).chain(['.']).collect();
        for alternative in patterns.iter().flat_map(|pattern| &pattern.0) {
            let bytes: Vec<u8> = alternative
                .iter()
                .map(|part| if let Part::Byte(byte) = part { *byte } else { b'/' })
                .collect();
            mentioned.extend(String::from_utf8_lossy(&bytes).chars());
        }
        let ascii = (b'a'..=b'z').rev().chain(b'0'..=b'9').chain(0x20..0x7f).map(char::from);
        let two = ('\u{e0}'..'\u{7ff}').chain('\u{80}'..'\u{e0}');
        let three = ('\u{4e00}'..'\u{9fff}').chain('\u{800}'..'\u{d7ff}');
        let four = '\u{1f600}'..'\u{10ffff}';
        let is_legal = |character: &char| is_legal_segment(&format!("x{character}"));
        let new = |character: &char| !mentioned.contains(character) && is_legal(character);
        let mut alphabet: Vec<char> = ascii.into_iter().find(new).into_iter().collect();
        alphabet.extend(mentioned.iter().copied().filter(is_legal));
        alphabet.extend(two.into_iter().find(new));
        alphabet.extend(three.into_iter().find(new));
        alphabet.extend(four.into_iter().find(new));
        alphabet
    }
}

fn place(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

fn part(pattern: &Pattern, (alternative, at): (u16, u16)) -> Option<Part> {
    pattern.0.get(usize::from(alternative))?.get(usize::from(at)).copied()
}

fn begin(pattern: &Pattern) -> Vec<(u16, u16)> {
    let mut places = Vec::new();
    for alternative in 0..pattern.0.len() {
        enter((place(alternative), 0), pattern, &mut places);
    }
    places
}

/// Comes to a place, and to the next where it may stand for nothing.
fn enter(mut at: (u16, u16), pattern: &Pattern, places: &mut Vec<(u16, u16)>) {
    places.push(at);
    while part(pattern, at) == Some(Part::Many) {
        at.1 += 1;
        places.push(at);
    }
}

fn advance(places: &[(u16, u16)], byte: u8, pattern: &Pattern) -> Vec<(u16, u16)> {
    let mut next = Vec::new();
    for at in places {
        match part(pattern, *at) {
            Some(Part::Byte(own)) if own != byte => {}
            Some(Part::Byte(_) | Part::One) => enter((at.0, at.1 + 1), pattern, &mut next),
            Some(Part::Many) => enter(*at, pattern, &mut next),
            None => {}
        }
    }
    next.sort_unstable();
    next.dedup();
    next
}

fn is_end(places: &[(u16, u16)], pattern: &Pattern) -> bool {
    places.iter().any(|(alternative, at)| {
        let length = pattern.0.get(usize::from(*alternative)).map(Vec::len);
        length == Some(usize::from(*at))
    })
}

#[cfg(test)]
mod tests {
    use engine::Glob;

    use super::*;

    fn pattern(glob: &str) -> Pattern {
        Pattern::claim(Glob::any(glob).unwrap().alternatives())
    }

    fn texts(must: &[&str], must_not: &[&str], few: &[&str], avoid: &[&str]) -> Vec<String> {
        let read = |globs: &[&str]| globs.iter().map(|glob| pattern(glob)).collect::<Vec<_>>();
        let (must, must_not, few) = (read(must), read(must_not), read(few));
        let search = Search {
            must: must.iter().collect(),
            must_not: must_not.iter().collect(),
            few: few.iter().collect(),
            avoid: avoid.iter().copied().collect(),
        };
        search.texts().unwrap()
    }

    #[test]
    fn a_shortest_text_is_found_or_there_is_none() {
        assert_eq!(texts(&["a*", "*b"], &[], &[], &[]), ["ab"]);
        assert_eq!(texts(&["a*", "*b"], &[], &[], &["ab", "aab", "abb"]).len(), 1);
        assert_eq!(texts(&["abc"], &[], &[], &["abc"]), [""; 0]);
        assert_eq!(texts(&["a*"], &["*"], &[], &[]), [""; 0]);
        assert_eq!(texts(&["?"], &["{a,b}"], &[], &[]).len(), 1);
    }

    #[test]
    fn a_character_of_two_bytes_is_told_from_one_of_one() {
        let found = texts(&["??"], &["??*"], &[], &[]);
        assert!(found.is_empty());
        assert_eq!(texts(&["??", "é*"], &[], &[], &[]), ["é"]);
        let one_letter = texts(&["????"], &["{a,b,c,d}*"], &[], &[]);
        assert_eq!(one_letter.first().map(String::len), Some(4));
    }

    #[test]
    fn every_smallest_set_of_patterns_has_a_text() {
        let mut found = texts(&[], &[], &["?", "??*"], &[]);
        found.sort_by_key(String::len);
        assert_eq!(found.iter().map(String::len).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(texts(&["a*"], &[], &["*b", "?*"], &[]).len(), 1);
    }

    #[test]
    fn where_all_texts_are_to_be_avoided_there_is_none() {
        let ascii: Vec<String> = (0x20_u8..0x7f)
            .map(|byte| char::from(byte).to_string())
            .filter(|text| is_legal_segment(text))
            .collect();
        let mut avoid: Vec<&str> = ascii.iter().map(String::as_str).collect();
        assert_eq!(texts(&["?"], &[], &[], &avoid), [""; 0]);
        let last = avoid.pop().unwrap();
        assert_eq!(texts(&["?"], &[], &[], &avoid), [last]);
    }
}
