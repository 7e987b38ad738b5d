use std::collections::BTreeMap;

use engine::{Engine, Policy, Settings, Source};

use super::*;
use crate::fuzz::case::{Answer, claims};

const POLICY: &str = "
version: 1
authorizers: { a: { issuer: https://a, audience: [x] } }
default_authorizer: a
routes:
  GET /health: { public: true }
  GET /t/{tenant}/x:
    scopes: { any_of: [r, w], all_of: [s] }
    claims: { tenant: { path_variable: tenant }, /roles/0: { present: false }, age: { at_least: 3 } }
  POST /t/{tenant}/x: { claims: { groups: { all_of: [g, h] }, mail: { glob: '*@a' } } }
  ANY /files/{path+}: { claims: { plan: { none_of: [free] } } }
guardrails:
  admin: { paths: ['/files/admin/**'], claims: { /deep/er: { any_of: [admin] } } }
  never: { paths: ['**/*.bak'], deny: true }
";

/// Makes cases and counts what is answered to them.
fn answers(cases: u64) -> BTreeMap<String, usize> {
    let policy = Policy::from_source(&Source::new("p", POLICY), &Settings::default());
    let policy = policy.unwrap().policy;
    let vocabulary = Vocabulary::of(&policy);
    let generator = Generator::new(&vocabulary, 0);
    let engine = Engine::compile(policy.clone()).unwrap();
    let mut counted = BTreeMap::new();
    for number in 0..cases {
        let case = generator.case(number);
        let payload = case.claims.as_ref().map(claims);
        let request = case.request();
        let decision = match &payload {
            Some(payload) => engine.decide_claims(&request, payload),
            None => engine.decide(&request, 0),
        };
        let Answer { reason, route, .. } = Answer::of(&decision);
        let reason = reason.map_or("allow", engine::DenyReason::as_str);
        *counted.entry(format!("{} {reason}", route.as_deref().unwrap_or("-"))).or_default() += 1;
    }
    counted
}

/// A case that nearly never comes up would find nothing.
#[test]
fn every_way_through_the_policy_is_taken_often() {
    let counted = answers(20_000);
    for way in [
        "- ambiguous_path",
        "- no_route",
        "GET /health allow",
        "GET /t/{tenant}/x allow",
        "GET /t/{tenant}/x insufficient_scope",
        "GET /t/{tenant}/x claim_mismatch",
        "GET /t/{tenant}/x missing_token",
        "POST /t/{tenant}/x allow",
        "POST /t/{tenant}/x claim_mismatch",
        "ANY /files/{path+} allow",
        "ANY /files/{path+} claim_mismatch",
        "ANY /files/{path+} guardrail",
    ] {
        let times = counted.get(way).copied().unwrap_or(0);
        assert!(times >= 40, "{way}: {times} of {counted:?}");
    }
}

#[test]
fn a_case_depends_on_its_seed_and_number_alone() {
    let policy = Policy::from_source(&Source::new("p", POLICY), &Settings::default());
    let policy = policy.unwrap().policy;
    let vocabulary = Vocabulary::of(&policy);
    let (first, second) = (Generator::new(&vocabulary, 1), Generator::new(&vocabulary, 1));
    let forward: Vec<Case> = (0..50).map(|number| first.case(number)).collect();
    let mut backward: Vec<Case> = (0..50).rev().map(|number| second.case(number)).collect();
    backward.reverse();
    assert_eq!(forward, backward);
    let other = Generator::new(&vocabulary, 2);
    assert!((0..50).any(|number| other.case(number) != first.case(number)));
}

#[test]
fn few_payloads_are_signed_for_many_requests() {
    let policy = Policy::from_source(&Source::new("p", POLICY), &Settings::default());
    let policy = policy.unwrap().policy;
    let vocabulary = Vocabulary::of(&policy);
    let generator = Generator::new(&vocabulary, 0);
    let minted: Vec<Case> =
        (0..20_000).map(|number| generator.case(number)).filter(|case| case.minted).collect();
    let mut payloads: Vec<String> =
        minted.iter().map(|case| format!("{:?}", case.claims)).collect();
    payloads.sort();
    payloads.dedup();
    assert!(minted.len() > 1_000 && payloads.len() <= MINTED, "{}", payloads.len());
}
