//! What no token can fulfil, by the fewest conditions that exclude each other.

use std::collections::BTreeSet;
use std::rc::Rc;

use engine::{Code, Requirement};

use super::{
    asks::{Asker, Asks},
    barred,
    finding::Finding,
    formulas::Formulas,
    ground::Ground,
    part::parts,
    piece::{Deleted, Piece, left, voices},
};
use crate::analysis::witness::ReplayError;

pub(super) fn find(ground: &mut Ground<'_, '_>) -> Result<Vec<Finding>, ReplayError> {
    let mut formulas = Formulas::new(ground);
    let all = Rc::clone(&formulas.all);
    let mut found = Vec::new();
    // What a requirement says by itself is told there, and not wherever it is used.
    let mut impossible = BTreeSet::new();
    let mut closed = BTreeSet::new();
    let is_named = |asks: &Asks<'_>| asks.asker == Asker::Requirement;
    let named = all.iter().enumerate().filter(|(_, asks)| is_named(asks));
    for (place, asks) in named.chain(all.iter().enumerate().filter(|(_, asks)| !is_named(asks))) {
        for part in parts(asks.requirement).iter().filter(|part| part.repeats(asks.requirement)) {
            let cells = formulas.cells(place, &[part]);
            let mut others = part.others(asks.requirement);
            if cells.is_empty() || formulas.is_possible(&cells, &left(asks.requirement, &others))? {
                continue;
            }
            closed.insert(place);
            let mut culprits = Vec::new();
            for voice in voices(asks.requirement, &others).into_iter().rev() {
                others.insert(voice);
                if formulas.is_possible(&cells, &left(asks.requirement, &others))? {
                    others.remove(&voice);
                    culprits.push(voice);
                }
            }
            culprits.reverse();
            let origins: BTreeSet<Option<usize>> =
                culprits.iter().map(|piece| asks.origin(*piece)).collect();
            let name = |number: usize| asks.named.get(number).map(|(name, _)| *name);
            let origin = origins.first().copied().flatten().and_then(name);
            if is_named(asks) {
                impossible.insert(asks.name);
            } else if origins.len() == 1 && origin.is_some_and(|name| impossible.contains(name)) {
                continue;
            }
            let Some(mut finding) = tell(asks, &culprits) else { continue };
            finding.example = example(&mut formulas, place, asks, &culprits)?;
            found.push(finding);
        }
    }
    let is_closed = |index: usize| {
        let is_it = |place: &usize| {
            all.get(*place).is_some_and(|asks| asks.asker == Asker::Guardrail(index))
        };
        closed.iter().any(is_it)
    };
    for (place, asks) in all.iter().enumerate().filter(|(place, _)| !closed.contains(place)) {
        if let Asker::Route(route) = asks.asker {
            found.extend(barred::find(&mut formulas, place, route, &is_closed)?);
        }
    }
    Ok(found)
}

fn tell(asks: &Asks<'_>, culprits: &[Piece]) -> Option<Finding> {
    let own = culprits.iter().rev().find(|piece| asks.origin(**piece).is_none());
    let main = *own.or(culprits.last())?;
    let span = match asks.origin(main) {
        Some(number) => asks.use_span(number),
        None => asks.span_of(main),
    };
    let told: Vec<String> = culprits.iter().map(|piece| asks.text_of(*piece)).collect();
    let why = match told.as_slice() {
        [one] => format!("no token of its authorizer fulfils {one}"),
        many => format!("{} exclude each other", many.join(" and ")),
    };
    let message = format!("nobody can pass {}: {why}", asks.told());
    let mut finding = Finding::new(Code::ContradictoryRequirement, span, message);
    let help = if culprits.len() == 1 { "delete it" } else { "delete one of them" };
    finding.help = Some(format!("{help}, or ask for what was meant"));
    let others = culprits.iter().filter(|piece| asks.span_of(**piece) != span);
    finding.related =
        others.map(|piece| (asks.span_of(*piece), "excluded by this".to_owned())).collect();
    Some(finding)
}

/// Shows who is denied by one of the conditions alone.
fn example(
    formulas: &mut Formulas<'_, '_, '_>,
    place: usize,
    asks: &Asks<'_>,
    culprits: &[Piece],
) -> Result<Option<String>, ReplayError> {
    let last: Deleted = culprits.last().copied().into_iter().collect();
    let stage = formulas.stage(place)?;
    let example = formulas.example_of(&stage, &left(asks.requirement, &last))?;
    // Where there are other contradictions, any token is as good.
    if example.is_some() {
        Ok(example)
    } else {
        formulas.example_of(&stage, &Requirement::default())
    }
}
