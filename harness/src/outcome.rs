//! What became of each row of a run, ready to be reported in any format.

use std::time::Duration;

use engine::Diagnostic;

use self::coverage::Coverage;

pub mod coverage;

/// What became of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The decision met the expectation.
    Pass,
    /// It did not.
    Fail,
    /// The row could not be run.
    Error,
    /// The row says why it is not run.
    Skip,
}

impl Outcome {
    /// Returns the word used in reports: `pass`, `fail`, `error` or `skip`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Error => "error",
            Self::Skip => "skip",
        }
    }
}

/// One line of what a reader needs to mend a row, such as `route` and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What is told: `route`, `guardrail`, `token`, `missing`, `challenge`, `asked`.
    pub label: &'static str,
    /// The telling, one line.
    pub text: String,
}

/// One row of a spec after the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Name of the row, unique within its file.
    pub name: String,
    /// File of the spec as the user named it.
    pub file: String,
    /// Line of the row in that file, from 1.
    pub line: usize,
    /// Column of the row, from 1.
    pub column: usize,
    /// What became of it.
    pub outcome: Outcome,
    /// What the row expects, as written.
    pub expected: String,
    /// What was decided; for a skipped or failed-to-run row, why.
    pub got: String,
    /// How sure it is that the real gateway decides so: `documented`, `likely` or `ours`.
    pub certainty: Option<&'static str>,
    /// What helps to mend a failing row; empty for others.
    pub notes: Vec<Note>,
}

/// The numbers of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows that passed.
    pub passed: usize,
    /// Rows that failed.
    pub failed: usize,
    /// Rows that could not be run.
    pub errors: usize,
    /// Rows skipped with a reason.
    pub skipped: usize,
}

/// Everything a reporter tells of a run.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// The rows, in file order.
    pub rows: Vec<Row>,
    /// Warnings about specs and policies, sorted.
    pub warnings: Vec<Diagnostic>,
    /// Wall-clock time from reading to the last row.
    pub elapsed: Duration,
    /// What the rows cover of their policies, where that was asked for.
    pub coverage: Option<Coverage>,
}

impl Run {
    /// Counts the rows by outcome.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for row in &self.rows {
            match row.outcome {
                Outcome::Pass => summary.passed += 1,
                Outcome::Fail => summary.failed += 1,
                Outcome::Error => summary.errors += 1,
                Outcome::Skip => summary.skipped += 1,
            }
        }
        summary
    }
}
