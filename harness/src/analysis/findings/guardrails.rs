//! Guardrails that no request meets, and those that deny nobody who would pass without them.
//!
//! Those of which the other guardrails are enough are surely a mistake; where only the routes of
//! today ask for as much, a guardrail still holds for the routes of tomorrow.

use std::collections::BTreeSet;

use engine::{Code, Effect, Guardrail};

use super::{
    finding::Finding,
    ground::{Found, Ground},
};
use crate::analysis::{
    cell::Cell, diagram::Node, refusal::Refusal, space::Focus, witness::ReplayError,
};

/// How many other places a finding names.
const MOST_PLACES: usize = 8;

/// Why a guardrail denies nobody in a cell who would pass without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Enough {
    /// Each of some other guardrails alone.
    One,
    /// The other guardrails together.
    Guardrails,
    /// What the route asks for.
    Route,
    /// The route and the other guardrails together.
    Both,
}

/// What makes a guardrail needless in all its cells.
#[derive(Debug, Default)]
struct Needless {
    /// Guardrails each of which is enough in every cell; none before the first cell.
    common: Option<BTreeSet<usize>>,
    /// Guardrails that take part somewhere.
    guardrails: BTreeSet<usize>,
    /// Routes that take part somewhere.
    routes: BTreeSet<usize>,
}

pub(super) fn find(ground: &mut Ground<'_, '_>) -> Result<Vec<Finding>, ReplayError> {
    let mut found = Vec::new();
    let mut biting = vec![false; ground.policy.guardrails().len()];
    // Most bite where few others are laid: no paths need to be walked for them.
    for cell in std::mem::take(&mut ground.cells) {
        for index in cell.laid.first().into_iter().flatten().copied() {
            if biting.get(index) == Some(&false) && bites(ground, &cell, index)? {
                biting.get_mut(index).into_iter().for_each(|own| *own = true);
            }
        }
        ground.cells.push(cell);
    }
    for (index, guardrail) in ground.policy.guardrails().iter().enumerate() {
        if biting.get(index) != Some(&false) {
            continue;
        }
        let focus = [Focus::Guardrail { side: 0, index }];
        let Found { cells, unknown } = ground.cells_under(&focus, &|_, _| true)?;
        if !unknown.is_empty() {
            continue;
        }
        if cells.is_empty() {
            let message = "no route can reach this guardrail";
            found.push(Finding::new(Code::UnreachableGuardrail, guardrail.span, message));
        } else if let Some(needless) = needless(ground, &cells, index)? {
            found.push(tell(ground, guardrail, &needless));
        }
    }
    Ok(found)
}

/// Returns whether a guardrail denies somebody in a cell who would pass without it.
fn bites(ground: &mut Ground<'_, '_>, cell: &Cell, index: usize) -> Result<bool, Refusal> {
    let without = with_laid(cell, |own| own != index);
    let (before, after) = (ground.facts.allow(0, &without)?, ground.facts.allow(0, cell)?);
    Ok(!ground.facts.implies(&without, before, after)?)
}

fn with_laid(cell: &Cell, stays: impl Fn(usize) -> bool) -> Cell {
    let mut cell = cell.clone();
    cell.laid.iter_mut().for_each(|laid| laid.retain(|own| stays(*own)));
    cell
}

/// Returns why a guardrail bites in none of its cells, if it bites in none.
fn needless(
    ground: &mut Ground<'_, '_>,
    cells: &[Cell],
    index: usize,
) -> Result<Option<Needless>, Refusal> {
    let mut all = Needless::default();
    for cell in cells {
        if bites(ground, cell, index)? {
            return Ok(None);
        }
        let (enough, by) = enough(ground, cell, index)?;
        let common = match enough {
            Enough::One => by.clone(),
            Enough::Guardrails | Enough::Route | Enough::Both => BTreeSet::new(),
        };
        all.common = Some(match all.common {
            Some(known) => known.intersection(&common).copied().collect(),
            None => common,
        });
        match enough {
            Enough::One => all.guardrails.extend(by.first()),
            Enough::Guardrails | Enough::Route | Enough::Both => all.guardrails.extend(by),
        }
        if matches!(enough, Enough::Route | Enough::Both) {
            all.routes.extend(cell.winners.first().copied().flatten());
        }
    }
    Ok(Some(all))
}

