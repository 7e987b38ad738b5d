//! Conditions about which no exact answer is given. They are refused where they are asked for, by
//! name, and stand in nobody else's way.

use std::collections::{BTreeMap, BTreeSet};

use engine::{ClaimCondition, ClaimTest, PathPattern};

use super::{pointer, route::position};
use crate::analysis::{
    claim::Claim,
    refusal::Refusal,
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

    /// Returns whether nothing lies outside.
    pub(in crate::analysis) fn is_empty(&self) -> bool {
        self.claims.is_empty() && self.greedy.is_empty() && self.nested.is_empty()
    }

    /// Refuses a condition that lies outside by itself.
    pub(in crate::analysis) fn condition(
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
    pub(in crate::analysis) fn nested(&self, pointers: &BTreeSet<String>) -> Option<[&str; 2]> {
        let both = |pair: &&(String, String)| {
            pointers.contains(pair.0.as_str()) && pointers.contains(pair.1.as_str())
        };
        self.nested.iter().find(both).map(|(outer, inner)| [inner.as_str(), outer.as_str()])
    }
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
