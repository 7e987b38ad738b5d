//! Findings about random policies: each is confirmed by the policy without what it speaks of, or
//! by trying everything, and none is missed.

use std::collections::{BTreeMap, BTreeSet};

use engine::document::PolicyDocument;
use engine::{
    Access, Code, DenyReason, Edit, Effect, Engine, Method, Part, Policy, Request, Requirement,
    RouteKey, Settings, Source,
};
use harness::analysis::diff::Change;
use harness::analysis::findings::{Finding, Written, findings};
use harness::analysis::space::{Query, Space};
use harness::clock::DEFAULT_NOW;

use crate::answers::{Answers, Side};
use crate::enumerate::{Class, METHODS, engine, paths};
use crate::random::{Draft, Random};
use crate::{MINTER, compared, pairs};

const OF_GUARDRAILS: [Code; 3] =
    [Code::UnreachableGuardrail, Code::RedundantGuardrail, Code::IdleGuardrail];

/// A policy with more guardrails than most.
fn draft(seed: u64, edits: usize) -> Draft {
    let mut random = Random::new(seed ^ 0x5eed_0000);
    let mut draft = Draft::new(&mut random);
    (0..edits).for_each(|_| draft.edit(&mut random));
    draft
}

fn found(text: &str, policy: &Policy) -> Vec<Finding> {
    let source = Source::new("p.yaml", text);
    let parsed = engine::parse::<PolicyDocument>(&source).unwrap();
    findings(policy, Written::new(&source, &parsed), DEFAULT_NOW, &MINTER).unwrap()
}

/// Whether two policies let the same requests in.
fn same_access(old: &Policy, new: &Policy) -> bool {
    let diff = compared(old, new);
    diff.differences.iter().all(|one| one.change == Change::DeniedDifferently)
}

fn codes_at(found: &[Finding], span: engine::Span) -> BTreeSet<Code> {
    found.iter().filter(|one| one.span == span).map(|one| one.code).collect()
}

/// The policy with routes that ask for nothing but a token.
fn with_lax_routes(policy: &Policy) -> Policy {
    let lax = policy.routes().iter().enumerate().map(|(index, route)| {
        let access = match &route.access {
            Access::Public => Access::Public,
            Access::Protected { authorizer, .. } => {
                Access::Protected { authorizer: *authorizer, requirement: Requirement::default() }
            }
        };
        Edit::Route { index, key: route.key.clone(), access }
    });
    policy.edited(&lax.collect::<Vec<_>>()).unwrap()
}

#[test]
fn a_guardrail_is_told_of_when_nobody_would_miss_it() {
    let mut told = BTreeMap::<Code, usize>::new();
    for seed in 0..pairs(60) {
        let draft = draft(seed, 6);
        let policy = draft.policy();
        let found = found(&draft.text(), &policy);
        let lax = with_lax_routes(&policy);
        for (index, guardrail) in policy.guardrails().iter().enumerate() {
            let without = |policy: &Policy| policy.edited(&[Edit::RemoveGuardrail(index)]).unwrap();
            let mut codes = codes_at(&found, guardrail.span);
            codes.retain(|code| OF_GUARDRAILS.contains(code));
            let expected = if !is_reached(&policy, index) {
                Some(Code::UnreachableGuardrail)
            } else if !same_access(&policy, &without(&policy)) {
                None
            } else if same_access(&lax, &without(&lax)) {
                Some(Code::RedundantGuardrail)
            } else {
                Some(Code::IdleGuardrail)
            };
            assert_eq!(codes, BTreeSet::from_iter(expected), "{index}\n{}", draft.text());
            if let Some(code) = expected {
                *told.entry(code).or_default() += 1;
            }
        }
    }
    assert_eq!(told.len(), 3, "each kind is tried: {told:?}");
}

/// Whether some request meets a route under a guardrail, found by trying.
fn is_reached(policy: &Policy, index: usize) -> bool {
    let engine = engine(policy.clone());
    paths().iter().any(|path| {
        Method::ALL.into_iter().any(|method| {
            let request = Request::new(method.as_str(), path);
            let meets = engine.decide(&request, 0).route().is_some();
            meets && engine.part_of(&request).guardrails.contains(&index)
        })
    })
}

