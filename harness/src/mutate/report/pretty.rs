//! The report for people: what survives and how to kill it, rows that kill nothing, the score.

use std::collections::BTreeSet;
use std::io;

use anstyle::{AnsiColor, Style as Paint};

use super::words::{has_left_out, idle, last_line, shown, survivors};
use crate::mutate::score::{Fate, Judged, Mutation};
use crate::spec_row::parted;
use crate::visible::Visible;

const SURVIVED: Paint = AnsiColor::Red.on_default().bold();

/// Most rows that are listed by name.
const MOST_ROWS: usize = 20;

pub(super) fn write(
    mutation: &Mutation,
    reasons: bool,
    colour: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut rows = BTreeSet::new();
    for survivor in survivors(mutation, reasons) {
        if colour {
            write!(out, "{SURVIVED}SURVIVED{SURVIVED:#}")?;
        } else {
            write!(out, "SURVIVED")?;
        }
        block(survivor, &mut rows, out)?;
    }
    let idle: Vec<_> = idle(mutation).collect();
    if !idle.is_empty() {
        writeln!(out, "{} of {} rows kill no mutant:", idle.len(), mutation.rows.len())?;
        for (row, weakness) in idle.iter().take(MOST_ROWS) {
            let (file, name) = (Visible(&row.file), Visible(&row.name));
            writeln!(out, "  {file}:{}:{} {name} ({weakness})", row.line, row.column)?;
        }
        if idle.len() > MOST_ROWS {
            writeln!(out, "  and {} more", idle.len() - MOST_ROWS)?;
        }
        writeln!(out)?;
    }
    if has_left_out(mutation) {
        writeln!(out, "rows that kill no mutant are not listed: not all mutants were made")?;
    }
    writeln!(out, "{}", last_line(mutation, reasons))
}

/// Writes the rest of a survivor's title, then what is known of it, and an empty line; rows that
/// stand above are not written again.
fn block<'m>(
    survivor: &'m Judged,
    rows: &mut BTreeSet<(&'m str, &'m str)>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let Judged { operator, line, column, .. } = survivor;
    writeln!(out, " {}", Visible(&survivor.description))?;
    writeln!(out, "  {}:{line}:{column} ({operator})", Visible(&survivor.file))?;
    if let Some(shown) = shown(&survivor.fate) {
        writeln!(out, "  {}", Visible(&shown))?;
    }
    if let Fate::Survived { shown: Some(one), .. } = &survivor.fate {
        let (name, _) = parted(&one.row);
        if one.row.is_empty() {
            writeln!(out, "  no row can say this request")?;
        } else if rows.insert((&survivor.file, &one.row)) {
            writeln!(out, "a row to paste under `cases:`:")?;
            for line in one.row.lines() {
                writeln!(out, "{}", Visible(line))?;
            }
        } else {
            let name = name.trim_start_matches("  - name: ");
            writeln!(out, "  the row above notices it, too: {}", Visible(name))?;
        }
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use crate::mutate::report::{
        Format,
        fixture::{HOSTILE, hostile, mutation, written},
    };
    use crate::mutate::score::Mutation;

    #[test]
    fn survivors_come_with_their_rows_and_idle_rows_with_what_is_weak() {
        assert_eq!(
            written(Format::Pretty, &mutation(), false),
            "\
SURVIVED GET /a: made public
  p.yaml:7:3 (route-public)
  newly_allowed: GET /a without a token: deny missing_token became allow
a row to paste under `cases:`:
  - name: x
    request: GET /a
    expect: missing_token

SURVIVED `g`: dropped
  p.yaml:9:3 (guardrail-dropped)
  not known how it shows: too large

1 of 2 rows kill no mutant:
  s.yaml:5:5 lost (expects a bare status)

score 33.3 %: 1 killed, 2 survived, 1 equivalent, 4 stillborn, 1 of reasons alone
"
        );
    }

    #[test]
    fn mutants_of_reasons_are_listed_and_counted_when_asked_for() {
        let text = written(Format::Pretty, &mutation(), true);
        assert!(text.contains("SURVIVED `a`: a leeway of 60 seconds\n"), "{text}");
        assert!(text.ends_with("score 25.0 %: 1 killed, 3 survived, 1 equivalent, 4 stillborn\n"));
    }

    #[test]
    fn rows_are_not_blamed_where_not_all_mutants_were_made_nor_invariants_that_nobody_asked() {
        let partial = Mutation { partial: true, ..mutation() };
        let text = written(Format::Pretty, &partial, false);
        assert!(!text.contains("lost"), "{text}");
        let told = "\n\nrows that kill no mutant are not listed: not all mutants were made\nscore ";
        assert!(text.contains(told), "{text}");
        let mut never_asked = mutation();
        never_asked.rows[1].asked = false;
        let text = written(Format::Pretty, &never_asked, false);
        assert!(!text.contains("kill no mutant"), "{text}");
    }

    #[test]
    fn nothing_to_kill_has_no_score() {
        let text = written(Format::Pretty, &Mutation::default(), false);
        assert_eq!(text, "0 killed, 0 survived, 0 equivalent, 0 stillborn\n");
    }

    #[test]
    fn hostile_texts_stay_on_their_line() {
        let text = written(Format::Pretty, &hostile(), false);
        assert!(!text.contains('\x1b') && !text.contains("\n::error"), "{text}");
        assert!(text.contains("\\u{1b}[31m\\n::error::x"), "{text} {HOSTILE}");
    }
}
