//! Policies at the edge of what tokens, specs and memory can hold: an exact answer, or a refusal by
//! name, and never a fault of ours.

use crate::harness::Folder;

/// A policy whose one route asks for claims.
fn policy(claims: &str) -> String {
    format!(
        "version: 1\nauthorizers:\n  a: {{ issuer: https://a.example, audience: [x], algorithms: [ES256] }}\n\
         default_authorizer: a\nroutes:\n  GET /x: {{ claims: {{ {claims} }} }}\n"
    )
}

fn folder(claims: &str) -> Folder {
    Folder::with(&[("policy.yaml", &policy(claims)), ("base.yaml", &policy("z: 1"))])
}

#[test]
fn a_number_is_read_as_it_is_written() {
    // Decimal texts whose nearest double a careless reader misses by one.
    for number in ["-101.37086695206787", "7e23", "7e-23", "1.7976931348623157e308"] {
        let folder = folder(&format!("n: {{ none_of: [{number}] }}"));
        let claim = format!("n={number}");
        let call = ["decide", "--policy", "policy.yaml", "--claim", &claim, "GET", "/x"];
        folder.call(&call).exits(1).says("claim_mismatch");
        folder.write("policy.yaml", policy(&format!("n: {number}")));
        folder.call(&call).exits(0);
        folder.call(&["generate", "policy.yaml", "--output", "all.yaml"]).exits(0);
        folder.call(&["run", "all.yaml"]).exits(0);
    }
}

#[test]
fn claims_that_name_somebody_hold_no_control_characters() {
    for claims in [
        r#"jti: { equals: "a\nb" }"#,
        r#"client_id: { equals: "a\tb" }"#,
        r#"aud: { any_of: ["a\tb"] }"#,
        r#"sub: { glob: "*\t*" }"#,
        r#"/sub: { all_of: ["a\nb"] }"#,
    ] {
        let folder = folder(claims);
        folder.call(&["check", "policy.yaml"]).exits(0).says("contradictory-requirement");
        let answer = folder.call(&["diff", "base.yaml", "policy.yaml"]);
        assert!([1, 2].contains(&answer.code), "{claims} {}", answer.err);
        let answer = folder.call(&["generate", "policy.yaml"]);
        assert!([0, 1].contains(&answer.code), "{claims} {}", answer.err);
    }
    // Other claims may.
    let folder = folder(r#"note: { equals: "a\nb" }"#);
    folder.call(&["generate", "policy.yaml", "--output", "all.yaml"]).exits(0);
    folder.call(&["run", "all.yaml"]).exits(0);
}

#[test]
fn a_witness_that_no_token_can_be_is_refused_by_name() {
    let long = format!("c: {}", "a".repeat(13_000));
    let deep = |levels: usize| format!("{}: 1", "/a".repeat(levels));
    for (claims, name) in [
        (long, "analysis-too-large"),
        (deep(30), "unsupported-deep-claim"),
        (deep(60), "unsupported-deep-claim"),
    ] {
        let folder = folder(&claims);
        folder.call(&["diff", "base.yaml", "policy.yaml"]).exits(2).says(name);
        folder.call(&["generate", "policy.yaml"]).exits(2).says(name);
    }
    let folder = folder(&deep(20));
    folder.call(&["diff", "base.yaml", "policy.yaml"]).exits(1);
    folder.call(&["generate", "policy.yaml", "--output", "all.yaml"]).exits(0);
    folder.call(&["run", "all.yaml"]).exits(0);
}

#[test]
fn a_file_that_is_read_is_not_written_over() {
    let folder = folder("z: 1");
    let spec =
        "version: 1\npolicy: policy.yaml\ncases:\n  - { name: a, request: GET /x, expect: 401 }\n";
    folder.write("spec.yaml", spec);
    for call in [
        &["run", "spec.yaml", "--coverage=spec.yaml"][..],
        &["run", "spec.yaml", "--coverage=./policy.yaml"],
        &["run", "spec.yaml", "--output", "spec.yaml"],
        &["generate", "policy.yaml", "--output", "policy.yaml"],
        &["diff", "base.yaml", "policy.yaml", "--output", "base.yaml"],
        &["mutate", "spec.yaml", "--output", "policy.yaml"],
    ] {
        folder.call(call).exits(2).says("the command reads this file");
    }
    assert_eq!(folder.text("spec.yaml"), spec);
    assert_eq!(folder.text("policy.yaml"), policy("z: 1"));
}

/// On a public route the first guardrail says whose token is asked for; one that asks for
/// another's lets nobody pass.
#[test]
fn guardrails_of_two_authorizers_over_a_public_route_let_nobody_pass() {
    let policy = "version: 1\nauthorizers:\n  \
        a: { issuer: https://a.example, audience: [x], algorithms: [ES256] }\n  \
        b: { issuer: https://b.example, audience: [x], algorithms: [ES256] }\n\
        routes: { GET /ab: { public: true }, GET /a: { public: true } }\nguardrails:\n  \
        g0: { paths: [/ab, /a], authorizer: a, scopes: s }\n  \
        g1: { paths: [/ab], authorizer: b, scopes: s }\n";
    let folder = Folder::with(&[("policy.yaml", policy)]);
    folder.call(&["generate", "policy.yaml", "--output", "all.yaml"]).exits(0);
    let run = ["run", "all.yaml", "--coverage", "--min-coverage", "100"];
    folder.call(&run).exits(0).says("coverage: 100.0 %");
    folder.call(&["mutate", "all.yaml", "--min-score", "100"]).exits(0);
}

/// A token for the audience `x` may call `/x/a`, though no condition names `x`: its authorizer does.
#[test]
fn a_claim_that_its_authorizer_looks_at_may_be_bound_to_the_path() {
    let policy = "version: 1\nauthorizers:\n  \
        a: { issuer: https://a.example, audience: [x, y], algorithms: [ES256] }\n\
        default_authorizer: a\nroutes:\n  \
        'GET /{of}/a': { claims: { aud: { path_variable: of } } }\n";
    let folder = Folder::with(&[("policy.yaml", policy)]);
    // Mistakes in the authorizer are refused by name: they are about the same claim.
    let call = ["generate", "policy.yaml", "--output", "all.yaml"];
    folder.call(&call).exits(1).says("unsupported-registered-claim");
    let spec = folder.text("all.yaml");
    assert!(spec.contains("allow: \"GET /{of}/a\", variables: { \"of\": \"x\" }"), "{spec}");
    folder.call(&["run", "all.yaml", "--coverage", "--min-coverage", "100"]).exits(0);
}
