//! The lines of files that hold clauses, and the rows that take each branch.

use std::collections::BTreeMap;

use crate::outcome::coverage::{PolicyCoverage, Share};

/// By line, the rows of each branch.
pub(super) type Lines = BTreeMap<usize, Vec<usize>>;

/// The files of a policy with their lines: one, but for a template of several.
pub(super) fn files(policy: &PolicyCoverage) -> BTreeMap<&str, Lines> {
    let mut files: BTreeMap<&str, Lines> = BTreeMap::new();
    for clause in policy.routes.iter().flat_map(|route| &route.clauses) {
        let mut branches = [clause.allowed, clause.denied].into_iter().flatten().peekable();
        if branches.peek().is_some() {
            let lines = files.entry(&clause.file).or_default();
            lines.entry(clause.line).or_default().extend(branches);
        }
    }
    if files.is_empty() {
        files.insert(&policy.policy, Lines::new());
    }
    files
}

/// Counts the lines and their branches, and those of them that rows take.
pub(super) fn shares(lines: &Lines) -> (Share, Share) {
    let hit = |taken: &&usize| **taken > 0;
    let lines_hit = lines.values().filter(|branches| branches.iter().any(|taken| hit(&taken)));
    let branches = || lines.values().flatten();
    (
        Share { covered: lines_hit.count(), all: lines.len() },
        Share { covered: branches().filter(hit).count(), all: branches().count() },
    )
}
