//! The globs of guardrails as one automaton over segments, its states made when they are met.
//!
//! A state is the list of places to which the chains may have come.

use super::{
    chains::{Bit, Chains, PatternId, Place, Token, number},
    numbers::Numbered,
    texts::{Text, Texts},
};

/// A state of all globs at once.
pub(super) type State = u32;

#[derive(Debug)]
struct Known {
    places: Box<[u32]>,
    /// Texts that some place takes by name, sorted.
    named: Box<[Text]>,
    /// Patterns that some place asks, sorted.
    patterns: Box<[PatternId]>,
    /// Bits that may still take a path, sorted.
    alive: Box<[Bit]>,
    /// Bits that take the path so far, sorted.
    accepted: Box<[Bit]>,
    /// Where a segment leads that no place names or has a pattern for.
    plain: Option<State>,
}

/// The states met so far.
#[derive(Debug, Default)]
pub(super) struct GlobStates {
    pub(super) chains: Chains,
    states: Vec<Known>,
    ids: Numbered<Box<[Place]>, State>,
    steps: Numbered<u64, State>,
}

impl GlobStates {
    /// Returns the state in which the globs of some bits begin.
    pub(super) fn begin(&mut self, bits: impl IntoIterator<Item = Bit>) -> State {
        let mut places = Vec::new();
        for bit in bits {
            self.chains.enter_starts(bit, &mut places);
        }
        self.state(places)
    }

    /// Returns the state in which the globs of one more bit begin, wherever the path is.
    pub(super) fn join(&mut self, state: State, bit: Bit) -> State {
        let mut places = self.known(state).map_or(Vec::new(), |known| known.places.to_vec());
        self.chains.enter_starts(bit, &mut places);
        self.state(places)
    }

    /// Returns where a segment leads, empty only as the last of a path.
    pub(super) fn advance(&mut self, state: State, text: Text, texts: &Texts) -> State {
        let key = u64::from(state) << 32 | u64::from(text.0);
        if let Some(next) = self.steps.get(&key) {
            return *next;
        }
        let next = if text != Text::EMPTY && self.is_plain(state, text, texts.get(text)) {
            self.plain(state, text, texts)
        } else {
            self.compute(state, text, texts)
        };
        self.steps.insert(key, next);
        next
    }

    /// Returns whether no place takes a segment but those that take any.
    pub(super) fn is_plain(&self, state: State, text: Text, written: &str) -> bool {
        self.known(state).is_none_or(|known| {
            known.named.binary_search(&text).is_err()
                && !known.patterns.iter().any(|pattern| self.chains.takes(*pattern, written))
        })
    }

    fn plain(&mut self, state: State, text: Text, texts: &Texts) -> State {
        if let Some(next) = self.known(state).and_then(|known| known.plain) {
            return next;
        }
        let next = self.compute(state, text, texts);
        if let Some(known) = self.states.get_mut(state as usize) {
            known.plain = Some(next);
        }
        next
    }

    fn compute(&mut self, state: State, text: Text, texts: &Texts) -> State {
        let mut next = Vec::new();
        for place in self.places_of(state) {
            let Some((token, _)) = self.chains.place(*place) else { continue };
            match token {
                Token::Text(own) if own == text => self.chains.enter(place + 1, &mut next),
                Token::Any => self.chains.enter(place + 1, &mut next),
                Token::Variable if text != Text::EMPTY => self.chains.enter(place + 1, &mut next),
                Token::Pattern(id)
                    if text != Text::EMPTY && self.chains.takes(id, texts.get(text)) =>
                {
                    self.chains.enter(place + 1, &mut next);
                }
                Token::Many if text != Text::EMPTY => self.chains.enter(*place, &mut next),
                Token::Rest => next.push(*place),
                Token::Text(_) | Token::Variable | Token::Pattern(_) | Token::Many | Token::End => {
                }
            }
        }
        self.state(next)
    }

    fn state(&mut self, mut places: Vec<u32>) -> State {
        self.settle(&mut places);
        if let Some(state) = self.ids.get(places.as_slice()) {
            return *state;
        }
        let places: Box<[u32]> = places.into();
        let (mut named, mut patterns) = (Vec::new(), Vec::new());
        let (mut alive, mut accepted) = (Vec::new(), Vec::new());
        for place in &places {
            let Some((token, bit)) = self.chains.place(*place) else { continue };
            alive.push(bit);
            match token {
                Token::Text(text) => named.push(text),
                Token::Pattern(id) => patterns.push(id),
                Token::End | Token::Rest => accepted.push(bit),
                Token::Any | Token::Variable | Token::Many => {}
            }
        }
        let state = number(self.states.len());
        self.ids.insert(places.clone(), state);
        self.states.push(Known {
            places,
            named: sorted(named),
            patterns: sorted(patterns),
            alive: sorted(alive),
            accepted: sorted(accepted),
            plain: None,
        });
        state
    }

