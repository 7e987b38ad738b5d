//! Guardrails that decide together: one asks for a token, and another denies.

use engine::DenyReason;

use crate::{compared, random::policy};

const HEAD: &str = "\
version: 1
authorizers: { main: { issuer: https://main.example, audience: [x], algorithms: [ES256] } }
default_authorizer: main
routes: { 'GET /{x}/{y}': { public: true } }
";

#[test]
fn guardrails_of_both_policies_meet_on_a_public_route() {
    let old = policy(&format!("{HEAD}guardrails: {{ one: {{ paths: [/a/**], scopes: r }} }}\n"));
    let new = policy(&format!("{HEAD}guardrails: {{ two: {{ paths: ['/*/b'], deny: true }} }}\n"));
    let diff = compared(&old, &new);
    let reasons = (Some(DenyReason::MissingToken), Some(DenyReason::Guardrail));
    let both = diff.differences.iter().find(|one| (one.old.reason, one.new.reason) == reasons);
    assert_eq!(both.map(|one| one.target.as_str()), Some("/a/b"), "{diff:?}");
}
