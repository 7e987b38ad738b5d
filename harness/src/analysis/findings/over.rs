//! The guardrails that lie over a route's requests, and whom they and the route let in together.
//!
//! Guardrails only deny, so what the least sets of them imply, all sets do.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Effect, Requirement};

use super::{
    formulas::{Formulas, held},
    part::{looked_at, parts},
};
use crate::analysis::{cell::Cell, diagram::Node, facts::Facts, refusal::Refusal};

/// The guardrails over a route.
pub(super) struct Over<'p> {
    /// The ways in which they lie.
    cells: Vec<Cell>,
    /// What each asks for; none lets nobody pass.
    asked: BTreeMap<usize, Option<&'p Requirement>>,
    /// Whether the route looks at its paths, so that requests of it are not all alike.
    is_bound: bool,
}

impl<'p> Over<'p> {
    /// Returns them, where they can make anything needless: where each request that the route
    /// tells apart has one, or some.
    pub(super) fn of(
        formulas: &Formulas<'_, 'p, '_>,
        route: usize,
        requirement: &Requirement,
    ) -> Option<Self> {
        let policy = formulas.ground.policy;
        let is_bound = parts(requirement).iter().any(|part| part.is_bound);
        let mut over = Self { cells: Vec::new(), asked: BTreeMap::new(), is_bound };
        let mut known = BTreeSet::new();
        for cell in formulas.cells_of(route) {
            let laid = cell.laid.first().map_or(&[][..], Vec::as_slice);
            if laid.is_empty() && !is_bound {
                return None;
            }
            let verifier = formulas.ground.facts.verifier(0, cell);
            for index in laid {
                let asked = match policy.guardrails().get(*index).map(|one| &one.effect) {
                    Some(Effect::Require { authorizer, requirement }) => {
                        Some(requirement).filter(|_| Some(*authorizer) == verifier)
                    }
                    Some(Effect::Deny) | None => None,
                };
                over.asked.insert(*index, asked);
            }
            if known.insert((laid, &cell.segments)) {
                over.cells.push(cell.clone());
            }
        }
        (!over.asked.is_empty()).then_some(over)
    }

    /// Returns the guardrails.
    pub(super) fn guardrails(&self) -> Vec<usize> {
        self.asked.keys().copied().collect()
    }

    /// Returns whether they look at anything that a requirement looks at.
    pub(super) fn may_imply(&self, requirement: &Requirement) -> bool {
        let own = looked_at(requirement);
        let mut asked = self.asked.values().flatten().flat_map(|one| looked_at(one));
        self.is_bound || asked.any(|one| own.contains(&one))
    }

    /// Returns where some of the guardrails and a requirement are fulfilled.
    fn fulfilled(
        &self,
        facts: &mut Facts<'_>,
        cell: &Cell,
        guardrails: &[usize],
        requirement: &Requirement,
    ) -> Result<Node, Refusal> {
        let mut all = held(facts, cell, requirement)?;
        let laid = cell.laid.first().into_iter().flatten();
        for index in laid.filter(|index| guardrails.contains(index)) {
            let own = match self.asked.get(index).copied().flatten() {
                Some(asked) => facts.requirement(asked, None)?,
                None => Node::FALSE,
            };
            all = facts.diagram().and(all, own)?;
        }
        Ok(all)
    }

    /// Returns whether two requirements let the same tokens in, some of the guardrails given.
    pub(super) fn are_same(
        &self,
        facts: &mut Facts<'_>,
        guardrails: &[usize],
        one: &Requirement,
        other: &Requirement,
    ) -> Result<bool, Refusal> {
        for cell in &self.cells {
            let one = self.fulfilled(facts, cell, guardrails, one)?;
            let other = self.fulfilled(facts, cell, guardrails, other)?;
            if !facts.are_equal(cell, one, other)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns whether anybody can pass some of the guardrails and fulfil a requirement.
    pub(super) fn is_possible(
        &self,
        facts: &mut Facts<'_>,
        guardrails: &[usize],
        requirement: &Requirement,
    ) -> Result<bool, Refusal> {
        for cell in &self.cells {
            let node = self.fulfilled(facts, cell, guardrails, requirement)?;
            if !facts.is_impossible(cell, node)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
