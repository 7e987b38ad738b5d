//! `harness generate`: a spec that passes, covers everything, kills every mutant and stays the same.

use std::path::Path;

use crate::harness::{Answer, Folder, POLICY};

/// What [`POLICY`] does not have: two authorizers, any and all of scopes, rivals, guardrails that ask.
const TENANTS: &str = "\
version: 1
api: tenants
authorizers:
  own: { issuer: 'https://idp.example', audience: [web, batch], algorithms: [RS256] }
  partner: { issuer: 'https://partner.example/', audience: [api], leeway_seconds: 30 }
default_authorizer: own
scopes: { orders/read: Reads, orders/write: Writes, audit: Audits }
routes:
  'GET /tenants/{tenant}/orders':
    scopes: { any_of: [orders/read, orders/write] }
    claims: { tenant: { path_variable: tenant } }
  GET /tenants/all/orders: { scopes: { all_of: [orders/read, audit] } }
  POST /partner/orders: { authorizer: partner, claims: { plan: { any_of: [gold, silver] }, level: { at_least: 2 } } }
  'ANY /files/{path+}': {}
guardrails:
  archive: { paths: [/files/archive/**], methods: [PUT, DELETE], scopes: orders/write }
  no backups: { paths: ['/**/*.bak'], deny: true }
";

const WRITE: [&str; 4] = ["generate", "policies/policy.yaml", "--output", "specs/all.yaml"];
const CHECK: [&str; 4] = ["generate", "policies/policy.yaml", "--check", "specs/all.yaml"];
const RUN: [&str; 5] = ["run", "specs/all.yaml", "--coverage", "--min-coverage", "100"];
const MUTATE: [&str; 5] = ["mutate", "specs/all.yaml", "--reasons", "--min-score", "100"];

fn folder(policy: &str) -> Folder {
    Folder::with(&[("policies/policy.yaml", policy), ("specs/none", "")])
}

fn policy_of_the_repository(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    root.join("policies").join(name).display().to_string()
}

/// The items under `cases:`, by the lines of their names.
fn rows(spec: &str) -> Vec<&str> {
    spec.split("\n  - name: ").skip(1).collect()
}

/// Asserts that a spec passes, covers everything and kills every mutant.
#[track_caller]
fn is_whole(folder: &Folder, written: &Answer) {
    let text = folder.text("specs/all.yaml");
    let rows = rows(&text).len();
    assert!(written.err.contains(&format!("{rows} rows, ")), "{}", written.err);
    assert!(written.err.contains(", 0 left, "), "{}", written.err);
    let answer = folder.call(&RUN).exits(0).says("coverage: 100.0 %");
    assert!(answer.out.contains(&format!("{rows} passed, 0 failed")), "{}", answer.out);
    folder.call(&MUTATE).exits(0).says("score 100.0 %");
}

#[test]
fn the_spec_passes_covers_everything_and_kills_every_mutant() {
    for policy in [POLICY, TENANTS] {
        let folder = folder(policy);
        let written = folder.call(&WRITE).exits(0);
        is_whole(&folder, &written);
        assert!(folder.text("specs/all.yaml").contains("policy: \"../policies/policy.yaml\"\n"));
    }
}

#[test]
fn the_orders_of_the_article_are_whole() {
    let folder = Folder::with(&[("specs/none", "")]);
    let policy = policy_of_the_repository("orders.yaml");
    let set = ["--set", "pool=us-east-1_EXAMPLE"];
    let call = [&["generate", &policy, "--output", "specs/all.yaml"], &set[..]].concat();
    let written = folder.call(&call).exits(0);
    is_whole(&folder, &written);
}

#[test]
#[ignore = "minutes of a debug build"]
fn every_policy_of_the_repository_is_whole() {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("policies");
    let names = policies.read_dir().unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    let names: Vec<String> =
        names.filter(|name| Path::new(name).extension().is_some_and(|own| own == "yaml")).collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        let policy = policy_of_the_repository(&name);
        let folder = Folder::with(&[("specs/none", "")]);
        let mut call = vec!["generate", &policy, "--output", "specs/all.yaml"];
        if ["orders.yaml", "tenants.yaml"].contains(&name.as_str()) {
            call.extend(["--set", "pool=us-east-1_EXAMPLE"]);
        }
        let written = folder.call(&call).exits(0);
        is_whole(&folder, &written);
    }
}

#[test]
fn no_row_can_be_left_out() {
    let folder = folder(POLICY);
    folder.call(&WRITE).exits(0).says(" rows, minimal: ");
    let text = folder.text("specs/all.yaml");
    let rows: Vec<&str> = text.split("\n  - name: ").collect();
    for left_out in 1..rows.len() {
        let mut others = rows.clone();
        others.remove(left_out);
        folder.write("specs/all.yaml", others.join("\n  - name: ") + "\n");
        if folder.call(&RUN).code == 0 {
            folder.call(&MUTATE).exits(1).says("the score is under --min-score");
        }
    }
}

#[test]
fn a_change_in_one_route_leaves_the_rows_of_others() {
    let folder = folder(TENANTS);
    let of_others = |text: &str| -> Vec<String> {
        let own = ["\"GET /tenants/all", "\"POST /partner", "\"ANY /files"];
        let others =
            rows(text).into_iter().filter(|row| own.iter().any(|name| row.starts_with(name)));
        others.map(|row| row.trim_end().to_owned()).collect()
    };
    folder.call(&WRITE).exits(0);
    let before = folder.text("specs/all.yaml");
    folder.write(
        "policies/policy.yaml",
        TENANTS.replace("{ any_of: [orders/read, orders/write] }", "orders/write"),
    );
    folder.call(&CHECK).exits(1);
    folder.call(&WRITE).exits(0);
    let after = folder.text("specs/all.yaml");
    assert_ne!(before, after);
    assert!(of_others(&before).len() > 12);
    assert_eq!(of_others(&before), of_others(&after));
}

#[test]
fn a_kept_spec_is_compared_as_text() {
    let folder = folder(POLICY);
    folder.call(&WRITE).exits(0);
    folder.call(&[&CHECK[..], &["--jobs", "3"]].concat()).exits(0);
    folder.write("policies/policy.yaml", format!("# A comment changes nothing.\n{POLICY}"));
    folder.call(&[&CHECK[..], &["--jobs", "1"]].concat()).exits(0);
    folder.write("policies/policy.yaml", POLICY.replace("scopes: notes/read }", "public: true }"));
    folder.call(&CHECK).exits(1).says("specs/all.yaml differs from what is generated");
    folder.call(&["generate", "policies/policy.yaml", "--check", "none.yaml"]).exits(2);
}

#[test]
fn values_of_parameters_stand_in_the_spec() {
    let policy = POLICY.replace("api: small\n", "api: small\nparameters: { who: {} }\n");
    let folder = folder(&policy.replace("[app]", "['${who}']"));
    folder.call(&WRITE).exits(2).says("unset-parameter");
    let mut write = WRITE.to_vec();
    write.extend(["--set", "who=orders: #1"]);
    folder.call(&write).exits(0);
    folder.call(&RUN).exits(0);
}

#[test]
fn what_cannot_be_answered_is_refused_by_name() {
    let folder =
        folder(&POLICY.replace("api: small\n", "api: small\nambiguous_paths: as_gateway\n"));
    folder.call(&WRITE).exits(2).says("unsupported-ambiguous-paths");
}

#[test]
fn a_kept_spec_gives_the_values_it_was_written_with() {
    let policy = POLICY.replace("authorizers:", "parameters: { who: {} }\nauthorizers:");
    let folder = folder(&policy.replace("[app]", "['${who}']"));
    let mut write = WRITE.to_vec();
    write.extend(["--set", "who=one"]);
    folder.call(&write).exits(0);
    folder.call(&CHECK).exits(0);
    let mut other = CHECK.to_vec();
    other.extend(["--set", "who=two"]);
    folder.call(&other).exits(1).says("--set");
}
