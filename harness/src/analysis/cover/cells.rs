//! The cells in which a route's clauses can be covered: the least ones, and for each guardrail the
//! least ones under it.

use std::collections::BTreeMap;

use engine::{ClaimCondition, ClaimTest, Effect, Glob, Policy, Value};

use crate::analysis::{
    cell::Cell,
    facts::{
        pointer,
        route::{asked_of, pattern_of},
    },
    refusal::Refusal,
    space::{Focus, Query, Space, Told},
};

/// Returns the cells of each route.
pub(super) fn cells(policy: &Policy) -> Result<Vec<Vec<Cell>>, Refusal> {
    let mut space = Space::new(&[policy])?;
    let told: BTreeMap<usize, Vec<Told<'_>>> = (0..policy.routes().len())
        .map(|route| (route, told(policy, route)))
        .filter(|(_, told)| !told.is_empty())
        .collect();
    let mut found = vec![Vec::new(); policy.routes().len()];
    let guardrails = 0..policy.guardrails().len();
    let foci = guardrails.map(|index| vec![Focus::Guardrail { side: 0, index }]);
    for focus in std::iter::once(Vec::new()).chain(foci) {
        let query = Query { focus: &focus, ..Query::default() };
        keep(space.cells(&query)?, &mut found);
        for told in told.values() {
            keep(space.cells(&Query { told, ..query })?, &mut found);
        }
    }
    Ok(found)
}

fn keep(cells: Vec<Cell>, found: &mut [Vec<Cell>]) {
    for cell in cells {
        let winner = cell.winners.first().copied().flatten();
        if let Some(own) = winner.and_then(|winner| found.get_mut(winner))
            && !own.contains(&cell)
        {
            own.push(cell);
        }
    }
}

/// Returns the variables of a route whose texts are to be told apart: those to which a claim is
/// bound that other conditions compare with texts and globs.
fn told(policy: &Policy, index: usize) -> Vec<Told<'_>> {
    let Some(route) = policy.routes().get(index) else { return Vec::new() };
    let (Some(own), Some(pattern)) = (asked_of(route), pattern_of(route)) else {
        return Vec::new();
    };
    let over = policy.guardrails().iter().filter_map(|one| match &one.effect {
        Effect::Require { requirement, .. } => Some(requirement),
        Effect::Deny => None,
    });
    let all: Vec<&ClaimCondition> =
        over.chain([own]).flat_map(|requirement| &requirement.claims).collect();
    let mut told: Vec<Told<'_>> = Vec::new();
    for condition in &own.claims {
        for test in &condition.tests {
            let ClaimTest::PathVariable(name) = test else { continue };
            let Some(variable) = pattern.variables().position(|own| own == name) else { continue };
            let claim = pointer::of(condition.claim.as_str());
            let (mut strings, mut globs) = (Vec::new(), Vec::new());
            for other in all.iter().filter(|one| pointer::of(one.claim.as_str()) == claim) {
                other.tests.iter().for_each(|test| texts(test, &mut strings, &mut globs));
            }
            if strings.is_empty() && globs.is_empty() {
                continue;
            }
            match told.iter_mut().find(|one| one.variable == variable) {
                Some(one) => {
                    one.strings.extend(strings);
                    one.globs.extend(globs);
                }
                None => told.push(Told { side: 0, route: index, variable, strings, globs }),
            }
        }
    }
    told
}

fn texts<'p>(test: &'p ClaimTest, strings: &mut Vec<&'p str>, globs: &mut Vec<&'p Glob>) {
    match test {
        ClaimTest::Equals(value) => strings.extend(value.as_str()),
        ClaimTest::AnyOf(values) | ClaimTest::AllOf(values) | ClaimTest::NoneOf(values) => {
            strings.extend(values.iter().filter_map(Value::as_str));
        }
        ClaimTest::Glob(glob) => globs.push(glob),
        ClaimTest::AtLeast(_)
        | ClaimTest::AtMost(_)
        | ClaimTest::PathVariable(_)
        | ClaimTest::Present(_) => {}
    }
}
