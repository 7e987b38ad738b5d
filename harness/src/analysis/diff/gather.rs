//! From cells to ways of differing: what each cell's tokens come to on both sides, the weakest
//! request for each way, and how far all of it reaches.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use engine::{DenyReason, Method, Policy, RouteKey};

use super::alike::Alike;
use super::difference::{Change, Radius};
use crate::analysis::{
    cell::Cell,
    diagram::{Node, Weight},
    facts::Facts,
    outcome::{Answer, Grain},
    query::{Assignment, Difference},
    refusal::Refusal,
};

/// A way in which requests are decided differently, and the weakest that shows it.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) change: Change,
    /// Whether the requests are preflights, which a policy may answer by itself.
    pub(super) is_preflight: bool,
    pub(super) methods: BTreeSet<Method>,
    pub(super) pairs: usize,
    pub(super) cell: Cell,
    pub(super) weakest: Assignment,
    /// All tokens of the cell that show it.
    pub(super) tokens: Node,
    /// What both sides answer.
    answers: (Answer, Answer),
    /// The ends of both sides' functions that say so.
    pub(super) ends: (u32, u32),
}

impl Way {
    /// Returns whether the request carries a token, good or bad.
    pub(super) fn has_token(&self) -> bool {
        let Weight([credentials, ..]) = self.weakest.weight;
        credentials > 0
    }
}

/// What one way is told from another by: the answers, and the routes. Where both sides refuse the
/// token, the authorizers stand for the routes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    is_preflight: bool,
    answers: (Answer, Answer),
    are_authorizers: bool,
    deciding: Vec<Option<usize>>,
}

/// A route of either policy as far as radii count: its shape.
type Shape = (Method, String);

