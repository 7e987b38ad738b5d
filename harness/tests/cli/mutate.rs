//! `harness mutate`: scores, gates, reports, and what has changed.

use std::process::Command;

use crate::harness::{Folder, MIXED, POLICY};

/// A spec of [`POLICY`] that tests something of every route.
const SPEC: &str = "\
version: 1
policy: policy.yaml
tokens:
  reader: { scopes: [notes/read] }
cases:
  - { name: a reader reads, request: GET /notes, token: reader, expect: { allow: GET /notes } }
  - { name: nobody reads, request: GET /notes, expect: missing_token }
  - { name: without the scope, request: GET /notes, token: {}, expect: insufficient_scope }
  - { name: anyone opens, request: GET /open, expect: { allow: GET /open } }
";

fn folder(spec: &str) -> Folder {
    Folder::with(&[("policy.yaml", POLICY), ("spec.yaml", spec)])
}

#[test]
fn survivors_are_told_with_their_place_and_the_score_comes_last() {
    let answer = folder(SPEC).call(&["mutate", "spec.yaml"]).exits(0);
    let survivor =
        "SURVIVED GET /tenants/{tenant}: made public\n  policy.yaml:9:3 (route-public)\n";
    assert!(answer.out.contains(survivor), "{}", answer.out);
    assert!(!answer.out.contains("SURVIVED GET /notes: made public"), "{}", answer.out);
    assert!(answer.last_line().starts_with("score "), "{}", answer.out);
    assert!(answer.last_line().contains(" stillborn"), "{}", answer.out);
}

#[test]
fn a_score_under_the_gate_is_1() {
    let folder = folder(SPEC);
    folder.call(&["mutate", "spec.yaml", "--min-score", "100"]).exits(1).says("under --min-score");
    folder.call(&["mutate", "spec.yaml", "--min-score", "5"]).exits(0);
    let call = ["mutate", "spec.yaml", "--min-score", "100", "--filter", "GET /notes: scope"];
    folder.call(&call).exits(0).says("score 100.0 %: 1 killed, 0 survived");
    folder.call(&["mutate", "spec.yaml", "--min-score", "101"]).exits(2);
}

#[test]
fn what_ran_nothing_or_does_not_hold_is_no_score() {
    let folder = folder(SPEC);
    folder.call(&["mutate", "spec.yaml", "--filter", "no such thing"]).exits(4).says("nothing ran");
    folder.call(&["mutate", "policy.yaml"]).exits(4).says("no spec with rows");
    folder.call(&["mutate", "missing.yaml"]).exits(2);
    folder.write(
        "broken.yaml",
        "version: 1\npolicy: missing.yaml\ncases: [{ name: x, request: GET /, expect: allow }]\n",
    );
    folder.call(&["mutate", "broken.yaml"]).exits(2).says("missing.yaml");
    folder.write("mixed.yaml", MIXED);
    folder.call(&["mutate", "mixed.yaml"]).exits(2).says("a row does not hold: mixed.yaml:8:5");
}

