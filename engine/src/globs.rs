//! Many globs matched at once: one automaton goes over the text, whatever their number.
//!
//! The automata are made of globset's own expressions. Some sets of globs need too many states;
//! those are halved until each part fits, and a glob that fits nowhere is matched by itself.

use std::fmt;

use regex_automata::dfa::dense::{Builder, Config, DFA};
use regex_automata::dfa::{Automaton as _, StartKind};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind};

use crate::glob::{Glob, GlobInput};

/// Fewer globs are matched one by one.
const FEW: usize = 3;
/// Bytes of one automaton.
const MAX_BYTES: usize = 1 << 20;
/// Bytes that building one may take.
const MAX_WORK: usize = 8 << 20;

/// Globs, each with the number of its owner.
#[derive(Default)]
pub(crate) struct Globs {
    automata: Vec<Automaton>,
    singles: Vec<(u32, Glob)>,
}

/// A part of the globs as one automaton.
struct Automaton {
    dfa: DFA<Vec<u32>>,
    /// By pattern.
    owners: Vec<u32>,
}

impl fmt::Debug for Globs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let owners: Vec<&[u32]> = self.automata.iter().map(|one| one.owners.as_slice()).collect();
        f.debug_struct("Globs").field("automata", &owners).field("singles", &self.singles).finish()
    }
}

impl Globs {
    /// Makes globs ready.
    pub(crate) fn new(globs: &[(u32, &Glob)]) -> Self {
        let mut own = Self::default();
        own.add(globs);
        own
    }

    fn add(&mut self, globs: &[(u32, &Glob)]) {
        if globs.len() < FEW {
            self.singles.extend(globs.iter().map(|(owner, glob)| (*owner, (*glob).clone())));
        } else if let Some(automaton) = Automaton::new(globs) {
            self.automata.push(automaton);
        } else {
            let (one, other) = globs.split_at(globs.len() / 2);
            self.add(one);
            self.add(other);
        }
    }

    /// Tells the owners of the globs that take the whole text; an owner may be told twice.
    pub(crate) fn find(&self, text: &str, found: &mut impl FnMut(u32)) {
        for automaton in &self.automata {
            automaton.find(text, found);
        }
        if self.singles.is_empty() {
            return;
        }
        let input = GlobInput::new(text);
        self.singles
            .iter()
            .filter(|(_, glob)| glob.matches(&input))
            .for_each(|(one, _)| found(*one));
    }
}

impl Automaton {
    /// Builds an automaton, unless it would get too large.
    fn new(globs: &[(u32, &Glob)]) -> Option<Self> {
        let patterns: Vec<(u32, &str)> = globs
            .iter()
            .flat_map(|(owner, glob)| glob.regexes().map(|regex| (*owner, regex)))
            .collect();
        let (owners, regexes): (Vec<u32>, Vec<&str>) = patterns.into_iter().unzip();
        let dfa = Builder::new()
            .configure(
                Config::new()
                    .match_kind(MatchKind::All)
                    .start_kind(StartKind::Anchored)
                    .dfa_size_limit(Some(MAX_BYTES))
                    .determinize_size_limit(Some(MAX_WORK)),
            )
            .thompson(thompson::Config::new().utf8(false).nfa_size_limit(Some(MAX_WORK)))
            .syntax(syntax::Config::new().utf8(false).dot_matches_new_line(true))
            .build_many(&regexes)
            .ok()?;
        Some(Self { dfa, owners })
    }

    fn find(&self, text: &str, found: &mut impl FnMut(u32)) {
        let input = Input::new(text).anchored(Anchored::Yes);
        // Only automata that stop at some bytes have no start.
        let Ok(mut state) = self.dfa.start_state_forward(&input) else { return };
        for byte in text.bytes() {
            state = self.dfa.next_state(state, byte);
            if self.dfa.is_dead_state(state) {
                return;
            }
        }
        state = self.dfa.next_eoi_state(state);
        if self.dfa.is_match_state(state) {
            (0..self.dfa.match_len(state))
                .filter_map(|at| self.owners.get(self.dfa.match_pattern(state, at).as_usize()))
                .for_each(|owner| found(*owner));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(globs: &[&str], text: &str) -> Vec<u32> {
        let globs: Vec<Glob> = globs.iter().map(|glob| Glob::any(glob).unwrap()).collect();
        let mut found = Vec::new();
        let numbered: Vec<(u32, &Glob)> = (0..).zip(&globs).collect();
        Globs::new(&numbered).find(text, &mut |owner| found.push(owner));
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn all_globs_that_take_the_whole_text_are_found() {
        let globs = ["/a/**", "**/*.bak", "/a/*", "/{a,b}/**/x.bak", "/a/x", "/a/?.ba"];
        assert_eq!(found(&globs, "/a/x.bak"), [0, 1, 2, 3]);
        assert_eq!(found(&globs, "/a/x"), [0, 2, 4]);
        assert_eq!(found(&globs, "/b/1/2/x.bak"), [1, 3]);
        assert_eq!(found(&globs, "/a/x.ba"), [0, 2, 5]);
        assert_eq!(found(&globs, "/c\n/é"), [0; 0]);
        assert_eq!(found(&["/**", "/**/\u{e9}", "/*/?"], "/\n/é"), [0, 1]);
    }

    /// Each needs 2^20 states, and more of them together.
    #[test]
    fn globs_that_need_too_many_states_are_matched_all_the_same() {
        let tail = "?".repeat(15);
        let globs: Vec<String> = ["a", "b", "c", "d"].map(|one| format!("/*{one}{tail}")).into();
        let globs: Vec<&str> = globs.iter().map(String::as_str).collect();
        let text = format!("/xxa{}b{}", "y".repeat(3), "z".repeat(11));
        assert_eq!(found(&globs, &text), [0]);
        assert_eq!(found(&globs, &format!("{text}zzzz")), [1]);
    }
}
