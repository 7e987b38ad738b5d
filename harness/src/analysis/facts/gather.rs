//! Collects all that policies ask of tokens, and refuses by name what lies outside.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Effect, PathPattern, Policy, Requirement};

use super::{
    pointer,
    route::{asked_of, pattern_of, position},
};
use crate::analysis::{
    claim::{Claim, Position},
    refusal::Refusal,
    theory::Rule,
};

/// What is asked for, in order.
pub(super) struct Gathered<'p> {
    pub(super) scopes: Vec<&'p str>,
    pub(super) claims: Vec<Claim>,
    pub(super) pointers: Vec<String>,
}

impl<'p> Gathered<'p> {
    /// Gathers what policies ask for, and requirements that name variables of any of their routes.
    pub(super) fn of(sides: &[&'p Policy], further: &[&'p Requirement]) -> Result<Self, Refusal> {
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
        for (pointer, claim) in &mut claims {
            claim.settle();
            check(pointer, claim)?;
        }
        check_nesting(&claims)?;
        let (pointers, claims) = claims.into_iter().unzip();
        Ok(Self { scopes: scopes.into_iter().collect(), claims, pointers })
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

/// Refuses claims of which no exact answer is given.
fn check(pointer: &str, claim: &Claim) -> Result<(), Refusal> {
    let steps = pointer::steps(pointer);
    let first = steps.first().map(String::as_str).unwrap_or_default();
    if matches!(first, "scope" | "scp") {
        let message = format!("a condition on `{}`: ask for scopes by `scopes`", claim.path);
        return Err(Refusal::new("unsupported-scope-claim", message));
    }
    if steps.len() > 1 && Rule::is_registered(&pointer::of(first)) {
        let message = format!("a condition on the inside of `{first}`, which authorizers look at");
        return Err(Refusal::new("unsupported-registered-claim", message));
    }
    if !claim.globs().is_empty() && claim.is_bound_to_rest() {
        let message = format!("`{}` has a glob and is bound to the rest of a path", claim.path);
        return Err(Refusal::new("unsupported-greedy-binding", message));
    }
    Ok(())
}

/// A condition on a claim and one on its inside are not told apart.
fn check_nesting(claims: &BTreeMap<String, Claim>) -> Result<(), Refusal> {
    for inner in claims.keys() {
        let borders = inner.match_indices('/').skip(1);
        for outer in borders.filter_map(|(border, _)| inner.get(..border)) {
            if claims.contains_key(outer) {
                let message = format!("conditions on `{outer}` and on its inside, `{inner}`");
                return Err(Refusal::new("unsupported-nested-claim", message));
            }
        }
    }
    Ok(())
}
