//! A run with a row of every outcome and names made to break each format.

use std::time::Duration;

use engine::{Code, Diagnostic, Source, Span};

use crate::{
    outcome::{Note, Outcome, Row, Run},
    render::Sources,
    report::{Format, Style, write},
};

/// A name that attacks every format at once.
pub(crate) const HOSTILE: &str = "é \x1b[31m\n::error::x]]>#\\%,\"'<&\u{202e}\u{ffff}";

/// Makes a row at line 12, column 5 of `specs/orders.yaml`.
pub(crate) fn row(outcome: Outcome, name: &str, expected: &str, got: &str) -> Row {
    Row {
        name: name.to_owned(),
        file: "specs/orders.yaml".to_owned(),
        line: 12,
        column: 5,
        outcome,
        expected: expected.to_owned(),
        got: got.to_owned(),
        certainty: Some("documented"),
        notes: Vec::new(),
    }
}

/// Makes a run with one row of each outcome and one warning.
pub(crate) fn run() -> Run {
    let mut failed = row(Outcome::Fail, "a reader may not post", "403", "allow POST /orders");
    failed.certainty = Some("ours");
    failed.notes = vec![
        Note { label: "route", text: "POST /orders (policies/orders.yaml:9:3)".to_owned() },
        Note { label: "token", text: "scope = orders".to_owned() },
    ];
    let mut errored = row(Outcome::Error, "keys", "allow", "no key can be made");
    errored.certainty = None;
    let mut skipped = row(Outcome::Skip, "later", "allow", "waits for the new pool");
    skipped.certainty = None;
    skipped.file = "specs/other.yaml".to_owned();
    let source = Source::new("specs/orders.yaml", "version: 1\ntokens: { idle: {} }\n");
    let warning = Diagnostic::new(
        &source,
        Span { start: 21, end: 25 },
        Code::UnusedToken,
        "no row uses token `idle`",
    );
    Run {
        rows: vec![
            row(Outcome::Pass, "a poster posts", "allow", "allow"),
            failed,
            errored,
            skipped,
        ],
        warnings: vec![warning],
        coverage: None,
        elapsed: Duration::from_millis(1500),
    }
}

/// Makes a run whose every text is hostile.
pub(crate) fn hostile_run(text: &str) -> Run {
    let outcomes = [Outcome::Pass, Outcome::Fail, Outcome::Error, Outcome::Skip];
    let rows = outcomes.map(|outcome| {
        let mut row = row(outcome, text, text, text);
        row.file = text.to_owned();
        row.notes = vec![Note { label: "route", text: text.to_owned() }];
        row
    });
    Run { rows: rows.to_vec(), ..Run::default() }
}

/// Writes a run without colour.
pub(crate) fn written(format: Format, run: &Run) -> String {
    let mut out = Vec::new();
    write(format, run, &Sources::default(), Style::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
