//! Scopes and conditions that change nothing, because of what is asked for beside them.
//!
//! What is told of one route, guardrail or requirement can be deleted all at once. What stands in
//! a requirement is told there, once, and only of what it says by itself.

use std::rc::Rc;

use engine::Code;

use super::{
    asks::{Asker, Asks},
    finding::Finding,
    formulas::Formulas,
    ground::Ground,
    implied,
    needless::{delete, reasons},
    part::parts,
    piece::{Deleted, Piece, left, listed},
};
use crate::analysis::witness::ReplayError;

pub(super) fn find(ground: &mut Ground<'_, '_>) -> Result<Vec<Finding>, ReplayError> {
    let mut formulas = Formulas::new(ground);
    let all = Rc::clone(&formulas.all);
    let mut found = Vec::new();
    for (place, asks) in all.iter().enumerate() {
        let mut deleted = Deleted::new();
        let mut is_possible = true;
        for part in parts(asks.requirement) {
            if !part.repeats(asks.requirement) {
                continue;
            }
            let cells = formulas.cells(place, &[&part]);
            let mut kept = part.others(asks.requirement);
            if !formulas.is_possible(&cells, &left(asks.requirement, &kept))? {
                // That nobody passes is told already, and nothing else matters then.
                is_possible = false;
                continue;
            }
            let mut same = formulas.same(&cells);
            let pieces = delete(asks.requirement, &asks.own, &mut kept, &mut *same)?;
            let mut told = Vec::new();
            for piece in &pieces {
                told.push((*piece, reasons(asks.requirement, &[*piece], &kept, &mut *same)?));
            }
            drop(same);
            for (piece, why) in told {
                let mut finding = tell(asks, piece, &why, &pieces);
                let without: Deleted = pieces.iter().chain(&why).copied().collect();
                let mut with = without.clone();
                with.remove(&piece);
                finding.example = formulas.example(place, &with, &without)?;
                found.push(finding);
            }
            deleted.extend(pieces);
        }
        if is_possible && asks.asker != Asker::Requirement {
            found.extend(implied::find(&mut formulas, place, &deleted)?);
        }
    }
    Ok(found)
}

fn tell(asks: &Asks<'_>, piece: Piece, why: &[Piece], deleted: &[Piece]) -> Finding {
    let (whom, what) = (asks.told(), asks.text_of(piece));
    let reasons: Vec<String> = why.iter().map(|one| asks.text_of(*one)).collect();
    let (reasons, many) = (reasons.join(" and "), why.len() > 1);
    let twin = twin(asks, piece, deleted);
    let mut related = "implied by this";
    let message = match (twin, asks.is_offer(piece), why.is_empty()) {
        (Some(_), _, true) => {
            related = "named here, too";
            format!("{whom} names {what} twice")
        }
        (_, false, true) => {
            format!("{whom} need not ask for {what}: every token of its authorizer fulfils it")
        }
        (_, false, false) => {
            let implies = if many { "together imply it" } else { "implies it" };
            format!("{whom} need not ask for {what}: {reasons} {implies}")
        }
        (_, true, true) => {
            format!("nobody passes {whom} by {what}: no token of its authorizer has it")
        }
        (_, true, false) => {
            related = "refused by this";
            let refuses = if many { "refuse them" } else { "refuses them" };
            format!("nobody passes {whom} by {what}: {reasons} {refuses}")
        }
    };
    let code = if piece.is_of_scopes() { Code::RedundantScope } else { Code::RedundantCondition };
    let mut finding = Finding::new(code, asks.span_of(piece), message);
    finding.help = Some("delete it: the same tokens pass, and no others".to_owned());
    let places = twin.filter(|_| why.is_empty()).into_iter().chain(why.iter().copied());
    finding.related = places.map(|one| (asks.span_of(one), related.to_owned())).collect();
    finding
}

/// Finds another item of the same list that says the same.
fn twin(asks: &Asks<'_>, piece: Piece, deleted: &[Piece]) -> Option<Piece> {
    let is_left = |other: &Piece| *other != piece && !deleted.contains(other);
    match piece {
        Piece::AnyScope { at, item } => {
            let list = &asks.requirement.scopes.get(at)?.any_of;
            let own = list.get(item)?;
            let same = (0..list.len()).filter(|other| list.get(*other) == Some(own));
            same.map(|item| Piece::AnyScope { at, item }).find(is_left)
        }
        Piece::Value { at, test, item } => {
            let list = asks.requirement.claims.get(at)?.tests.get(test).and_then(listed)?;
            let own = list.get(item)?;
            let same = (0..list.len()).filter(|other| list.get(*other) == Some(own));
            same.map(|item| Piece::Value { at, test, item }).find(is_left)
        }
        Piece::Scopes { .. }
        | Piece::AnyOf { .. }
        | Piece::AllOf { .. }
        | Piece::EveryScope { .. }
        | Piece::Claim { .. }
        | Piece::Test { .. } => None,
    }
}
