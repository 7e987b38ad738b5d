//! Collects all that policies ask of tokens, and puts aside what lies outside.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Effect, PathPattern, Policy, Requirement};

use super::{
    outside::Outside,
    pointer,
    route::{asked_of, pattern_of, position},
};
use crate::analysis::claim::{Claim, Position};

/// What is asked for, in order.
pub(super) struct Gathered<'p> {
    pub(super) scopes: Vec<&'p str>,
    pub(super) claims: Vec<Claim>,
    pub(super) pointers: Vec<String>,
    pub(super) outside: Outside,
}

impl<'p> Gathered<'p> {
    /// Gathers what policies ask for, and requirements that name variables of any of their routes.
    pub(super) fn of(sides: &[&'p Policy], further: &[&'p Requirement]) -> Self {
        let mut scopes = BTreeSet::new();
        let mut claims = BTreeMap::new();
        for side in sides {
            for route in side.routes() {
                let Some(requirement) = asked_of(route) else { continue };
                let pattern = pattern_of(route);
                let bound = |name: &str| pattern.and_then(|own| position(own, name)).into_iter();
                take(requirement, &mut scopes, &mut claims, |name| bound(name).collect());
            }
            for guardrail in side.guardrails() {
                if let Effect::Require { requirement, .. } = &guardrail.effect {
                    take(requirement, &mut scopes, &mut claims, |_| Vec::new());
                }
            }
        }
        for requirement in further {
            take(requirement, &mut scopes, &mut claims, |name| anywhere(sides, name));
        }
        claims.values_mut().for_each(Claim::settle);
        let outside = Outside::take_from(&mut claims);
        let (pointers, claims) = claims.into_iter().unzip();
        Self { scopes: scopes.into_iter().collect(), claims, pointers, outside }
    }
}

fn take<'p>(
    requirement: &'p Requirement,
    scopes: &mut BTreeSet<&'p str>,
    claims: &mut BTreeMap<String, Claim>,
    bound: impl Fn(&str) -> Vec<Position>,
) {
    scopes.extend(requirement.scope_names());
    for condition in &requirement.claims {
        let claim = claims
            .entry(pointer::of(condition.claim.as_str()))
            .or_insert_with(|| Claim::new(condition.claim.clone()));
        condition.tests.iter().for_each(|test| claim.ask(test, &bound));
    }
}

/// Returns the places of a variable in all routes that have it.
fn anywhere(sides: &[&Policy], name: &str) -> Vec<Position> {
    let patterns = sides.iter().flat_map(|side| side.routes()).filter_map(pattern_of);
    let places: BTreeSet<Position> =
        patterns.filter_map(|pattern: &PathPattern| position(pattern, name)).collect();
    places.into_iter().collect()
}
