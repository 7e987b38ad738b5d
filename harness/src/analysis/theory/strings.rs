//! Texts that stand for all others: one for each way in which globs can take a text or not.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use engine::Glob;
use regex_automata::{
    Anchored, Input, MatchKind,
    dfa::{Automaton as _, StartKind, dense},
    nfa::thompson,
    util::{primitives::StateID, syntax},
};

use crate::analysis::refusal::Refusal;

/// Most globs on one claim: each may double the ways.
pub(in crate::analysis) const MOST_GLOBS: usize = 12;
/// Most steps of a search.
const MOST_STEPS: usize = 200_000;
/// Most bytes of an automaton.
const MOST_BYTES: usize = 1 << 20;

/// Texts that are tried first, as they are good to read.
const PLAIN: [&str; 4] = ["other", "x", "a", "1"];

/// Returns texts beside those named: one for each set of globs that takes one, of characters that
/// can be.
pub(super) fn others(
    globs: &[Glob],
    named: &BTreeSet<&str>,
    can_be: &dyn Fn(&str) -> bool,
) -> Result<Vec<String>, Refusal> {
    if globs.is_empty() {
        return Ok(vec![unnamed(named)]);
    }
    if globs.len() > MOST_GLOBS {
        let message =
            format!("a claim has {} globs, at most {MOST_GLOBS} are told apart", globs.len());
        return Err(Refusal::new("unsupported-claim-globs", message));
    }
    let automaton = Automaton::new(globs)?;
    let mut found: BTreeMap<Vec<usize>, String> = BTreeMap::new();
    let plain = PLAIN.into_iter().filter(|text| !named.contains(text));
    for text in plain {
        let state = text.chars().fold(automaton.start, |state, one| automaton.next(state, one));
        found.entry(automaton.taken(state)).or_insert_with(|| text.to_owned());
    }
    let mut alphabet = alphabet(globs, named)?;
    alphabet.retain(|sign| can_be(sign.encode_utf8(&mut [0; 4])));
    search(&automaton, &alphabet, named, &mut found)?;
    Ok(found.into_values().collect())
}

/// A text that is not among those named.
fn unnamed(named: &BTreeSet<&str>) -> String {
    let plain = PLAIN.into_iter().map(str::to_owned);
    let numbered = (0..=named.len()).map(|number| format!("other{number}"));
    plain.chain(numbered).find(|text| !named.contains(text.as_str())).unwrap_or_default()
}

/// The characters of the globs, and one of one byte that neither globs nor names have: it does for
/// every other character, byte for byte, and a text with it is none of those named.
fn alphabet(globs: &[Glob], named: &BTreeSet<&str>) -> Result<Vec<char>, Refusal> {
    let signs = globs.iter().flat_map(Glob::alternatives).flat_map(engine::Flat::signs);
    let mut known: BTreeSet<char> = signs.filter_map(|sign| sign.literal()).collect();
    known.insert('/');
    let plain = ('a'..='z').rev().chain('0'..='9').chain('!'..='~').chain([' ']);
    let fresh = plain
        .into_iter()
        .find(|one| !known.contains(one) && !named.iter().any(|text| text.contains(*one)));
    let fresh = fresh.ok_or_else(|| {
        Refusal::too_large("the texts of a claim with globs use every character there is")
    })?;
    Ok([fresh].into_iter().chain(known).collect())
}

/// Goes through all texts, shortest first, as far as they differ to globs and names.
fn search(
    automaton: &Automaton,
    alphabet: &[char],
    named: &BTreeSet<&str>,
    found: &mut BTreeMap<Vec<usize>, String>,
) -> Result<(), Refusal> {
    // A text matters as it stands only while a name begins with it.
    let begins = |text: &str| {
        let after = named.range::<&str, _>(text..).next();
        after.is_some_and(|name| name.starts_with(text))
    };
    let mut seen: HashSet<(StateID, Option<String>)> = HashSet::new();
    let mut waiting = vec![(automaton.start, String::new())];
    let mut next = 0;
    while let Some((state, text)) = waiting.get(next).cloned() {
        next += 1;
        if next > MOST_STEPS {
            return Err(Refusal::too_large("the globs of a claim have too many ways to match"));
        }
        if !named.contains(text.as_str()) {
            found.entry(automaton.taken(state)).or_insert_with(|| text.clone());
        }
        for character in alphabet {
            let longer = format!("{text}{character}");
            let state = automaton.next(state, *character);
            let beginning = begins(&longer).then(|| longer.clone());
            if seen.insert((state, beginning)) {
                waiting.push((state, longer));
            }
        }
    }
    Ok(())
}

/// All globs of a claim, as one automaton made of the regular expressions that the engine uses.
struct Automaton {
    dfa: dense::DFA<Vec<u32>>,
    start: StateID,
    /// By pattern, the place of its glob.
    owners: Vec<usize>,
}

