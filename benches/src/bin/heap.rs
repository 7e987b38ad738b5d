//! Counts heap: bytes of a compiled table, allocations of a lookup and of a decision, one JSON
//! object to stdout.
//!
//! The counting allocator slows whoever allocates, so nothing is timed here; `ratios` runs this.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot do its work stops and says so"
)]

use std::{alloc::System, hint::black_box};

use benches::{
    decisions::Scenario,
    lookups::{Lookups, Spread},
    matchers::{Finder, Ours},
    routes::{Mix, RouteSet},
};
use serde_json::{Map, Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Routes of the large set.
const MANY: usize = 1_000_000;

fn main() {
    let mut report = Map::new();
    let set = RouteSet::generate(MANY, Mix::Mixed);
    report.insert("ours-bytes".to_owned(), json!(bytes(MANY, || Ours::new(&set))));
    #[cfg(feature = "peers")]
    peers::measure(&set, &mut report);
    drop(set);
    let set = RouteSet::generate(10_000, Mix::Mixed);
    let lookups = Lookups::draw(&set, Spread::Uniform, 1_000);
    let ours = Ours::new(&set);
    report.insert("ours-lookup".to_owned(), per_lookup(&ours, &lookups));
    let scenario = Scenario::generate(1_000);
    let engine = scenario.engine();
    let callers = scenario.prepare(&engine);
    let count = allocations(|| {
        for question in &scenario.questions {
            black_box(scenario.ask(&engine, &callers, black_box(question)));
        }
    });
    report.insert("ours-decision".to_owned(), each(count, scenario.questions.len()));
    println!("{}", Value::Object(report));
}

/// Bytes that stay allocated for each of `routes` once something is built.
fn bytes<T>(routes: usize, build: impl FnOnce() -> T) -> Value {
    let region = Region::new(ALLOCATOR);
    let kept = build();
    let change = region.change();
    drop(black_box(kept));
    each(change.bytes_allocated - change.bytes_deallocated, routes)
}

fn per_lookup(finder: &impl Finder, lookups: &Lookups) -> Value {
    each(allocations(|| finder.run(lookups)), lookups.count())
}

fn allocations(work: impl Fn()) -> usize {
    // What is allocated once and kept is not the work's own.
    work();
    let region = Region::new(ALLOCATOR);
    work();
    let change = region.change();
    change.allocations + change.reallocations
}

fn each(sum: usize, count: usize) -> Value {
    let (sum, count) = (u32::try_from(sum), u32::try_from(count));
    json!(f64::from(sum.expect("below 4 GiB")) / f64::from(count.expect("a benched set fits")))
}

#[cfg(feature = "peers")]
mod peers {
    use benches::{
        matchers::{Notation, templates},
        peers::{Matchit, Wayfind},
    };

    use super::{MANY, Map, RouteSet, Value, bytes};

    pub(super) fn measure(set: &RouteSet, report: &mut Map<String, Value>) {
        let texts = templates(set, Notation::Braces);
        let matchit = bytes(MANY, || Matchit::new(&texts).expect("no conflicts"));
        report.insert("matchit-bytes".to_owned(), matchit);
        let texts = templates(set, Notation::Angles);
        let wayfind = bytes(MANY, || Wayfind::new(&texts).expect("no conflicts"));
        report.insert("wayfind-bytes".to_owned(), wayfind);
    }
}