#[test]
fn validation_and_analysis_agree_on_what_cannot_be_reached() {
    for seed in 0..pairs(200) {
        let text = draft(seed, 8).text();
        let settings = Settings { leave_unset: true, ..Settings::default() };
        let read = Policy::from_source(&Source::new("p.yaml", &*text), &settings);
        let read = read.unwrap();
        let warned = |code: Code| {
            let own = read.warnings.iter().filter(|one| one.code == code).map(|one| one.span);
            own.collect::<BTreeSet<_>>()
        };
        let found = found(&text, &read.policy);
        let own = found.iter().filter(|one| one.code == Code::UnreachableGuardrail);
        let own = own.map(|one| one.span).collect();
        assert_eq!(warned(Code::UnreachableGuardrail), own, "{text}");
        let cells = Space::new(&[&read.policy]).unwrap().cells(&Query::default()).unwrap();
        let met: BTreeSet<usize> = cells.iter().filter_map(|cell| cell.winners[0]).collect();
        let routes = read.policy.routes().iter().enumerate();
        let unmet = routes.filter(|(index, _)| !met.contains(index)).map(|(_, route)| route.span);
        assert_eq!(warned(Code::UnreachableRoute), unmet.collect(), "{text}");
    }
}

#[test]
fn a_route_is_always_denied_when_all_its_requests_are() {
    let mut told = 0;
    for seed in 0..pairs(100) {
        let draft = draft(seed, 6);
        let policy = draft.policy();
        let found = found(&draft.text(), &policy);
        let engine = engine(policy.clone());
        let (mut met, mut passed) = (BTreeSet::new(), BTreeSet::new());
        for path in paths() {
            for method in METHODS {
                let request = Request::new(method.as_str(), &path);
                let decision = engine.decide(&request, 0);
                let Some(route) = decision.route() else { continue };
                met.insert(route.span);
                // Guardrails that ask for something are asked after the token.
                if decision.reason() != Some(DenyReason::Guardrail) {
                    passed.insert(route.span);
                }
            }
        }
        for route in policy.routes().iter().filter(|route| met.contains(&route.span)) {
            let is_told = codes_at(&found, route.span).contains(&Code::AlwaysDeniedRoute);
            assert_eq!(is_told, !passed.contains(&route.span), "{}\n{}", route.name, draft.text());
            told += usize::from(is_told);
        }
    }
    assert!(told > 0, "no route is always denied");
}

#[test]
fn an_open_route_is_told_of_under_a_guardrail_for_other_methods() {
    let mut told = 0;
    for seed in 0..pairs(100) {
        let draft = draft(seed, 6);
        let policy = draft.policy();
        let engine = engine(policy.clone());
        let mut open = BTreeSet::new();
        for path in paths() {
            // Guardrails of random policies are laid over GET alone, or over all methods.
            let over = engine.part_of(&Request::new("GET", &path)).guardrails;
            for method in [Method::Post, Method::Head, Method::Delete] {
                let request = Request::new(method.as_str(), &path);
                let own = engine.part_of(&request).guardrails;
                let decision = engine.decide(&request, 0);
                let Some(route) = decision.route().filter(|_| decision.is_allowed()) else {
                    continue;
                };
                for index in over.difference(&own) {
                    let guardrail = &policy.guardrails()[*index];
                    if matches!(guardrail.effect, Effect::Require { .. }) {
                        open.insert((route.span, guardrail.span));
                    }
                }
            }
        }
        let found = found(&draft.text(), &policy);
        let own = found.iter().filter(|one| one.message.contains("on methods other than"));
        let own: BTreeSet<_> = own.map(|one| (one.span, one.related[0].0)).collect();
        assert_eq!(own, open, "{}", draft.text());
        told += own.len();
    }
    assert!(told > 0, "no route is open under such a guardrail");
}

/// A route, one that takes the same requests, and whether the first wins them.
type Pair = (engine::Span, engine::Span, bool);

#[test]
fn routes_overlap_when_a_token_shows_it() {
    let mut told = 0;
    for seed in 0..pairs(60) {
        let draft = draft(seed, 4);
        let policy = draft.policy();
        let found = found(&draft.text(), &policy);
        let mut own = BTreeSet::new();
        for one in found.iter().filter(|one| one.code == Code::OverlappingRoutes) {
            let wins = one.message.contains(" wins over ");
            own.extend(one.related.iter().map(|(other, _)| (one.span, *other, wins)));
        }
        let tried = tried(&engine(policy.clone()));
        // A token that is tried shows each, or the findings' own examples do, which were decided.
        assert!(tried.is_subset(&own), "missed {:?}\n{}", tried.difference(&own), draft.text());
        let more: Vec<_> = own.difference(&tried).collect();
        assert!(more.is_empty(), "not shown by what is tried: {more:?}\n{}", draft.text());
        told += own.len();
    }
    assert!(told > 0, "no routes overlap");
}

