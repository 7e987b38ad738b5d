//! `harness run`: invariants are proved, and what breaks them is shown.

use serde_json::Value;

use crate::harness::Folder;

const POLICY: &str = "\
version: 1
authorizers: { main: { issuer: 'https://idp.example', audience: [app], algorithms: [ES256] } }
default_authorizer: main
requirements: { own: { claims: { tenant: { path_variable: tenant } } } }
routes:
  GET /open: { public: true }
  'GET /t/{tenant}/a': { scopes: s/r, require: [own] }
  'GET /t/{tenant}/b': { scopes: s/r }
  'ANY /admin/{rest+}': {}
guardrails:
  admins: { paths: ['/admin/**'], methods: [GET], claims: { role: admin } }
";

fn folder(invariants: &str) -> Folder {
    let spec = format!("version: 1\npolicy: policy.yaml\ninvariants:\n{invariants}");
    Folder::with(&[("policy.yaml", POLICY), ("spec.yaml", &spec)])
}

#[test]
fn invariants_that_hold_are_rows_that_pass() {
    let folder = folder(
        "  - { name: a, paths: ['/admin/**'], methods: [GET], require: { claims: { role: admin } } }\n  \
         - { name: b, except: [GET /open], require: { token: valid } }\n  \
         - { name: c, paths: ['/t/*/a'], require: [own] }\n  \
         - { name: d, paths: ['/t/**'], require: { scopes: s/r } }\n  \
         - { name: e, skip: later, require: { token: valid } }\n",
    );
    let answer = folder.call(&["run", "spec.yaml", "--format", "json"]).exits(0);
    let report: Value = serde_json::from_str(&answer.out).unwrap();
    let rows = report["rows"].as_array().unwrap();
    let outcomes: Vec<&str> = rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["pass", "pass", "pass", "pass", "skip"]);
    // One kind of request for each of the two routes.
    assert_eq!(rows[3]["got"], "proved over 2 kinds of requests");
}

#[test]
fn what_breaks_an_invariant_is_a_row_that_fails_until_it_is_mended() {
    for (invariant, request, token) in [
        ("paths: ['/t/**'], require: [own]", "GET /t/tenant/b", "token:"),
        ("require: { token: valid }", "GET /open", "token:    none"),
        (
            "paths: ['/admin/**'], require: { claims: { role: admin } }",
            "POST /admin/rest",
            "token:    {}",
        ),
        (
            "paths: ['/t/*/a'], require: { claims: { tenant: acme } }",
            "GET /t/tenant/a",
            "\"tenant\":\"tenant\"",
        ),
    ] {
        let folder = folder(&format!("  - {{ name: it, {invariant} }}\n"));
        let answer = folder.call(&["run", "spec.yaml"]).exits(1);
        let got = format!("got:      {request} is allowed and does not fulfil it");
        assert!(answer.out.contains(&got), "{}", answer.out);
        assert!(answer.out.contains(token), "{}", answer.out);
        let row = answer.out.lines().find_map(|line| line.trim().strip_prefix("row:")).unwrap();
        folder.write(
            "pasted.yaml",
            format!("version: 1\npolicy: policy.yaml\ncases:\n  {}\n", row.trim()),
        );
        let pasted = folder.call(&["run", "pasted.yaml"]).exits(1).says("expected: deny");
        assert_eq!(pasted.last_line(), "0 passed, 1 failed, 0 skipped");
        let got = pasted.out.lines().find(|line| line.trim().starts_with("got:")).unwrap();
        assert_eq!(got.trim(), "got:      allow");
    }
}

#[test]
fn an_invariant_that_says_nothing_fails() {
    let folder = folder("  - { name: it, paths: [/nowhere], require: { token: valid } }\n");
    let answer = folder.call(&["run", "spec.yaml"]).exits(1);
    assert!(answer.out.contains("vacuous"), "{}", answer.out);
}

#[test]
fn a_mistake_in_an_invariant_is_told_at_its_place() {
    let folder = folder("  - { name: it, require: [own, onw] }\n");
    let answer = folder.call(&["check", "spec.yaml"]).exits(2);
    assert!(answer.out.contains("undefined-requirement"), "{}", answer.out);
    assert!(answer.out.contains("spec.yaml:4:32"), "{}", answer.out);
    assert!(answer.out.contains("did you mean `own`?"), "{}", answer.out);
}

#[test]
fn what_cannot_be_proved_is_no_pass() {
    let folder = folder("  - { name: it, require: { token: valid } }\n");
    folder.write("policy.yaml", format!("{POLICY}ambiguous_paths: as_gateway\n"));
    let answer = folder.call(&["run", "spec.yaml"]).exits(2);
    assert!(answer.out.contains("unsupported-ambiguous-paths"), "{}", answer.out);
}

#[test]
fn what_lies_outside_at_one_route_stands_in_no_others_way() {
    let folder = folder(
        "  - { name: a, paths: ['/t/**'], require: { scopes: s/r } }\n  \
         - { name: b, except: [GET /open], require: { token: valid } }\n",
    );
    let odd = "  GET /odd: { claims: { scope: s/r } }\n  GET /open";
    folder.write("policy.yaml", POLICY.replace("  GET /open", odd));
    let answer = folder.call(&["run", "spec.yaml", "--format", "json"]).exits(2);
    let report: Value = serde_json::from_str(&answer.out).unwrap();
    let outcomes: Vec<&Value> =
        report["rows"].as_array().unwrap().iter().map(|row| &row["outcome"]).collect();
    assert_eq!(outcomes, ["pass", "error"]);
    folder
        .call(&["run", "spec.yaml"])
        .exits(2)
        .says("unsupported-scope-claim")
        .says("`GET /odd` (policy.yaml:6:25)");
}
