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
        // Real sets overlap, and then peers refuse or answer by other rules: the whole set is ours
        // alone, and peers get what all of them take.
        let ours = Ours::new(&real.paths);
        let lookups = Lookups::each_once(&real.paths);
        one(criterion, &format!("matching/{}", real.name), "ours", &ours, &lookups);
        #[cfg(feature = "peers")]
        peers::compare_real(criterion, &real);
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
        corpora::RealSet,
        matchers::{Notation, Ours, templates},
        peers::{Matchit, PathTree, Wayfind, without_conflicts},
    };

    use super::{Criterion, Lookups, RouteSet, checked};

    pub(super) fn compare(
        criterion: &mut Criterion,
        group: &str,
        set: &RouteSet,
        lookups: &Lookups,
    ) {
        let Some(Peers { matchit, wayfind, path_tree }) = build(group, set) else { return };
        checked(criterion, group, "matchit", &matchit, lookups);
        checked(criterion, group, "wayfind", &wayfind, lookups);
        checked(criterion, group, "path-tree", &path_tree, lookups);
    }

    /// Compares on the routes of a real set that all peers take, and on paths of which all say the
    /// same; path-tree reads some variables by rules of its own, so it is asked last.
    pub(super) fn compare_real(criterion: &mut Criterion, real: &RealSet) {
        let group = format!("matching/{}, without conflicts", real.name);
        let set = without_conflicts(&real.paths);
        let Some(Peers { matchit, wayfind, path_tree }) = build(&group, &set) else { return };
        let ours = Ours::new(&set);
        let mut lookups = Lookups::each_once(&set);
        let apart = lookups.agreed(&[&ours, &matchit, &wayfind, &path_tree]);
        eprintln!("{group}: {} routes, {apart} paths answered differently", set.keys.len());
        checked(criterion, &group, "ours", &ours, &lookups);
        checked(criterion, &group, "matchit", &matchit, &lookups);
        checked(criterion, &group, "wayfind", &wayfind, &lookups);
        checked(criterion, &group, "path-tree", &path_tree, &lookups);
    }

    struct Peers {
        matchit: Matchit,
        wayfind: Wayfind,
        path_tree: PathTree,
    }

    fn build(group: &str, set: &RouteSet) -> Option<Peers> {
        let refused = |error: String| eprintln!("{group}: left out, a peer refuses it: {error}");
        Some(Peers {
            matchit: Matchit::new(&templates(set, Notation::Braces)).map_err(refused).ok()?,
            wayfind: Wayfind::new(&templates(set, Notation::Angles)).map_err(refused).ok()?,
            path_tree: PathTree::new(&templates(set, Notation::Colons)),
        })
    }
}

criterion_group!(benches, generated, real);
criterion_main!(benches);
