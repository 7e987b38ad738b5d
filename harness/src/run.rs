//! Runs the rows of a suite: mints, sends, decides, compares. Rows run side by side and are
//! reported in the order of their files.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use engine::{Code, Decision, DenyReason, Diagnostic, Diagnostics, TokenCache};
use rayon::prelude::*;

use crate::mint::Minter;
use crate::outcome::{Outcome, Row};
use crate::progress::Progress;
use crate::spec::Got;
use crate::suite::Suite;

mod notes;
pub(crate) mod proving;
mod selection;
pub(crate) mod sending;

pub use self::selection::Selection;
pub(crate) use self::selection::Task;

/// What a run found beyond its rows.
#[derive(Debug, Default)]
pub struct Ran {
    /// The rows, in file order.
    pub rows: Vec<Row>,
    /// What rows and routes were in vain.
    pub warnings: Diagnostics,
    /// Rows left out after the first failure.
    pub left_out: usize,
}

struct Done {
    row: Row,
    /// The policy's file and the place of the route that was met.
    met: Option<(PathBuf, u32)>,
    warning: Option<Diagnostic>,
}

/// Runs the selected rows of a suite. With a cache a token that an earlier row has sent is not
/// verified again.
pub fn run(
    suite: &Suite,
    selection: &Selection,
    minter: &Minter,
    tokens: Option<&TokenCache>,
    progress: &Progress,
) -> Ran {
    let tasks = selection.tasks(suite);
    // The first row that failed so far: rows after it need not be run.
    let first_failure = AtomicUsize::new(usize::MAX);
    let done: Vec<Option<Done>> = tasks
        .par_iter()
        .enumerate()
        .map(|(at, task)| {
            if selection.fail_fast && at > first_failure.load(Ordering::Relaxed) {
                return None;
            }
            let done = task.decide(minter, tokens);
            if matches!(done.row.outcome, Outcome::Fail | Outcome::Error) {
                first_failure.fetch_min(at, Ordering::Relaxed);
            }
            progress.advance();
            Some(done)
        })
        .collect();
    let last = first_failure.into_inner();
    let kept =
        if selection.fail_fast { last.saturating_add(1).min(done.len()) } else { done.len() };
    let mut ran = Ran { left_out: done.len() - kept, ..Ran::default() };
    let mut met = BTreeSet::new();
    for done in done.into_iter().take(kept).flatten() {
        ran.rows.push(done.row);
        met.extend(done.met);
        done.warning.into_iter().for_each(|warning| ran.warnings.push(warning));
    }
    let claims = selection.claims(suite);
    if selection.fail_fast && last != usize::MAX {
        ran.left_out += claims.len();
    } else {
        ran.rows.extend(proving::rows(&claims, minter, progress));
        in_file_order(suite, &mut ran.rows);
    }
    if selection.is_whole() && ran.left_out == 0 {
        warn_of_untested(suite, &met, &mut ran.warnings);
    }
    ran.warnings = ran.warnings.sorted();
    ran
}

/// Puts the rows of invariants among those of their files.
fn in_file_order(suite: &Suite, rows: &mut [Row]) {
    let files: HashMap<&str, usize> =
        suite.specs.iter().zip(0..).map(|(spec, at)| (spec.source.name(), at)).collect();
    rows.sort_by_key(|row| (files.get(row.file.as_str()).copied(), row.line, row.column));
}

fn warn_of_untested(suite: &Suite, met: &BTreeSet<(PathBuf, u32)>, found: &mut Diagnostics) {
    for spec in &suite.specs {
        let file = &spec.policy.file;
        for route in spec.policy.engine.policy().routes() {
            if !met.contains(&(file.path.clone(), route.span.start)) {
                let message = format!("no row meets {}", route.name);
                found.push(Diagnostic::new(&file.source, route.span, Code::UntestedRoute, message));
            }
        }
    }
}

impl Task<'_> {
    fn decide(&self, minter: &Minter, tokens: Option<&TokenCache>) -> Done {
        if let Some(reason) = &self.case.skip {
            return Done { row: self.row(Outcome::Skip, reason.clone()), met: None, warning: None };
        }
        let sending = match sending::prepare(&self.spec.spec, &self.spec.policy, self.case, minter)
        {
            Ok(sending) => sending,
            Err(message) => {
                return Done { row: self.row(Outcome::Error, message), met: None, warning: None };
            }
        };
        let engine = sending.engine.as_ref().unwrap_or(&self.spec.policy.engine);
        // A key set of the row's own has verified nothing yet.
        let tokens = tokens.filter(|_| sending.engine.is_none()).map(TokenCache::pin);
        let decision = match &tokens {
            Some(tokens) => engine.decide_cached(&sending.request, self.spec.spec.now, tokens),
            None => engine.decide(&sending.request, self.spec.spec.now),
        };
        let got = got(&decision);
        let expectation = &self.case.expectation;
        let passed = expectation.met_by(&got);
        let outcome = if passed { Outcome::Pass } else { Outcome::Fail };
        let mut row = self.row(outcome, shown(&decision));
        row.certainty = Some(engine.certainty(&sending.request, &decision).as_str());
        if !passed {
            row.notes = notes::of(self.spec, self.case, &sending, &got);
        }
        let met =
            decision.route().map(|route| (self.spec.policy.file.path.clone(), route.span.start));
        let lost =
            decision.reason() == Some(DenyReason::NoRoute) && !expectation.expects_no_route();
        let warning = lost.then(|| {
            let message = "the row meets no route, and does not expect that";
            Diagnostic::new(&self.spec.source, self.case.span, Code::UnmatchedRow, message)
                .with_help("mend the path, or expect `no_route`")
        });
        Done { row, met, warning }
    }
}

/// Tells a decision as far as an expectation can speak of it.
pub(crate) fn got<'d>(decision: &'d Decision<'d>) -> Got<'d> {
    Got {
        allowed: decision.is_allowed(),
        reason: decision.reason().map(DenyReason::as_str),
        status: decision.status(),
        route: decision.route().map(|route| route.name.as_str()),
        guardrail: decision.guardrail().map(|guardrail| guardrail.name.as_str()),
        variables: decision
            .variables()
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect(),
        challenge: decision.challenge().map(|challenge| challenge.to_string()),
    }
}

/// Tells a decision in a few words.
pub(crate) fn shown(decision: &Decision<'_>) -> String {
    match decision.reason() {
        None if decision.is_preflight() => format!("allow: a preflight ({})", decision.status()),
        None => "allow".to_owned(),
        Some(reason) => format!("deny: {reason} ({})", decision.status()),
    }
}
