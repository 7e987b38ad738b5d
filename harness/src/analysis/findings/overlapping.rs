//! Routes that take the same requests and do not let the same tokens in: the stronger one decides,
//! and opens what the other denies, or closes what it lets in.
//!
//! Each route is told of at most twice: where it opens, with those that it wins over, and where it
//! is closed, with those that it loses to.

use std::collections::BTreeSet;

use engine::{Code, Part, Policy, Route};

use self::pairs::{Others, Pairs, Way, pair};
use super::{
    finding::Finding,
    ground::{Ground, decided, written},
};
use crate::analysis::{
    facts::Facts,
    witness::{Replay, ReplayError},
};

mod pairs;

/// How many other places a finding names.
const MOST_PLACES: usize = 8;

pub(super) fn find(ground: &mut Ground<'_, '_>) -> Result<Vec<Finding>, ReplayError> {
    let policy = ground.policy;
    let Pairs { mut facts, found: all, .. } = Pairs::of(ground)?;
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
