//! Route matching: generated sets of 100 to 1,000,000 routes, and real ones where `CORPORA` has them.

#![expect(clippy::print_stderr, reason = "what is left out is said aloud")]

use benches::{
    corpora::{github_130, real_sets},
    lookups::{Lookups, Spread},
    matchers::{Finder, Ours, PathMap},
    routes::{Mix, RouteSet},
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// The sizes that are worth their time: all, or the small ones where nothing is optimised.
fn sizes() -> &'static [usize] {
    if cfg!(debug_assertions) { &[100, 1_000] } else { &[100, 1_000, 10_000, 100_000, 1_000_000] }
}

fn generated(criterion: &mut Criterion) {
    for size in sizes() {
        let set = RouteSet::generate(*size, Mix::Mixed);
        for spread in Spread::ALL {
            let name = format!("matching/{size}/{}", spread.as_str());
            compare(criterion, &name, &set, &Lookups::new(&set, spread), false);
        }
        let set = RouteSet::generate(*size, Mix::Literal);
        let lookups = Lookups::new(&set, Spread::Uniform);
        compare(criterion, &format!("matching/{size}/literal"), &set, &lookups, true);
    }
}

fn real(criterion: &mut Criterion) {
    if let Some(set) = github_130() {
        compare(criterion, "matching/github-130", &set, &Lookups::each_once(&set), false);
    }
    for real in real_sets() {
        eprintln!("{}: {} routes, left out: {}", real.name, real.paths.keys.len(), real.left_out);
        // Real sets overlap, so the intended route need not be the best one: not compared.
        let ours = Ours::new(&real.paths);
        let lookups = Lookups::each_once(&real.paths);
        one(criterion, &format!("matching/{}", real.name), "ours", &ours, &lookups);
    }
}

fn compare(
    criterion: &mut Criterion,
    group: &str,
    set: &RouteSet,
    lookups: &Lookups,
    is_literal: bool,
) {
    let ours = Ours::new(set);
    checked(criterion, group, "ours", &ours, lookups);
    if is_literal {
        checked(criterion, group, "foldhash map", &PathMap::new(set), lookups);
    }
    #[cfg(feature = "peers")]
    peers::compare(criterion, group, set, lookups);
}

fn checked(
    criterion: &mut Criterion,
    group: &str,
    name: &str,
    finder: &impl Finder,
    lookups: &Lookups,
) {
    lookups.check(name, |path| finder.lookup(path).map(|hit| hit.0));
    one(criterion, group, name, finder, lookups);
}

fn one(
    criterion: &mut Criterion,
    group: &str,
    name: &str,
    finder: &impl Finder,
    lookups: &Lookups,
) {
    let mut group = criterion.benchmark_group(group);
    group.throughput(Throughput::Elements(lookups.count() as u64));
    group.sample_size(10);
    group.bench_function(name, |bencher| bencher.iter(|| finder.run(lookups)));
    group.finish();
}

#[cfg(feature = "peers")]
mod peers {
    use benches::{
        matchers::{Notation, templates},
        peers::{Matchit, PathTree, Wayfind},
    };

    use super::{Criterion, Lookups, RouteSet, checked};

    pub(super) fn compare(
        criterion: &mut Criterion,
        group: &str,
        set: &RouteSet,
        lookups: &Lookups,
    ) {
        match Matchit::new(&templates(set, Notation::Braces)) {
            Ok(matchit) => checked(criterion, group, "matchit", &matchit, lookups),
            Err(error) => eprintln!("{group}: matchit refuses the set: {error}"),
        }
        match Wayfind::new(&templates(set, Notation::Angles)) {
            Ok(wayfind) => checked(criterion, group, "wayfind", &wayfind, lookups),
            Err(error) => eprintln!("{group}: wayfind refuses the set: {error}"),
        }
        let path_tree = PathTree::new(&templates(set, Notation::Colons));
        checked(criterion, group, "path-tree", &path_tree, lookups);
    }
}

criterion_group!(benches, generated, real);
criterion_main!(benches);
