//! What a run found, in the format asked for. Each format is one file.
//!
//! Reports go to the standard output or a file and hold the answer only: warnings are in them
//! where a machine format has a place for them; for people they go through [`crate::render`].

mod github;
mod json;
mod junit;
mod pretty;
mod tap;

#[cfg(test)]
mod fixture;

use std::io;

use clap::ValueEnum;

use crate::{
    outcome::{Row, Run, Summary},
    render::Sources,
    visible::Visible,
};

/// The value of `--format` of `harness run`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Pretty,
    /// One JSON object.
    Json,
    /// JUnit XML.
    Junit,
    /// TAP version 14.
    Tap,
    /// Annotations of GitHub Actions.
    Github,
}

/// How the report for people looks; the other formats have one look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour.
    pub colour: bool,
    /// Whether to list rows that passed too.
    pub every_row: bool,
}

/// Writes a report. Many small writes: hand over a buffered writer.
///
/// # Errors
///
/// Fails when the writer does.
pub fn write(
    format: Format,
    run: &Run,
    sources: &Sources,
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Pretty => pretty::write(run, style, out),
        Format::Json => json::write(run, sources, out),
        Format::Junit => junit::write(run, out),
        Format::Tap => tap::write(run, out),
        Format::Github => github::write(run, out),
    }
}

/// Returns the last line for people; errors are named in it only when there are any.
fn last_line(summary: Summary) -> String {
    let Summary { passed, failed, errors, skipped } = summary;
    let line = format!("{passed} passed, {failed} failed, {skipped} skipped");
    if errors == 0 {
        line
    } else {
        format!("{line}, {errors} {}", if errors == 1 { "error" } else { "errors" })
    }
}

/// Returns the place of a row as editors and terminals take it.
fn place(row: &Row) -> String {
    format!("{}:{}:{}", Visible(&row.file), row.line, row.column)
}

/// Returns a row's expectation and what came of it, on one line.
fn in_short(row: &Row) -> String {
    format!("expected {}, got {}", Visible(&row.expected), Visible(&row.got))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_names_errors_only_when_there_are_any() {
        assert_eq!(last_line(Summary::default()), "0 passed, 0 failed, 0 skipped");
        let summary = Summary { passed: 1, failed: 2, errors: 3, skipped: 4 };
        assert_eq!(last_line(summary), "1 passed, 2 failed, 4 skipped, 3 errors");
    }
}
