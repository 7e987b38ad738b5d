//! How far a long run is, on a terminal and only there.
//!
//! A run that ends within a blink shows nothing. What is shown has no colour, goes to the
//! standard error stream and is wiped away before the report is printed.

use std::{
    fmt,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long a run may take before anything is shown.
const PATIENCE: Duration = Duration::from_millis(300);

/// Counts finished rows from any thread. Dropping it wipes what it shows.
pub struct Progress {
    total: u64,
    done: AtomicU64,
    started: Instant,
    patience: Duration,
    target: Option<fn() -> ProgressDrawTarget>,
    template: &'static str,
    // Made by the first thread that finishes a row after the patience has run out.
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Starts to count; shows itself when the standard error stream is a terminal.
    pub fn on_stderr(total: usize) -> Self {
        Self::new(total, PATIENCE, Some(ProgressDrawTarget::stderr))
    }

    /// Starts to count without ever showing it.
    pub fn hidden(total: usize) -> Self {
        Self::new(total, PATIENCE, None)
    }

    fn new(total: usize, patience: Duration, target: Option<fn() -> ProgressDrawTarget>) -> Self {
        Self {
            total: u64::try_from(total).unwrap_or(u64::MAX),
            done: AtomicU64::new(0),
            started: Instant::now(),
            patience,
            target,
            template: "{pos} of {len} rows, {elapsed}",
            bar: OnceLock::new(),
        }
    }

    /// Shows it by another template of indicatif, for what are no rows.
    #[must_use]
    pub fn with_template(mut self, template: &'static str) -> Self {
        self.template = template;
        self
    }

    /// Tells that one more row is finished.
    pub fn advance(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let Some(target) = self.target else { return };
        if let Some(bar) = self.bar.get() {
            bar.set_position(done);
        } else if self.started.elapsed() >= self.patience {
            let bar = self.bar.get_or_init(|| bar(self.total, target(), self.template));
            bar.set_position(done);
        }
    }

    /// Returns how many rows are finished.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress")
            .field("total", &self.total)
            .field("done", &self.done())
            .finish_non_exhaustive()
    }
}

fn bar(total: u64, target: ProgressDrawTarget, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(total), target).with_style(style)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn every_row_of_every_thread_is_counted() {
        let progress = Progress::hidden(400);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100).for_each(|_| progress.advance()));
            }
        });
        assert_eq!(progress.done(), 400);
    }

    #[test]
    fn a_short_run_shows_nothing() {
        let patience = Duration::from_hours(1);
        let progress = Progress::new(2, patience, Some(ProgressDrawTarget::hidden));
        progress.advance();
        assert!(progress.bar.get().is_none());
    }

    #[test]
    fn a_long_run_shows_where_it_is() {
        let progress = Progress::new(2, Duration::ZERO, Some(ProgressDrawTarget::hidden));
        progress.advance();
        let bar = progress.bar.get().unwrap();
        assert_eq!((bar.position(), bar.length()), (1, Some(2)));
    }
}
