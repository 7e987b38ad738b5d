//! Globs as chains of places, each of which takes a segment.
//!
//! A **bit** is what a set of chains is known by: the globs of a guardrail, those of an invariant,
//! or chains made for one question.

use std::collections::HashMap;

use engine::{Flat, Glob, Sign};

use super::{
    segment::Pattern,
    texts::{Text, Texts},
};

/// The number of a set of chains.
pub(super) type Bit = u32;

/// The number of a [`Pattern`].
pub(super) type PatternId = u32;

/// The number of a place.
pub(super) type Place = u32;

/// What a place in a glob takes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Token {
    /// This segment.
    Text(Text),
    /// Any segment, the empty one too.
    Any,
    /// Any segment but the empty one.
    Variable,
    /// A segment that the pattern takes.
    Pattern(PatternId),
    /// Any number of segments.
    Many,
    /// All that follows, also nothing: the path is taken for certain.
    Rest,
    /// Nothing: the path ends here.
    End,
}

/// All chains.
#[derive(Debug, Default)]
pub(super) struct Chains {
    places: Vec<(Token, Bit)>,
    /// Where the chains of a bit begin.
    starts: Vec<Vec<Place>>,
    patterns: Vec<Pattern>,
    pattern_ids: HashMap<Pattern, PatternId>,
    /// Bits of one chain that were asked for before.
    single: HashMap<Vec<Token>, Bit>,
}

impl Chains {
    /// Returns a bit for the union of globs.
    pub(super) fn globs<'g>(
        &mut self,
        globs: impl IntoIterator<Item = &'g Glob>,
        texts: &mut Texts,
    ) -> Bit {
        let bit = self.bit();
        for flat in globs.into_iter().flat_map(Glob::alternatives) {
            let tokens = self.lower(flat, texts);
            self.chain(bit, tokens);
        }
        bit
    }

    /// Returns a bit that nothing takes yet.
    fn bit(&mut self) -> Bit {
        self.starts.push(Vec::new());
        number(self.starts.len() - 1)
    }

    /// Returns a bit for one chain, the same for the same chain.
    pub(super) fn single(&mut self, tokens: Vec<Token>) -> Bit {
        if let Some(bit) = self.single.get(&tokens) {
            return *bit;
        }
        let bit = self.bit();
        self.chain(bit, tokens.iter().copied());
        self.single.insert(tokens, bit);
        bit
    }

    /// Adds what a bit takes.
    fn chain(&mut self, bit: Bit, tokens: impl IntoIterator<Item = Token>) {
        let start = number(self.places.len());
        if let Some(starts) = self.starts.get_mut(bit as usize) {
            starts.push(start);
        }
        self.places.extend(tokens.into_iter().chain([Token::End]).map(|token| (token, bit)));
    }

    /// Returns the number of a pattern.
    pub(super) fn pattern_id(&mut self, pattern: Pattern) -> PatternId {
        if let Some(id) = self.pattern_ids.get(&pattern) {
            return *id;
        }
        let id = number(self.patterns.len());
        self.patterns.push(pattern.clone());
        self.pattern_ids.insert(pattern, id);
        id
    }

    pub(super) fn pattern(&self, id: PatternId) -> Option<&Pattern> {
        self.patterns.get(id as usize)
    }

    /// Goes through all places: what each takes, and the bit that it is for.
    pub(super) fn tokens(&self) -> impl Iterator<Item = (Token, Bit)> {
        self.places.iter().copied()
    }

    pub(super) fn takes(&self, id: PatternId, text: &str) -> bool {
        self.pattern(id).is_some_and(|pattern| pattern.takes(text))
    }

    fn lower(&mut self, flat: &Flat, texts: &mut Texts) -> Vec<Token> {
        let signs = flat.signs();
        let signs = signs.strip_prefix(&[Sign::Literal('/')]).unwrap_or(signs);
        let mut tokens: Vec<Token> = signs
            .split(|sign| *sign == Sign::Literal('/'))
            .map(|segment| match segment {
                [Sign::Segments] => Token::Many,
                [Sign::Many] => Token::Any,
                signs => {
                    match signs.iter().map(|sign| sign.literal()).collect::<Option<String>>() {
                        Some(text) => Token::Text(texts.intern(&text)),
                        None => Token::Pattern(self.pattern_id(Pattern::segment(signs))),
                    }
                }
            })
            .collect();
        if let Some(last) = tokens.last_mut()
            && *last == Token::Many
        {
            *last = Token::Rest;
        }
        tokens
    }

    /// Comes to where the chains of a bit begin.
    pub(super) fn enter_starts(&self, bit: Bit, places: &mut Vec<Place>) {
        for start in self.starts.get(bit as usize).into_iter().flatten() {
            self.enter(*start, places);
        }
    }

    /// Comes to a place, and to the next one where it may stand for no segment.
    pub(super) fn enter(&self, mut place: Place, places: &mut Vec<Place>) {
        places.push(place);
        while let Some((Token::Many, _)) = self.places.get(place as usize) {
            place += 1;
            places.push(place);
        }
    }

    pub(super) fn place(&self, place: Place) -> Option<(Token, Bit)> {
        self.places.get(place as usize).copied()
    }
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
