//! `harness diff`: sides, formats and exit codes.

use std::process::Command;

use serde_json::Value;

use crate::harness::{Folder, POLICY};

/// The policy with another scope on one route.
fn changed() -> String {
    POLICY
        .replace("Reads notes }", "Reads notes, notes/list: Lists notes }")
        .replace("GET /notes: { scopes: notes/read }", "GET /notes: { scopes: notes/list }")
}

fn two() -> Folder {
    Folder::with(&[("old.yaml", POLICY), ("new.yaml", &changed())])
}

/// Runs git in a folder, with nothing of the user's.
fn git(folder: &Folder, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=t", "-c", "user.email=t@example.com"]);
    command.args(arguments).current_dir(folder.path(""));
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A repository whose last commit has the policy, and whose folder has the changed one.
fn repository() -> Folder {
    let folder = Folder::with(&[("policies/policy.yaml", POLICY), (".gitattributes", "")]);
    git(&folder, &["init", "-q", "."]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    folder.write("policies/policy.yaml", changed());
    folder
}

#[test]
fn the_same_policy_written_otherwise_has_no_difference() {
    let (head, routes) = POLICY.split_once("routes:\n").unwrap();
    let (routes, rails) = routes.split_once("guardrails:\n").unwrap();
    let mut lines: Vec<&str> = routes.lines().collect();
    lines.reverse();
    let other = format!("{head}routes:\n{}\nguardrails:\n{rails}", lines.join("\n"))
        .replace("scopes: notes/read }", "scopes: { all_of: [notes/read] } }")
        .replace("{tenant}", "{t}")
        .replace("path_variable: tenant", "path_variable: t");
    let folder = Folder::with(&[("old.yaml", POLICY), ("new.yaml", &other)]);
    let answer = folder.call(&["diff", "old.yaml", "new.yaml"]).exits(0);
    assert!(answer.out.starts_with("no request is decided differently"), "{}", answer.out);
}

#[test]
fn one_scope_changed_opens_and_closes_one_route() {
    let answer = two().call(&["diff", "old.yaml", "new.yaml", "--format", "json"]).exits(1);
    let report = answer.json();
    let differences = report["differences"].as_array().unwrap();
    let told: Vec<[&str; 4]> = differences
        .iter()
        .map(|one| ["change", "method", "path"].map(|key| one[key].as_str().unwrap()))
        .zip(differences)
        .map(|([change, method, path], one)| {
            [change, method, path, one["claims"]["scope"].as_str().unwrap_or("")]
        })
        .collect();
    assert_eq!(
        told,
        [
            ["newly_allowed", "GET", "/notes", "notes/list"],
            ["newly_denied", "GET", "/notes", "notes/read"],
        ]
    );
    assert_eq!(differences[0]["old"]["reason"], "insufficient_scope");
    assert_eq!(differences[0]["new"]["route"], "GET /notes");
    assert_eq!(differences[0]["new"]["line"], 8);
    assert_eq!(report["summary"]["changed"], 1);
    assert_eq!(report["summary"]["newly_open_to_anybody"], 0);
}

#[test]
fn what_fails_is_chosen() {
    let opened = POLICY.replace("GET /notes: { scopes: notes/read }", "GET /notes: {}");
    let folder = Folder::with(&[("old.yaml", POLICY), ("new.yaml", &opened)]);
    for (old, new, fail_on, code) in [
        ("old.yaml", "new.yaml", "any", 1),
        ("old.yaml", "new.yaml", "newly-allowed", 1),
        ("old.yaml", "new.yaml", "newly-denied", 0),
        ("old.yaml", "new.yaml", "none", 0),
        ("new.yaml", "old.yaml", "newly-allowed", 0),
        ("new.yaml", "old.yaml", "newly-denied", 1),
    ] {
        folder.call(&["diff", old, new, "--fail-on", fail_on]).exits(code);
    }
}

#[test]
fn a_side_may_be_a_file_at_a_revision() {
    let folder = repository();
    let new = "policies/policy.yaml";
    folder.call(&["diff", "git:HEAD:policies/policy.yaml", new]).exits(1);
    folder.call(&["diff", "git:HEAD:./policies/policy.yaml", new]).exits(1);
    folder.call(&["diff", "git::policies/policy.yaml", new]).exits(1);
    git(&folder, &["add", "."]);
    folder.call(&["diff", "git::policies/policy.yaml", new]).exits(0);
    let github =
        folder.call(&["diff", new, "git:HEAD:policies/policy.yaml", "--format", "github"]).exits(1);
    github.says("::error file=policies/policy.yaml,line=8,col=3,");
}

#[test]
fn what_git_says_is_told() {
    let folder = repository();
    let new = "policies/policy.yaml";
    for (side, said) in [
        ("git:nowhere:policies/policy.yaml", "git: invalid object name 'nowhere'"),
        ("git:HEAD:other.yaml", "git: path 'other.yaml' does not exist in 'HEAD'"),
        ("git:HEAD", "no path is named"),
        ("git:--help:x", "git: "),
    ] {
        let answer = folder.call(&["diff", side, new]).exits(2).says(said);
        assert_eq!(answer.out, "");
    }
}

#[test]
fn a_staged_template_that_needs_its_folder_is_refused() {
    let folder = repository();
    folder.write("main.tf", "");
    folder.write("serverless.yml", "service: s\nprovider: { name: aws }\n");
    git(&folder, &["add", "."]);
    for name in ["main.tf", "serverless.yml"] {
        let side = format!("git::{name}");
        folder.call(&["diff", &side, "policies/policy.yaml"]).exits(2).says("git worktree add");
    }
}

#[test]
fn a_template_is_a_side() {
    let template = "\
openapi: 3.0.1
info: { title: notes, version: '1' }
paths:
  /open: { get: { security: [], x-amazon-apigateway-integration: {} } }
";
    let policy = "version: 1\nroutes:\n  GET /open: { public: true }\n  GET /x: { public: true }\n";
    let folder = Folder::with(&[("template.yaml", template), ("policy.yaml", policy)]);
    let answer = folder.call(&["diff", "template.yaml", "policy.yaml", "--format", "json"]);
    let report = answer.exits(1).json();
    assert_eq!(report["differences"].as_array().unwrap().len(), 1);
    assert_eq!(report["differences"][0]["path"], "/x");
    assert_eq!(report["summary"]["newly_open_to_anybody"], 1);
}

#[test]
fn parameters_without_a_value_stay_as_text() {
    let policy = POLICY
        .replace("version: 1", "version: 1\nparameters: { client: {} }")
        .replace("audience: [app]", "audience: ['${client}']");
    let folder = Folder::with(&[("old.yaml", &policy), ("new.yaml", POLICY)]);
    folder.call(&["diff", "old.yaml", "old.yaml"]).exits(0);
    folder.call(&["diff", "old.yaml", "new.yaml"]).exits(1);
    folder.call(&["diff", "old.yaml", "new.yaml", "--set", "client=app"]).exits(0);
    folder.call(&["diff", "old.yaml", "new.yaml", "--set", "other=x"]).exits(2).says("`other`");
}

#[test]
fn a_report_in_a_file_leaves_one_for_people_on_the_terminal() {
    let folder = two();
    let arguments =
        ["diff", "old.yaml", "new.yaml", "--format", "markdown", "--output", "comment.md"];
    let answer = folder.call(&arguments).exits(1);
    assert!(answer.out.starts_with("NEWLY ALLOWED GET /notes\n"), "{}", answer.out);
    let comment = folder.text("comment.md");
    assert!(comment.starts_with("### Access: "), "{comment}");
    assert!(comment.contains("#### Newly denied"), "{comment}");
}

#[test]
fn warnings_of_both_sides_are_talk() {
    let unused = POLICY.replace("Reads notes }", "Reads notes, notes/never: Never }");
    let folder = Folder::with(&[("old.yaml", &unused), ("new.yaml", &unused)]);
    let answer = folder.call(&["diff", "old.yaml", "new.yaml", "--format", "json"]).exits(0);
    for side in ["old.yaml", "new.yaml"] {
        assert!(answer.err.contains(&format!("{side}:6:")), "{}", answer.err);
    }
    assert!(answer.json()["differences"].as_array().is_some_and(Vec::is_empty));
}

#[test]
fn no_report_holds_a_token() {
    let folder = two();
    for format in ["pretty", "json", "github", "markdown"] {
        let answer = folder.call(&["diff", "old.yaml", "new.yaml", "--format", format]).exits(1);
        answer.never_says("eyJ");
    }
}

/// The row that is shown holds when it is pasted into a spec of the new policy.
#[test]
fn a_pasted_row_passes_on_the_new_policy() {
    let folder = two();
    let report = folder.call(&["diff", "old.yaml", "new.yaml", "--format", "json"]).exits(1).json();
    let rows: Vec<&str> = report["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| Value::as_str(&one["row"]).unwrap())
        .collect();
    let cases = rows.join("\n");
    for (policy, code) in [("new.yaml", 0), ("old.yaml", 1)] {
        folder.write("spec.yaml", format!("version: 1\npolicy: {policy}\ncases:\n{cases}\n"));
        folder.call(&["run", "spec.yaml"]).exits(code);
    }
}

#[test]
fn a_policy_that_is_new_is_compared_with_none() {
    let folder = Folder::with(&[("new.yaml", POLICY)]);
    let report = folder.call(&["diff", "none", "new.yaml", "--format", "json"]).exits(1).json();
    assert_eq!(report["summary"]["newly_open_to_anybody"], 1);
    assert_eq!(report["summary"]["newly_allowed"], 3);
    assert_eq!(report["differences"][0]["old"]["reason"], "no_route");
}

#[test]
fn what_browsers_enforce_is_said_to_lie_outside() {
    let cors = |origin: &str| format!("{POLICY}cors: {{ allow_origins: ['{origin}'] }}\n");
    let (old, new) = (cors("https://app.example"), cors("*"));
    let folder = Folder::with(&[("old.yaml", &*old), ("new.yaml", &*new)]);
    let answer = folder.call(&["diff", "old.yaml", "new.yaml"]).exits(0);
    assert!(answer.out.contains("what `cors` allows other origins differs"), "{}", answer.out);
    let answer = folder.call(&["diff", "old.yaml", "old.yaml"]).exits(0);
    assert!(!answer.out.contains("cors"), "{}", answer.out);
}

#[test]
fn a_value_that_is_given_twice_is_refused() {
    let call = ["diff", "old.yaml", "new.yaml", "--set", "a=1", "--set", "a=2"];
    two().call(&call).exits(2).says("--set gives `a` twice");
}
