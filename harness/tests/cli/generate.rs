//! `harness generate`: a spec that passes, covers everything and stays the same.

use crate::harness::{Folder, POLICY};

fn folder(policy: &str) -> Folder {
    Folder::with(&[("policies/policy.yaml", policy), ("specs/none", "")])
}

const WRITE: [&str; 4] = ["generate", "policies/policy.yaml", "--output", "specs/all.yaml"];
const CHECK: [&str; 4] = ["generate", "policies/policy.yaml", "--check", "specs/all.yaml"];
const RUN: [&str; 5] = ["run", "specs/all.yaml", "--coverage", "--min-coverage", "100"];

#[test]
fn the_spec_passes_and_covers_everything() {
    let folder = folder(POLICY);
    folder.call(&WRITE).exits(0).says("10 rows, minimal");
    let answer = folder.call(&RUN).exits(0).says("coverage: 100.0 %");
    assert_eq!(answer.last_line(), "10 passed, 0 failed, 0 skipped");
    assert!(folder.text("specs/all.yaml").contains("policy: \"../policies/policy.yaml\"\n"));
}

#[test]
fn no_row_can_be_left_out() {
    let folder = folder(POLICY);
    folder.call(&WRITE).exits(0);
    let text = folder.text("specs/all.yaml");
    let rows: Vec<&str> = text.split("\n  - name: ").collect();
    for left_out in 1..rows.len() {
        let mut others = rows.clone();
        others.remove(left_out);
        folder.write("specs/all.yaml", others.join("\n  - name: ") + "\n");
        folder.call(&RUN).exits(1).says("is under --min-coverage 100");
    }
}

#[test]
fn a_kept_spec_is_compared_as_text() {
    let folder = folder(POLICY);
    folder.call(&WRITE).exits(0);
    folder.call(&CHECK).exits(0);
    folder.write("policies/policy.yaml", format!("# A comment changes nothing.\n{POLICY}"));
    folder.call(&CHECK).exits(0);
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
