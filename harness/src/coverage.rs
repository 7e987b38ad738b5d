//! What the rows of a run cover of their policies, and which rows are missing.
//!
//! Rows that passed are decided once more, where the analysis can see them; a policy that several
//! specs name is covered by the rows of all.

use std::sync::Arc;

use engine::Source;

use crate::{
    analysis::{
        cover::{Counts, Cover, Gaps, Proof, Wanted},
        witness::ReplayError,
    },
    mint::Minter,
    outcome::{
        Outcome, Row,
        coverage::{ClauseCoverage, Coverage, MissingRow, PolicyCoverage, RouteCoverage},
    },
    run::{Selection, Task, sending},
    suite::{ReadyPolicy, Suite},
};

/// Finds what the rows of a run cover, given what became of the first of those selected.
///
/// # Errors
/// No token can be made, or an engine decides otherwise than the analysis: our own fault.
pub fn of(
    suite: &Suite,
    selection: &Selection,
    rows: &[Row],
    minter: &Minter,
) -> Result<Coverage, ReplayError> {
    let mut coverage = Coverage::default();
    let passed: Vec<Task<'_>> = selection
        .tasks(suite)
        .into_iter()
        .zip(rows)
        .filter(|(_, row)| row.outcome == Outcome::Pass)
        .map(|(task, _)| task)
        .collect();
    let mut done: Vec<&Arc<ReadyPolicy>> = Vec::new();
    for spec in &suite.specs {
        if done.iter().any(|policy| Arc::ptr_eq(policy, &spec.policy)) {
            continue;
        }
        done.push(&spec.policy);
        let own: Vec<Task<'_>> = passed
            .iter()
            .filter(|task| Arc::ptr_eq(&task.spec.policy, &spec.policy))
            .copied()
            .collect();
        let policy = match of_policy(&spec.policy, spec.spec.now, &own, minter) {
            Ok(policy) => policy,
            Err(ReplayError::Refused(refusal)) => PolicyCoverage {
                policy: spec.policy.file.source.name().to_owned(),
                refused: Some(refusal.to_string()),
                routes: Vec::new(),
            },
            Err(other) => return Err(other),
        };
        coverage.policies.push(policy);
    }
    Ok(coverage)
}

fn of_policy(
    ready: &ReadyPolicy,
    now: i64,
    rows: &[Task<'_>],
    minter: &Minter,
) -> Result<PolicyCoverage, ReplayError> {
    let policy = ready.engine.policy();
    let mut cover = Cover::new(policy, now)?;
    for task in rows {
        let sent = sending::prepare(&task.spec.spec, &task.spec.policy, task.case, minter)
            .map_err(ReplayError::Minting)?;
        let engine = sent.engine.as_ref().unwrap_or(&ready.engine);
        cover.add(engine, &sent.request, task.spec.spec.now)?;
    }
    cover.count_near_misses();
    let mut proof = Proof::new(minter);
    let mut routes = Vec::new();
    for (index, route) in policy.routes().iter().enumerate() {
        let counts = cover.routes().get(index).map(|own| own.counts.clone()).unwrap_or_default();
        let gaps = cover.gaps(index, &mut proof)?;
        let source = &ready.file.source;
        routes.push(RouteCoverage {
            route: route.name.clone(),
            file: source.place(route.span).0.to_owned(),
            line: source.place(route.span).1.line,
            clauses: clauses(&cover, index, &counts, &gaps, source),
        });
    }
    Ok(PolicyCoverage { policy: ready.file.source.name().to_owned(), refused: None, routes })
}

fn clauses(
    cover: &Cover<'_>,
    route: usize,
    counts: &[Counts],
    gaps: &Gaps,
    source: &Source,
) -> Vec<ClauseCoverage> {
    let clauses = cover.routes().get(route).map_or(&[][..], |own| own.clauses.as_slice());
    let mut all = Vec::new();
    for (at, (clause, counts)) in clauses.iter().zip(counts).enumerate() {
        let goals = clause.kind.goals(cover.policy());
        let impossible = gaps.impossible.get(at).copied().unwrap_or_default();
        let asked =
            |is_goal: bool, cannot: bool, count: usize| (is_goal && !cannot).then_some(count);
        let [allowed, denied] = impossible;
        let finding = match impossible {
            [_, true] => Some("nothing is denied by it alone: all else implies it"),
            [true, false] => Some("nothing is allowed because of it"),
            [false, false] => None,
        };
        let missing = gaps.missing.iter().filter(|one| one.clause == at);
        all.push(ClauseCoverage {
            clause: clause.text.clone(),
            file: source.place(clause.span).0.to_owned(),
            line: source.place(clause.span).1.line,
            allowed: asked(goals[0], allowed, counts.allowed),
            denied: asked(goals[1], denied, counts.denied),
            near_misses: counts.near_misses,
            finding,
            missing: missing
                .map(|one| MissingRow {
                    wanted: match one.wanted {
                        Wanted::Allowed => "allowed",
                        Wanted::Denied => "denied",
                    },
                    row: one.row.clone(),
                })
                .collect(),
        });
    }
    all
}