impl Automaton {
    fn new(globs: &[Glob]) -> Result<Self, Refusal> {
        let of = |(at, glob)| Glob::regexes(glob).map(move |regex| (at, regex));
        let (owners, regexes): (Vec<usize>, Vec<&str>) =
            globs.iter().enumerate().flat_map(of).unzip();
        let large = || Refusal::too_large("the globs of a claim make too large an automaton");
        let dfa = dense::Builder::new()
            .configure(
                dense::Config::new()
                    .match_kind(MatchKind::All)
                    .start_kind(StartKind::Anchored)
                    .dfa_size_limit(Some(MOST_BYTES))
                    .determinize_size_limit(Some(MOST_BYTES)),
            )
            .thompson(thompson::Config::new().utf8(false).nfa_size_limit(Some(MOST_BYTES)))
            .syntax(syntax::Config::new().utf8(false).dot_matches_new_line(true))
            .build_many(&regexes)
            .map_err(|_too_large| large())?;
        let input = Input::new("").anchored(Anchored::Yes);
        let start = dfa.start_state_forward(&input).map_err(|_none| large())?;
        Ok(Self { dfa, start, owners })
    }

    fn next(&self, state: StateID, character: char) -> StateID {
        let bytes = character.encode_utf8(&mut [0; 4]).bytes().collect::<Vec<u8>>();
        bytes.into_iter().fold(state, |state, byte| self.dfa.next_state(state, byte))
    }

    /// Returns the globs that take a text which ends here.
    fn taken(&self, state: StateID) -> Vec<usize> {
        let state = self.dfa.next_eoi_state(state);
        if !self.dfa.is_match_state(state) {
            return Vec::new();
        }
        let patterns = (0..self.dfa.match_len(state)).map(|at| self.dfa.match_pattern(state, at));
        let owners = patterns.filter_map(|pattern| self.owners.get(pattern.as_usize()).copied());
        let owners: BTreeSet<usize> = owners.collect();
        owners.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use engine::GlobInput;
    use proptest::prelude::*;

    use super::*;

    fn globs(texts: &[&str]) -> Vec<Glob> {
        texts.iter().map(|text| Glob::any(text).unwrap()).collect()
    }

    fn ways(texts: &[&str], named: &[&str]) -> Vec<String> {
        others(&globs(texts), &named.iter().copied().collect(), &|_| true).unwrap()
    }

    #[test]
    fn there_is_one_text_for_each_way() {
        assert_eq!(ways(&[], &[]), ["other"]);
        assert_eq!(ways(&[], &["other", "x", "a", "1"]), ["other0"]);
        assert_eq!(ways(&["*"], &[]), ["/", "other"]);
        assert_eq!(ways(&["a*", "*b"], &[]).len(), 4);
        assert_eq!(ways(&["{a,b}", "a"], &[]).len(), 3);
    }

    #[test]
    fn a_way_whose_every_text_is_named_is_none() {
        assert_eq!(ways(&["{a,b}"], &["a", "b"]), ["other"]);
        assert_eq!(ways(&["{a,b}"], &["a"]), ["other", "b"]);
        assert_eq!(ways(&["?"], &["x", "a", "1", "z"]), ["other", "y"]);
    }

    #[test]
    fn too_many_globs_are_refused_by_name() {
        let texts: Vec<String> = (0..13).map(|at| format!("*{at}*")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let refused = others(&globs(&texts), &BTreeSet::new(), &|_| true).unwrap_err();
        assert_eq!(refused.code, "unsupported-claim-globs");
        let deep = format!("*a{}", "?".repeat(15));
        let refused =
            others(&globs(&[&deep, &deep.replace('a', "b")]), &BTreeSet::new(), &|_| true);
        assert_eq!(refused.unwrap_err().code, "analysis-too-large");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// All texts of up to five of four characters are tried.
        #[test]
        fn every_way_of_a_short_text_is_found(
            texts in proptest::collection::vec("(\\*\\*/)?[ab?*]{0,1}[ab?/]{1,2}(\\*|/\\*\\*)?", 1..4),
            named in proptest::collection::btree_set("[ab/]{0,2}", 0..4),
        ) {
            let globs: Vec<Glob> = texts.iter().filter_map(|text| Glob::any(text).ok()).collect();
            let way = |text: &str| {
                let input = GlobInput::new(text);
                globs.iter().map(|glob| glob.matches(&input)).collect::<Vec<_>>()
            };
            let named: BTreeSet<&str> = named.iter().map(String::as_str).collect();
            let found = others(&globs, &named, &|_| true).unwrap();
            let ways: BTreeSet<_> = found.iter().map(|text| way(text)).collect();
            prop_assert_eq!(ways.len(), found.len());
            prop_assert!(found.iter().all(|text| !named.contains(text.as_str())));
            let mut all = vec![String::new()];
            let mut at = 0;
            while let Some(text) = all.get(at).cloned() {
                at += 1;
                prop_assert!(named.contains(text.as_str()) || ways.contains(&way(&text)), "{text}");
                if text.chars().count() < 5 {
                    all.extend(['a', 'b', '/', 'é'].map(|one| format!("{text}{one}")));
                }
            }
        }
    }
}
