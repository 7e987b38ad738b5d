//! Claims made ready for many decisions: scopes as bits, the claims a policy asks for at hand.
//!
//! What a policy can ask for is numbered when it is compiled; a token's scopes are looked up once,
//! and each decision then compares numbers.

use crate::claims::{ClaimPath, Claims};
use crate::policy::{Access, Effect, Policy, Requirement};
use crate::table::Table;
use crate::table::hash::Keys;
use crate::value::Value;

/// Scopes with a bit of their own; a policy with more of them lists the others.
const BITS: usize = 256;
/// Claims kept without a list.
const SLOTS: usize = 8;
/// Bytes of a scope that stand in its slot.
const INLINE: usize = 55;

/// The scopes and claims that a policy asks for, numbered, and what each place asks for in
/// these numbers.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    numbers: Table<u32, INLINE>,
    paths: Vec<ClaimPath>,
    routes: Vec<Demand>,
    guardrails: Vec<Demand>,
}

/// A [`Requirement`] in numbers, part for part.
#[derive(Debug, Default)]
pub(crate) struct Demand {
    /// For each scope requirement, the numbers of its scopes.
    pub(crate) scopes: Box<[ScopeNumbers]>,
    /// For each claim condition: where its claim is.
    pub(crate) claims: Box<[u32]>,
}

/// Any of these, and all of those.
pub(crate) type ScopeNumbers = (Box<[u32]>, Box<[u32]>);

/// Verified claims, ready for decisions by the engine that prepared them.
#[derive(Clone, Debug)]
pub struct Prepared<'c> {
    of: &'c Vocabulary,
    claims: &'c Claims,
    bits: [u64; BITS / 64],
    /// Numbers of further scopes, sorted.
    others: Vec<u32>,
    slots: [Option<&'c Value>; SLOTS],
    further: Vec<Option<&'c Value>>,
    /// When they stand for the claims, neither numbers nor slots nor what is further does.
    marks: Option<&'c Marks>,
}

/// What [`Prepared`] finds in claims, without borrowing them.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    bits: [u64; BITS / 64],
    others: Box<[u32]>,
    /// For each claim asked for, its place.
    places: Box<[Option<usize>]>,
}

impl Marks {
    /// Returns about how many bytes they take on the heap.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&*self.others) + size_of_val(&*self.places)
    }
}

impl Vocabulary {
    /// Numbers what a policy asks for.
    pub(crate) fn new(policy: &Policy) -> Self {
        let of_routes = policy.routes().iter().map(|route| match &route.access {
            Access::Protected { requirement, .. } => Some(requirement),
            Access::Public => None,
        });
        let of_guardrails = policy.guardrails().iter().map(|guardrail| match &guardrail.effect {
            Effect::Require { requirement, .. } => Some(requirement),
            Effect::Deny => None,
        });
        let asked: Vec<_> = of_routes.chain(of_guardrails).collect();
        let mut scopes: Vec<&str> =
            asked.iter().flatten().flat_map(|requirement| requirement.scope_names()).collect();
        scopes.sort_unstable();
        scopes.dedup();
        let mut paths: Vec<ClaimPath> = Vec::new();
        let mut numbers = std::collections::HashMap::new();
        for condition in asked.iter().flatten().flat_map(|requirement| &requirement.claims) {
            let next = u32::try_from(paths.len()).unwrap_or(u32::MAX);
            numbers.entry(condition.claim.as_str()).or_insert_with(|| {
                paths.push(condition.claim.clone());
                next
            });
        }
        let number = |scope: &str| {
            let at = scopes.binary_search(&scope).unwrap_or(usize::MAX);
            u32::try_from(at).unwrap_or(u32::MAX)
        };
        let demand = |requirement: Option<&Requirement>| {
            requirement.map_or_else(Demand::default, |requirement| Demand {
                scopes: requirement
                    .scopes
                    .iter()
                    .map(|one| {
                        let any = one.any_of.iter().map(|scope| number(scope.as_str()));
                        let all = one.all_of.iter().map(|scope| number(scope.as_str()));
                        (any.collect(), all.collect())
                    })
                    .collect(),
                claims: requirement
                    .claims
                    .iter()
                    .map(|one| numbers.get(one.claim.as_str()).copied().unwrap_or(u32::MAX))
                    .collect(),
            })
        };
        let mut demands = asked.iter().copied().map(demand);
        let routes = demands.by_ref().take(policy.routes().len()).collect();
        let guardrails = demands.collect();
        Self { numbers: table(&scopes), paths, routes, guardrails }
    }

