//! The report for people: what needs mending first to last, then the numbers.
//!
//! Every word that colour stresses is there without colour.

use std::io;

use anstyle::{AnsiColor, Style as Paint};

use super::words::{Style, last_line, place};
use crate::{
    outcome::{Outcome, Row, Run},
    visible::Visible,
};

const PASS: Paint = AnsiColor::Green.on_default();
const FAIL: Paint = AnsiColor::Red.on_default().bold();
const ERROR: Paint = AnsiColor::Magenta.on_default().bold();
const SKIP: Paint = AnsiColor::Yellow.on_default();

pub(super) fn write(run: &Run, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for row in &run.rows {
        match row.outcome {
            Outcome::Pass if style.every_row => {
                word("PASS", PASS, style, out)?;
                writeln!(out, " {}{}", Visible(&row.name), mark(row))?;
            }
            Outcome::Pass => {}
            Outcome::Fail => block("FAIL", FAIL, row, style, out)?,
            Outcome::Error => block("ERROR", ERROR, row, style, out)?,
            Outcome::Skip => {
                word("SKIP", SKIP, style, out)?;
                writeln!(out, " {} ({}): {}", Visible(&row.name), place(row), Visible(&row.got))?;
            }
        }
    }
    if let Some(coverage) = &run.coverage {
        super::coverage::write(coverage, out)?;
    }
    match run.rows.iter().filter(|row| is_ours(row)).count() {
        0 => {}
        1 => writeln!(out, "1 row rests on our own reading of the gateway (certainty: ours)")?,
        many => {
            writeln!(out, "{many} rows rest on our own reading of the gateway (certainty: ours)")?;
        }
    }
    writeln!(out, "{}", last_line(run.summary()))
}

/// Writes a row that needs mending, one fact a line, and an empty line after it.
fn block(
    title: &str,
    paint: Paint,
    row: &Row,
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    word(title, paint, style, out)?;
    writeln!(out, " {}{}", Visible(&row.name), mark(row))?;
    writeln!(out, "  {}", place(row))?;
    let verdict = [("expected", row.expected.as_str()), ("got", row.got.as_str())];
    let notes = row.notes.iter().map(|note| (note.label, note.text.as_str()));
    let facts: Vec<_> = verdict.into_iter().chain(notes).collect();
    let width = facts.iter().map(|(label, _)| label.len() + 1).max().unwrap_or(0);
    for (label, text) in facts {
        writeln!(out, "  {:width$} {}", format!("{label}:"), Visible(text))?;
    }
    writeln!(out)
}

fn word(word: &str, paint: Paint, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    if style.colour { write!(out, "{paint}{word}{paint:#}") } else { write!(out, "{word}") }
}

/// Returns what marks a row whose outcome no document of the gateway's maker backs.
fn mark(row: &Row) -> &'static str {
    if is_ours(row) { " (certainty: ours)" } else { "" }
}

fn is_ours(row: &Row) -> bool {
    row.certainty == Some("ours")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        render::Sources,
        report::{
            Format,
            fixture::{HOSTILE, hostile_run, run, written},
        },
        visible::is_hidden,
    };

    const EXPECTED: &str = "\
FAIL a reader may not post (certainty: ours)
  specs/orders.yaml:12:5
  expected: 403
  got:      allow POST /orders
  route:    POST /orders (policies/orders.yaml:9:3)
  token:    scope = orders

ERROR keys
  specs/orders.yaml:12:5
  expected: allow
  got:      no key can be made

SKIP later (specs/other.yaml:12:5): waits for the new pool
1 row rests on our own reading of the gateway (certainty: ours)
1 passed, 1 failed, 1 skipped, 1 error
";

    fn styled(run: &Run, style: Style) -> String {
        let mut out = Vec::new();
        super::super::write(Format::Pretty, run, &Sources::default(), style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_needs_mending_is_told_with_its_place() {
        assert_eq!(written(Format::Pretty, &run()), EXPECTED);
    }

    #[test]
    fn passing_rows_are_listed_when_asked_for() {
        let text = styled(&run(), Style { every_row: true, colour: false });
        assert_eq!(text, format!("PASS a poster posts\n{EXPECTED}"));
    }

    #[test]
    fn a_run_without_rows_still_ends_in_the_numbers() {
        assert_eq!(written(Format::Pretty, &Run::default()), "0 passed, 0 failed, 0 skipped\n");
    }

    #[test]
    fn colour_only_adds_escapes() {
        let text = styled(&run(), Style { every_row: false, colour: true });
        assert!(text.starts_with("\x1b[1m\x1b[31mFAIL\x1b[0m a reader"), "{text:?}");
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), EXPECTED);
    }

    #[test]
    fn hostile_texts_neither_colour_nor_break_lines() {
        let text = written(Format::Pretty, &hostile_run(HOSTILE));
        assert!(
            text.contains("\nERROR é \\u{1b}[31m\\n::error::x]]>#\\%,\"'<&\\u{202e}\\u{ffff}\n"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 6 + 6 + 1 + 1, "{text}");
    }

    proptest! {
        #[test]
        fn no_text_acts_on_the_terminal(text in any::<String>()) {
            let text = written(Format::Pretty, &hostile_run(&text));
            prop_assert!(!text.chars().any(|c| c != '\n' && is_hidden(c)));
            prop_assert_eq!(text.matches('\n').count(), 6 + 6 + 1 + 1);
        }
    }
}
