//! `harness run --coverage`: what rows show of a policy, and the rows that are missing.

use crate::harness::{Folder, POLICY};

const HEAD: &str = "version: 1\npolicy: policy.yaml\ncases:\n";

/// Rows that show every way in which a clause of [`POLICY`] decides.
const FULL: &str = "
  - { name: a, request: GET /notes, token: { scopes: [notes/read] }, expect: allow }
  - { name: b, request: GET /notes, token: {}, expect: { deny: insufficient_scope } }
  - { name: c, request: GET /notes, expect: { deny: missing_token } }
  - { name: d, request: GET /notes, token: { raw: x }, expect: { deny: malformed_token } }
  - { name: e, request: GET /tenants/a, token: { claims: { tenant: a } }, expect: allow }
  - { name: f, request: GET /tenants/a, token: { claims: { tenant: b } }, expect: { deny: claim_mismatch } }
  - { name: g, request: GET /tenants/a, expect: { deny: missing_token } }
  - { name: h, request: GET /tenants/a, token: { fault: expired }, expect: { deny: expired } }
  - { name: i, request: GET /tenants/x.bak, token: { claims: { tenant: x.bak } }, expect: { deny: guardrail } }
  - { name: j, request: GET /open, expect: allow }
";

fn folder(rows: &str) -> Folder {
    Folder::with(&[("policy.yaml", POLICY), ("spec.yaml", &format!("{HEAD}{rows}"))])
}

/// The rows of a report that are there to be pasted.
fn missing(out: &str) -> String {
    let (_, rows) = out.split_once("to paste under `cases:`\n").unwrap();
    let rows = rows.lines().take_while(|line| line.starts_with("  "));
    rows.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn a_full_spec_covers_everything() {
    let answer = folder(FULL).call(&["run", "spec.yaml", "--coverage", "--min-coverage", "100"]);
    let answer = answer.exits(0).says("coverage: 100.0 %").never_says("missing, to paste");
    assert_eq!(answer.last_line(), "10 passed, 0 failed, 0 skipped");
}

#[test]
fn each_row_that_is_taken_out_of_a_full_spec_is_missed() {
    let rows: Vec<&str> = FULL.lines().filter(|row| !row.is_empty()).collect();
    for left_out in 0..rows.len() {
        let others = rows.iter().enumerate().filter(|(at, _)| *at != left_out);
        let spec: String = others.flat_map(|(_, row)| [*row, "\n"]).collect();
        let answer =
            folder(&spec).call(&["run", "spec.yaml", "--coverage", "--min-coverage", "100"]);
        answer.exits(1).says("is under --min-coverage 100").says("missing, to paste");
    }
}

#[test]
fn a_vacuous_spec_gets_a_low_score_and_says_why() {
    let rows = "
  - { name: a, request: GET /notes, expect: { status: 401 } }
  - { name: b, request: GET /tenants/a, expect: { status: 401 } }
  - { name: c, request: GET /nowhere, expect: { deny: no_route } }
";
    let answer = folder(rows).call(&["run", "spec.yaml", "--coverage", "--min-coverage", "50"]);
    let answer = answer.exits(1).says("is under --min-coverage 50");
    let line = |text: &str| {
        let found = answer.out.lines().find(|line| line.trim_start().starts_with(text));
        found.unwrap_or_else(|| panic!("no {text:?} in {}", answer.out)).to_owned()
    };
    assert!(line("scope notes/read").ends_with("allowed 0  denied by it alone 0  near misses 0"));
    assert!(line("GET /open").ends_with("0.0 %"));
    assert!(line("guardrail no backups").contains("denied by it alone 0"));
}

#[test]
fn missing_rows_pasted_in_cover_everything() {
    for rows in [
        "  - { name: only, request: GET /nowhere, expect: { deny: no_route } }\n",
        "  - { name: open, request: GET /open, expect: allow }\n",
    ] {
        let folder = folder(rows);
        let answer = folder.call(&["run", "spec.yaml", "--coverage"]).exits(0);
        let pasted = missing(&answer.out);
        assert!(pasted.contains("name"), "{}", answer.out);
        folder.write("spec.yaml", format!("{HEAD}{rows}{pasted}"));
        let answer = folder.call(&["run", "spec.yaml", "--coverage", "--min-coverage", "100"]);
        answer.exits(0).says("coverage: 100.0 %");
    }
}

#[test]
fn a_row_that_is_denied_for_two_reasons_shows_neither() {
    let policy = POLICY
        .replace("{ scopes: notes/read }", "{ scopes: { all_of: [notes/read, notes/write] } }");
    let policy =
        policy.replace("notes/read: Reads notes", "notes/read: Reads, notes/write: Writes");
    let both =
        "  - { name: a, request: GET /notes, token: {}, expect: { deny: insufficient_scope } }\n";
    let folder = Folder::with(&[("policy.yaml", &policy), ("spec.yaml", &format!("{HEAD}{both}"))]);
    let json = folder.call(&["run", "spec.yaml", "--coverage", "--format", "json"]).exits(0).json();
    let clauses = &json["coverage"]["policies"][0]["routes"][0]["clauses"];
    let scopes: Vec<_> = clauses
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["clause"].as_str().unwrap().starts_with("scope"))
        .collect();
    assert_eq!(scopes.len(), 2);
    assert!(scopes.iter().all(|one| one["denied"] == 0), "{clauses}");
}

