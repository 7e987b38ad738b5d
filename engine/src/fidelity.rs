//! Which facts about API Gateway a decision rests on, and how well each is known.
//!
//! Computed when a decision is reported, never while deciding. The facts and their words are those
//! of `policies/README.md`, "A request, in order".

use crate::certainty::Certainty::{self, Documented, Likely, Ours};
use crate::claims::Claims;
use crate::decision::{Decision, DenyReason};
use crate::glob::GlobInput;
use crate::matcher::{Matcher, captures};
use crate::method::{Method, RouteMethod};
use crate::path_pattern::{PathPattern, Segment};
use crate::policy::{Access, AmbiguousPaths, Effect, Policy, Requirement, Route};
use crate::request::Request;
use crate::route_key::RouteKey;
use crate::value::Value;

/// Returns the weakest of the facts that a decision rests on.
pub(crate) fn certainty(
    policy: &Policy,
    matcher: &Matcher,
    request: &Request,
    decision: &Decision<'_>,
) -> Certainty {
    let denial = decision.denial.map_or(Documented, |denial| denial.certainty);
    let (Some(path), Some(method)) = (decision.path, request.method()) else {
        // Whether another method than the seven meets nothing is not known.
        return if decision.path.is_some() { denial.max(Ours) } else { denial };
    };
    denial
        .max(decision.token_certainty)
        .max(of_path(request))
        .max(of_route(policy, matcher, method, path, decision.route))
        .max(of_preflight(policy, matcher, request, path, decision))
        .max(of_challenge(decision))
        .max(of_scopes(decision))
        .max(of_claims(decision))
        .max(of_guardrails(policy, method, path, decision))
}

fn of_path(request: &Request) -> Certainty {
    if request.path(AmbiguousPaths::Deny).is_err() {
        Ours
    } else if request.path_has_escapes() {
        // The integration sees the decoded path; that routing does too is inferred.
        Likely
    } else {
        Documented
    }
}

fn of_route(
    policy: &Policy,
    matcher: &Matcher,
    method: Method,
    path: &str,
    route: Option<&Route>,
) -> Certainty {
    let routes = |path: &str| {
        let found = matcher.candidates(path).into_iter();
        found.filter_map(|index| policy.routes.get(index)).collect::<Vec<_>>()
    };
    let candidates = routes(path);
    let near = of_near_misses(method, path, route, &routes);
    let (own_method, own) = match route.map(|route| &route.key) {
        Some(RouteKey::Path(own_method, own)) => (own_method, own),
        // Known from captures: an unknown path, and OPTIONS without a route.
        None if method == Method::Options => return Documented,
        None | Some(RouteKey::Default) => {
            let unknown_path =
                candidates.iter().all(|other| matches!(other.key, RouteKey::Default));
            return near.max(if unknown_path { Documented } else { Likely });
        }
    };
    let empty_rest = captures(own, path).any(|(_, text)| text.is_empty());
    let mut weakest = near.max(if empty_rest { Likely } else { Documented });
    for other in candidates {
        let RouteKey::Path(other_method, pattern) = &other.key else { continue };
        if pattern == own && other_method == own_method {
            continue;
        }
        weakest = weakest.max(if other_method.takes(method) {
            of_precedence(own, pattern)
        } else if precedes(pattern, own) {
            // A better path with another method: both are matched together, which is inferred.
            Likely
        } else {
            Documented
        });
    }
    weakest
}

/// With `cors`: the automatic answer is documented, its status is not, and nobody says whether a
/// path without any route gets one. That `ANY` takes a preflight is known from users.
fn of_preflight(
    policy: &Policy,
    matcher: &Matcher,
    request: &Request,
    path: &str,
    decision: &Decision<'_>,
) -> Certainty {
    if policy.cors.is_none() || !request.is_preflight() {
        return Documented;
    }
    match decision.route.map(|route| &route.key) {
        None if matcher.candidates(path).is_empty() => Ours,
        None | Some(RouteKey::Path(RouteMethod::Any, _)) => Likely,
        Some(RouteKey::Path(RouteMethod::Only(_), _) | RouteKey::Default) => Documented,
    }
}

/// How well it is known that better routes do not take the path: those that would if a slash or a
/// letter's case were different, and those whose last variable would be empty.
fn of_near_misses<'p>(
    method: Method,
    path: &str,
    route: Option<&Route>,
    routes: &impl Fn(&str) -> Vec<&'p Route>,
) -> Certainty {
    let better = |other: &Route| match (&other.key, route.map(|route| &route.key)) {
        (RouteKey::Default, _) => false,
        (RouteKey::Path(..), None) => true,
        (RouteKey::Path(other, _), Some(RouteKey::Default)) => other.takes(method),
        (RouteKey::Path(other, pattern), Some(RouteKey::Path(_, own))) => {
            other.takes(method) && precedes(pattern, own)
        }
    };
    let ends_in_variable = |other: &Route| match &other.key {
        RouteKey::Path(_, pattern) => {
            matches!(pattern.segments().last(), Some(Segment::Variable(_)))
        }
        RouteKey::Default => false,
    };
    let filled = path.ends_with('/').then(|| format!("{path}x"));
    if filled.is_some_and(|path| {
        routes(&path).into_iter().any(|one| better(one) && ends_in_variable(one))
    }) {
        // Whether a variable takes an empty segment is not known.
        return Ours;
    }
    let slash = path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned);
    let missed = [slash, path.to_ascii_lowercase()]
        .into_iter()
        .any(|near| near != path && !near.is_empty() && routes(&near).into_iter().any(better));
    if missed { Likely } else { Documented }
}

