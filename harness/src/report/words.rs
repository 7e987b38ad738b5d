//! What several formats say in the same words.

use crate::{
    outcome::{Row, Summary},
    visible::Visible,
};

/// How the report for people looks; the other formats have one look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour.
    pub colour: bool,
    /// Whether to list rows that passed too.
    pub every_row: bool,
}

/// Returns the last line for people; errors are named in it only when there are any.
pub(super) fn last_line(summary: Summary) -> String {
    let Summary { passed, failed, errors, skipped } = summary;
    let line = format!("{passed} passed, {failed} failed, {skipped} skipped");
    if errors == 0 {
        line
    } else {
        format!("{line}, {errors} {}", if errors == 1 { "error" } else { "errors" })
    }
}

/// Returns the place of a row as editors and terminals take it.
pub(super) fn place(row: &Row) -> String {
    format!("{}:{}:{}", Visible(&row.file), row.line, row.column)
}

/// Returns a row's expectation and what came of it, on one line.
pub(super) fn in_short(row: &Row) -> String {
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
