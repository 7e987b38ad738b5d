//! Routes that take the same requests and do not let the same tokens in: the stronger one decides,
//! and opens what the other denies, or closes what it lets in.
//!
//! The policy stands on two sides: on one the stronger route takes the requests, on the other the
//! weaker one, which is then really asked, alone under the same guardrails.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Code, Method, Part, Policy, Route};

use super::{
    Finding,
    ground::{Ground, decided, texts, written},
};
use crate::analysis::{
    cell::Cell,
    diagram::{Node, Weight},
    facts::Facts,
    query::Assignment,
    refusal::Refusal,
    space::Overlap,
    witness::{Replay, ReplayError},
};

/// How many other places a finding names.
const MOST_PLACES: usize = 8;

/// Whom the stronger of two routes lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// Some whom the weaker one denies.
    Opens,
    /// Not all whom the weaker one lets in.
    Closes,
}

/// The routes that stand to one route in one way, and the weakest request that shows it.
struct Others {
    routes: BTreeSet<usize>,
    rank: (Weight, usize, String, Method),
    cell: Cell,
    token: Assignment,
}

pub(super) fn find(ground: &mut Ground<'_, '_>) -> Result<Vec<Finding>, ReplayError> {
    let policy = ground.policy;
    let cells = cells(ground)?;
    let mut facts = Facts::new(&[policy, policy], &[], ground.facts.now)?;
    let mut all: BTreeMap<(usize, Way), Others> = BTreeMap::new();
    for cell in cells {
        let Some((stronger, weaker)) = pair(&cell) else { continue };
        let [one, other] = [facts.allow(0, &cell)?, facts.allow(1, &cell)?];
        for (way, own, lets, denies) in
            [(Way::Opens, stronger, one, other), (Way::Closes, weaker, other, one)]
        {
            let wanted = facts.diagram().choose(denies, Node::FALSE, lets)?;
            let Some(token) = facts.weakest(&cell, wanted, 1)? else { continue };
            let rank = (token.weight, cell.segments.len(), cell.path(), cell.method);
            let against = if way == Way::Opens { weaker } else { stronger };
            let new = || Others {
                routes: BTreeSet::new(),
                rank: rank.clone(),
                cell: cell.clone(),
                token: token.clone(),
            };
            let known = all.entry((own, way)).or_insert_with(new);
            known.routes.insert(against);
            if rank < known.rank {
                *known = Others { routes: std::mem::take(&mut known.routes), ..new() };
            }
        }
    }
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let mut replay = Replay::new(&facts, ground.minter)?;
    let mut found = Vec::new();
    for ((own, way), others) in all {
        let Some(route) = policy.routes().get(own) else { continue };
        let mut finding = tell(policy, route, way, &others.routes);
        finding.example = Some(shown(&mut facts, &mut replay, &others, way)?);
        found.push(finding);
    }
    Ok(found)
}

/// Finds the requests that two routes take which may ask for different things: what wins is the
/// winner of one side, what loses that of the other.
fn cells(ground: &mut Ground<'_, '_>) -> Result<Vec<Cell>, Refusal> {
    let policy = ground.policy;
    let routes =
        |one: usize, other: usize| policy.routes().get(one).zip(policy.routes().get(other));
    let differ = |_: Method, one: usize, other: usize| {
        routes(one, other).is_some_and(|(one, other)| !asks_the_same(one, other))
    };
    let mut found: Vec<Cell> = ground.space.overlaps(&differ, &[])?.into_iter().map(cell).collect();
    let pairs: BTreeSet<(usize, usize)> = found.iter().filter_map(pair).collect();
    for (stronger, weaker) in pairs {
        let texts = texts(policy, &[stronger, weaker]);
        let own = |_: Method, one: usize, other: usize| (one, other) == (stronger, weaker);
        found.extend(texts.cells_by(&mut ground.space, &[], &|space, told| {
            Ok(space.overlaps(&own, told)?.into_iter().map(cell).collect())
        })?);
    }
    Ok(found)
}

