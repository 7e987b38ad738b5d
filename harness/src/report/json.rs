//! The report as one JSON object, the shape that other programs rely on.

use std::io;

use serde::Serialize;

use crate::{
    json_text,
    outcome::{Row, Run, coverage::Coverage},
    render::{Finding, Sources},
};

#[derive(Serialize)]
struct Document<'a> {
    summary: Numbers,
    rows: Vec<Entry<'a>>,
    warnings: Vec<Finding<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<&'a Coverage>,
}

#[derive(Serialize)]
struct Numbers {
    passed: usize,
    failed: usize,
    errors: usize,
    skipped: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
    outcome: &'static str,
    expected: &'a str,
    got: &'a str,
    certainty: Option<&'static str>,
    notes: Vec<Fact<'a>>,
}

#[derive(Serialize)]
struct Fact<'a> {
    label: &'static str,
    text: &'a str,
}

pub(super) fn write(run: &Run, sources: &Sources, out: &mut dyn io::Write) -> io::Result<()> {
    let summary = run.summary();
    let document = Document {
        summary: Numbers {
            passed: summary.passed,
            failed: summary.failed,
            errors: summary.errors,
            skipped: summary.skipped,
        },
        rows: run.rows.iter().map(entry).collect(),
        warnings: run.warnings.iter().map(|warning| Finding::new(warning, sources)).collect(),
        coverage: run.coverage.as_ref(),
    };
    json_text::write_line(&document, out)
}

fn entry(row: &Row) -> Entry<'_> {
    Entry {
        name: &row.name,
        file: &row.file,
        line: row.line,
        column: row.column,
        outcome: row.outcome.as_str(),
        expected: &row.expected,
        got: &row.got,
        certainty: row.certainty,
        notes: row.notes.iter().map(|note| Fact { label: note.label, text: &note.text }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        report::{
            Format,
            fixture::{HOSTILE, hostile_run, run, written},
        },
        visible::is_hidden,
    };

    #[test]
    fn the_object_has_the_promised_shape() {
        let text = written(Format::Json, &run());
        assert!(text.ends_with("}\n") && text.matches('\n').count() == 1, "{text}");
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["summary"], json!({"passed": 1, "failed": 1, "errors": 1, "skipped": 1}));
        assert_eq!(
            value["rows"][1],
            json!({
                "name": "a reader may not post", "file": "specs/orders.yaml", "line": 12,
                "column": 5, "outcome": "fail", "expected": "403", "got": "allow POST /orders",
                "certainty": "ours", "notes": [
                    {"label": "route", "text": "POST /orders (policies/orders.yaml:9:3)"},
                    {"label": "token", "text": "scope = orders"},
                ],
            })
        );
        assert_eq!(value["rows"][3]["outcome"], "skip");
        assert_eq!(value["rows"][3]["certainty"], Value::Null);
        assert_eq!(value["warnings"][0]["code"], "unused-token");
        assert_eq!(value["warnings"][0]["line"], 2);
    }

    #[test]
    fn an_empty_run_is_an_object_too() {
        assert_eq!(
            written(Format::Json, &Run::default()),
            "{\"summary\":{\"passed\":0,\"failed\":0,\"errors\":0,\"skipped\":0},\
             \"rows\":[],\"warnings\":[]}\n"
        );
    }

    #[test]
    fn hostile_texts_come_back_whole() {
        let text = written(Format::Json, &hostile_run(HOSTILE));
        assert!(!text.trim_end().chars().any(is_hidden), "{text:?}");
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["rows"][0]["name"], HOSTILE);
        assert_eq!(value["rows"][1]["notes"][0]["text"], HOSTILE);
    }
}
