//! Which mistakes in a policy would its specs miss? Mutants against rows.
//!
//! A mutant is killed when a row or an invariant fails that holds for the policy as it is: exactly
//! when `run` would fail if the policy had that mistake. What is only decided differently, and not expected
//! by any row, kills nothing.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use self::invariants::Invariants;
use self::judge::Judge;
use self::rows::{RowOf, Rows};
pub use self::{
    changed::{Changed, changed},
    judge::{How, Kill, Look},
    matrix::{Matrix, Standing},
    report::{Format, write},
    score::{Fate, Judged, Killed, Kind, Mutation, RowTold, Score},
    unfit::Unfit,
};
use crate::analysis::difference::Differ;
use crate::analysis::mutation::{Mutant, Mutants};
use crate::mint::Minter;
use crate::progress::Progress;
use crate::run::proving::Claim;
use crate::suite::{ReadyPolicy, Suite};

mod changed;
mod invariants;
mod judge;
mod matrix;
mod report;
pub mod revision;
mod rows;
mod score;
mod touched;
mod unfit;
mod vacuous;

/// Which mutants are made.
#[derive(Debug, Default)]
pub struct Selection {
    /// Takes mutants whose description, operator or policy's file holds one of these; empty takes
    /// all.
    pub filters: Vec<String>,
    /// Takes mutants of what has changed, by policy; nothing takes all.
    pub changed: Option<Vec<(Arc<ReadyPolicy>, Changed)>>,
}

/// A policy of a suite, with one set of values, and the mutants of it that are wanted.
struct Group<'s> {
    policy: &'s Arc<ReadyPolicy>,
    /// Places in the list of all rows.
    rows: Vec<usize>,
    /// Places in the list of all rows, where invariants come last.
    invariants: Vec<usize>,
    claims: Vec<Claim<'s>>,
    mutants: Vec<Mutant>,
    stillborn: usize,
}

/// Holds the rows of a suite, and its invariants, against every mutant of its policies.
///
/// # Errors
/// Rows or invariants that do not hold for the policies as they are, or cannot be run.
pub fn mutate(
    suite: &Suite,
    selection: &Selection,
    differ: Option<&dyn Differ>,
    minter: &Minter,
    progress: impl FnOnce(usize) -> Progress,
) -> Result<Mutation, Unfit> {
    let all: Vec<RowOf<'_>> = suite
        .specs
        .iter()
        .flat_map(|spec| spec.spec.cases.iter().map(move |case| RowOf { spec, case }))
        .filter(|row| row.case.skip.is_none())
        .collect();
    let claims: Vec<Claim<'_>> = suite
        .specs
        .iter()
        .flat_map(|spec| {
            spec.spec.invariants.iter().map(move |invariant| Claim { spec, invariant })
        })
        .filter(|claim| claim.invariant.skip.is_none())
        .collect();
    let groups = groups(suite, &all, &claims, selection);
    let mut resolved = Vec::new();
    for group in &groups {
        let own: Vec<_> = group.rows.iter().filter_map(|at| all.get(*at).copied()).collect();
        let rows = Rows::resolve(group.policy, &own, minter)?;
        resolved.push((rows, Invariants::resolve(&group.claims, minter)?));
    }
    let progress = progress(groups.iter().map(|group| group.mutants.len()).sum());
    let told = all.iter().map(vacuous::told).chain(claims.iter().map(vacuous::told_invariant));
    let mut mutation = Mutation::new(told.collect());
    mutation.partial = selection.is_partial();
    for (group, (rows, invariants)) in groups.iter().zip(&resolved) {
        let judge = Judge { policy: group.policy, rows, invariants, differ, minter };
        let fates: Vec<_> = group
            .mutants
            .par_iter()
            .map(|mutant| {
                let fate = judge.fate(mutant);
                progress.advance();
                fate
            })
            .collect();
        mutation.stillborn += group.stillborn;
        for (mutant, fate) in group.mutants.iter().zip(fates) {
            let fate = fate.map_err(Unfit::Failed)?.of_all(&group.rows, &group.invariants);
            if fate.has_asked_invariants() {
                mutation.ask(&group.invariants);
            }
            mutation.add(&group.policy.file.source, mutant, fate);
        }
    }
    mutation.sort();
    Ok(mutation)
}

fn groups<'s>(
    suite: &'s Suite,
    rows: &[RowOf<'s>],
    claims: &[Claim<'s>],
    selection: &Selection,
) -> Vec<Group<'s>> {
    let mut groups: Vec<Group<'s>> = Vec::new();
    for spec in &suite.specs {
        if !groups.iter().any(|group| Arc::ptr_eq(group.policy, &spec.policy)) {
            let mutants = Mutants::of(spec.policy.engine.policy());
            let taken = |one: &Mutant| selection.takes(&spec.policy, one);
            let stillborn = mutants.stillborn.iter().filter(|one| taken(one)).count();
            let mutants = mutants.list.into_iter().filter(taken).collect();
            let (rows, invariants, claims) = (Vec::new(), Vec::new(), Vec::new());
            let policy = &spec.policy;
            groups.push(Group { policy, rows, invariants, claims, mutants, stillborn });
        }
    }
    for group in &mut groups {
        let own = rows.iter().enumerate();
        let own = own.filter(|(_, row)| Arc::ptr_eq(group.policy, &row.spec.policy));
        group.rows = own.map(|(at, _)| at).collect();
        let own = (rows.len()..).zip(claims);
        let own = own.filter(|(_, claim)| Arc::ptr_eq(group.policy, &claim.spec.policy));
        (group.invariants, group.claims) = own.map(|(at, claim)| (at, *claim)).unzip();
    }
    groups
}

impl Selection {
    /// Returns whether there may be mutants that are not wanted.
    fn is_partial(&self) -> bool {
        !self.filters.is_empty() || self.changed.is_some()
    }

    fn takes(&self, policy: &Arc<ReadyPolicy>, mutant: &Mutant) -> bool {
        let file: &Path = &policy.file.path;
        let named = self.filters.is_empty()
            || self.filters.iter().any(|filter| {
                mutant.description.contains(filter)
                    || mutant.operator.as_str().contains(filter)
                    || file.to_string_lossy().contains(filter)
            });
        let changed = self.changed.as_ref().is_none_or(|changed| {
            changed.iter().any(|(own, changed)| Arc::ptr_eq(own, policy) && changed.holds(mutant))
        });
        named && changed
    }
}

#[cfg(test)]
mod tests;
