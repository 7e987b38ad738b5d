//! What is told of routes and guardrails that no request can meet: a request, and who takes it.

use std::collections::HashSet;

use super::takers::{Shapes, methods};
use crate::glob::{Flat, Glob, Sign};
use crate::parse::Place;
use crate::path_pattern::{PathPattern, Segment};
use crate::policy::{Guardrail, Route};
use crate::route_key::RouteKey;
use crate::spell::{nearest, quote};
use crate::{Code, Diagnostic};

/// How many other places a finding names.
const MOST_PLACES: usize = 8;

/// Tells of a route whose requests others take.
pub(super) fn route(
    place: Place<'_>,
    route: &Route,
    takers: &[&Route],
    routes: &[Route],
    shapes: &Shapes<'_>,
) -> Diagnostic {
    let who = match takers {
        [one] => format!("{} takes them all", quote(&one.name)),
        [one, other] => format!("{} and {} take them all", quote(&one.name), quote(&other.name)),
        [one, others @ ..] => {
            format!("{} and {} other routes take them all", quote(&one.name), others.len())
        }
        [] => "other routes take them all".to_owned(),
    };
    let message = format!("no request can meet {}: {who}", quote(&route.name));
    let mut found = place
        .key_finding(Code::UnreachableRoute, message)
        .with_help("delete it, or one of those that take its requests");
    if let Some(example) = example(route, takers, routes, shapes) {
        found = found.with_example(example);
    }
    for taker in takers.iter().take(MOST_PLACES) {
        found = found.with_related(place.source(), taker.span, "takes its requests");
    }
    found
}

/// Returns a request that the route could take, with the route that does.
fn example(
    route: &Route,
    takers: &[&Route],
    routes: &[Route],
    shapes: &Shapes<'_>,
) -> Option<String> {
    let method = *methods(route).first()?;
    let text = unnamed(routes)?;
    let from_root = || {
        let taker = shapes.taker(method, "/{a}").or_else(|| shapes.taker(method, "/{p+}"))?;
        Some((format!("/{text}"), taker))
    };
    let (path, taker) = match &route.key {
        RouteKey::Default => from_root()?,
        RouteKey::Path(_, pattern) => match pattern.segments() {
            [Segment::Greedy(_)] => from_root()?,
            segments => {
                let path: Option<String> = segments.iter().map(|one| filled(one, &text)).collect();
                let same = |own: &&&Route| match &own.key {
                    RouteKey::Path(by, its) => by.takes(method) && its.shape() == pattern.shape(),
                    RouteKey::Default => false,
                };
                (path?, *takers.iter().find(same)?)
            }
        },
    };
    Some(format!("{method} {path}: taken by {}", quote(&taker.name)))
}

fn filled(segment: &Segment, text: &str) -> Option<String> {
    match segment {
        Segment::Literal(own) => Some(format!("/{own}")),
        Segment::Variable(_) => Some(format!("/{text}")),
        Segment::Greedy(_) => None,
    }
}

/// Returns a text that is no literal of any route.
fn unnamed(routes: &[Route]) -> Option<String> {
    let patterns = routes.iter().filter_map(|route| match &route.key {
        RouteKey::Path(_, pattern) => Some(pattern),
        RouteKey::Default => None,
    });
    let literals: HashSet<&str> =
        patterns.flat_map(PathPattern::segments).filter_map(literal).collect();
    let numbered = (1..=literals.len()).map(|number| format!("x{number}"));
    let mut texts = std::iter::once("x".to_owned()).chain(numbered);
    texts.find(|text| !literals.contains(text.as_str()))
}

fn literal(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Literal(text) => Some(text),
        Segment::Variable(_) | Segment::Greedy(_) => None,
    }
}