/// Finds all ways, and how far they reach.
pub(super) fn gather(
    facts: &mut Facts<'_>,
    (sides, alike): ([&Policy; 2], &Alike<'_>),
    cells: &[Cell],
) -> Result<(Vec<Way>, Radius), Refusal> {
    let mut ways: BTreeMap<Key, (Way, BTreeSet<Shape>)> = BTreeMap::new();
    let mut changed: BTreeMap<Shape, BTreeSet<Change>> = BTreeMap::new();
    let mut anonymous: BTreeSet<Shape> = BTreeSet::new();
    for (cell, is_preflight) in cells.iter().flat_map(|cell| [(cell, false), (cell, true)]) {
        for difference in compare(facts, alike, cell, is_preflight)? {
            let answer = |end: u32| facts.outcome_of(end).map(|outcome| outcome.answer);
            let Some(answers) = answer(difference.old).zip(answer(difference.new)) else {
                continue;
            };
            let Some(change) = change(answers) else { continue };
            let shape = shape(sides, cell);
            changed.entry(shape.clone()).or_default().insert(change);
            let key = Key { is_preflight, ..key(facts, cell, answers) };
            let way = Way {
                change,
                is_preflight,
                methods: BTreeSet::from([cell.method]),
                pairs: 1,
                cell: cell.clone(),
                weakest: difference.weakest,
                tokens: difference.node,
                answers,
                ends: (difference.old, difference.new),
            };
            if change == Change::NewlyAllowed && !way.has_token() {
                anonymous.insert(shape.clone());
            }
            match ways.get_mut(&key) {
                None => drop(ways.insert(key, (way, BTreeSet::from([shape])))),
                Some((known, shapes)) => {
                    known.methods.insert(cell.method);
                    shapes.insert(shape);
                    if rank(&way) < rank(known) {
                        let methods = std::mem::take(&mut known.methods);
                        *known = Way { methods, ..way };
                    }
                }
            }
        }
    }
    let by_change =
        Change::ALL.map(|one| changed.values().filter(|own| own.contains(&one)).count());
    let pairs = all_pairs(sides).len();
    let radius = Radius { pairs, changed: changed.len(), anonymous: anonymous.len(), by_change };
    let mut ways: Vec<Way> =
        ways.into_values().map(|(way, shapes)| Way { pairs: shapes.len(), ..way }).collect();
    ways.sort_by_cached_key(place);
    Ok((ways, radius))
}

/// Finds what a cell's tokens come to on both sides; for preflights only where a side answers them
/// by itself.
fn compare(
    facts: &mut Facts<'_>,
    alike: &Alike<'_>,
    cell: &Cell,
    is_preflight: bool,
) -> Result<Vec<Difference>, Refusal> {
    let own = [0, 1].map(|side| is_preflight && alike.answers_preflight(side, cell));
    if is_preflight && own == [false, false] {
        return Ok(Vec::new());
    }
    let mut outcome = |side: usize, own: bool| {
        if own { Ok(Node::TRUE) } else { facts.outcome(side, cell, Grain::Answer) }
    };
    let (old, new) = (outcome(0, own[0])?, outcome(1, own[1])?);
    facts.differences(cell, old, new)
}

/// Which of two requests shows a way better: the weaker token, then the shorter path.
fn rank(way: &Way) -> (Weight, usize, usize, String, Method) {
    let path = way.cell.path();
    (way.weakest.weight, way.cell.segments.len(), path.len(), path, way.cell.method)
}

/// Where a way stands in reports: what opens first, and of that what anybody can send.
fn place(way: &Way) -> impl Ord + use<> {
    let request = (way.cell.path(), way.cell.method);
    (way.change, way.has_token(), request, way.answers, way.cell.winners.clone())
}

fn change((old, new): (Answer, Answer)) -> Option<Change> {
    match (old == Answer::Allow, new == Answer::Allow) {
        (false, true) => Some(Change::NewlyAllowed),
        (true, false) => Some(Change::NewlyDenied),
        (false, false) if old != new => Some(Change::DeniedDifferently),
        (false, false) | (true, true) => None,
    }
}

fn key(facts: &Facts<'_>, cell: &Cell, answers: (Answer, Answer)) -> Key {
    let are_authorizers = is_about_token(answers.0) && is_about_token(answers.1);
    let deciding = if are_authorizers {
        (0..cell.winners.len()).map(|side| facts.verifier(side, cell)).collect()
    } else {
        cell.winners.clone()
    };
    Key { is_preflight: false, answers, are_authorizers, deciding }
}

/// Whether a request is denied for want of a good token, whatever the route asks for.
fn is_about_token(answer: Answer) -> bool {
    match answer {
        Answer::Allow => false,
        Answer::Refused => true,
        Answer::Deny(reason) => !matches!(
            reason,
            DenyReason::AmbiguousPath
                | DenyReason::NoRoute
                | DenyReason::Guardrail
                | DenyReason::InsufficientScope
                | DenyReason::ClaimMismatch
        ),
    }
}

/// The new route that decides, else the old one.
fn shape(sides: [&Policy; 2], cell: &Cell) -> Shape {
    let route =
        |side: usize| sides.get(side)?.routes().get(cell.winners.get(side).copied().flatten()?);
    let key = route(1).or_else(|| route(0)).map(|route| &route.key);
    (cell.method, key.map_or_else(String::new, shape_of))
}

fn shape_of(key: &RouteKey) -> String {
    match key {
        RouteKey::Path(_, pattern) => pattern.shape().to_string(),
        RouteKey::Default => "$default".to_owned(),
    }
}

/// All pairs of a route and a method that some request meets under either policy.
fn all_pairs(sides: [&Policy; 2]) -> BTreeSet<Shape> {
    let mut pairs = BTreeSet::new();
    if sides.iter().any(|side| side.cors().is_some()) {
        pairs.insert((Method::Options, String::new()));
    }
    let mut shapes: HashMap<&RouteKey, String> = HashMap::new();
    for route in sides.iter().flat_map(|side| side.routes()) {
        let shape = shapes.entry(&route.key).or_insert_with(|| shape_of(&route.key));
        let takes = |method: &Method| match &route.key {
            RouteKey::Path(own, _) => own.takes(*method),
            RouteKey::Default => true,
        };
        for method in Method::ALL.into_iter().filter(takes) {
            pairs.insert((method, shape.clone()));
        }
    }
    pairs
}
