//! Compiling route tables, and loading whole policy files; heap is measured by the program `heap`.

#![expect(clippy::expect_used, reason = "what does not load stops the bench")]

use benches::{
    decisions::{Scenario, compile},
    routes::{Mix, RouteSet},
};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use engine::{Matcher, Source};

fn sizes() -> &'static [usize] {
    if cfg!(debug_assertions) { &[100, 1_000] } else { &[100, 10_000, 1_000_000] }
}

fn tables(criterion: &mut Criterion) {
    for size in sizes() {
        let set = RouteSet::generate(*size, Mix::Mixed);
        let mut group = criterion.benchmark_group(format!("compiling/{size}"));
        group.throughput(Throughput::Elements(*size as u64)).sample_size(10);
        group.bench_function("ours", |bencher| {
            bencher.iter_with_large_drop(|| Matcher::new(&set.keys));
        });
        #[cfg(feature = "peers")]
        peers::compare(&mut group, &set);
        group.finish();
    }
}

fn policies(criterion: &mut Criterion) {
    let size = if cfg!(debug_assertions) { 100 } else { 10_000 };
    let text = Scenario::generate(size).policy();
    let mut group = criterion.benchmark_group(format!("loading/{size}"));
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
    group.bench_function("ours: parse, validate, compile", |bencher| {
        bencher.iter_batched(
            || Source::new("bench.yaml", text.as_str()),
            |source| compile(&source),
            BatchSize::LargeInput,
        );
    });
    group.bench_function("serde_yaml: parse alone", |bencher| {
        bencher.iter_with_large_drop(|| {
            serde_yaml::from_str::<serde_yaml::Value>(&text).expect("valid YAML")
        });
    });
    group.finish();
}

#[cfg(feature = "peers")]
mod peers {
    use benches::{
        matchers::{Notation, templates},
        peers::{Matchit, Wayfind},
    };
    use criterion::{BenchmarkGroup, measurement::WallTime};

    use super::RouteSet;

    pub(super) fn compare(group: &mut BenchmarkGroup<'_, WallTime>, set: &RouteSet) {
        let (braces, angles) = (templates(set, Notation::Braces), templates(set, Notation::Angles));
        group.bench_function("matchit", |bencher| {
            bencher.iter_with_large_drop(|| Matchit::new(&braces).expect("no conflicts"));
        });
        group.bench_function("wayfind", |bencher| {
            bencher.iter_with_large_drop(|| Wayfind::new(&angles).expect("no conflicts"));
        });
    }
}

criterion_group!(benches, tables, policies);
criterion_main!(benches);
