//! Comparing two versions of a policy, both in memory: what opens, what closes, with witnesses.

#![expect(clippy::expect_used, reason = "what cannot be compared stops the bench")]

use benches::decisions::Scenario;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use engine::{Policy, Settings, Source};
use harness::{
    analysis::diff::diff,
    mint::{KeyStore, Minter},
};

fn sizes() -> &'static [usize] {
    if cfg!(debug_assertions) { &[100] } else { &[100, 1_000, 10_000] }
}

fn policy(text: &str) -> Policy {
    let source = Source::new("bench.yaml", text);
    Policy::from_source(&source, &Settings::default()).expect("valid").policy
}

/// Puts another scope in the place of that of every so many routes.
fn rescoped(text: &str, every: usize) -> String {
    let (mut changed, mut route) = (String::new(), 0);
    for line in text.lines() {
        if line.starts_with("    scopes: ") {
            route += 1;
        }
        let other = line.starts_with("    scopes: ") && route % every == every / 2;
        changed.push_str(if other { "    scopes: another.scope" } else { line });
        changed.push('\n');
    }
    changed
}

/// Writes the routes in the other order.
fn reordered(text: &str) -> String {
    let (head, routes) = text.split_once("routes:\n").expect("routes");
    let lines: Vec<&str> = routes.lines().collect();
    let pairs = lines.chunks(2).rev().flatten();
    format!("{head}routes:\n{}\n", pairs.copied().collect::<Vec<_>>().join("\n"))
}

fn comparing(criterion: &mut Criterion) {
    let minter = Minter::new(KeyStore::fresh());
    for size in sizes() {
        let text = Scenario::generate(*size).policy();
        let old = policy(&text);
        let versions = [
            ("reordered", policy(&reordered(&text))),
            ("one scope changed", policy(&rescoped(&text, *size))),
            ("a tenth of the scopes changed", policy(&rescoped(&text, 10))),
        ];
        let mut group = criterion.benchmark_group(format!("diffing/{size}"));
        group.throughput(Throughput::Elements(*size as u64)).sample_size(10);
        for (name, new) in &versions {
            // Keys and tokens are made once.
            let found = diff(&old, new, &minter).expect("within bounds");
            assert_eq!(found.is_empty(), *name == "reordered", "{name}");
            group.bench_function(*name, |bencher| {
                bencher.iter_with_large_drop(|| diff(&old, new, &minter));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, comparing);
criterion_main!(benches);
