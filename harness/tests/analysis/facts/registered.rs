//! Conditions on claims that authorizers themselves look at.

use engine::{Algorithm, IdentitySource, Method};
use harness::{
    analysis::{
        facts::Facts,
        outcome::Grain,
        space::{Query, Space},
        witness::{Plan, Replay, Sent, Witness},
    },
    clock::DEFAULT_NOW,
};
use serde_json::{Value, json};

use super::{
    agree::MINTER,
    policies::{answer, cell, is_of_token, policy},
};

fn policies() -> Vec<String> {
    let now = DEFAULT_NOW;
    [
        "iss: https://a".to_owned(),
        "iss: { glob: 'http*b*' }".to_owned(),
        "aud: x".to_owned(),
        "aud: z".to_owned(),
        "aud: { all_of: [x, y] }".to_owned(),
        "aud: { none_of: [x, y] }".to_owned(),
        "aud: { none_of: [x] }, client_id: { none_of: [y] }".to_owned(),
        "aud: { present: false }".to_owned(),
        "aud: { present: false }, client_id: z".to_owned(),
        "aud: { present: false }, client_id: { glob: 'y*' }".to_owned(),
        "aud: { none_of: [1, x, y] }".to_owned(),
        "client_id: { any_of: [x, z] }".to_owned(),
        "client_id: { present: false }".to_owned(),
        format!("exp: {{ at_most: {now} }}"),
        format!("exp: {{ at_most: {now} }}, iat: {{ at_least: {now} }}"),
        format!("exp: {{ at_most: {now} }}, nbf: {{ at_least: {} }}", now - 30),
        format!("exp: {{ at_least: {} }}", now + 1_000_000),
        format!("nbf: {{ at_least: {} }}", now + 61),
        format!("nbf: {{ at_least: {} }}", now + 60),
        "iat: { present: false }".to_owned(),
        "iat: text".to_owned(),
        "cnf: { present: true }".to_owned(),
        "cnf: { present: false }".to_owned(),
    ]
    .into_iter()
    .collect()
}

fn tokens() -> Vec<Value> {
    let now = DEFAULT_NOW;
    let mut tokens = Vec::new();
    for aud in
        [json!(null), json!("x"), json!("y"), json!(["x"]), json!(["x", "y"]), json!(["y", "q"])]
    {
        for client in [json!(null), json!("x"), json!("y"), json!("z"), json!(["x"]), json!(7)] {
            tokens.push(json!({ "aud": aud, "client_id": client }));
        }
    }
    for exp in [now - 59, now - 30, now, now + 1, now + 2_000_000] {
        for nbf in [json!(null), json!(0), json!(now - 30), json!(now), json!(now + 60)] {
            for iat in [json!(null), json!(now - 60), json!(now - 30), json!(now)] {
                tokens.push(json!({ "exp": exp, "nbf": nbf, "iat": iat }));
            }
        }
    }
    tokens
}

/// What a token of the authorizer can be is what a function is asked about, no more and no less.
#[test]
fn claims_are_as_tokens_that_are_taken_have_them() {
    for asked in policies() {
        let policy = policy(&format!(
            "version: 1\nauthorizers: {{ a: {{ issuer: https://a, audience: [x, y], \
             algorithms: [ES256], leeway_seconds: 60 }} }}\ndefault_authorizer: a\n\
             routes: {{ GET /a: {{ claims: {{ {asked} }} }} }}\n"
        ));
        let mut facts = Facts::new(&[&policy], &[], DEFAULT_NOW).unwrap();
        let mut replay = Replay::new(&facts, &MINTER).unwrap();
        let cell = cell(&[&policy], Method::Get, "/a");
        let node = facts.outcome(0, &cell, Grain::Answer).unwrap();
        let mut possible = Vec::new();
        for end in facts.diagram().ends(node) {
            let outcome = facts.outcome_of(end).unwrap().clone();
            if let Some(weakest) = facts.weakest(&cell, node, end).unwrap() {
                let witness = facts.witness(&cell, &weakest).unwrap();
                replay.check(&facts, &cell, &witness, &[&outcome]).unwrap_or_else(|error| {
                    panic!("{asked}: {error}: {witness:?}");
                });
                possible.push(outcome.answer);
            }
        }
        for claims in tokens() {
            let claims = claims.as_object().cloned().unwrap();
            let token =
                Some(Plan { key: Some(0), algorithm: Some(Algorithm::Es256), class: 0, claims });
            let tokens = vec![Sent { source: IdentitySource::default(), token }];
            let witness =
                Witness { method: Method::Get, path: "/a".to_owned(), asked: vec![0], tokens };
            let request = replay.request(&facts, &witness).unwrap();
            let decision = replay.engine(0).unwrap().decide(&request, DEFAULT_NOW);
            if is_of_token(answer(&decision)) {
                continue;
            }
            assert!(possible.contains(&answer(&decision)), "{asked}: {witness:?}");
            let held = facts.held(&cell, decision.claims());
            let end = facts.diagram().evaluate(node, |fact| held.contains(&fact));
            assert_eq!(facts.outcome_of(end).unwrap().answer, answer(&decision), "{asked}");
            let theory = facts.theory(&cell, &[node]).unwrap();
            assert_eq!(
                facts.diagram().evaluate(theory, |fact| held.contains(&fact)),
                1,
                "{asked}: {witness:?}"
            );
        }
    }
}

#[test]
fn what_lies_outside_is_refused_by_name() {
    let refused = |access: &str| {
        let policy = policy(&format!(
            "version: 1\nauthorizers: {{ a: {{ issuer: https://a, audience: [x] }} }}\n\
             default_authorizer: a\nroutes: {{ 'GET /a/{{x+}}': {{ claims: {{ {access} }} }} }}\n"
        ));
        let facts = Facts::new(&[&policy], &[], DEFAULT_NOW).unwrap();
        let cells = Space::new(&[&policy]).unwrap().cells(&Query::default()).unwrap();
        let own = cells.iter().find(|cell| cell.winners[0].is_some()).unwrap();
        facts.check_cell(0, own).err().map(|refusal| refusal.code)
    };
    for (access, code) in [
        ("scope: s", "unsupported-scope-claim"),
        ("/scp/0: s", "unsupported-scope-claim"),
        ("/aud/0: s", "unsupported-registered-claim"),
        ("c: { present: true }, /c/d: 1", "unsupported-nested-claim"),
        ("c: { path_variable: x, glob: 'a*' }", "unsupported-greedy-binding"),
    ] {
        assert_eq!(refused(access), Some(code), "{access}");
    }
    assert_eq!(refused("/c/d: 1, /c/e: 2"), None);
}
