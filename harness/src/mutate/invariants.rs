//! Invariants of specs, asked of the mutants that no row kills: proving is slower than deciding.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Edit, Policy};
use rayon::prelude::*;

use super::unfit::Unfit;
use crate::analysis::{
    invariant::{Standing, deciding, standing},
    mutation::Mutant,
};
use crate::mint::Minter;
use crate::outcome::Outcome;
use crate::run::proving::Claim;

/// The invariants of a policy, which hold for it as it is.
#[derive(Debug, Default)]
pub(super) struct Invariants<'s> {
    list: Vec<Ready<'s>>,
}

#[derive(Debug)]
struct Ready<'s> {
    claim: Claim<'s>,
    /// The routes that decide what it is about, and whether each lets anybody in; nothing where
    /// that is not known.
    routes: Option<BTreeMap<usize, bool>>,
}

/// An invariant that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failing {
    /// Its place among the invariants of the policy.
    pub(super) at: usize,
    /// Whether it fails because it names what is not there, and for nothing else.
    pub(super) by_names: bool,
}

impl<'s> Invariants<'s> {
    /// Proves each of the policy as it is.
    pub(super) fn resolve(claims: &[Claim<'s>], minter: &Minter) -> Result<Self, Unfit> {
        let rows: Vec<_> = claims.par_iter().map(|claim| claim.row(minter)).collect();
        let mut failing = rows.iter().filter(|row| row.outcome != Outcome::Pass);
        if let Some(first) = failing.next() {
            let place = format!("{}:{}:{}", first.file, first.line, first.column);
            let first = format!("{place} {}: {}", first.name, first.got);
            return Err(Unfit::Unproved { invariants: failing.count() + 1, first });
        }
        let ready = claims.par_iter().map(|claim| {
            let policy = claim.spec.policy.engine.policy();
            let read = claim.read(policy);
            let now = claim.spec.spec.now;
            let routes = read.and_then(|(own, except)| deciding(policy, &own, &except, now).ok());
            Ready { claim: *claim, routes }
        });
        Ok(Self { list: ready.collect() })
    }

    /// Finds those that fail for a mutant, in their order.
    pub(super) fn failing(&self, policy: &Policy, mutant: &Mutant) -> Result<Vec<Failing>, String> {
        let reopened = reopened(policy, &mutant.edits);
        let all = self.list.iter().enumerate();
        let mut touched = all.filter(|(_, one)| one.is_touched(reopened.as_ref())).peekable();
        if touched.peek().is_none() {
            return Ok(Vec::new());
        }
        let edited = policy.edited(&mutant.edits).map_err(|error| error.to_string())?;
        let failing = touched.filter_map(|(at, one)| {
            let by_names = one.fails(&edited, reopened.as_ref())?;
            Some(Failing { at, by_names })
        });
        Ok(failing.collect())
    }
}

/// Returns the routes that have another access, where edits do nothing else: they decide what they
/// decided, and so does every other route.
fn reopened(policy: &Policy, edits: &[Edit]) -> Option<BTreeSet<usize>> {
    let reopened = edits.iter().map(|edit| match edit {
        Edit::Route { index, key, .. } => {
            policy.routes().get(*index).filter(|route| route.key == *key).map(|_| *index)
        }
        Edit::RemoveRoute(_)
        | Edit::AddRoute { .. }
        | Edit::Guardrail { .. }
        | Edit::RemoveGuardrail(_)
        | Edit::Authorizer { .. }
        | Edit::Cors(_) => None,
    });
    reopened.collect()
}

impl Ready<'_> {
    /// Returns whether another access of some routes can change what becomes of it; in doubt it can.
    fn is_touched(&self, reopened: Option<&BTreeSet<usize>>) -> bool {
        let both = self.routes.as_ref().zip(reopened);
        both.is_none_or(|(routes, reopened)| reopened.iter().any(|one| routes.contains_key(one)))
    }

    /// Tells whether it fails for an edited policy, and if so, whether by names alone.
    fn fails(&self, edited: &Policy, reopened: Option<&BTreeSet<usize>>) -> Option<bool> {
        let Some((invariant, mut except)) = self.claim.read(edited) else { return Some(true) };
        let mut elsewhere = false;
        if let Some((routes, reopened)) = self.routes.as_ref().zip(reopened) {
            // Of all other routes it holds as it did.
            except.extend((0..edited.routes().len()).filter(|route| !reopened.contains(route)));
            elsewhere = routes.iter().any(|(route, lets_in)| *lets_in && !reopened.contains(route));
        }
        let fails = match standing(edited, &invariant, &except, self.claim.spec.spec.now) {
            Ok(Standing::Holds) => false,
            Ok(Standing::Vacuous) => !elsewhere,
            // What cannot be proved is as loud in a run as what is broken.
            Ok(Standing::Broken) | Err(_) => true,
        };
        fails.then_some(false)
    }
}