    /// Returns what a route asks for.
    pub(crate) fn route(&self, index: usize) -> Option<&Demand> {
        self.routes.get(index)
    }

    /// Returns what a guardrail asks for.
    pub(crate) fn guardrail(&self, index: usize) -> Option<&Demand> {
        self.guardrails.get(index)
    }

    /// Looks up what a token has of all that the policy asks for.
    pub(crate) fn prepare<'c>(&'c self, claims: &'c Claims) -> Prepared<'c> {
        let mut prepared = Prepared {
            of: self,
            claims,
            bits: [0; BITS / 64],
            others: Vec::new(),
            slots: [None; SLOTS],
            further: Vec::new(),
            marks: None,
        };
        (prepared.bits, prepared.others) = self.scopes(claims);
        let mut values = self.paths.iter().map(|path| claims.at(path));
        for (slot, value) in prepared.slots.iter_mut().zip(values.by_ref()) {
            *slot = value;
        }
        prepared.further.extend(values);
        prepared
    }

    /// Notes what a token has, for [`Vocabulary::recall`].
    pub(crate) fn mark(&self, claims: &Claims) -> Marks {
        let (bits, others) = self.scopes(claims);
        let places = self.paths.iter().map(|path| claims.place(path)).collect();
        Marks { bits, others: others.into(), places }
    }

    /// Prepares claims as [`Vocabulary::prepare`] does, by what was noted of them.
    pub(crate) fn recall<'c>(&'c self, claims: &'c Claims, marks: &'c Marks) -> Prepared<'c> {
        Prepared {
            of: self,
            claims,
            bits: marks.bits,
            others: Vec::new(),
            slots: [None; SLOTS],
            further: Vec::new(),
            marks: Some(marks),
        }
    }

    /// Looks up the numbers of a token's scopes.
    fn scopes(&self, claims: &Claims) -> ([u64; BITS / 64], Vec<u32>) {
        let (mut bits, mut others) = ([0_u64; BITS / 64], Vec::new());
        for number in claims.scopes().filter_map(|scope| self.numbers.get(0, scope.as_bytes())) {
            let at = number as usize;
            match bits.get_mut(at / 64) {
                Some(bits) => *bits |= 1 << (at % 64),
                None => others.push(number),
            }
        }
        others.sort_unstable();
        (bits, others)
    }
}

/// A table that finds the number of a scope.
fn table(scopes: &[&str]) -> Table<u32, INLINE> {
    let mut keys = Keys::default();
    loop {
        let mut table = Table::with_capacity(keys.draw(), scopes.len());
        let filled = scopes.iter().zip(0..).all(|(scope, number)| {
            table.entry(0, scope.as_bytes()).map(|slot| *slot = number).is_some()
        });
        if filled {
            table.shrink();
            return table;
        }
    }
}

impl<'c> Prepared<'c> {
    /// Returns the claims.
    pub fn claims(&self) -> &'c Claims {
        self.claims
    }

    /// Returns whether its numbers are those of a vocabulary.
    pub(crate) fn is_of(&self, vocabulary: &Vocabulary) -> bool {
        std::ptr::eq(self.of, vocabulary)
    }

    /// Returns whether the token has the scope of a number.
    pub(crate) fn has_scope(&self, number: u32) -> bool {
        if let Some(bits) = self.bits.get(number as usize / 64) {
            return bits >> (number % 64) & 1 == 1;
        }
        let others = self.marks.map_or(self.others.as_slice(), |marks| &marks.others);
        others.binary_search(&number).is_ok()
    }

    /// Returns the claim of a number, unless it is missing.
    pub(crate) fn claim(&self, number: u32) -> Option<&'c Value> {
        let at = number as usize;
        if let Some(marks) = self.marks {
            let place = marks.places.get(at).copied().flatten()?;
            return self.claims.at_place(place, self.of.paths.get(at)?);
        }
        match self.slots.get(at) {
            Some(slot) => *slot,
            None => self.further.get(at - SLOTS).copied().flatten(),
        }
    }
}
