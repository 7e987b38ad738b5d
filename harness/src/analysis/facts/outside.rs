//! Conditions about which no exact answer is given. They are refused where they are asked for, by
//! name, and stand in nobody else's way.

use std::collections::{BTreeMap, BTreeSet};

use engine::{ClaimCondition, ClaimTest, Effect, PathPattern, Requirement, spell::quote};

use super::{
    Facts, pointer,
    route::{asked_of, pattern_of, position},
};
use crate::analysis::{
    cell::Cell,
    claim::Claim,
    refusal::{About, Refusal},
    theory::{MOST_GLOBS, Rule},
};

/// What lies outside, of all that policies ask for.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Outside {
    /// Claims, by pointer.
    claims: BTreeMap<String, Refusal>,
    /// Claims that cannot be bound to the rest of a path, by pointer.
    greedy: BTreeMap<String, Refusal>,
    /// Claims, each with one on its inside: not told apart when asked of one token.
    nested: Vec<(String, String)>,
}

/// A route or guardrail that has a say in a cell.
struct Asker<'p> {
    about: About,
    requirement: &'p Requirement,
    pattern: Option<&'p PathPattern>,
}

impl Outside {
    /// Takes the claims out of which nothing can be told.
    pub(super) fn take_from(claims: &mut BTreeMap<String, Claim>) -> Self {
        let mut outside = Self::default();
        claims.retain(|pointer, claim| {
            if !claim.globs().is_empty() && claim.is_bound_to_rest() {
                let message =
                    format!("`{}` has a glob and is bound to the rest of a path", claim.path);
                let refusal = Refusal::new("unsupported-greedy-binding", message);
                outside.greedy.insert(pointer.clone(), refusal);
            }
            let refused = refused(pointer, claim);
            let stays = refused.is_none();
            outside.claims.extend(refused.map(|refusal| (pointer.clone(), refusal)));
            stays
        });
        for inner in claims.keys() {
            let borders = inner.match_indices('/').skip(1);
            for outer in borders.filter_map(|(border, _)| inner.get(..border)) {
                if claims.contains_key(outer) {
                    outside.nested.push((outer.to_owned(), inner.clone()));
                }
            }
        }
        outside
    }

    fn is_empty(&self) -> bool {
        self.claims.is_empty() && self.greedy.is_empty() && self.nested.is_empty()
    }

    /// Refuses a condition that lies outside by itself.
    pub(super) fn condition(
        &self,
        condition: &ClaimCondition,
        pattern: Option<&PathPattern>,
    ) -> Result<(), Refusal> {
        if self.is_empty() {
            return Ok(());
        }
        let pointer = pointer::of(condition.claim.as_str());
        if let Some(refusal) = self.claims.get(&pointer) {
            return Err(refusal.clone());
        }
        let is_greedy = |test: &ClaimTest| {
            let ClaimTest::PathVariable(name) = test else { return false };
            pattern.and_then(|own| position(own, name)).is_some_and(|own| own.greedy)
        };
        match self.greedy.get(&pointer) {
            Some(refusal) if condition.tests.iter().any(is_greedy) => Err(refusal.clone()),
            Some(_) | None => Ok(()),
        }
    }

    /// Returns claims that cannot be asked of one token, the inner one first.
    fn nested(&self, pointers: &BTreeSet<String>) -> Option<[&str; 2]> {
        let both = |pair: &&(String, String)| {
            pointers.contains(pair.0.as_str()) && pointers.contains(pair.1.as_str())
        };
        self.nested.iter().find(both).map(|(outer, inner)| [inner.as_str(), outer.as_str()])
    }
}

