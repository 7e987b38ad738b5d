//! What a route asks for although guardrails deny whoever would notice that it did not.

use engine::{Code, Requirement, spell::quote};

use super::{
    asks::Asks,
    finding::Finding,
    formulas::Formulas,
    needless::delete,
    over::Over,
    piece::{Deleted, Piece, left},
};
use crate::analysis::witness::ReplayError;

/// What to do about it.
pub(super) const HELP: &str = "keep it to say so here, too, or delete it: the same tokens pass";

/// Finds what guardrails imply of what a route asks for; `deleted` is told already.
pub(super) fn find(
    formulas: &mut Formulas<'_, '_, '_>,
    (place, asks): (usize, &Asks<'_>),
    route: usize,
    mut deleted: Deleted,
) -> Result<Vec<Finding>, ReplayError> {
    let mut found = Vec::new();
    let Some(over) = Over::of(formulas, route, asks.requirement) else { return Ok(found) };
    let whole = asks.requirement;
    let all = over.guardrails();
    let facts = &mut formulas.ground.facts;
    if !over.may_imply(whole) || !over.is_possible(facts, &all, whole)? {
        return Ok(found);
    }
    let mut same = |one: &Requirement, other: &Requirement| over.are_same(facts, &all, one, other);
    let before = deleted.clone();
    let own = delete(whole, &asks.own, &mut deleted, &mut same)?;
    let mut told: Vec<(Vec<Piece>, String)> = Vec::new();
    for piece in own {
        let (whom, what) = (asks.told(), asks.text_of(piece));
        let message = if asks.is_offer(piece) {
            format!("{whom} need not offer {what}")
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
        let names = names.join(" and ");
        let message = match why.len() {
            1 => format!("{message}: guardrail {names} keeps the same tokens out"),
            _ => format!("{message}: guardrails {names} keep the same tokens out"),
        };
        let mut finding = Finding::new(Code::ImpliedRequirement, span, message);
        finding.example = example;
        finding.help = Some(HELP.to_owned());
        finding.related = why.iter().map(|one| (one.span, "denied here".to_owned())).collect();
        found.push(finding);
    }
    Ok(found)
}
