//! Refuses requirements and cells that ask for what lies outside, and says who asks.

use std::collections::BTreeSet;

use engine::{Effect, PathPattern, Requirement, spell::quote};

use super::{
    cell::Cell,
    facts::{
        Facts, pointer,
        route::{asked_of, pattern_of},
    },
    refusal::{About, Refusal},
};

/// A route or guardrail that has a say in a cell.
struct Asker<'p> {
    about: About,
    requirement: &'p Requirement,
    pattern: Option<&'p PathPattern>,
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
    pub(super) fn check_claims(&self, cell: &Cell, claims: &[usize]) -> Result<(), Refusal> {
        if self.outside.is_empty() {
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