/// Returns what is enough in a cell where a guardrail does not bite, and the guardrails by which.
fn enough(
    ground: &mut Ground<'_, '_>,
    cell: &Cell,
    index: usize,
) -> Result<(Enough, BTreeSet<usize>), Refusal> {
    let others = with_laid(cell, |own| own != index);
    let wanted = held(ground, &others, index)?;
    let mut by = BTreeSet::new();
    let mut together = Node::TRUE;
    for other in others.laid.first().cloned().unwrap_or_default() {
        let own = held(ground, &others, other)?;
        if ground.facts.implies(&others, own, wanted)? {
            by.insert(other);
        }
        together = ground.facts.diagram().and(together, own)?;
    }
    if !by.is_empty() {
        return Ok((Enough::One, by));
    }
    let all = others.laid.first().into_iter().flatten().copied().collect();
    if ground.facts.implies(&others, together, wanted)? {
        return Ok((Enough::Guardrails, all));
    }
    let alone = with_laid(cell, |own| own == index);
    let is_route = !bites(ground, &alone, index)?;
    Ok(if is_route { (Enough::Route, BTreeSet::new()) } else { (Enough::Both, all) })
}

/// Returns which good tokens of a cell a guardrail lets pass.
fn held(ground: &mut Ground<'_, '_>, cell: &Cell, index: usize) -> Result<Node, Refusal> {
    let verifier = ground.facts.verifier(0, cell);
    match ground.policy.guardrails().get(index).map(|one| &one.effect) {
        Some(Effect::Require { authorizer, requirement }) if verifier == Some(*authorizer) => {
            ground.facts.requirement(requirement, None)
        }
        Some(Effect::Require { .. } | Effect::Deny) | None => Ok(Node::FALSE),
    }
}

fn tell(ground: &Ground<'_, '_>, guardrail: &Guardrail, needless: &Needless) -> Finding {
    let policy = ground.policy;
    let common = needless.common.iter().flatten().next();
    let guardrails: Vec<_> = match common {
        Some(one) => vec![*one],
        None => needless.guardrails.iter().copied().collect(),
    };
    let guardrails = guardrails.into_iter().filter_map(|index| policy.guardrails().get(index));
    let routes = needless.routes.iter().filter_map(|index| policy.routes().get(*index));
    let places: Vec<_> = guardrails
        .map(|one| (one.span, format!("guardrail `{}`", one.name)))
        .chain(routes.map(|one| (one.span, format!("`{}`", one.name))))
        .collect();
    let is_mistake = needless.routes.is_empty();
    let code = if is_mistake { Code::RedundantGuardrail } else { Code::IdleGuardrail };
    let verb = if places.len() == 1 { "denies" } else { "deny" };
    let message = format!(
        "guardrail `{}` changes nobody's access: {} already {verb} whatever it would",
        guardrail.name,
        names(places.iter().map(|(_, name)| name.as_str())),
    );
    let mut finding = Finding::new(code, guardrail.span, message);
    finding.help = is_mistake.then(|| "delete it, or ask for what was meant".to_owned());
    let shown = places.into_iter().take(MOST_PLACES);
    finding.related = shown.map(|(span, _)| (span, "denies as much".to_owned())).collect();
    finding
}

/// Writes names: two, or the first and how many more.
fn names<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let count = names.len();
    let mut names = names.take(2);
    match (names.next(), names.next()) {
        (Some(one), Some(other)) if count == 2 => format!("{one} and {other}"),
        (Some(one), Some(_)) => format!("{one} and {} more", count - 1),
        (one, _) => one.unwrap_or("nothing").to_owned(),
    }
}
