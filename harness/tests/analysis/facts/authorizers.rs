//! Two sides that ask different authorizers: each check is told apart.

use std::collections::BTreeSet;

use engine::{Algorithm, IdentitySource, Method, Policy};
use harness::{
    analysis::{
        facts::Facts,
        outcome::{Answer, Grain, Outcome},
        witness::{Plan, Replay, Sent, Witness},
    },
    clock::DEFAULT_NOW,
};
use serde_json::{Value, json};

use super::{
    agree::MINTER,
    policies::{answer, cell, is_of_token, policy},
};

/// What may stand in an authorizer, each a change of the first.
const VARIANTS: [&str; 10] = [
    "issuer: https://a, audience: [x], algorithms: [ES256]",
    "issuer: https://b, audience: [x], algorithms: [ES256]",
    "issuer: https://a, audience: [y], algorithms: [ES256]",
    "issuer: https://a, audience: [x, y], algorithms: [ES256]",
    "issuer: https://a, audience: [x], algorithms: [ES384]",
    "issuer: https://a, audience: [x], algorithms: [ES384, ES256]",
    "issuer: https://a, audience: [x], algorithms: [ES256], leeway_seconds: 60",
    "issuer: https://a, audience: [x], algorithms: [ES256], jwks_uri: https://a/keys",
    "issuer: https://b, audience: [y], algorithms: [ES384], leeway_seconds: 300, jwks_uri: https://a/keys",
    "issuer: https://a, audience: [x], algorithms: [ES256], identity_source: $request.querystring.t",
];

fn asking(authorizer: &str) -> Policy {
    policy(&format!(
        "version: 1\nauthorizers: {{ a: {{ {authorizer} }} }}\ndefault_authorizer: a\n\
         routes: {{ GET /a: {{ scopes: s }} }}\n"
    ))
}

fn sent(key: Option<usize>, algorithm: Option<Algorithm>, claims: &Value) -> Witness {
    let claims = claims.as_object().cloned().unwrap_or_default();
    let token = Some(Plan { key, algorithm, class: 0, claims });
    let tokens = vec![Sent { source: IdentitySource::default(), token }];
    Witness { method: Method::Get, path: "/a".to_owned(), asked: vec![0, 1], tokens }
}

/// Tokens of every kind that matters to some variant.
fn tokens() -> Vec<Witness> {
    let mut tokens = Vec::new();
    for key in [Some(0), Some(1), None] {
        for algorithm in [Some(Algorithm::Es256), Some(Algorithm::Es384), None] {
            for issuer in ["https://a", "https://b", "https://c"] {
                for audience in [json!("x"), json!(["y"]), json!(["x", "y"]), json!("z")] {
                    let claims = json!({ "iss": issuer, "aud": audience, "scope": "s" });
                    tokens.push(sent(key, algorithm, &claims));
                }
            }
        }
    }
    for ends in [-400, -300, -299, -60, -59, 0, 1] {
        for begins in [-1, 0, 1, 60, 61, 300, 301] {
            for date in ["nbf", "iat"] {
                let (ends, begins) = (DEFAULT_NOW + ends, DEFAULT_NOW + begins);
                let claims = json!({ "iat": null, "exp": ends, date: begins, "aud": ["x", "y"] });
                tokens.push(sent(Some(0), Some(Algorithm::Es256), &claims));
            }
        }
    }
    tokens
}

#[test]
fn every_pair_of_authorizers_differs_as_tokens_show() {
    for (at, one) in VARIANTS.iter().enumerate() {
        for (place, other) in VARIANTS.iter().enumerate() {
            if at * place != 0 && (at + 2 * place) % 5 != 0 {
                continue;
            }
            let (old, new) = (asking(one), asking(other));
            let mut facts = Facts::new(&[&old, &new], &[], DEFAULT_NOW).unwrap();
            let cell = cell(&[&old, &new], Method::Get, "/a");
            let mut replay = Replay::new(&facts, &MINTER).unwrap();
            let mut found: BTreeSet<(Answer, Answer)> = BTreeSet::new();
            for difference in facts.compare(&cell, Grain::Answer).unwrap() {
                let witness = facts.witness(&cell, &difference.weakest).unwrap();
                let ends = [difference.old, difference.new];
                let expected: Vec<Outcome> =
                    ends.iter().map(|end| facts.outcome_of(*end).unwrap().clone()).collect();
                let expected: Vec<&Outcome> = expected.iter().collect();
                replay.check(&facts, &cell, &witness, &expected).unwrap();
                found.insert((expected[0].answer, expected[1].answer));
            }
            assert_eq!(found.is_empty(), at == place, "{one} | {other}");
            if at.max(place) == 9 {
                // Two places: a token at one is none at the other.
                continue;
            }
            for witness in tokens() {
                let request = replay.request(&facts, &witness).unwrap();
                let decided = [0, 1].map(|side| {
                    answer(&replay.engine(side).unwrap().decide(&request, DEFAULT_NOW))
                });
                let pair = (decided[0], decided[1]);
                assert!(
                    pair.0 == pair.1 || found.contains(&pair),
                    "{one} | {other}: {pair:?} by {witness:?} is not among {found:?}"
                );
            }
        }
    }
}

/// Which check a bad token fails is told only where sides differ.
#[test]
fn authorizers_that_differ_in_name_and_order_are_alike() {
    let old = asking("issuer: https://a, audience: [x, y], algorithms: [ES256, ES384]");
    let new = policy(
        "version: 1\nauthorizers:\n  unused: { issuer: https://b, audience: [x] }\n  \
         b: { issuer: https://a, audience: [y, x], algorithms: [ES384, ES256], \
         identity_source: $request.header.AUTHORIZATION }\ndefault_authorizer: b\n\
         routes: { GET /a: { scopes: s } }\n",
    );
    let mut facts = Facts::new(&[&old, &new], &[], DEFAULT_NOW).unwrap();
    let cell = cell(&[&old, &new], Method::Get, "/a");
    assert_eq!(facts.compare(&cell, Grain::Clause).unwrap(), []);
    let node = facts.outcome(0, &cell, Grain::Answer).unwrap();
    let ends = facts.diagram().ends(node);
    let answers: Vec<Answer> =
        ends.iter().map(|end| facts.outcome_of(*end).unwrap().answer).collect();
    assert!(answers.contains(&Answer::Refused) && answers.iter().all(|one| !is_of_token(*one)));
}