/// Tells of a guardrail over no route's requests; `met` are routes that take its paths by other
/// methods, nothing where all its paths are ambiguous.
pub(super) fn guardrail(
    place: Place<'_>,
    guardrail: &Guardrail,
    routes: &[Route],
    met: Option<&[&Route]>,
) -> Diagnostic {
    let near = near(guardrail, routes);
    let (why, answer) = match met {
        None => ("its paths are denied as ambiguous before", "ambiguous_path"),
        Some([]) => ("no route takes a path that it matches", "no_route"),
        Some(_) => ("its paths are taken by other methods", "no_route"),
    };
    let message = format!("no route can reach this guardrail: {why}");
    let mut found = place.key_finding(Code::UnreachableGuardrail, message);
    let (places, said) = match (met, near) {
        (Some(met), _) if !met.is_empty() => (met, "takes its paths"),
        (Some(_), Some((route, path))) => {
            let help = format!("did you mean {}, as in {}?", quote(path), quote(&route.name));
            found = found.with_help(help);
            (&[][..], "")
        }
        (Some(_) | None, _) => (&[][..], ""),
    };
    if found.help.is_none() {
        found = found.with_help("correct its `paths` or `methods`, or delete it");
    }
    for route in places.iter().take(MOST_PLACES) {
        found = found.with_related(place.source(), route.span, said);
    }
    if let (Some((route, _)), Some([])) = (near, met) {
        found = found.with_related(place.source(), route.span, "the nearest path");
    }
    let path = guardrail.paths.iter().flat_map(Glob::alternatives).find_map(matched);
    if let Some((method, path)) = guardrail.methods.first().zip(path) {
        found = found.with_example(format!("{method} {path}: denied, {answer}"));
    }
    found
}

/// Returns a path that a glob matches, where it can be read.
fn matched(glob: &Flat) -> Option<String> {
    let sign = |sign: &Sign| sign.literal().unwrap_or('x');
    let path: String = glob.signs().iter().map(sign).collect();
    path.chars().all(|one| one.is_ascii_graphic() && one != '%').then_some(path)
}

/// Returns the route with the path that is most like one of a guardrail's, and that path.
fn near<'r>(guardrail: &Guardrail, routes: &'r [Route]) -> Option<(&'r Route, &'r str)> {
    guardrail.paths.iter().find_map(|glob| {
        let stem = glob.as_str().split(['*', '?', '{', '[']).next()?.trim_end_matches('/');
        let depth = stem.matches('/').count();
        let path = |route: &'r Route| {
            let path = route.name.split_once(' ')?.1;
            let end = path.match_indices('/').nth(depth).map_or(path.len(), |(end, _)| end);
            path.get(..end)
        };
        let near = nearest(stem, routes.iter().filter_map(path))?;
        let route = routes.iter().find(|route| path(route) == Some(near))?;
        Some((route, near))
    })
}

#[cfg(test)]
mod tests {
    use crate::{Diagnostic, Policy, Settings, Source};

    fn found(text: &str) -> Vec<Diagnostic> {
        let source = Source::new("p.yaml", format!("version: 1\n{text}"));
        let read = Policy::from_source(&source, &Settings::default()).unwrap();
        read.warnings.iter().cloned().collect()
    }

    fn told(text: &str) -> Vec<(String, String, usize)> {
        let own =
            |one: Diagnostic| (one.message, one.example.unwrap_or_default(), one.related.len());
        found(text).into_iter().map(own).collect()
    }

    #[test]
    fn a_hidden_route_is_told_of_with_those_that_take_its_requests() {
        let routes = "routes:\n  ANY /{p+}: { public: true }\n  ANY /{a}: { public: true }\n  \
                      GET /x: { public: true }\n  $default: { public: true }\n";
        let message = "no request can meet `$default`: `ANY /{p+}` takes them all";
        let example = "GET /x1: taken by `ANY /{a}`";
        assert_eq!(told(routes), [(message.to_owned(), example.to_owned(), 1)]);
    }

    #[test]
    fn a_guardrail_without_requests_is_told_of_with_what_is_near() {
        let routes = "routes:\n  GET /orders/{id}: { public: true }\nguardrails:\n";
        let guardrail = |text: &str| told(&format!("{routes}  g: {{ {text}, deny: true }}\n"));
        for (text, why, example, related) in [
            (
                "paths: [/order/**]",
                "no route takes a path that it matches",
                "/order/x: denied, no_route",
                1,
            ),
            (
                "paths: [/users/**]",
                "no route takes a path that it matches",
                "/users/x: denied, no_route",
                0,
            ),
            (
                "paths: [/a/..]",
                "its paths are denied as ambiguous before",
                "/a/..: denied, ambiguous_path",
                0,
            ),
        ] {
            let message = format!("no route can reach this guardrail: {why}");
            assert_eq!(guardrail(text), [(message, format!("GET {example}"), related)]);
        }
        let why = "no route can reach this guardrail: its paths are taken by other methods";
        let example = "PUT /orders/7: denied, no_route";
        let other = guardrail("paths: [/orders/7], methods: [PUT]");
        assert_eq!(other, [(why.to_owned(), example.to_owned(), 1)]);
    }
}
