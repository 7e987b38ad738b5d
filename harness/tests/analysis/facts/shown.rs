//! What is shown of a difference: a request, its claims, and a row to paste.

use engine::Method;
use harness::{
    analysis::{
        facts::Facts,
        outcome::{Answer, Grain},
        witness::{Replay, RowOf},
    },
    clock::DEFAULT_NOW,
};
use serde_json::json;

use super::{
    agree::MINTER,
    policies::{cell, policy},
};

const HEAD: &str = "version: 1
authorizers: { 'the one': { issuer: https://a, audience: [x], algorithms: [ES256] } }
default_authorizer: the one
guardrails:
  staff: { paths: [/t/**], claims: { /realm/roles: { any_of: [boss, staff] } } }
routes:
";

#[test]
fn a_row_has_the_least_token_and_the_answer_of_its_side() {
    let route = "  'GET /t/{tenant}': { claims: { tenant: { path_variable: tenant } }, scopes: ";
    let old = policy(&format!("{HEAD}{route} {{ all_of: [r, w] }} }}\n"));
    let new = policy(&format!("{HEAD}{route} w }}\n"));
    let mut facts = Facts::new(&[&old, &new], &[], DEFAULT_NOW).unwrap();
    let mut replay = Replay::new(&facts, &MINTER).unwrap();
    let cell = cell(&[&old, &new], Method::Get, "/t/a b");
    let differences = facts.compare(&cell, Grain::Answer).unwrap();
    let answers = |facts: &Facts<'_>, end| facts.outcome_of(end).unwrap().answer;
    let opened = differences.iter().find(|one| answers(&facts, one.new) == Answer::Allow).unwrap();
    assert!(differences.iter().all(|one| answers(&facts, one.old) != Answer::Allow));
    let witness = facts.witness(&cell, &opened.weakest).unwrap();
    let claims = json!({ "scope": "w", "tenant": "a b", "realm": { "roles": "staff" } });
    assert_eq!(witness.claims(), claims.as_object());
    let expected = [opened.old, opened.new].map(|end| facts.outcome_of(end).unwrap().clone());
    let request = replay.check(&facts, &cell, &witness, &expected.each_ref()).unwrap();
    let row = |side: usize| {
        let engine = replay.engine(side).unwrap();
        let of = RowOf { side, engine, request: &request, name: "opened", headers: &[] };
        witness.row(&facts, of).unwrap().unwrap()
    };
    let shown = r#"  - name: "opened"
    request: { method: "GET", path: "/t/a%20b" }
    token: { authorizer: "the one", profile: bare, scopes: ["w"], claims: { "realm": { "roles": "staff" }, "tenant": "a b" } }
    expect: "#;
    let denied =
        r#"{ deny: insufficient_scope, route: "GET /t/{tenant}", variables: { "tenant": "a b" } }"#;
    assert_eq!(row(0), format!("{shown}{denied}"));
    let allowed = r#"{ allow: "GET /t/{tenant}", variables: { "tenant": "a b" } }"#;
    assert_eq!(row(1), format!("{shown}{allowed}"));
}

#[test]
fn questions_about_one_cell_are_answered() {
    let route = "  GET /t: { scopes: { any_of: [r, w] }, claims: { gone: { present: false } } }\n";
    let policy = policy(&format!("{HEAD}{route}  GET /open: {{ public: true }}\n"));
    let mut facts = Facts::new(&[&policy], &[], DEFAULT_NOW).unwrap();
    let own = cell(&[&policy], Method::Get, "/t");
    let allow = facts.allow(0, &own).unwrap();
    let least = facts.least(&own, allow, 10).unwrap();
    let claims: Vec<_> = least.iter().map(|one| facts.claims(&own, one).unwrap()).collect();
    let scopes: Vec<_> = claims.iter().map(|claims| claims["scope"].clone()).collect();
    assert!(
        scopes.contains(&json!("r"))
            && scopes.contains(&json!("w"))
            && !scopes.contains(&json!("r w"))
    );
    assert!((facts.share_of_scopes(&own, allow).unwrap() - 0.75).abs() < 1e-9);
    let nobody = facts.without_token(allow).unwrap();
    assert!(facts.is_impossible(&own, nobody).unwrap());
    let without = facts.without_claim(allow, "gone").unwrap();
    assert!(facts.implies(&own, allow, without).unwrap());
    assert!(!facts.implies(&own, without, allow).unwrap());
    let with = facts.with_scope(allow, "r", true).unwrap();
    assert!(
        facts.implies(&own, allow, with).unwrap() && !facts.are_equal(&own, allow, with).unwrap()
    );
    let guardrail = &policy.guardrails()[0];
    let engine::Effect::Require { requirement, .. } = &guardrail.effect else { panic!() };
    let staff = facts.require(0, &own, requirement).unwrap();
    assert!(facts.implies(&own, allow, staff).unwrap());
    let open = cell(&[&policy], Method::Get, "/open");
    let (everybody, staff) =
        (facts.allow(0, &open).unwrap(), facts.require(0, &open, requirement).unwrap());
    assert!(!facts.implies(&open, everybody, staff).unwrap());
}