fn cell(overlap: Overlap) -> Cell {
    let Overlap { method, stronger, weaker, laid, segments, alone } = overlap;
    let winners = vec![Some(stronger), Some(weaker)];
    Cell { method, winners, laid: vec![laid.clone(), laid], segments, alone }
}

fn pair(cell: &Cell) -> Option<(usize, usize)> {
    match cell.winners.as_slice() {
        [Some(stronger), Some(weaker)] => Some((*stronger, *weaker)),
        _ => None,
    }
}

/// Returns whether two routes surely let the same tokens in, whatever their variables are.
fn asks_the_same(one: &Route, other: &Route) -> bool {
    use engine::{Access, ClaimTest};
    match (&one.access, &other.access) {
        (Access::Public, Access::Public) => true,
        (
            Access::Protected { authorizer, requirement },
            Access::Protected { authorizer: other, requirement: its },
        ) => {
            let binds = |test: &ClaimTest| matches!(test, ClaimTest::PathVariable(_));
            authorizer == other
                && requirement == its
                && !requirement.claims.iter().any(|one| one.tests.iter().any(binds))
        }
        (Access::Public, Access::Protected { .. }) | (Access::Protected { .. }, Access::Public) => {
            false
        }
    }
}

fn tell(policy: &Policy, route: &Route, way: Way, others: &BTreeSet<usize>) -> Finding {
    let others: Vec<&Route> =
        others.iter().filter_map(|index| policy.routes().get(*index)).collect();
    let (own, first) = (&route.name, others.first().map_or("", |one| one.name.as_str()));
    let message = match (way, others.len()) {
        (Way::Opens, 1) => format!("`{own}` wins over `{first}` and lets in whom it denies"),
        (Way::Opens, many) => {
            format!("`{own}` wins over `{first}` and {} more, and lets in whom they deny", many - 1)
        }
        (Way::Closes, 1) => {
            format!("`{own}` loses requests to `{first}`, which denies whom it lets in")
        }
        (Way::Closes, many) => format!(
            "`{own}` loses requests to `{first}` and {} more, which deny whom it lets in",
            many - 1
        ),
    };
    let mut finding = Finding::new(Code::OverlappingRoutes, route.span, message);
    let said = match way {
        Way::Opens => "takes the same requests, and loses them",
        Way::Closes => "takes the same requests, and wins them",
    };
    let places = others.iter().take(MOST_PLACES);
    finding.related = places.map(|one| (one.span, said.to_owned())).collect();
    finding
}

/// Sends the request, to the policy and to the weaker route alone.
fn shown(
    facts: &mut Facts<'_>,
    replay: &mut Replay<'_>,
    others: &Others,
    way: Way,
) -> Result<String, ReplayError> {
    let fault = |what: &str| ReplayError::Mismatch(format!("{what} where routes overlap"));
    let Others { cell, token, .. } = others;
    let witness = facts.witness(cell, token)?;
    let request = replay.request(facts, &witness)?;
    let engine = replay.engine(0).ok_or_else(|| fault("an engine is lost"))?;
    let (stronger, weaker) = pair(cell).ok_or_else(|| fault("a route is lost"))?;
    let guardrails = cell.laid.iter().flatten().copied().collect();
    let part = Part { routes: BTreeSet::from([weaker]), guardrails };
    let alone = engine.edited(&[], &part).map_err(|error| fault(&error.to_string()))?;
    let (won, lost) = (engine.decide(&request, facts.now), alone.decide(&request, facts.now));
    let name = |index: usize| engine.policy().routes().get(index).map(|one| one.name.as_str());
    let takers = [&won, &lost].map(|one| one.route().map(|route| route.name.as_str()));
    let as_found = won.is_allowed() == (way == Way::Opens) && lost.is_allowed() != won.is_allowed();
    if takers != [name(stronger), name(weaker)] || !as_found {
        return Err(fault(&format!("{} {} is decided otherwise", witness.method, witness.path)));
    }
    let other = takers[1].unwrap_or_default();
    let (won, lost) = (decided(&won), decided(&lost));
    Ok(format!("{}: {won}; by `{other}` alone: {lost}", written(&witness)))
}
