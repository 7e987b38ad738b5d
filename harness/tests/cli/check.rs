//! `harness check`: findings, their formats and exit codes.

use serde_json::Value;

use crate::harness::{Folder, MIXED, POLICY};

/// A policy with a scope that nothing uses.
fn warned() -> String {
    POLICY.replace("Reads notes }", "Reads notes, notes/never: Never }")
}

/// A policy with a misspelt key.
fn wrong() -> String {
    POLICY.replace("public: true", "pubic: true")
}

#[test]
fn sound_files_end_with_0() {
    let folder = Folder::with(&[("policies/policy.yaml", POLICY), ("policies/spec.yaml", MIXED)]);
    folder.call(&["check"]).exits(0).says("2 files checked: 0 errors, 0 warnings");
    folder.call(&["check", "--deny", "warnings"]).exits(0);
}

#[test]
fn warnings_end_with_1_only_when_denied() {
    let folder = Folder::with(&[("policy.yaml", &warned())]);
    folder.call(&["check", "policy.yaml"]).exits(0).says("warning[unused-scope]");
    folder.call(&["check", "policy.yaml", "--deny", "warnings"]).exits(1);
}

#[test]
fn errors_end_with_2_and_all_are_told_sorted() {
    let spec =
        "version: 1\npolicy: policy.yaml\ncases: [{ name: x, requst: GET /, expect: 404 }]\n";
    let folder = Folder::with(&[("a.yaml", &wrong()), ("b.yaml", spec), ("policy.yaml", POLICY)]);
    let answer = folder.call(&["check", ".", "--format", "json"]).exits(2);
    let found = answer.json();
    let keys =
        |one: &Value| (one["file"].as_str().unwrap().to_owned(), one["line"].as_u64().unwrap());
    let places: Vec<_> = found.as_array().unwrap().iter().map(keys).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(places.contains(&("a.yaml".to_owned(), 10)), "{places:?}");
    assert!(places.contains(&("b.yaml".to_owned(), 3)), "{places:?}");
    folder.call(&["check", ".", "--deny", "warnings"]).exits(2).says("did you mean `public`?");
}

#[test]
fn nothing_to_check_is_no_success() {
    Folder::new().call(&["check"]).exits(4);
    Folder::new().call(&["check", "."]).exits(4);
}

#[test]
fn a_file_of_neither_kind_is_an_error() {
    let folder = Folder::with(&[("policy.yaml", POLICY), ("notes.yml", "hello: world\n")]);
    folder.call(&["check", "."]).exits(2).says("neither a policy nor a spec").says("notes.yml");
    folder.call(&["run", "."]).exits(2).says("notes.yml");
}

#[test]
fn json_is_an_array_of_diagnostics() {
    let folder = Folder::with(&[("policy.yaml", &wrong())]);
    let found = folder.call(&["check", "policy.yaml", "--format", "json"]).exits(2).json();
    let one = found.as_array().unwrap().iter().find(|one| one["code"] == "unknown-key").unwrap();
    assert_eq!(one["severity"], "error");
    assert_eq!((&one["line"], &one["column"]), (&Value::from(10), &Value::from(16)));
    assert_eq!(one["help"], "did you mean `public`?");
    let sound = Folder::with(&[("policy.yaml", POLICY)]);
    let found = sound.call(&["check", "policy.yaml", "--format", "json"]).exits(0).json();
    assert_eq!(found, Value::Array(Vec::new()));
}

#[test]
fn sarif_has_a_rule_and_a_region_for_each_result() {
    let folder = Folder::with(&[("policy.yaml", &wrong())]);
    let log = folder.call(&["check", "policy.yaml", "--format", "sarif"]).exits(2).json();
    assert_eq!(log["version"], "2.1.0");
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(!results.is_empty());
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]), "{result}");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "policy.yaml");
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
    }
}

#[test]
fn github_marks_the_line() {
    let folder = Folder::with(&[("policy.yaml", &wrong())]);
    let answer = folder.call(&["check", "policy.yaml", "--format", "github"]).exits(2);
    assert!(answer.out.contains("::error file=policy.yaml,line=10"), "{}", answer.out);
}

#[test]
fn a_parameter_without_a_value_is_left_as_text() {
    let policy = POLICY.replace("authorizers:", "parameters: { pool: {} }\nauthorizers:");
    let policy = policy.replace("idp.example", "idp.example/${pool}");
    let spec = "version: 1\npolicy: policy.yaml\ncases: [{ name: x, request: GET /open, expect: allow }]\n";
    let folder = Folder::with(&[("policy.yaml", &policy), ("spec.yaml", spec)]);
    folder.call(&["check", "."]).exits(0);
    folder.call(&["routes", "policy.yaml"]).exits(0);
    folder.call(&["run", "spec.yaml"]).exits(2).says("unset-parameter");
    folder.call(&["decide", "--policy", "policy.yaml", "GET", "/open"]).exits(2);
    folder.call(&["mint", "--policy", "policy.yaml"]).exits(2).says("unset-parameter");
}

#[test]
fn one_mistake_in_a_policy_of_two_specs_is_told_once() {
    let spec =
        "version: 1\npolicy: policy.yaml\ncases: [{ name: x, request: GET /, expect: 404 }]\n";
    let folder = Folder::with(&[("policy.yaml", &wrong()), ("a.yaml", spec), ("b.yaml", spec)]);
    for command in ["check", "run"] {
        let answer = folder.call(&[command, "."]).exits(2);
        let told = format!("{}{}", answer.out, answer.err);
        assert_eq!(told.matches("did you mean `public`?").count(), 1, "{told}");
    }
}
