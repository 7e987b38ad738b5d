//! Routes open to everybody among protected ones: under the paths of a guardrail that does not
//! speak of their method, or beneath a path whose other routes let nobody in without a token.
//!
//! OPTIONS is left out: browsers send preflights without a token.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Code, Effect, Method, PathPattern, Route, RouteKey, Segment};

use super::{finding::Finding, ground::Ground};
use crate::analysis::{cell::Cell, diagram::Node, space::Focus, witness::ReplayError};

/// How many other places a finding names.
const MOST_PLACES: usize = 8;

/// The first segments of a path, their variables without names.
type Prefix<'p> = Vec<Option<&'p str>>;

pub(super) fn find(ground: &mut Ground<'_, '_>) -> Result<Vec<Finding>, ReplayError> {
    let mut found = under_guardrails(ground)?;
    let told: BTreeSet<_> = found.iter().map(|one| one.span).collect();
    let beneath = beneath(ground)?;
    found.extend(beneath.into_iter().filter(|one| !told.contains(&one.span)));
    Ok(found)
}

/// Returns the route of a cell whose requests all may pass, if they may.
fn open_route(ground: &mut Ground<'_, '_>, cell: &Cell) -> Result<Option<usize>, ReplayError> {
    if cell.method == Method::Options || ground.facts.allow(0, cell)? != Node::TRUE {
        return Ok(None);
    }
    Ok(cell.winners.first().copied().flatten())
}

fn example(ground: &mut Ground<'_, '_>, cell: &Cell) -> Result<Option<String>, ReplayError> {
    let Some(token) = ground.facts.weakest(cell, Node::TRUE, 1)? else { return Ok(None) };
    Ok(Some(ground.show(cell, &token)?.example()))
}

/// Finds open routes under the paths of guardrails that ask for a token on other methods.
fn under_guardrails(ground: &mut Ground<'_, '_>) -> Result<Vec<Finding>, ReplayError> {
    let policy = ground.policy;
    let mut found = Vec::new();
    for guardrail in policy.guardrails() {
        let skips = |method: Method| !guardrail.methods.contains(&method);
        let asks = matches!(guardrail.effect, Effect::Require { .. });
        if !asks || !Method::ALL.into_iter().any(skips) {
            continue;
        }
        let paths = ground.space.add_paths(&guardrail.paths);
        let is_asked = |method: Method, _: usize| skips(method) && method != Method::Options;
        // Where nothing is told, somebody asks for a token.
        let cells = ground.cells_under(&[Focus::Paths(paths)], &is_asked)?.cells;
        let mut open: BTreeMap<usize, Vec<Cell>> = BTreeMap::new();
        for cell in cells {
            if let Some(route) = open_route(ground, &cell)? {
                open.entry(route).or_default().push(cell);
            }
        }
        for (index, cells) in open {
            let Some((route, cell)) = policy.routes().get(index).zip(cells.first()) else {
                continue;
            };
            let methods: BTreeSet<Method> = cells.iter().map(|cell| cell.method).collect();
            let message = format!(
                "`{}` is open to everybody where guardrail `{}` asks for a token on methods other \
                 than {}",
                route.name,
                guardrail.name,
                methods.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", ")
            );
            let mut finding = Finding::new(Code::PublicUnderProtected, route.span, message);
            finding.related = vec![(guardrail.span, "lies over the same paths".to_owned())];
            finding.example = example(ground, cell)?;
            found.push(finding);
        }
    }
    Ok(found)
}

/// The routes beneath a prefix that take a method.
#[derive(Debug, Default)]
struct Beneath {
    open: usize,
    /// The others: how many, and the first of them.
    protected: usize,
    first: Vec<usize>,
}

/// Finds open routes all of whose neighbours let nobody in without a token.
fn beneath(ground: &mut Ground<'_, '_>) -> Result<Vec<Finding>, ReplayError> {
    let policy = ground.policy;
    let mut open: BTreeMap<(usize, Method), Cell> = BTreeMap::new();
    for cell in std::mem::take(&mut ground.cells) {
        if let Some(route) = open_route(ground, &cell)? {
            open.entry((route, cell.method)).or_insert_with(|| cell.clone());
        }
        ground.cells.push(cell);
    }
    let mut known: BTreeMap<(Prefix<'_>, Method), Beneath> = BTreeMap::new();
    for (index, route) in policy.routes().iter().enumerate() {
        for (prefix, method) in prefixes(route, true) {
            let own = known.entry((prefix, method)).or_default();
            if open.contains_key(&(index, method)) {
                own.open += 1;
            } else {
                own.protected += 1;
                if own.first.len() < MOST_PLACES {
                    own.first.push(index);
                }
            }
        }
    }
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for ((index, method), cell) in open {
        let Some(route) = policy.routes().get(index) else { continue };
        // The nearest prefix beneath which another route takes the method.
        let nearest = prefixes(route, false)
            .into_iter()
            .filter(|(_, own)| *own == method)
            .filter_map(|key| known.get(&key).map(|own| (key.0, own)))
            .find(|(_, own)| own.open + own.protected > 1);
        let Some((prefix, own)) = nearest.filter(|(_, own)| own.open == 1) else { continue };
        if !told.insert(index) {
            continue;
        }
        let path: String = prefix.iter().flat_map(|part| ["/", part.unwrap_or("{}")]).collect();
        let others = match own.protected {
            1 => "the other route asks".to_owned(),
            many => format!("all {many} other routes ask"),
        };
        let message = format!(
            "`{}` is open to everybody; beneath `{path}` {others} for a token on {method}",
            route.name
        );
        let mut finding = Finding::new(Code::PublicUnderProtected, route.span, message);
        let others = own.first.iter().filter_map(|other| policy.routes().get(*other));
        finding.related = others.map(|other| (other.span, "not open".to_owned())).collect();
        finding.example = example(ground, &cell)?;
        found.push(finding);
    }
    Ok(found)
}

/// Returns the prefixes of a route's paths with each of its methods, the longest first: of all
/// that it lies beneath, with itself or without.
fn prefixes(route: &Route, with_itself: bool) -> Vec<(Prefix<'_>, Method)> {
    let RouteKey::Path(own, pattern) = &route.key else { return Vec::new() };
    let parts = parts(pattern);
    let most = if with_itself { parts.len() } else { pattern.segments().len() - 1 };
    let most = most.min(parts.len());
    let lengths = (1..=most).rev();
    lengths
        .flat_map(|length| {
            let prefix: Prefix<'_> = parts.iter().take(length).copied().collect();
            own.methods().map(move |method| (prefix.clone(), method))
        })
        .collect()
}

/// Returns the segments of a pattern before its greedy variable; of the root nothing.
fn parts(pattern: &PathPattern) -> Prefix<'_> {
    let parts = pattern.segments().iter().map_while(|segment| match segment {
        Segment::Literal(text) => Some(Some(text.as_str())),
        Segment::Variable(_) => Some(None),
        Segment::Greedy(_) => None,
    });
    parts.filter(|part| *part != Some("")).collect()
}
