//! Claims made ready for many decisions: scopes as bits, the claims a policy asks for at hand.
//!
//! A token's scopes are looked up once, and each decision then compares numbers.

use std::borrow::Cow;

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
    scopes: Cow<'c, ScopeSet>,
    slots: [Option<&'c Value>; SLOTS],
    further: Vec<Option<&'c Value>>,
    /// When the places of claims are known, neither slots nor what is further stands for them.
    places: Option<&'c [Option<usize>]>,
}

/// What [`Prepared`] finds in claims, without borrowing them.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    scopes: ScopeSet,
    /// For each claim asked for, its place.
    places: Box<[Option<usize>]>,
}

impl Marks {
    /// Notes what a token has, for [`Prepared::recall`].
    pub(crate) fn new(of: &Vocabulary, claims: &Claims) -> Self {
        let places = of.paths().iter().map(|path| claims.place(path)).collect();
        Self { scopes: scopes(of, claims), places }
    }

    /// Returns about how many bytes they take on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.scopes.bytes() + size_of_val(&*self.places)
    }
}

/// Looks up the numbers of a token's scopes.
fn scopes(of: &Vocabulary, claims: &Claims) -> ScopeSet {
    claims.scopes().filter_map(|scope| of.scope(scope)).collect()
}

impl<'c> Prepared<'c> {
    /// Looks up what a token has of all that a policy asks for.
    pub(crate) fn new(of: &'c Vocabulary, claims: &'c Claims) -> Self {
        let mut slots = [None; SLOTS];
        let mut values = of.paths().iter().map(|path| claims.at(path));
        for (slot, value) in slots.iter_mut().zip(values.by_ref()) {
            *slot = value;
        }
        let further = values.collect();
        Self { of, claims, scopes: Cow::Owned(scopes(of, claims)), slots, further, places: None }
    }

    /// Prepares claims as [`Prepared::new`] does, by what was noted of them.
    pub(crate) fn recall(of: &'c Vocabulary, claims: &'c Claims, marks: &'c Marks) -> Self {
        let (scopes, places) = (Cow::Borrowed(&marks.scopes), Some(&*marks.places));
        Self { of, claims, scopes, slots: [None; SLOTS], further: Vec::new(), places }
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
        if let Some(places) = self.places {
            let place = places.get(at).copied().flatten()?;
            return self.claims.at_place(place, self.of.paths().get(at)?);
        }
        match self.slots.get(at) {
            Some(slot) => *slot,
            None => self.further.get(at - SLOTS).copied().flatten(),
        }
    }
}
