//! Requirements that a route or guardrail uses and that the rest of what it asks for implies.
//!
//! Such a requirement may well say what the house asks for everywhere: it is worth a look, and no
//! mistake.

use std::rc::Rc;

use engine::{Code, Requirement, spell::quote};

use super::{
    asks::{Asker, Asks},
    by_guardrails::{self, HELP},
    finding::Finding,
    formulas::Formulas,
    needless::reasons,
    part::{looked_at, parts},
    piece::{Deleted, Piece, left},
};
use crate::analysis::{theory::Rule, witness::ReplayError};

/// Finds what is implied of what a route or guardrail asks for; `deleted` is told as redundant.
pub(super) fn find(
    formulas: &mut Formulas<'_, '_, '_>,
    place: usize,
    deleted: &Deleted,
) -> Result<Vec<Finding>, ReplayError> {
    let all = Rc::clone(&formulas.all);
    let Some(asks) = all.get(place) else { return Ok(Vec::new()) };
    let mut deleted = deleted.clone();
    let mut found = by_the_rest(formulas, (place, asks), &mut deleted)?;
    if let Asker::Route(route) = asks.asker {
        found.extend(by_guardrails::find(formulas, (place, asks), route, deleted)?);
    }
    Ok(found)
}

/// Finds requirements that the rest implies.
fn by_the_rest(
    formulas: &mut Formulas<'_, '_, '_>,
    (place, asks): (usize, &Asks<'_>),
    deleted: &mut Deleted,
) -> Result<Vec<Finding>, ReplayError> {
    let mut found = Vec::new();
    for (number, (name, stretch)) in asks.named.iter().enumerate().rev() {
        let pieces: Vec<Piece> = stretch.pieces().collect();
        let mut without = deleted.clone();
        without.extend(&pieces);
        let used = looked_at(&only(asks.requirement, &pieces));
        let rest = looked_at(&left(asks.requirement, &without));
        if !used.iter().all(|one| rest.contains(one) || Rule::is_registered(one)) {
            continue;
        }
        let parts = parts(asks.requirement);
        let cells = formulas.cells(place, &parts.iter().collect::<Vec<_>>());
        if cells.is_empty() || !formulas.is_possible(&cells, asks.requirement)? {
            continue;
        }
        let mut same = formulas.same(&cells);
        if !same(&left(asks.requirement, deleted), &left(asks.requirement, &without))? {
            continue;
        }
        let why = reasons(asks.requirement, &pieces, deleted, &mut *same)?;
        drop(same);
        let told: Vec<String> = why.iter().map(|one| asks.text_of(*one)).collect();
        let message = match told.as_slice() {
            [] => "every token of its authorizer fulfils it".to_owned(),
            [one] => format!("{one} implies it"),
            many => format!("{} together imply it", many.join(" and ")),
        };
        let message =
            format!("{} need not ask for requirement {}: {message}", asks.told(), quote(name));
        let mut finding = Finding::new(Code::ImpliedRequirement, asks.use_span(number), message);
        finding.help = Some(HELP.to_owned());
        finding.related =
            why.iter().map(|one| (asks.span_of(*one), "implied by this".to_owned())).collect();
        let with: Deleted = deleted.iter().chain(&why).copied().collect();
        let apart = with.iter().chain(&pieces).copied().collect();
        finding.example = formulas.example(place, &with, &apart)?;
        found.push(finding);
        *deleted = without;
    }
    Ok(found)
}

/// Returns what pieces ask for alone.
fn only(whole: &Requirement, pieces: &[Piece]) -> Requirement {
    let scopes = (0..whole.scopes.len()).map(|at| Piece::Scopes { at });
    let claims = (0..whole.claims.len()).map(|at| Piece::Claim { at });
    let others = scopes.chain(claims).filter(|piece| !pieces.contains(piece));
    left(whole, &others.collect())
}
