//! `harness run`: what rows say and how the run ends.

use crate::harness::{Folder, MIXED, POLICY};

fn spec(rest: &str) -> String {
    format!("version: 1\npolicy: policy.yaml\n{rest}\n")
}

fn folder(rest: &str) -> Folder {
    Folder::with(&[("policy.yaml", POLICY), ("spec.yaml", &spec(rest))])
}

#[test]
fn a_run_in_which_every_row_holds_ends_with_0_and_the_numbers() {
    let folder = folder("cases: [{ name: open, request: GET /open, expect: allow }]");
    let answer = folder.call(&["run", "spec.yaml"]).exits(0);
    assert_eq!(answer.last_line(), "1 passed, 0 failed, 0 skipped");
}

#[test]
fn a_failing_row_names_its_place_the_route_and_what_the_token_lacked() {
    let folder = Folder::with(&[("policy.yaml", POLICY), ("spec.yaml", MIXED)]);
    let answer = folder.call(&["run", "spec.yaml"]).exits(1);
    let block: Vec<&str> = answer.out.split("\n\n").next().unwrap().lines().collect();
    let has = |part: &str| assert!(block.iter().any(|line| line.contains(part)), "{}", answer.out);
    assert!(block[0].starts_with("FAIL another reads"), "{}", answer.out);
    assert_eq!(block[1].trim(), "spec.yaml:8:5");
    has("expected:  allow");
    has("got:       deny: insufficient_scope (403)");
    has("GET /notes (policy.yaml:8:3)");
    has("notes/read");
    has("scope=\"notes/write\"");
    assert_eq!(answer.last_line(), "2 passed, 1 failed, 1 skipped");
}

#[test]
fn a_failing_row_names_the_guardrail_with_its_place() {
    let folder = folder("cases: [{ name: x, request: GET /a/b.bak, expect: allow }]");
    let text = POLICY.replace("GET /open:", "'GET /{all+}':");
    folder.write("policy.yaml", text);
    folder.call(&["run", "spec.yaml"]).exits(1).says("no backups (policy.yaml:12:3)");
}

#[test]
fn no_token_is_shown_whole() {
    let faulty = "cases:
  - { name: a, request: GET /notes, token: { scopes: [x] }, expect: allow }
  - { name: b, request: GET /notes, token: { fault: tampered_payload }, expect: allow }
  - { name: c, request: GET /notes, token: { raw: eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2VjcmV0 }, expect: allow }
  - { name: d, request: 'GET /notes?x={token}', token: { scopes: [x] }, expect: allow }
  - { name: e, request: { method: GET, path: /notes, headers: { Authorization: 'X {token}' } }, token: {}, expect: allow }";
    let folder = folder(faulty);
    for format in ["pretty", "json", "junit", "tap", "github"] {
        let answer = folder.call(&["run", "spec.yaml", "--verbose", "--format", format]).exits(1);
        // Every token has a header that begins with `{"`.
        answer.never_says("eyJ").never_says("c2VjcmV0");
    }
}