/// Finds the pairs by trying everything: the winner of a request against each other that takes it.
fn tried(engine: &Engine) -> BTreeSet<Pair> {
    let policy = engine.policy();
    let mut pairs = BTreeSet::new();
    for path in paths() {
        let rest = path.match_indices('/').filter_map(|(at, _)| path.get(at + 1..));
        let rest = rest.map(str::to_owned);
        let texts: Vec<String> = path.split('/').map(str::to_owned).chain(rest).collect();
        for method in METHODS {
            let request = Request::new(method.as_str(), &path);
            let Part { routes, guardrails } = engine.part_of(&request);
            let decision = engine.decide(&request, 0);
            let Some(winner) = decision.route() else { continue };
            let winner = policy.routes().iter().position(|one| one.span == winner.span).unwrap();
            for other in routes.into_iter().filter(|other| is_rival(policy, method, winner, *other))
            {
                let [one, two] = [winner, other].map(|index| {
                    let routes = BTreeSet::from([index]);
                    let part = Part { routes, guardrails: guardrails.clone() };
                    let alone = engine.edited(&[], &part).unwrap();
                    Side::new(&alone).answers(method, &path, &texts)
                });
                let spans = [winner, other].map(|index| policy.routes()[index].span);
                for (own, its) in Answers::pairs(&one, &two) {
                    if own == Class::Allow && its != Class::Allow {
                        pairs.insert((spans[0], spans[1], true));
                    }
                    if its == Class::Allow && own != Class::Allow {
                        pairs.insert((spans[1], spans[0], false));
                    }
                }
            }
        }
    }
    pairs
}

/// Whether a route that takes the path would be asked if another shape did not win.
fn is_rival(policy: &Policy, method: Method, winner: usize, other: usize) -> bool {
    let shape = |index: usize| match &policy.routes()[index].key {
        RouteKey::Path(_, pattern) => Some(pattern.shape()),
        RouteKey::Default => None,
    };
    let takes = |index: usize| match &policy.routes()[index].key {
        RouteKey::Path(own, _) => own.takes(method),
        RouteKey::Default => true,
    };
    // An `ANY` route beside an exact one of its shape is never asked.
    let beats = |index: usize| {
        let key = policy.routes()[index].key.to_string();
        index != other && shape(index) == shape(other) && key.starts_with(method.as_str())
    };
    let is_own = other == winner || shape(other) == shape(winner) || shape(other).is_none();
    !is_own && takes(other) && !(0..policy.routes().len()).any(beats)
}

#[test]
fn nothing_is_told_beside_what_is_not_analysed_that_an_analysis_would_not_tell() {
    let (mut told, mut left) = (0, 0);
    for seed in 0..pairs(60) {
        let text = draft(seed, 8).text();
        let with = |claim: &str| {
            let routes = format!("routes:\n  ANY /{{odd+}}: {{ claims: {{ {claim}: a }} }}\n");
            text.replacen("routes:\n", &routes, 1)
        };
        // Names of one length keep all places.
        let [odd, plain] = [with("scope"), with("other")];
        let settings = Settings { leave_unset: true, ..Settings::default() };
        let policy = |text: &str| Policy::from_source(&Source::new("p.yaml", text), &settings);
        let (Ok(own), Ok(other)) = (policy(&odd), policy(&plain)) else { continue };
        let places = |found: Vec<Finding>| {
            let own = found.into_iter().filter(|one| one.code != Code::NotAnalysed);
            own.map(|one| (one.code, one.span)).collect::<BTreeSet<_>>()
        };
        let own = found(&odd, &own.policy);
        assert!(own.iter().any(|one| one.code == Code::NotAnalysed), "{odd}");
        let (own, all) = (places(own), places(found(&plain, &other.policy)));
        assert!(own.is_subset(&all), "{:?}\n{odd}", own.difference(&all));
        told += own.len();
        left += all.len() - own.len();
    }
    assert!(told > 0 && left > 0, "{told} are told, {left} are not");
}
