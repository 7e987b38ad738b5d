//! Prints how time and memory grow with the routes, one JSON line for each size from 100 to
//! 1,000,000: bytes a route, and nanoseconds of a build, of hits and of misses.
//!
//! The allocator counts; lookups allocate nothing, so it slows the build alone, a little.

#![expect(clippy::print_stdout, reason = "the answer of a program")]

use std::{alloc::System, hint::black_box};

use benches::{
    lookups::{Lookups, Spread},
    matchers::{Finder as _, Ours},
    routes::{Mix, RouteSet},
    timer::{Contender, medians, timed},
};
use serde_json::json;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const SIZES: [u32; 9] = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
/// Rounds of lookups, of which the median counts.
const ROUNDS: usize = 11;
/// Lookups of a batch, at least.
const BATCH: usize = 200_000;

fn main() {
    let mut at_first: Option<f64> = None;
    for size in SIZES {
        let set = RouteSet::generate(size as usize, Mix::Mixed);
        let region = Region::new(ALLOCATOR);
        let mut kept = None;
        let build = timed(|| kept = Some(Ours::new(&set)));
        let Some(ours) = kept else { continue };
        let change = region.change();
        let bytes = change.bytes_allocated.saturating_sub(change.bytes_deallocated);
        let times = Spread::ALL.map(|spread| nanoseconds(&ours, &Lookups::new(&set, spread)));
        let [uniform, zipf, miss] = times;
        let first = *at_first.get_or_insert(uniform);
        let of_each = |sum: f64| (sum / f64::from(size) * 10.0).round() / 10.0;
        let shown = |nanoseconds: f64| (nanoseconds * 10.0).round() / 10.0;
        println!(
            "{}",
            json!({
                "routes": size,
                "bytes_a_route": of_each(f64::from(u32::try_from(bytes).unwrap_or(u32::MAX))),
                "build_ns_a_route": of_each(build.as_secs_f64() * 1e9),
                "uniform_ns": shown(uniform),
                "zipf_ns": shown(zipf),
                "miss_ns": shown(miss),
                "uniform_to_first": shown(uniform / first),
            })
        );
    }
}

fn nanoseconds(ours: &Ours<'_>, lookups: &Lookups) -> f64 {
    lookups.check("ours", |path| ours.lookup(path).map(|hit| hit.0));
    let times = BATCH.div_ceil(lookups.count());
    let batch = || {
        for _ in 0..times {
            ours.run(black_box(lookups));
        }
    };
    let found = medians(ROUNDS, &mut [Contender::new("ours", lookups.count() * times, batch)]);
    found.first().copied().unwrap_or_default()
}
