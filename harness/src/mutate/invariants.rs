//! Invariants of specs, asked of the mutants that no row kills: proving is slower than deciding.

use std::collections::BTreeSet;

use engine::{Edit, Policy};
use rayon::prelude::*;

use super::unfit::Unfit;
use crate::analysis::{
    invariant::{deciding, fails},
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
    /// The routes that decide what it is about; nothing where that is not known.
    routes: Option<BTreeSet<usize>>,
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
            let routes = read.and_then(|(own, except)| deciding(policy, &own, &except).ok());
            Ready { claim: *claim, routes }
        });
        Ok(Self { list: ready.collect() })
    }

    /// Finds those that fail for a mutant, in their order.
    pub(super) fn failing(&self, policy: &Policy, mutant: &Mutant) -> Result<Vec<Failing>, String> {
        let all = self.list.iter().enumerate();
        let mut touched = all.filter(|(_, one)| one.is_touched(policy, &mutant.edits)).peekable();
        if touched.peek().is_none() {
            return Ok(Vec::new());
        }
        let edited = policy.edited(&mutant.edits).map_err(|error| error.to_string())?;
        let failing = touched.filter_map(|(at, one)| {
            let by_names = one.fails(&edited)?;
            Some(Failing { at, by_names })
        });
        Ok(failing.collect())
    }
}

impl Ready<'_> {
    /// Returns whether edits can change what becomes of it; in doubt they can.
    fn is_touched(&self, policy: &Policy, edits: &[Edit]) -> bool {
        let Some(routes) = &self.routes else { return true };
        edits.iter().any(|edit| match edit {
            // With another access a route decides what it decided.
            Edit::Route { index, key, .. } => {
                let kept = policy.routes().get(*index).is_some_and(|route| route.key == *key);
                !kept || routes.contains(index)
            }
            Edit::RemoveRoute(_)
            | Edit::AddRoute { .. }
            | Edit::Guardrail { .. }
            | Edit::RemoveGuardrail(_)
            | Edit::Authorizer { .. } => true,
        })
    }

    /// Tells whether it fails for an edited policy, and if so, whether by names alone.
    fn fails(&self, edited: &Policy) -> Option<bool> {
        let Some((invariant, except)) = self.claim.read(edited) else { return Some(true) };
        // What cannot be proved is as loud in a run as what is broken.
        let fails = fails(edited, &invariant, &except, self.claim.spec.spec.now).unwrap_or(true);
        fails.then_some(false)
    }
}