#[test]
fn a_bare_deny_is_not_met_by_a_path_that_is_not_there_or_refused() {
    let rows = "cases:
  - { name: lost, request: GET /nowhere, expect: deny }
  - { name: odd, request: GET /a//b, expect: deny }
  - { name: lost and said, request: GET /nowhere, expect: no_route }
  - { name: odd and said, request: GET /a//b, expect: { deny: ambiguous_path } }
  - { name: by status, request: GET /nowhere, expect: 404 }";
    let answer = folder(rows).call(&["run", "spec.yaml"]).exits(1);
    assert_eq!(answer.last_line(), "3 passed, 2 failed, 0 skipped");
    answer.says("FAIL lost").says("FAIL odd").says("a bare `deny` is not met by `no_route`");
}

#[test]
fn a_run_of_nothing_is_no_success() {
    let empty = Folder::new();
    empty.call(&["run", "."]).exits(4).says("nothing ran: no spec");
    let skipped = folder("cases: [{ name: a, request: GET /open, expect: allow, skip: later }]");
    skipped.call(&["run", "spec.yaml"]).exits(4).says("every row is skipped");
    let policy = Folder::with(&[("policy.yaml", POLICY)]);
    policy.call(&["run", "policy.yaml"]).exits(4);
    let one = folder("cases: [{ name: a, request: GET /open, expect: allow }]");
    one.call(&["run", "spec.yaml", "--filter", "nothing like it"]).exits(4).says("--filter");
    one.call(&["run", "spec.yaml", "--partition", "2/2"]).exits(4);
}

#[test]
fn a_broken_spec_ends_with_2_and_the_others_run() {
    let folder = folder("cases: [{ name: good, request: GET /open, expect: allow }]");
    folder.write("a-broken.yaml", spec("cases: [{ name: x, requst: GET /open, expect: allow }]"));
    let answer = folder.call(&["run", "."]).exits(2);
    assert_eq!(answer.last_line(), "1 passed, 0 failed, 0 skipped, 1 error");
    answer.says("a-broken.yaml:3:20").says("did you mean `request`?");
}

#[test]
fn a_row_that_cannot_be_run_ends_with_2_and_is_named() {
    // What an RSA signature is needed for cannot be had from a curve.
    let folder = folder(
        "cases:\n  - { name: odd, request: GET /notes, token: { fault: alg_es256_header }, expect: deny }",
    );
    folder.write("policy.yaml", POLICY.replace("[app]", "[app], algorithms: [EdDSA]"));
    let answer = folder.call(&["run", "spec.yaml"]);
    let answer = answer.exits(2).says("ERROR odd").says("spec.yaml:4:5");
    assert_eq!(answer.last_line(), "0 passed, 0 failed, 0 skipped, 1 error");
}

#[test]
fn what_is_in_vain_is_told() {
    let policy = POLICY.replace(
        "default_authorizer",
        "  spare: { issuer: 'https://spare.example', audience: [app] }\ndefault_authorizer",
    );
    let policy = policy.replace("Reads notes }", "Reads notes, notes/never: Never }");
    let rest = "tokens: { idle: { scopes: [] } }\n\
                cases:\n  - { name: open, request: GET /open, expect: allow }\n  \
                - { name: typo, request: GET /opne, expect: 404 }\n  \
                - { name: lost, request: GET /opne, expect: 403 }";
    let folder = Folder::with(&[("policy.yaml", &policy), ("spec.yaml", &spec(rest))]);
    let answer = folder.call(&["run", "spec.yaml"]).exits(1);
    for code in ["unused-token", "unused-authorizer", "unused-scope", "untested-route"] {
        assert!(answer.err.contains(&format!("warning[{code}]")), "{code}: {}", answer.err);
    }
    assert_eq!(answer.err.matches("warning[unmatched-row]").count(), 1, "{}", answer.err);
}

#[test]
fn values_of_the_command_line_win_over_files_those_over_the_spec_and_that_over_defaults() {
    let policy =
        POLICY.replace("authorizers:", "parameters: { who: { default: d } }\nauthorizers:");
    let policy = policy.replace("[app]", "['${who}']");
    let row = |audience: &str| {
        format!(
            "cases: [{{ name: x, request: GET /notes, token: {{ scopes: [notes/read], claims: {{ aud: {audience} }} }}, expect: allow }}]"
        )
    };
    let folder = Folder::with(&[
        ("policy.yaml", &policy),
        ("values.yaml", "who: v\n"),
        ("default.yaml", &spec(&row("d"))),
        ("set.yaml", &spec(&format!("set: {{ who: s }}\n{}", row("s")))),
        ("file.yaml", &spec(&format!("set: {{ who: s }}\n{}", row("v")))),
        ("line.yaml", &spec(&format!("set: {{ who: s }}\n{}", row("l")))),
    ]);
    folder.call(&["run", "default.yaml"]).exits(0);
    folder.call(&["run", "set.yaml"]).exits(0);
    folder.call(&["run", "file.yaml"]).exits(1);
    folder.call(&["run", "file.yaml", "--values", "values.yaml"]).exits(0);
    folder.call(&["run", "line.yaml", "--set", "who=l", "--values", "values.yaml"]).exits(0);
    folder
        .call(&["run", "set.yaml", "--set", "whoo=l"])
        .exits(2)
        .says("no policy has a parameter `whoo`");
}

#[test]
fn a_parameter_without_a_value_is_refused() {
    let folder = folder("cases: [{ name: x, request: GET /open, expect: allow }]");
    let policy = POLICY.replace("authorizers:", "parameters: { who: {} }\nauthorizers:");
    folder.write("policy.yaml", policy.replace("[app]", "['${who}']"));
    folder.call(&["run", "spec.yaml"]).exits(2).says("unset-parameter");
    folder.call(&["run", "spec.yaml", "--set", "who=x"]).exits(0);
}

#[test]
fn a_token_may_be_signed_with_any_algorithm_of_its_issuer() {
    let policy = POLICY.replace("[app]", "[app], algorithms: [RS256, ES256, PS384]");
    let tokens = "tokens:\n  first: { scopes: [notes/read] }\n  \
                  second: { like: first, algorithm: ES256 }\n  \
                  third: { like: first, algorithm: PS384 }\n  \
                  other: { like: first, algorithm: RS384 }\n  \
                  forged: { like: second, fault: flipped_signature_bit }\n";
    let table = "table:\n  tokens: [first, second, third, other, forged]\n  \
                 GET /notes: [allow, allow, allow, unsupported_algorithm, bad_signature]\n";
    let spec = format!("version: 1\npolicy: policy.yaml\n{tokens}{table}");
    let folder = Folder::with(&[("policy.yaml", &policy), ("spec.yaml", &spec)]);
    folder.call(&["run", "spec.yaml"]).exits(0).says("5 passed");
}
