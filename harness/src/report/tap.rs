//! The report as TAP version 14.
//!
//! The format knows no errors apart from failures: both are `not ok`, told apart by `severity`.

use std::io;

use super::words::in_short;
use crate::{
    json_text::quoted,
    outcome::{Outcome, Row, Run},
    visible::Visible,
};

pub(super) fn write(run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "TAP version 14")?;
    writeln!(out, "1..{}", run.rows.len())?;
    for (number, row) in (1..).zip(&run.rows) {
        let name = escaped(&row.name);
        match row.outcome {
            Outcome::Pass => writeln!(out, "ok {number} - {name}")?,
            Outcome::Skip => writeln!(out, "ok {number} - {name} # SKIP {}", escaped(&row.got))?,
            Outcome::Fail | Outcome::Error => {
                writeln!(out, "not ok {number} - {name}")?;
                diagnostic(row, out)?;
            }
        }
    }
    Ok(())
}

/// Writes the YAML block that tells why a row is `not ok`.
fn diagnostic(row: &Row, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "  ---")?;
    writeln!(out, "  message: {}", quoted(&in_short(row))?)?;
    writeln!(out, "  severity: {}", row.outcome.as_str())?;
    writeln!(out, "  at:")?;
    writeln!(out, "    file: {}", scalar(&row.file)?)?;
    writeln!(out, "    line: {}", row.line)?;
    writeln!(out, "    column: {}", row.column)?;
    writeln!(out, "  expected: {}", scalar(&row.expected)?)?;
    writeln!(out, "  got: {}", scalar(&row.got)?)?;
    if !row.notes.is_empty() {
        writeln!(out, "  notes:")?;
        for note in &row.notes {
            writeln!(out, "    - {}", scalar(&format!("{}: {}", note.label, note.text))?)?;
        }
    }
    writeln!(out, "  ...")
}

/// Returns a text as a double-quoted scalar of YAML.
///
/// What is visible needs no escape in which JSON and YAML differ, such as surrogate pairs.
fn scalar(text: &str) -> io::Result<String> {
    quoted(&Visible(text).to_string())
}

/// Escapes what would begin a directive.
fn escaped(text: &str) -> String {
    Visible(text).to_string().replace('\\', "\\\\").replace('#', "\\#")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::{
        Format,
        fixture::{HOSTILE, hostile_run, run, written},
    };

    /// Splits a test line at its first `#` that no backslash escapes, and undoes the escapes.
    fn described(line: &str) -> (String, bool) {
        let (mut text, mut characters) = (String::new(), line.chars());
        while let Some(character) = characters.next() {
            match character {
                '\\' => text.extend(characters.next()),
                '#' => return (text, true),
                other => text.push(other),
            }
        }
        (text, false)
    }

    #[test]
    fn every_row_is_a_numbered_line() {
        assert_eq!(
            written(Format::Tap, &run()),
            "\
TAP version 14
1..4
ok 1 - a poster posts
not ok 2 - a reader may not post
  ---
  message: \"expected 403, got allow POST /orders\"
  severity: fail
  at:
    file: \"specs/orders.yaml\"
    line: 12
    column: 5
  expected: \"403\"
  got: \"allow POST /orders\"
  notes:
    - \"route: POST /orders (policies/orders.yaml:9:3)\"
    - \"token: scope = orders\"
  ...
not ok 3 - keys
  ---
  message: \"expected allow, got no key can be made\"
  severity: error
  at:
    file: \"specs/orders.yaml\"
    line: 12
    column: 5
  expected: \"allow\"
  got: \"no key can be made\"
  ...
ok 4 - later # SKIP waits for the new pool
"
        );
    }

    #[test]
    fn an_empty_run_plans_nothing() {
        assert_eq!(written(Format::Tap, &Run::default()), "TAP version 14\n1..0\n");
    }

    #[test]
    fn a_name_cannot_become_a_directive() {
        let text = written(Format::Tap, &hostile_run("x # SKIP \\"));
        assert!(text.contains("\nok 1 - x \\# SKIP \\\\\n"), "{text}");
        let text = written(Format::Tap, &hostile_run(HOSTILE));
        assert!(text.contains("\nok 1 - é \\\\u{1b}[31m\\\\n::error::x]]>\\#\\\\%,"), "{text}");
    }

    proptest! {
        #[test]
        fn any_name_stays_a_name(text in any::<String>()) {
            let report = written(Format::Tap, &hostile_run(&text));
            let tests: Vec<&str> = report.lines().skip(2).filter(|l| !l.starts_with("  ")).collect();
            prop_assert_eq!(tests.len(), 4);
            let name = format!("1 - {}", Visible(&text));
            prop_assert_eq!(described(tests[0].strip_prefix("ok ").unwrap()), (name, false));
            prop_assert!(described(tests[3]).1);
        }
    }
}