/// How well it is known that the first of two matching patterns wins.
fn of_precedence(winner: &PathPattern, other: &PathPattern) -> Certainty {
    if winner.shape() == other.shape() {
        // The exact method before ANY.
        return Likely;
    }
    let literal = |segment: Option<&Segment>| matches!(segment, Some(Segment::Literal(_)));
    let length = winner.segments().len().max(other.segments().len());
    let ahead = (0..length)
        .any(|at| literal(other.segments().get(at)) && !literal(winner.segments().get(at)));
    match (winner.is_greedy(), other.is_greedy()) {
        (false, true) if ahead => Likely,
        (false, false) if ahead => Ours,
        (true, _) => Likely,
        (false, _) => Documented,
    }
}

fn precedes(pattern: &PathPattern, own: &PathPattern) -> bool {
    let rank = |pattern: &PathPattern| {
        let segments = pattern.segments().iter().map(|segment| match segment {
            Segment::Literal(_) => 0,
            Segment::Variable(_) => 1,
            Segment::Greedy(_) => 2,
        });
        (pattern.is_greedy(), segments.collect::<Vec<_>>())
    };
    rank(pattern) < rank(own)
}

fn requirement<'a>(decision: &Decision<'a>) -> Option<&'a Requirement> {
    match &decision.route?.access {
        Access::Protected { requirement, .. } => Some(requirement),
        Access::Public => None,
    }
}

/// A challenge that lists scopes: of one capture with several it is not known whether they are
/// sorted, and a gateway without `all_of` lists none of those.
fn of_challenge(decision: &Decision<'_>) -> Certainty {
    let silent = matches!(decision.reason(), None | Some(DenyReason::MissingToken));
    let Some(requirement) = requirement(decision).filter(|_| !silent) else { return Documented };
    if decision.challenge().is_none() {
        return Documented;
    }
    match requirement.scopes.as_slice() {
        [] => Documented,
        [one] if one.all_of.is_empty() => {
            if one.any_of.is_sorted() {
                Documented
            } else {
                Likely
            }
        }
        _ => Ours,
    }
}

fn of_scopes(decision: &Decision<'_>) -> Certainty {
    let Some(requirement) = requirement(decision).filter(|one| !one.scopes.is_empty()) else {
        return Documented;
    };
    let Some(claims) = decision.claims() else { return Documented };
    let any_of_alone = match requirement.scopes.as_slice() {
        [one] => one.all_of.is_empty(),
        _ => false,
    };
    if any_of_alone { of_scope_claim(claims) } else { Ours }
}

fn of_scope_claim(claims: &Claims) -> Certainty {
    let said = |name| claims.get(name).filter(|value| **value != Value::Null);
    match (said("scope"), said("scp")) {
        (Some(_), Some(_)) => Ours,
        (Some(Value::String(text)), None) => {
            let single = !text.contains("  ") && text.trim() == text && !text.contains('\t');
            match (single, text.is_empty()) {
                (_, true) => Likely,
                (true, false) => Documented,
                (false, false) => Ours,
            }
        }
        _ => Likely,
    }
}

fn of_claims(decision: &Decision<'_>) -> Certainty {
    let asked = requirement(decision).is_some_and(|one| !one.claims.is_empty());
    let reached =
        decision.claims.is_some() && decision.reason() != Some(DenyReason::InsufficientScope);
    if asked && reached { Ours } else { Documented }
}

/// A guardrail that lets a request pass was asked, too.
fn of_guardrails(
    policy: &Policy,
    method: Method,
    path: &str,
    decision: &Decision<'_>,
) -> Certainty {
    let asked = decision.claims.is_some()
        && !matches!(
            decision.reason(),
            Some(DenyReason::InsufficientScope | DenyReason::ClaimMismatch)
        );
    let public = decision.route.is_some_and(|route| matches!(route.access, Access::Public));
    if !asked && !public {
        return Documented;
    }
    let input = GlobInput::new(path);
    let laid = policy.guardrails.iter().any(|one| {
        matches!(one.effect, Effect::Require { .. })
            && one.methods.contains(&method)
            && one.paths.iter().any(|glob| glob.matches(&input))
    });
    if laid { Ours } else { Documented }
}