#[test]
fn rows_that_fail_cover_nothing() {
    let failing = "  - { name: a, request: GET /open, expect: { deny: missing_token } }\n";
    let folder = folder(failing);
    let json = folder.call(&["run", "spec.yaml", "--coverage", "--format", "json"]).exits(1).json();
    let open = &json["coverage"]["policies"][0]["routes"][2];
    assert_eq!(open["route"], "GET /open");
    assert_eq!(open["clauses"][0]["allowed"], 0);
}

#[test]
fn a_clause_that_decides_nothing_is_noted_and_not_counted() {
    let guardrail = "  readers: { paths: ['/notes'], scopes: notes/read }\n";
    let policy = format!("{POLICY}{guardrail}");
    let folder = Folder::with(&[("policy.yaml", &policy), ("spec.yaml", &format!("{HEAD}{FULL}"))]);
    let answer = folder.call(&["run", "spec.yaml", "--coverage"]).exits(0);
    answer.says("policy.yaml:13: GET /notes: guardrail readers: nothing is denied by it alone");
}

#[test]
fn files_hold_lines_and_branches() {
    let folder = folder(FULL);
    folder.call(&["run", "spec.yaml", "--coverage=lcov.info"]).exits(0);
    let lcov = folder.text("lcov.info");
    assert!(lcov.starts_with("TN:\nSF:policy.yaml\n") && lcov.contains("\nDA:8,"), "{lcov}");
    folder
        .call(&["run", "spec.yaml", "--coverage=c.xml", "--coverage-format", "cobertura"])
        .exits(0);
    assert!(folder.text("c.xml").contains("<line number=\"8\" "));
    folder.call(&["run", "spec.yaml", "--coverage=c.json", "--coverage-format=json"]).exits(0);
    assert!(folder.text("c.json").starts_with("{\"policies\":[{\"policy\":\"policy.yaml\""));
}

#[test]
fn a_report_for_machines_keeps_the_table_off_its_stream() {
    let answer = folder(FULL).call(&["run", "spec.yaml", "--coverage", "--format", "tap"]).exits(0);
    assert!(!answer.out.contains("coverage") && answer.err.contains("coverage: 100.0 %"));
}

#[test]
fn a_policy_of_which_nothing_is_known_ends_the_run_with_2() {
    let policy = POLICY.replace("api: small\n", "api: small\nambiguous_paths: as_gateway\n");
    let folder = Folder::with(&[("policy.yaml", &policy), ("spec.yaml", &format!("{HEAD}{FULL}"))]);
    let answer = folder.call(&["run", "spec.yaml", "--coverage"]).exits(2);
    answer.says("not known: unsupported-ambiguous-paths");
}

#[test]
fn a_limit_needs_the_question_and_is_a_number_of_percent() {
    let folder = folder(FULL);
    folder.call(&["run", "spec.yaml", "--min-coverage", "90"]).exits(2).says("--coverage");
    folder
        .call(&["run", "spec.yaml", "--coverage", "--min-coverage", "101"])
        .exits(2)
        .says("from 0 to 100");
}

/// A template's clauses stand in the template, also when other programs show them.
#[test]
fn coverage_of_a_template_is_of_its_own_lines() {
    let seed = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/seed");
    let text = |name: &str| std::fs::read_to_string(seed.join(name)).unwrap();
    let (template, spec) = (text("serverless.yml"), text("spec.yaml"));
    let folder = Folder::with(&[
        ("serverless.yml", template.as_str()),
        ("order.py", text("order.py").as_str()),
        ("spec.yaml", spec.as_str()),
    ]);
    folder.call(&["run", "spec.yaml", "--coverage=cover.info"]);
    let cover = folder.text("cover.info");
    assert!(cover.starts_with("TN:\nSF:serverless.yml\n"), "{cover}");
    let line = |part: &str| 1 + template.lines().position(|line| line.contains(part)).unwrap();
    for function in ["PostOrder:", "GetOrder:"] {
        let line = line(function);
        let taken = cover.lines().filter_map(|one| one.strip_prefix("DA:"));
        let near = taken.filter_map(|one| one.split(',').next()?.parse::<usize>().ok());
        assert!(near.into_iter().any(|at| at.abs_diff(line) < 12), "{function} {line}\n{cover}");
    }
}
