//! The report as annotations of GitHub Actions, then the last line as people see it.

use std::io;

use super::words::{in_short, last_line};
use crate::{
    outcome::{Outcome, Row, Run},
    render::{Annotation, Level},
    visible::Visible,
};

pub(super) fn write(run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
    for row in &run.rows {
        if matches!(row.outcome, Outcome::Fail | Outcome::Error) {
            annotation(row).write(out)?;
        }
    }
    for warning in &run.warnings {
        Annotation::from(warning).write(out)?;
    }
    writeln!(out, "{}", last_line(run.summary()))
}

fn annotation(row: &Row) -> Annotation<'_> {
    let verdict = match row.outcome {
        Outcome::Error => format!("could not be run: {}", Visible(&row.got)),
        Outcome::Pass | Outcome::Fail | Outcome::Skip => in_short(row),
    };
    let notes = row.notes.iter().map(|note| format!("{}: {}", note.label, note.text));
    Annotation {
        level: Level::Error,
        file: &row.file,
        line: row.line,
        column: row.column,
        title: &row.name,
        message: std::iter::once(verdict).chain(notes).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::report::{
        Format,
        fixture::{HOSTILE, hostile_run, run, written},
    };

    #[test]
    fn failures_and_warnings_are_annotations() {
        assert_eq!(
            written(Format::Github, &run()),
            "\
::error file=specs/orders.yaml,line=12,col=5,title=a reader may not post::expected 403, got \
allow POST /orders%0Aroute: POST /orders (policies/orders.yaml:9:3)%0Atoken: scope = orders
::error file=specs/orders.yaml,line=12,col=5,title=keys::could not be run: no key can be made
::warning file=specs/orders.yaml,line=2,col=11,title=unused-token::no row uses token `idle`
1 passed, 1 failed, 1 skipped, 1 error
"
        );
    }

    #[test]
    fn hostile_names_stay_in_their_property() {
        let text = written(Format::Github, &hostile_run(HOSTILE));
        let title =
            ",title=é \\u{1b}[31m\\n%3A%3Aerror%3A%3Ax]]>#\\%25%2C\"'<&\\u{202e}\\u{ffff}::";
        assert!(text.contains(title), "{text}");
    }

    proptest! {
        #[test]
        fn any_text_gives_one_command_a_row(text in any::<String>()) {
            let report = written(Format::Github, &hostile_run(&text));
            let lines: Vec<&str> = report.lines().collect();
            prop_assert_eq!(lines.len(), 3);
            for line in &lines[..2] {
                let (properties, _) = line.strip_prefix("::error ").unwrap().split_once("::").unwrap();
                prop_assert_eq!(properties.split(',').count(), 4);
            }
        }
    }
}