impl Facts<'_> {
    /// Refuses a requirement that lies outside by itself.
    ///
    /// # Errors
    /// What it asks for, by name.
    pub fn check(
        &self,
        requirement: &Requirement,
        pattern: Option<&PathPattern>,
    ) -> Result<(), Refusal> {
        if self.outside.is_empty() {
            return Ok(());
        }
        for condition in &requirement.claims {
            self.outside.condition(condition, pattern)?;
        }
        match self.outside.nested(&pointers_of(requirement)) {
            Some(pair) => Err(nested(pair)),
            None => Ok(()),
        }
    }

    /// Refuses a cell of whose tokens one side asks for what lies outside.
    ///
    /// # Errors
    /// What is asked for, by name and with who asks for it.
    pub fn check_cell(&self, side: usize, cell: &Cell) -> Result<(), Refusal> {
        if self.outside.is_empty() {
            return Ok(());
        }
        let askers = self.askers(side, cell);
        for asker in &askers {
            for condition in &asker.requirement.claims {
                self.outside.condition(condition, asker.pattern).map_err(|refusal| {
                    let claims = vec![pointer::of(condition.claim.as_str())];
                    refusal.of(Some(About { claims, ..asker.about.clone() }))
                })?;
            }
        }
        let pointers = askers.iter().flat_map(|asker| pointers_of(asker.requirement)).collect();
        self.check_together(cell, &pointers)
    }

    /// Refuses claims that are asked of one token of a cell and are not told apart.
    pub(in crate::analysis) fn check_claims(
        &self,
        cell: &Cell,
        claims: &[usize],
    ) -> Result<(), Refusal> {
        if self.outside.nested.is_empty() {
            return Ok(());
        }
        let pointers = claims.iter().filter_map(|place| self.pointers.get(*place));
        self.check_together(cell, &pointers.cloned().collect())
    }

    /// Refuses claims that are not told apart, and says who asks for the inner one.
    fn check_together(&self, cell: &Cell, pointers: &BTreeSet<String>) -> Result<(), Refusal> {
        let Some(claims) = self.outside.nested(pointers) else { return Ok(()) };
        let askers = (0..self.sides.len()).flat_map(|side| self.askers(side, cell));
        let askers: Vec<Asker<'_>> = askers.collect();
        let asks = |asker: &&Asker<'_>, claim: &str| pointers_of(asker.requirement).contains(claim);
        let asker = claims.iter().find_map(|claim| askers.iter().find(|asker| asks(asker, claim)));
        let refusal = nested(claims);
        let claims = claims.map(str::to_owned).to_vec();
        Err(refusal.of(asker.map(|asker| About { claims, ..asker.about.clone() })))
    }

    /// Returns those who ask a cell's tokens for something on one side; where a guardrail denies
    /// whatever is sent, nobody does.
    fn askers(&self, side: usize, cell: &Cell) -> Vec<Asker<'_>> {
        let Some(policy) = self.sides.get(side) else { return Vec::new() };
        let about = |name, span| {
            let side = (self.sides.len() > 1).then_some(side);
            About { side, name, span, claims: Vec::new() }
        };
        let mut askers = Vec::new();
        let route = cell.winners.get(side).copied().flatten();
        if let Some(route) = route.and_then(|index| policy.routes().get(index))
            && let Some(requirement) = asked_of(route)
        {
            let about = about(quote(&route.name), route.span);
            askers.push(Asker { about, requirement, pattern: pattern_of(route) });
        }
        let laid = cell.laid.get(side).map_or(&[][..], Vec::as_slice);
        for guardrail in laid.iter().filter_map(|index| policy.guardrails().get(*index)) {
            match &guardrail.effect {
                Effect::Deny => return Vec::new(),
                Effect::Require { requirement, .. } => {
                    let name = format!("guardrail {}", quote(&guardrail.name));
                    let about = about(name, guardrail.span);
                    askers.push(Asker { about, requirement, pattern: None });
                }
            }
        }
        askers
    }
}

fn pointers_of(requirement: &Requirement) -> BTreeSet<String> {
    requirement.claims.iter().map(|own| pointer::of(own.claim.as_str())).collect()
}

fn nested([inner, outer]: [&str; 2]) -> Refusal {
    let message = format!("conditions on `{outer}` and on its inside, `{inner}`");
    Refusal::new("unsupported-nested-claim", message)
}

/// Refuses a claim about which nothing is told, whoever asks.
fn refused(pointer: &str, claim: &Claim) -> Option<Refusal> {
    let steps = pointer::steps(pointer);
    let first = steps.first().map(String::as_str).unwrap_or_default();
    if matches!(first, "scope" | "scp") {
        let message = format!("a condition on `{}`: ask for scopes by `scopes`", claim.path);
        return Some(Refusal::new("unsupported-scope-claim", message));
    }
    if steps.len() > 1 && Rule::is_registered(&pointer::of(first)) {
        let message = format!("a condition on the inside of `{first}`, which authorizers look at");
        return Some(Refusal::new("unsupported-registered-claim", message));
    }
    let globs = claim.globs().len();
    (globs > MOST_GLOBS).then(|| {
        let message =
            format!("`{}` has {globs} globs, at most {MOST_GLOBS} are told apart", claim.path);
        Refusal::new("unsupported-claim-globs", message)
    })
}
