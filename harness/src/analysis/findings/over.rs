//! What a route asks for and guardrails ask for already, on all of its requests.
//!
//! Guardrails only deny, so what the least sets of them imply, all sets do.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Code, Effect, Requirement, spell::quote};

use super::{
    asks::Asks,
    finding::Finding,
    formulas::{Formulas, held},
    implied::{HELP, looked_at},
    needless::delete,
    piece::{Deleted, Piece, left},
    redundant::is_offer,
};
use crate::analysis::{
    cell::Cell, diagram::Node, facts::Facts, refusal::Refusal, witness::ReplayError,
};

/// The guardrails that lie over a route's requests.
struct Over<'p> {
    /// The ways in which they lie, where they can be fulfilled at all.
    cells: Vec<Cell>,
    /// What each asks for.
    asked: BTreeMap<usize, &'p Requirement>,
}

/// Finds what guardrails imply of what a route asks for; `deleted` is told already.
pub(super) fn find(
    formulas: &mut Formulas<'_, '_, '_>,
    (place, asks): (usize, &Asks<'_>),
    route: usize,
    mut deleted: Deleted,
) -> Result<Vec<Finding>, ReplayError> {
    let mut found = Vec::new();
    let Some(over) = Over::of(formulas, route) else { return Ok(found) };
    let known: BTreeSet<String> = over.asked.values().flat_map(|one| looked_at(one)).collect();
    let whole = asks.requirement;
    let facts = &mut formulas.ground.facts;
    if known.is_disjoint(&looked_at(whole)) || !over.is_possible(facts, whole)? {
        return Ok(found);
    }
    let all: Vec<usize> = over.asked.keys().copied().collect();
    let mut same = |one: &Requirement, other: &Requirement| over.are_same(facts, &all, one, other);
    let before = deleted.clone();
    let own = delete(whole, &asks.own, &mut deleted, &mut same)?;
    let mut told: Vec<(Vec<Piece>, String)> = Vec::new();
    for piece in own {
        let (whom, what) = (asks.told(), asks.text_of(piece));
        let message = if is_offer(asks, piece) {
            format!("nobody passes {whom} by {what}")
        } else {
            format!("{whom} need not ask for {what}")
        };
        told.push((vec![piece], message));
    }
    for (name, stretch) in asks.named.iter().rev() {
        let pieces: Vec<Piece> = stretch.pieces().filter(|one| !one.is_in(&deleted)).collect();
        let mut without = deleted.clone();
        without.extend(&pieces);
        if !pieces.is_empty() && same(&left(whole, &deleted), &left(whole, &without))? {
            let message = format!("{} need not ask for requirement {}", asks.told(), quote(name));
            told.push((pieces, message));
            deleted = without;
        }
    }
    for (pieces, message) in told {
        let mut with = deleted.clone();
        with.retain(|one| !pieces.contains(one));
        let apart = before.iter().chain(&pieces).copied().collect();
        let example = formulas.example(place, &before, &apart)?;
        let (with, without) = (left(whole, &with), left(whole, &deleted));
        let mut why = all.clone();
        for index in all.iter().rev() {
            let fewer: Vec<usize> = why.iter().copied().filter(|one| one != index).collect();
            if over.are_same(&mut formulas.ground.facts, &fewer, &with, &without)? {
                why = fewer;
            }
        }
        let Some(first) = pieces.first() else { continue };
        let span = match asks.origin(*first) {
            Some(number) => asks.use_span(number),
            None => asks.span_of(*first),
        };
        let guardrails = formulas.ground.policy.guardrails();
        let why: Vec<_> = why.iter().filter_map(|index| guardrails.get(*index)).collect();
        let names: Vec<String> = why.iter().map(|one| quote(&one.name)).collect();
        let many = if why.len() == 1 { "guardrail" } else { "guardrails" };
        let message = format!("{message}: {many} {} over all its requests", names.join(" and "));
        let mut finding = Finding::new(Code::ImpliedRequirement, span, message);
        finding.example = example;
        finding.help = Some(HELP.to_owned());
        finding.related = why.iter().map(|one| (one.span, "asked for here".to_owned())).collect();
        found.push(finding);
    }
    Ok(found)
}

impl<'p> Over<'p> {
    /// Returns them, where each request has one that asks for something.
    fn of(formulas: &Formulas<'_, 'p, '_>, route: usize) -> Option<Self> {
        let policy = formulas.ground.policy;
        let mut over = Self { cells: Vec::new(), asked: BTreeMap::new() };
        let mut known = BTreeSet::new();
        for cell in formulas.cells_of(route) {
            let verifier = formulas.ground.facts.verifier(0, cell);
            let mut asked = BTreeMap::new();
            let mut is_denied = false;
            for index in cell.laid.first().into_iter().flatten() {
                match policy.guardrails().get(*index).map(|one| &one.effect) {
                    Some(Effect::Require { authorizer, requirement }) => {
                        is_denied |= Some(*authorizer) != verifier;
                        asked.insert(*index, requirement);
                    }
                    Some(Effect::Deny) => is_denied = true,
                    None => {}
                }
            }
            if is_denied {
                continue;
            }
            if asked.is_empty() {
                return None;
            }
            over.asked.extend(asked);
            if known.insert((&cell.laid, &cell.segments)) {
                over.cells.push(cell.clone());
            }
        }
        (!over.cells.is_empty()).then_some(over)
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
            let Some(asked) = self.asked.get(index) else { continue };
            let own = facts.requirement(asked, None)?;
            all = facts.diagram().and(all, own)?;
        }
        Ok(all)
    }

    fn are_same(
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

    fn is_possible(
        &self,
        facts: &mut Facts<'_>,
        requirement: &Requirement,
    ) -> Result<bool, Refusal> {
        let all: Vec<usize> = self.asked.keys().copied().collect();
        for cell in &self.cells {
            let node = self.fulfilled(facts, cell, &all, requirement)?;
            if !facts.is_impossible(cell, node)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
