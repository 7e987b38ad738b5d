//! Random requests and claims against the laws, for the user's own policy.
//!
//! The engine is right when nothing is found, so what finds is itself tested by planted mistakes.
//! The same seed makes the same cases and finds the same first breach, on however many threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

mod case;
mod generate;
mod laws;
mod naive;
mod random;
mod row;
mod shrink;
mod subject;
mod tokens;
mod vocabulary;

pub use self::{
    case::{Answer, Case},
    laws::{Breach, Law},
    subject::Subject,
    tokens::Tokens,
};
use self::{generate::Generator, laws::Court, vocabulary::Vocabulary};
use crate::progress::Progress;

/// Cases between two looks at the clock: few enough to stop in time.
const WAVE: u64 = 1_024;

/// How long to look.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Most cases tried.
    pub cases: u64,
    /// What the cases are made from.
    pub seed: u64,
    /// When to stop, counted from the start.
    pub time: Option<Duration>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Cases tried, up to the one that broke a law.
    pub cases: u64,
    /// The first breach.
    pub broken: Option<Finding>,
}

/// A case that breaks a law, made small.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The number of the case before it was made small.
    pub number: u64,
    /// The small case.
    pub case: Case,
    /// The law, and what was said.
    pub breach: Breach,
    /// The case as a row of a spec.
    pub row: String,
}

/// Holds random cases against the laws until one is broken.
///
/// # Errors
/// A row that cannot be written.
pub fn fuzz(
    subject: &dyn Subject,
    tokens: Option<&Tokens>,
    extent: Extent,
    progress: &Progress,
) -> std::io::Result<Found> {
    let begun = Instant::now();
    let vocabulary = Vocabulary::of(subject.policy());
    let generator = Generator::new(&vocabulary, extent.seed);
    let court = Court { subject, vocabulary: &vocabulary, tokens };
    let mut next = 0;
    while next < extent.cases && extent.time.is_none_or(|time| begun.elapsed() < time) {
        let end = next.saturating_add(WAVE).min(extent.cases);
        if let Some(number) = first_breach(&court, &generator, next..end, progress) {
            let case = generator.case(number);
            // Laws depend on the case alone, so it breaks one again.
            let Some(breach) = court.try_case(&case) else {
                next = number.saturating_add(1);
                continue;
            };
            let (case, breach) = shrink::shrink(&court, case, breach);
            let name = format!("{} (fuzz, seed {}, case {number})", breach.law, extent.seed);
            let row = row::row(subject.policy(), &case, &name)?;
            let broken = Some(Finding { number, case, breach, row });
            return Ok(Found { cases: number + 1, broken });
        }
        next = end;
    }
    Ok(Found { cases: next, broken: None })
}

/// The smallest number of a case that breaks a law: every one below it is tried, too.
fn first_breach(
    court: &Court<'_>,
    generator: &Generator<'_>,
    numbers: std::ops::Range<u64>,
    progress: &Progress,
) -> Option<u64> {
    let first = AtomicU64::new(u64::MAX);
    numbers.into_par_iter().for_each(|number| {
        if number < first.load(Ordering::Relaxed)
            && court.try_case(&generator.case(number)).is_some()
        {
            first.fetch_min(number, Ordering::Relaxed);
        }
        progress.advance();
    });
    Some(first.into_inner()).filter(|number| *number != u64::MAX)
}

#[cfg(test)]
mod tests;
