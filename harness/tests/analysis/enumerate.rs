//! Every path over some segments, decided naively: the oracle of the analysis.
//!
//! It shares no code with the analysis or the engine's matcher, and reads policies by their nouns.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Method, Policy, Route, RouteKey, RouteMethod, Segment};

use crate::naive_glob;

/// The methods that are tried: two that drafts name, one that only guardrails do, one that only
/// `ANY` takes.
pub(crate) const METHODS: [Method; 4] = [Method::Get, Method::Post, Method::Head, Method::Delete];

/// A guardrail of a side.
pub(crate) type Laid = (usize, usize);

/// What the analysis cuts requests by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) method: Method,
    pub(crate) winners: Vec<Option<usize>>,
}

/// Returns every path of up to some segments, with and without a slash at its end.
pub(crate) fn paths(pool: &[&str], most: usize) -> Vec<Vec<String>> {
    let mut paths = vec![vec![String::new()]];
    let mut longest = vec![Vec::new()];
    for _ in 0..most {
        longest = longest
            .iter()
            .flat_map(|path: &Vec<String>| {
                pool.iter().map(move |next| [path.as_slice(), &[(*next).to_owned()]].concat())
            })
            .collect();
        paths.extend(longest.iter().cloned());
        paths.extend(longest.iter().map(|path| [path.as_slice(), &[String::new()]].concat()));
    }
    paths
}

/// Writes a path.
pub(crate) fn written(path: &[String]) -> String {
    path.iter().flat_map(|segment| ["/", segment.as_str()]).collect()
}

/// Whether a route takes a path.
pub(crate) fn takes(route: &Route, method: Method, path: &[String]) -> bool {
    let RouteKey::Path(own, pattern) = &route.key else { return true };
    (*own == RouteMethod::Any || *own == RouteMethod::Only(method))
        && segments(pattern.segments(), path)
}

fn segments(pattern: &[Segment], path: &[String]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        ([Segment::Greedy(_)], rest) => !rest.is_empty(),
        ([Segment::Literal(text), pattern @ ..], [own, path @ ..]) => {
            text == own && segments(pattern, path)
        }
        ([Segment::Variable(_), pattern @ ..], [own, path @ ..]) => {
            !own.is_empty() && segments(pattern, path)
        }
        _ => false,
    }
}

/// The order of precedence, written from the design: the least takes the request.
fn order(route: &Route) -> (u8, Vec<u8>, bool) {
    let RouteKey::Path(method, pattern) = &route.key else { return (2, Vec::new(), false) };
    let kinds = pattern.segments().iter().map(|segment| match segment {
        Segment::Literal(_) => 0,
        Segment::Variable(_) => 1,
        Segment::Greedy(_) => 2,
    });
    let kinds: Vec<u8> = kinds.collect();
    (u8::from(kinds.contains(&2)), kinds, *method == RouteMethod::Any)
}

/// Returns the route that takes a request.
pub(crate) fn winner(policy: &Policy, method: Method, path: &[String]) -> Option<usize> {
    let routes = policy.routes().iter().enumerate();
    routes
        .filter(|(_, route)| takes(route, method, path))
        .min_by_key(|(_, route)| order(route))
        .map(|(index, _)| index)
}

/// Returns the winners of all sides.
pub(crate) fn key(sides: &[Policy], method: Method, path: &[String]) -> Key {
    let winners = sides.iter().map(|policy| winner(policy, method, path)).collect();
    Key { method, winners }
}

/// Returns the guardrails of all sides that match a path.
pub(crate) fn over(sides: &[Policy], path: &[String]) -> Vec<Laid> {
    let path = written(path);
    let mut over = Vec::new();
    for (side, policy) in sides.iter().enumerate() {
        for (index, guardrail) in policy.guardrails().iter().enumerate() {
            if guardrail.paths.iter().any(|glob| naive_glob::takes(glob.as_str(), &path)) {
                over.push((side, index));
            }
        }
    }
    over
}

/// Returns those guardrails that speak of a method.
pub(crate) fn laid(sides: &[Policy], method: Method, over: &[Laid]) -> BTreeSet<Laid> {
    let speaks = |(side, index): &Laid| sides[*side].guardrails()[*index].methods.contains(&method);
    over.iter().copied().filter(speaks).collect()
}

/// Sets of guardrails by what requests are cut by, each with a path.
pub(crate) type Sets<K> = BTreeMap<K, BTreeMap<BTreeSet<Laid>, Vec<String>>>;

/// Returns all sets of guardrails that requests of each key meet.
pub(crate) fn sets<K: Ord>(
    sides: &[Policy],
    paths: &[Vec<String>],
    mut key_of: impl FnMut(Key, &[String]) -> Option<K>,
) -> Sets<K> {
    let mut sets: Sets<K> = BTreeMap::new();
    for path in paths {
        let over = over(sides, path);
        for method in METHODS {
            if let Some(key) = key_of(key(sides, method, path), path) {
                let laid = laid(sides, method, &over);
                sets.entry(key).or_default().entry(laid).or_insert_with(|| path.clone());
            }
        }
    }
    sets
}
