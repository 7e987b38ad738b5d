//! What is shown of a difference: the order, the weakest request, how far it reaches.

use engine::{Claims, DenyReason, Engine, IdentitySource, Request};
use harness::analysis::diff::{Change, Credential, Diff, Difference};

use crate::random::{Draft, Random, policy};
use crate::{compared, enumerate, pairs_of_law};

const HEAD: &str = "\
version: 1
authorizers: { main: { issuer: https://main.example, audience: [x] } }
default_authorizer: main
routes:
";

fn changed(old: &str, new: &str) -> Diff {
    compared(&policy(&format!("{HEAD}{old}")), &policy(&format!("{HEAD}{new}")))
}

fn scopes(diff: &Diff) -> Vec<(Change, &str, Option<&str>)> {
    diff.differences
        .iter()
        .map(|one| {
            let own = match &one.credential {
                Credential::Token(claims) => claims.get("scope").and_then(|scope| scope.as_str()),
                Credential::None | Credential::Refused | Credential::Tokens(_) => None,
            };
            (one.change, one.target.as_str(), own)
        })
        .collect()
}

#[test]
fn one_scope_on_one_route_is_two_ways() {
    let others = "  GET /b: { scopes: r }\n  ANY /{x+}: { scopes: w }\n";
    let diff = changed(
        &format!("  GET /a: {{ scopes: r }}\n{others}"),
        &format!("  GET /a: {{ scopes: w }}\n{others}"),
    );
    assert_eq!(
        scopes(&diff),
        [(Change::NewlyAllowed, "/a", Some("w")), (Change::NewlyDenied, "/a", Some("r"))]
    );
    assert_eq!((diff.radius.pairs, diff.radius.changed), (9, 1));
    assert_eq!(diff.radius.by_change, [1, 1, 0]);
    // Of the four sets of two scopes one has the new scope and not the old.
    assert!(diff.differences.iter().all(|one| (one.scope_sets - 0.25).abs() < 1e-9));
}

#[test]
fn the_weakest_token_has_the_fewest_scopes() {
    let old = "  GET /a: { scopes: { any_of: [r, s] }, claims: { c: 1 } }\n";
    let new = "  GET /a: { scopes: { any_of: [r, w] } }\n";
    let diff = changed(old, new);
    // Without the claim one scope that both take is enough, and `w` alone is as weak.
    let allowed: Vec<_> =
        diff.differences.iter().filter(|one| one.change == Change::NewlyAllowed).collect();
    for one in allowed {
        let Credential::Token(claims) = &one.credential else { panic!("{one:?}") };
        assert!(!claims["scope"].as_str().unwrap().contains(' '), "{one:?}");
        assert!(!claims.contains_key("c"), "{one:?}");
    }
}

#[test]
fn what_opens_to_anybody_stands_first() {
    let old = "  GET /a: { scopes: r }\n  GET /z: { scopes: r }\n";
    let new = "  GET /a: { scopes: w }\n  GET /z: { public: true }\n";
    let diff = changed(old, new);
    let first = &diff.differences[0];
    assert_eq!((first.change, first.target.as_str()), (Change::NewlyAllowed, "/z"));
    assert!(first.is_anonymous());
    assert_eq!((diff.radius.anonymous, diff.radius.by_change), (1, [2, 1, 0]));
    let order: Vec<Change> = diff.differences.iter().map(|one| one.change).collect();
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn methods_with_the_same_difference_are_one() {
    let diff = changed("  ANY /a: { scopes: r }\n", "  GET /a: { scopes: r }\n");
    let denied: Vec<_> =
        diff.differences.iter().filter(|one| one.change == Change::NewlyDenied).collect();
    assert_eq!(denied.len(), 1);
    assert_eq!((denied[0].methods.len(), denied[0].pairs), (6, 6));
    assert_eq!(denied[0].new.reason, Some(DenyReason::NoRoute));
}

#[test]
fn a_removed_route_falls_to_the_next_best() {
    let diff = changed(
        "  GET /a/{x}: { scopes: r }\n  GET /{y+}: { public: true }\n",
        "  GET /{y+}: { public: true }\n",
    );
    let first = &diff.differences[0];
    assert_eq!(
        (first.change, first.old.route, first.new.route),
        (Change::NewlyAllowed, Some(0), Some(0))
    );
    assert!(first.target.starts_with("/a/"), "{first:?}");
    assert!(first.is_anonymous());
}

/// Every request shown is answered as told, by engines of their own.
#[test]
fn every_request_shown_is_answered_as_told() {
    for seed in 0..pairs_of_law() {
        let mut random = Random::new(seed ^ 0x7777_0000);
        let before = Draft::new(&mut random);
        let mut after = before.clone();
        after.edit(&mut random);
        let (old, new) = (before.policy(), after.policy());
        let diff = compared(&old, &new);
        let engines = [enumerate::engine(old), enumerate::engine(new)];
        for one in &diff.differences {
            assert!(is_answered_as_told(&engines, one), "seed {seed} {one:?}");
        }
    }
}

/// Asks both engines. Which fault of a token is told depends on its key, which these do not have.
/// Where they look for a token in different places, one place may have it and the other none.
pub(crate) fn is_answered_as_told(engines: &[Engine; 2], one: &Difference) -> bool {
    let request = Request::new(one.methods[0].as_str(), &one.target);
    let sources =
        engines.each_ref().map(|own| own.authorizer_for(&request).map(|one| &one.identity_source));
    let is_apart = sources[0].is_some() && sources[1].is_some() && sources[0] != sources[1];
    engines.iter().zip([one.old, one.new]).zip(sources).all(|((engine, verdict), source)| {
        let without = engine.decide(&request, 0).reason();
        let reason = match &one.credential {
            Credential::None => without,
            Credential::Refused => of_garbage(engine, one, source),
            Credential::Token(claims) => of_claims(engine, &request, claims),
            Credential::Tokens(tokens) => {
                match tokens.iter().find(|(own, _)| Some(own) == source).map(|own| &own.1) {
                    Some(Some(claims)) => of_claims(engine, &request, claims),
                    Some(None) => of_garbage(engine, one, source),
                    None => without,
                }
            }
        };
        let told = enumerate::class(verdict.reason);
        told == enumerate::Class::BadToken
            || enumerate::class(reason) == told
            || is_apart && enumerate::class(without) == told
    })
}

fn of_garbage(
    engine: &Engine,
    one: &Difference,
    source: Option<&IdentitySource>,
) -> Option<DenyReason> {
    let request = Request::new(one.methods[0].as_str(), &one.target);
    let request = match source {
        Some(IdentitySource::Query(name)) => {
            Request::new(one.methods[0].as_str(), format!("{}?{name}=x", one.target))
        }
        Some(IdentitySource::Header(name)) => request.with_header(name.as_str(), "Bearer x"),
        None => request,
    };
    engine.decide(&request, 0).reason()
}

fn of_claims(
    engine: &Engine,
    request: &Request,
    claims: &serde_json::Map<String, serde_json::Value>,
) -> Option<DenyReason> {
    let json = serde_json::to_vec(claims).unwrap();
    let claims = Claims::from_json(&json).unwrap();
    engine.decide_claims(request, &claims).reason()
}

#[test]
fn preflights_that_no_route_takes_differ_by_cors() {
    let routes = "  GET /a: { scopes: r }\n";
    let cors = format!("{routes}cors: {{ allow_origins: ['*'] }}\n");
    let diff = changed(routes, &cors);
    let [one] = &diff.differences[..] else { panic!("{diff:?}") };
    assert!(one.is_preflight && one.is_anonymous(), "{one:?}");
    assert_eq!((one.change, one.new.status), (Change::NewlyAllowed, 204));
    assert_eq!(one.old.reason, Some(DenyReason::NoRoute));
    assert!(changed(&cors, &cors).is_empty());
    // A route that takes OPTIONS takes preflights, too: without it they are answered.
    let protected = format!("  OPTIONS /a: {{ scopes: r }}\n{cors}");
    let diff = changed(&protected, &cors);
    let opened: Vec<_> =
        diff.differences.iter().filter(|one| one.change == Change::NewlyAllowed).collect();
    assert!(opened.iter().all(|one| one.is_preflight), "{opened:?}");
    assert_eq!(opened.len(), 3, "without a token, with a bad one, with one that lacks the scope");
}
