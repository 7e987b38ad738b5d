//! `harness run --format`: reports that programs read, also when rows fail.

use quick_xml::events::Event;
use serde_json::json;

use crate::harness::{Folder, MIXED, POLICY};

/// One row of every outcome.
fn folder() -> Folder {
    let folder = Folder::with(&[("policy.yaml", POLICY), ("spec.yaml", MIXED)]);
    folder.write("broken.yaml", "version: 1\npolicy: policy.yaml\ncases: 7\n");
    folder
}

#[test]
fn json_has_the_promised_shape() {
    let answer = folder().call(&["run", ".", "--format", "json"]).exits(2);
    let report = answer.json();
    let counts = json!({ "passed": 2, "failed": 1, "errors": 1, "skipped": 1 });
    assert_eq!(report["summary"], counts);
    let rows = report["rows"].as_array().unwrap();
    let outcomes: Vec<&str> = rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes.iter().filter(|one| **one == "error").count(), 1);
    let failed = rows.iter().find(|row| row["outcome"] == "fail").unwrap();
    for (key, value) in [
        ("name", json!("another reads")),
        ("file", json!("spec.yaml")),
        ("line", json!(8)),
        ("column", json!(5)),
        ("expected", json!("allow")),
        ("got", json!("deny: insufficient_scope (403)")),
        ("certainty", json!("likely")),
    ] {
        assert_eq!(failed[key], value, "{key} of {failed}");
    }
}

#[test]
fn junit_is_well_formed_and_counts() {
    let text = folder().call(&["run", ".", "--format", "junit"]).exits(2).out;
    let mut reader = quick_xml::Reader::from_str(&text);
    reader.config_mut().check_end_names = true;
    let (mut cases, mut failures, mut errors, mut skipped) = (0, 0, 0, 0);
    loop {
        let event = reader.read_event().unwrap();
        if matches!(event, Event::Eof) {
            break;
        }
        if let Event::Start(tag) | Event::Empty(tag) = event {
            match tag.name().as_ref() {
                b"testcase" => cases += 1,
                b"failure" => failures += 1,
                b"error" => errors += 1,
                b"skipped" => skipped += 1,
                _ => {}
            }
        }
    }
    assert_eq!((cases, failures, errors, skipped), (5, 1, 1, 1), "{text}");
}

#[test]
fn tap_has_its_plan_and_a_line_for_each_row() {
    let text = folder().call(&["run", ".", "--format", "tap"]).exits(2).out;
    assert!(text.starts_with("TAP version 14\n"), "{text}");
    assert!(text.lines().any(|line| line == "1..5"), "{text}");
    let points = text.lines().filter(|line| line.starts_with("ok ") || line.starts_with("not ok "));
    assert_eq!(points.count(), 5, "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("not ok ")).count(), 2, "{text}");
    assert_eq!(text.matches("# SKIP").count(), 1, "{text}");
}

#[test]
fn github_marks_the_lines_of_rows() {
    let text = folder().call(&["run", ".", "--format", "github"]).exits(2).out;
    assert!(text.contains("::error file=spec.yaml,line=8"), "{text}");
}

#[test]
fn output_takes_the_report_and_the_terminal_the_one_for_people() {
    let folder = folder();
    let answer = folder.call(&["run", "spec.yaml", "--format", "json", "--output", "report.json"]);
    assert_eq!(answer.last_line(), "2 passed, 1 failed, 1 skipped");
    let report: serde_json::Value = serde_json::from_str(&folder.text("report.json")).unwrap();
    assert_eq!(report["summary"]["failed"], 1);
    folder.call(&["run", "spec.yaml", "--output", "no/such/report"]).exits(2).says("--output");
}

#[test]
fn an_empty_run_is_a_valid_report_too() {
    let folder = Folder::new();
    let report = folder.call(&["run", ".", "--format", "json"]).exits(4).json();
    assert_eq!(report["rows"], json!([]));
    let text = folder.call(&["run", ".", "--format", "tap"]).exits(4).out;
    assert!(text.contains("1..0"), "{text}");
}

#[test]
fn verbose_lists_rows_that_pass() {
    let folder = folder();
    let row = "PASS a reader reads";
    folder.call(&["run", "spec.yaml"]).never_says(row);
    folder.call(&["run", "spec.yaml", "--verbose"]).says(row);
}
