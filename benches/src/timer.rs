//! Medians of contenders that take turns, so that what slows the machine slows them all.

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

/// One of those that are timed: what it is called, and a batch of its work.
pub struct Contender<'a> {
    /// The name in reports.
    pub name: &'static str,
    /// How many operations one batch is.
    pub operations: usize,
    /// Does a batch and says how long it took; what it prepares first is not counted.
    pub batch: Box<dyn FnMut() -> Duration + 'a>,
}

impl std::fmt::Debug for Contender<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contender").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<'a> Contender<'a> {
    /// A contender whose whole batch counts.
    pub fn new(name: &'static str, operations: usize, mut batch: impl FnMut() + 'a) -> Self {
        Self::prepared(name, operations, move || timed(&mut batch))
    }

    /// A contender that times its batch itself.
    pub fn prepared(
        name: &'static str,
        operations: usize,
        batch: impl FnMut() -> Duration + 'a,
    ) -> Self {
        Self { name, operations, batch: Box::new(batch) }
    }
}

/// Times some work of this thread by its own processor time: on a shared machine others' work is
/// not counted.
pub fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = ThreadTime::now();
    let result = work();
    let duration = start.elapsed();
    // What the work made is torn down outside the measured time.
    drop(std::hint::black_box(result));
    duration
}

/// Times by the clock on the wall what is done by other threads or processes.
pub fn timed_by_clock<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let _result = std::hint::black_box(work());
    start.elapsed()
}

/// Lets the contenders take turns, first in one order, then rotated, and returns the median
/// nanoseconds of one operation of each.
pub fn medians(rounds: usize, contenders: &mut [Contender<'_>]) -> Vec<f64> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); contenders.len()];
    // One round warms caches and allocators and is not counted.
    for round in 0..=rounds {
        for turn in 0..contenders.len() {
            let at = (round + turn) % contenders.len();
            let time = (contenders[at].batch)();
            if round > 0 {
                times[at].push(time);
            }
        }
    }
    let median = |(mut times, contender): (Vec<Duration>, &Contender<'_>)| {
        times.sort();
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
        let operations = contender.operations as f64;
        times[times.len() / 2].as_secs_f64() * 1e9 / operations
    };
    times.into_iter().zip(contenders.iter()).map(median).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_contender_gets_its_own_median() {
        let fixed = |name, millis: u64| {
            let mut rounds = 0;
            Contender::prepared(name, 2, move || {
                rounds += 1;
                // The first is the warm-up, and one round is disturbed.
                Duration::from_millis(if rounds < 3 { 1_000 } else { millis })
            })
        };
        let medians = medians(5, &mut [fixed("a", 2), fixed("b", 4)]);
        assert_eq!(medians.iter().map(|nanos| nanos.round()).collect::<Vec<_>>(), [1e6, 2e6]);
    }
}
