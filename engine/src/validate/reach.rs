//! Warnings about routes and guardrails that no request can meet.
//!
//! Both questions are decided exactly for paths that are not ambiguous. A route without a greedy
//! variable is hidden only by routes of its own shape: a literal never covers a variable. A greedy
//! one reaches paths of any length, so only `/{p+}` can be covered by others, namely by `/`, `/{a}`
//! and `/{a}/{b+}` together.

use std::collections::HashSet;

use super::checker::Checker;
use super::takers::Shapes;
use super::unreached;
use crate::Code;
use crate::glob::{Flat, Glob, Sign};
use crate::path_pattern::{PathPattern, Segment};
use crate::policy::{AmbiguousPaths, Guardrail, Route};
use crate::route_key::RouteKey;

impl Checker<'_> {
    pub(super) fn warn_of_reach(
        &mut self,
        routes: &[Route],
        guardrails: &[Guardrail],
        paths: AmbiguousPaths,
    ) {
        let section = self.root.key("routes");
        let shapes = Shapes::new(routes);
        for route in routes {
            if let Some(takers) = shapes.takers(route, paths) {
                let place = section.key(&route.name);
                self.found.push(unreached::route(place, route, &takers, routes, &shapes));
            }
        }
        let section = self.root.key("guardrails");
        let mut budget = MOST_MEETINGS;
        for guardrail in guardrails {
            if !is_reached(guardrail, routes, paths, &mut budget) {
                let met = by_other_methods(guardrail, routes, paths, &mut budget);
                let place = section.key(&guardrail.name);
                self.found.push(unreached::guardrail(place, guardrail, routes, met.as_deref()));
            }
        }
        if paths == AmbiguousPaths::AsGateway && !guardrails.is_empty() {
            let message = "paths that servers read differently can pass beside guardrails";
            let place = self.root.key("ambiguous_paths");
            let finding = place.finding(Code::GatewayPathsWithGuardrails, message);
            self.found
                .push(finding.with_help("delete `ambiguous_paths`: such paths are then denied"));
        }
    }
}

/// Pairs of glob and route that are looked at in all; past them, a guardrail counts as reached.
const MOST_MEETINGS: usize = 500_000;

fn is_reached(
    guardrail: &Guardrail,
    routes: &[Route],
    paths: AmbiguousPaths,
    budget: &mut usize,
) -> bool {
    let mut globs = guardrail.paths.iter().flat_map(Glob::alternatives);
    globs.any(|flat| {
        let glob = segments(flat);
        if paths == AmbiguousPaths::Deny && !is_unambiguous(&glob) {
            return false;
        }
        routes.iter().any(|route| match &route.key {
            _ if *budget == 0 => true,
            RouteKey::Default => true,
            RouteKey::Path(method, pattern) => {
                *budget -= 1;
                guardrail.methods.iter().any(|one| method.takes(*one)) && meet(&glob, pattern)
            }
        })
    })
}

/// Returns the routes that take paths of a guardrail by other methods; none are looked for where
/// all its paths are ambiguous, which is told.
fn by_other_methods<'r>(
    guardrail: &Guardrail,
    routes: &'r [Route],
    paths: AmbiguousPaths,
    budget: &mut usize,
) -> Option<Vec<&'r Route>> {
    let globs: Vec<Vec<GlobSegment<'_>>> =
        guardrail.paths.iter().flat_map(Glob::alternatives).map(segments).collect();
    let can_be =
        |glob: &&Vec<GlobSegment<'_>>| paths != AmbiguousPaths::Deny || is_unambiguous(glob);
    let globs: Vec<_> = globs.iter().filter(can_be).collect();
    if globs.is_empty() {
        return None;
    }
    let mut meets = |route: &&Route| match &route.key {
        RouteKey::Default => false,
        RouteKey::Path(_, pattern) => globs.iter().any(|glob| {
            let is_left = *budget > 0;
            *budget = budget.saturating_sub(1);
            is_left && meet(glob, pattern)
        }),
    };
    Some(routes.iter().filter(&mut meets).collect())
}

/// A segment of a glob: any number of segments, or signs that one segment must match.
type GlobSegment<'g> = Option<&'g [Sign]>;

fn segments(flat: &Flat) -> Vec<GlobSegment<'_>> {
    let signs = flat.signs();
    let signs = signs.strip_prefix(&[Sign::Literal('/')]).unwrap_or(signs);
    signs
        .split(|sign| *sign == Sign::Literal('/'))
        .map(|part| if part == [Sign::Segments] { None } else { Some(part) })
        .collect()
}

/// Whether some path that is not refused as ambiguous can match.
fn is_unambiguous(glob: &[GlobSegment<'_>]) -> bool {
    let signs = |signs: &[Sign]| {
        let text: Option<String> = signs.iter().map(|sign| sign.literal()).collect();
        let dots = text.is_some_and(|text| matches!(text.as_str(), "." | ".."));
        let refused = |sign: &Sign| {
            sign.literal().is_some_and(|c| matches!(c, ';' | '#' | '\\' | '?') || c.is_control())
        };
        !dots && !signs.iter().any(refused)
    };
    let last = glob.len().saturating_sub(1);
    glob.iter().enumerate().all(|(at, segment)| match segment {
        Some([]) => at == last,
        Some(own) => signs(own),
        None => true,
    })
}

/// Whether some path is taken by both. `reach` holds the glob's states after each path segment.
fn meet(glob: &[GlobSegment<'_>], pattern: &PathPattern) -> bool {
    let mut states: HashSet<usize> = closure(glob, [0]);
    for segment in pattern.segments() {
        if matches!(segment, Segment::Greedy(_)) {
            // The rest is free, and a rest of one segment or more can be whatever the glob wants.
            return states.iter().any(|state| *state < glob.len());
        }
        let next = states.iter().filter_map(|state| match glob.get(*state) {
            Some(None) => Some(*state),
            Some(Some(signs)) if fits(signs, segment) => Some(state + 1),
            _ => None,
        });
        states = closure(glob, next);
    }
    states.contains(&glob.len())
}

/// `**` may stand for no segment at all.
fn closure(glob: &[GlobSegment<'_>], from: impl IntoIterator<Item = usize>) -> HashSet<usize> {
    let mut states = HashSet::new();
    for mut state in from {
        while states.insert(state) && glob.get(state) == Some(&None) {
            state += 1;
        }
    }
    states
}

fn fits(signs: &[Sign], segment: &Segment) -> bool {
    match segment {
        // A variable takes any text but the empty one.
        Segment::Variable(_) | Segment::Greedy(_) => !signs.is_empty(),
        Segment::Literal(text) => text_fits(signs, text.as_bytes()),
    }
}

fn text_fits(signs: &[Sign], text: &[u8]) -> bool {
    let mut ends: HashSet<usize> = HashSet::from([0]);
    for sign in signs {
        ends = match sign {
            Sign::Literal(character) => {
                let mut buffer = [0; 4];
                let wanted = character.encode_utf8(&mut buffer).as_bytes();
                let at =
                    |end: &usize| text.get(*end..).is_some_and(|rest| rest.starts_with(wanted));
                ends.into_iter().filter(at).map(|end| end + wanted.len()).collect()
            }
            Sign::One => {
                ends.into_iter().filter(|end| *end < text.len()).map(|end| end + 1).collect()
            }
            Sign::Many | Sign::Segments => match ends.into_iter().min() {
                Some(first) => (first..=text.len()).collect(),
                None => HashSet::new(),
            },
        };
    }
    ends.contains(&text.len())
}
