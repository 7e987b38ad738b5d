//! Routes all of whose requests are denied by guardrails: switched off, or covered by mistake.
//!
//! Guardrails only deny, so it is enough that each least set of them has one that denies.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Code, Effect};

use super::{finding::Finding, ground::Ground};
use crate::analysis::{cell::Cell, diagram::Node, witness::ReplayError};

pub(super) fn find(ground: &mut Ground<'_, '_>) -> Result<Vec<Finding>, ReplayError> {
    // By route: the guardrails that deny it, and none once something passes them.
    let mut denied: BTreeMap<usize, Option<BTreeSet<usize>>> = BTreeMap::new();
    for cell in ground.cells.iter().chain(&ground.unknown) {
        let Some(route) = cell.winners.first().copied().flatten() else { continue };
        let known = denied.entry(route).or_insert_with(|| Some(BTreeSet::new()));
        match (denying(ground, cell), &mut *known) {
            (Some(own), Some(all)) => drop(all.insert(own)),
            (None, _) => *known = None,
            (Some(_), None) => {}
        }
    }
    let mut found = Vec::new();
    for (route, guardrails) in denied {
        let Some(guardrails) = guardrails else { continue };
        let policy = ground.policy;
        let Some(route_of) = policy.routes().get(route) else { continue };
        let guardrails: Vec<_> =
            guardrails.iter().filter_map(|index| policy.guardrails().get(*index)).collect();
        let names: Vec<String> = guardrails.iter().map(|one| format!("`{}`", one.name)).collect();
        let many = if names.len() == 1 { "guardrail" } else { "guardrails" };
        let message = format!(
            "every request that `{}` takes is denied by {many} {}",
            route_of.name,
            names.join(", ")
        );
        let mut finding = Finding::new(Code::AlwaysDeniedRoute, route_of.span, message);
        finding.related =
            guardrails.iter().map(|one| (one.span, "denied here".to_owned())).collect();
        let own = |cell: &&Cell| cell.winners.first() == Some(&Some(route));
        if let Some(cell) = ground.cells.iter().find(own).cloned()
            && let Some(token) = ground.facts.weakest(&cell, Node::TRUE, 1)?
        {
            finding.example = Some(ground.show(&cell, &token)?.example());
        }
        found.push(finding);
    }
    Ok(found)
}

/// Returns the first guardrail by name that denies a cell whatever is sent.
fn denying(ground: &Ground<'_, '_>, cell: &Cell) -> Option<usize> {
    let laid = cell.laid.first()?;
    let denies = |index: &usize| {
        let guardrail = ground.policy.guardrails().get(*index);
        guardrail.is_some_and(|one| matches!(one.effect, Effect::Deny))
    };
    laid.iter().copied().find(denies)
}
