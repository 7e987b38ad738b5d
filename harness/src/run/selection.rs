//! Which rows of a suite are run.

use crate::outcome::{Outcome, Row};
use crate::spec::Case;
use crate::suite::{ReadySpec, Suite};

/// Which rows of a suite are run, and how.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Runs rows whose name or file holds one of these; empty runs all.
    pub filters: Vec<String>,
    /// Runs the i-th of n parts, counted from 1.
    pub partition: Option<(usize, usize)>,
    /// Ends the report at the first row that fails.
    pub fail_fast: bool,
}

/// A row with its spec.
#[derive(Clone, Copy)]
pub(crate) struct Task<'s> {
    pub(crate) spec: &'s ReadySpec,
    pub(crate) case: &'s Case,
}

impl Selection {
    /// Returns the selected rows, in file order.
    pub(crate) fn tasks<'s>(&self, suite: &'s Suite) -> Vec<Task<'s>> {
        let all = suite
            .specs
            .iter()
            .flat_map(|spec| spec.spec.cases.iter().map(move |case| Task { spec, case }));
        self.part(all.filter(|task| self.has(&task.case.name, task.spec.source.name())))
    }

    /// Returns the part of rows that is run.
    pub(super) fn part<T>(&self, rows: impl Iterator<Item = T>) -> Vec<T> {
        let Some((part, parts)) = self.partition else { return rows.collect() };
        rows.enumerate().filter(|(at, _)| at % parts + 1 == part).map(|(_, row)| row).collect()
    }

    /// Returns whether a row of this name in this file is asked for.
    pub(super) fn has(&self, name: &str, file: &str) -> bool {
        self.filters.is_empty()
            || self.filters.iter().any(|filter| name.contains(filter) || file.contains(filter))
    }

    pub(super) fn is_whole(&self) -> bool {
        self.filters.is_empty() && self.partition.is_none()
    }
}

impl Task<'_> {
    /// Returns the row's line of the report.
    pub(crate) fn row(&self, outcome: Outcome, got: String) -> Row {
        Row {
            name: self.case.name.clone(),
            file: self.spec.source.name().to_owned(),
            line: self.case.line,
            column: self.case.column,
            outcome,
            expected: self.case.expectation.text.clone(),
            got,
            certainty: None,
            notes: Vec::new(),
        }
    }
}