    /// Sorts places; a bit that is certain keeps no other.
    fn settle(&self, places: &mut Vec<u32>) {
        places.sort_unstable();
        places.dedup();
        let token = |place: u32| self.chains.place(place);
        let mut certain: Vec<(Bit, u32)> = Vec::new();
        for place in places.iter() {
            if let Some((Token::Rest, bit)) = token(*place)
                && certain.iter().all(|(own, _)| *own != bit)
            {
                certain.push((bit, *place));
            }
        }
        if !certain.is_empty() {
            places.retain(|place| {
                token(*place).is_some_and(|(_, bit)| {
                    certain.iter().all(|(own, kept)| *own != bit || kept == place)
                })
            });
        }
    }

    fn known(&self, state: State) -> Option<&Known> {
        self.states.get(state as usize)
    }

    fn places_of(&self, state: State) -> &[u32] {
        self.known(state).map_or(&[], |known| &known.places)
    }

    /// Goes through what a state's places take next, and for which bit.
    pub(super) fn tokens(&self, state: State) -> impl Iterator<Item = (Token, Bit)> {
        self.places_of(state).iter().filter_map(|place| self.chains.place(*place))
    }

    pub(super) fn patterns(&self, state: State) -> &[PatternId] {
        self.known(state).map_or(&[], |known| &known.patterns)
    }

    pub(super) fn named(&self, state: State) -> &[Text] {
        self.known(state).map_or(&[], |known| &known.named)
    }

    pub(super) fn accepted(&self, state: State) -> &[Bit] {
        self.known(state).map_or(&[], |known| &known.accepted)
    }

    pub(super) fn is_alive(&self, state: State, bit: Bit) -> bool {
        self.known(state).is_some_and(|known| known.alive.binary_search(&bit).is_ok())
    }
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Box<[T]> {
    list.sort_unstable();
    list.dedup();
    list.into()
}

#[cfg(test)]
mod tests {
    use engine::{Glob, GlobInput};

    use super::*;

    const GLOBS: [&str; 24] = [
        "/",
        "/**",
        "/*",
        "/a",
        "/a/",
        "/a/**",
        "/a/*",
        "/a/**/b",
        "**/b",
        "**/b/**",
        "**/*",
        "**/",
        "/**/",
        "/a/**/**",
        "/**/**/b",
        "/?",
        "/a?",
        "/?*",
        "/{a,b/**}",
        "/a{,/**}",
        "/*/b/*",
        "**/a/**/b",
        "/a//b",
        "**/*b",
    ];

    fn paths() -> Vec<Vec<&'static str>> {
        let mut all: Vec<Vec<&str>> = vec![Vec::new()];
        let mut paths = vec![vec![""]];
        for _ in 0..4 {
            all = all
                .iter()
                .flat_map(|path| {
                    ["a", "b", "ab", "é"].map(|next| [path.as_slice(), &[next]].concat())
                })
                .collect();
            paths.extend(all.iter().cloned());
            paths.extend(all.iter().map(|path| [path.as_slice(), &[""]].concat()));
        }
        paths
    }

    #[test]
    fn globs_take_segment_by_segment_what_globset_takes() {
        let (mut states, mut texts) = (GlobStates::default(), Texts::new());
        let globs: Vec<Glob> = GLOBS.iter().map(|text| Glob::path(text).unwrap()).collect();
        let bits: Vec<Bit> =
            globs.iter().map(|glob| states.chains.globs([glob], &mut texts)).collect();
        for path in paths() {
            let mut state = states.begin(bits.iter().copied());
            for segment in &path {
                let text = texts.intern(segment);
                state = states.advance(state, text, &texts);
            }
            let whole: String = path.iter().flat_map(|segment| ["/", segment]).collect();
            for (glob, bit) in globs.iter().zip(&bits) {
                let taken = states.accepted(state).contains(bit);
                assert_eq!(taken, glob.matches(&GlobInput::new(&whole)), "{glob} {whole}");
            }
        }
    }
}
