//! Holds logs against what section 3 of SARIF 2.1.0 requires of each object.

use engine::Source;
use serde_json::{Value, json};

use super::*;

fn written(diagnostics: &Diagnostics, sources: &Sources) -> Value {
    let mut out = Vec::new();
    write(diagnostics, sources, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn two_findings() -> (Diagnostics, Sources) {
    let source = Source::new("a b.yaml", "a: 1\nb: 2\na: é\n");
    let unused = Diagnostic::new(&source, Span { start: 5, end: 6 }, Code::UnusedScope, "unused");
    let twice = Diagnostic::new(&source, Span { start: 10, end: 16 }, Code::DuplicateKey, "twice")
        .with_help("keep one")
        .with_related(&source, Span { start: 0, end: 1 }, "first here");
    let mut diagnostics = Diagnostics::from(unused);
    diagnostics.push(twice);
    let mut sources = Sources::new();
    sources.insert(source);
    (diagnostics, sources)
}

#[test]
fn the_log_has_every_required_property() {
    let (diagnostics, sources) = two_findings();
    let log = written(&diagnostics, &sources);
    // 3.13: version and runs; 3.14: tool; 3.18: driver; 3.19: name.
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"].as_array().unwrap().len(), 1);
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "harness");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    // 3.49: id, unique within the driver; 3.12: a message has a text.
    assert_eq!(
        run["tool"]["driver"]["rules"],
        json!([
            {"id": "duplicate-key", "shortDescription": {"text": "a key stands twice in one map"},
             "defaultConfiguration": {"level": "error"}},
            {"id": "unused-scope",
             "shortDescription": {"text": "a scope of the catalogue that nothing asks for"},
             "defaultConfiguration": {"level": "warning"}},
        ])
    );
    assert_eq!(run.get("invocations"), None);
}

#[test]
fn a_result_names_its_rule_and_place() {
    let (diagnostics, sources) = two_findings();
    let log = written(&diagnostics, &sources);
    let artifact = json!({"uri": "a%20b.yaml"});
    assert_eq!(
        log["runs"][0]["results"],
        json!([
            {"ruleId": "unused-scope", "ruleIndex": 1, "level": "warning",
             "message": {"text": "unused"},
             "locations": [{"physicalLocation": {"artifactLocation": artifact, "region":
                {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 2}}}]},
            {"ruleId": "duplicate-key", "ruleIndex": 0, "level": "error",
             "message": {"text": "twice\nhelp: keep one"},
             "locations": [{"physicalLocation": {"artifactLocation": artifact, "region":
                {"startLine": 3, "startColumn": 1, "endLine": 4, "endColumn": 1}}}],
             "relatedLocations": [{"physicalLocation": {"artifactLocation": artifact, "region":
                {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}},
                "message": {"text": "first here"}}]},
        ])
    );
}

#[test]
fn no_findings_are_an_empty_list_and_not_none() {
    let log = written(&Diagnostics::new(), &Sources::new());
    // 3.14.23: absent results would say that the check did not run.
    assert_eq!(log["runs"][0]["results"], json!([]));
}

#[test]
fn dropped_findings_are_told_in_the_log() {
    let mut diagnostics = Diagnostics::new();
    for _ in 0..1_001 {
        diagnostics.push(Diagnostic::about_file("x", Code::Unreadable, "gone"));
    }
    let log = written(&diagnostics, &Sources::new());
    // 3.20.14: executionSuccessful is required; 3.58.5: a notification's message is.
    assert_eq!(
        log["runs"][0]["invocations"],
        json!([{"executionSuccessful": true, "toolExecutionNotifications":
            [{"level": "warning", "message": {"text": "1 more finding is not shown"}}]}])
    );
}