#[test]
fn a_spec_that_tests_nothing_is_told_so() {
    let vacuous = "version: 1\npolicy: policy.yaml\ntokens: { other: { scopes: [x] } }\ncases:
  - { name: lost, request: TRACE /notes, expect: 404 }
  - { name: odd, request: GET //, expect: ambiguous_path }
  - { name: refused, request: GET /tenants/acme, token: other, expect: 403 }\n";
    let answer = folder(vacuous).call(&["mutate", "spec.yaml", "--min-score", "50"]).exits(1);
    answer
        .says("2 of 3 rows kill no mutant:")
        .says("spec.yaml:5:5 lost (expects that no route takes it)")
        .says("spec.yaml:6:5 odd (expects that its path is refused)");
}

#[test]
fn an_invariant_kills_and_is_a_row_of_its_kind() {
    let guarded = SPEC.replace(
        "cases:",
        "invariants:\n  - { name: closed, except: [GET /open], require: { token: valid } }\ncases:",
    );
    let folder = folder(&guarded);
    let only = "GET /tenants/{tenant}: made public";
    let call = ["mutate", "spec.yaml", "--format", "json", "--filter", only];
    let report = folder.call(&call).exits(0).json();
    assert_eq!(report["summary"]["killed"], 1);
    assert_eq!(report["mutants"][0]["killed_by_invariants"], serde_json::json!([4]));
    assert_eq!(report["rows"][4]["kind"], "invariant");
    assert_eq!(report["rows"][4]["name"], "closed");
    assert_eq!(report["rows"][4]["kills"], 1);
    // Invariants alone are enough to have a score.
    let alone = "version: 1\npolicy: policy.yaml\ninvariants:\n  \
                 - { name: closed, except: [GET /open], require: { token: valid } }\n";
    folder.write("spec.yaml", alone);
    folder
        .call(&["mutate", "spec.yaml", "--filter", only])
        .exits(0)
        .says("score 100.0 %: 1 killed");
}

#[test]
fn an_invariant_that_does_not_hold_is_no_score() {
    for (invariant, why) in [
        ("require: { token: valid }", "GET /open is allowed and does not fulfil it"),
        ("paths: [/nowhere], require: { token: valid }", "vacuous"),
    ] {
        let spec = format!("{SPEC}invariants:\n  - {{ name: it, {invariant} }}\n");
        let answer = folder(&spec).call(&["mutate", "spec.yaml"]).exits(2);
        answer.says("an invariant does not hold: spec.yaml:11:5 it: ").says(why);
    }
}

#[test]
fn rows_are_not_blamed_for_mutants_that_were_not_made() {
    let folder = folder(SPEC);
    let answer = folder.call(&["mutate", "spec.yaml", "--filter", "GET /notes: scope"]).exits(0);
    assert!(!answer.out.contains("rows kill no mutant:"), "{}", answer.out);
    answer.says("rows that kill no mutant are not listed: not all mutants were made");
}

#[test]
fn machines_read_the_same_for_every_number_of_threads() {
    let folder = folder(SPEC);
    let call = ["mutate", "spec.yaml", "--format", "json", "--jobs"];
    let with = |jobs| folder.call(&[&call[..], &[jobs]].concat()).exits(0).json();
    let (one, four) = (with("1"), with("4"));
    assert_eq!(one, four);
    assert!(one["score"].as_f64().unwrap() > 20.0);
    let killed = one["mutants"].as_array().unwrap().iter().filter(|one| one["fate"] == "killed");
    assert_eq!(one["summary"]["killed"], killed.count());
    let github = folder.call(&["mutate", "spec.yaml", "--format", "github"]).exits(0);
    assert!(github.out.starts_with("::warning file=policy.yaml,line="), "{}", github.out);
}

#[test]
fn a_report_goes_to_a_file_and_people_read_theirs() {
    let folder = folder(SPEC);
    let call = ["mutate", "spec.yaml", "--format", "json", "--output", "out.json"];
    let answer = folder.call(&call).exits(0);
    assert!(answer.last_line().starts_with("score "), "{}", answer.out);
    assert!(folder.text("out.json").starts_with("{\"score\":"));
}

fn git(folder: &Folder, arguments: &[&str]) {
    let identity =
        ["-c", "user.name=x", "-c", "user.email=x@y.example", "-c", "commit.gpgsign=false"];
    let mut command = Command::new("git");
    command.args(identity).args(arguments).current_dir(folder.path(""));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn since_a_revision_only_what_has_changed_is_mutated() {
    let folder = folder(SPEC);
    git(&folder, &["init", "-q"]);
    let since = ["mutate", "spec.yaml", "--since", "HEAD"];
    folder.call(&since).exits(2).says("git knows no revision");
    folder.write("other.yaml", "x");
    git(&folder, &["add", "other.yaml"]);
    git(&folder, &["commit", "-qm", "one"]);
    // A policy that was not there is new as a whole.
    let whole = folder.call(&["mutate", "spec.yaml", "--filter", ": "]).exits(0);
    let news = folder.call(&since).exits(0);
    assert!(news.out.contains("SURVIVED GET /tenants/{tenant}: made public"), "{}", news.out);
    assert!(whole.out.contains("SURVIVED GET /tenants/{tenant}: made public"), "{}", whole.out);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-qm", "two"]);
    folder.call(&since).exits(0).says("no route, guardrail or authorizer has changed");
    folder.write("policy.yaml", POLICY.replace("['/**/*.bak']", "['/**/*.old']"));
    let answer = folder.call(&since).exits(0);
    assert!(answer.out.contains("SURVIVED `no backups`: dropped"), "{}", answer.out);
    assert!(!answer.out.contains("SURVIVED GET "), "{}", answer.out);
    assert!(!answer.out.contains("rows kill no mutant:"), "{}", answer.out);
    for odd in ["--output=x", "", "HEAD:policy.yaml"] {
        let option = format!("--since={odd}");
        folder.call(&["mutate", "spec.yaml", &option]).exits(2);
    }
}
