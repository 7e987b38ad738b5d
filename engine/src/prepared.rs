//! Claims made ready for many decisions: scopes as bits, the claims a policy asks for at hand.
//!
//! A token's scopes are looked up once, and each decision then compares numbers.

use crate::claims::Claims;
use crate::value::Value;
use crate::vocabulary::{ScopeDemand, ScopeSet, Vocabulary};

/// Claims kept without a list.
const SLOTS: usize = 8;

/// Verified claims, ready for decisions by the engine that prepared them.
#[derive(Clone, Debug)]
pub struct Prepared<'c> {
    of: &'c Vocabulary,
    claims: &'c Claims,
    scopes: ScopeSet,
    slots: [Option<&'c Value>; SLOTS],
    further: Vec<Option<&'c Value>>,
}

impl<'c> Prepared<'c> {
    /// Looks up what a token has of all that a policy asks for.
    pub(crate) fn new(of: &'c Vocabulary, claims: &'c Claims) -> Self {
        let scopes = claims.scopes().filter_map(|scope| of.scope(scope)).collect();
        let mut slots = [None; SLOTS];
        let mut values = of.paths().iter().map(|path| claims.at(path));
        for (slot, value) in slots.iter_mut().zip(values.by_ref()) {
            *slot = value;
        }
        Self { of, claims, scopes, slots, further: values.collect() }
    }

    /// Returns the claims.
    pub fn claims(&self) -> &'c Claims {
        self.claims
    }

    /// Returns whether its numbers are those of a vocabulary.
    pub(crate) fn is_of(&self, vocabulary: &Vocabulary) -> bool {
        std::ptr::eq(self.of, vocabulary)
    }

    /// Returns whether the token has the scopes that are asked for.
    #[inline]
    pub(crate) fn has(&self, asked: &ScopeDemand) -> bool {
        let any = asked.any_of.is_empty() || self.scopes.meets(&asked.any_of);
        any && self.scopes.holds(&asked.all_of)
    }

    /// Returns the claim of a number, unless it is missing.
    pub(crate) fn claim(&self, number: u32) -> Option<&'c Value> {
        let at = number as usize;
        match self.slots.get(at) {
            Some(slot) => *slot,
            None => self.further.get(at - SLOTS).copied().flatten(),
        }
    }
}
