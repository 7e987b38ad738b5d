//! The goals of route matching and of building its tables.

use benches::{
    corpora::github_130,
    lookups::{Lookups, Spread},
    matchers::{Finder, Notation, Ours, PathMap, templates},
    peers::{Matchit, Wayfind},
    ratio::Target,
    routes::{Mix, RouteSet},
    timer::{Contender, medians, timed},
};
use engine::Matcher;
use serde_json::Value;

/// Rounds of lookups, and of builds, of which one takes a second.
const ROUNDS: usize = 21;
const BUILDS: usize = 5;

/// The goals of one size against the better of two peers.
const fn target(id: &'static str, goal: f64) -> Target {
    Target { id, unit: "ns/lookup", peer: "the better of wayfind and matchit", goal }
}

pub(crate) fn github(print: &mut dyn FnMut(Value)) {
    let goal = Target { peer: "matchit", ..target("match-130", 0.5) };
    let Some(set) = github_130() else {
        return print(goal.unmeasured("CORPORA names no folder with route-lists/github.tsv"));
    };
    let found = Trio::new(&set).compare(&Lookups::each_once(&set), 99);
    print(goal.compared(found.ours, found.matchit, &found.note()));
}

pub(crate) fn ten_thousand(print: &mut dyn FnMut(Value)) {
    let set = RouteSet::generate(10_000, Mix::Mixed);
    let found = Trio::new(&set).compare(&Lookups::new(&set, Spread::Uniform), ROUNDS);
    print(target("match-10k", 0.2).compared(found.ours, found.best(), &found.note()));
    let small = RouteSet::generate(100, Mix::Mixed);
    let (few, many) = (Ours::new(&small), Ours::new(&set));
    let few_lookups = Lookups::new(&small, Spread::Uniform);
    let many_lookups = Lookups::new(&set, Spread::Uniform);
    let mut contenders = [
        lookups_of("10,000 routes", &many, &many_lookups),
        lookups_of("100 routes", &few, &few_lookups),
    ];
    let found = medians(ROUNDS, &mut contenders);
    let goal = Target { peer: "ours at 100 routes", ..target("match-10k:flat", 2.0) };
    print(goal.compared(found[0], found[1], ""));
}

pub(crate) fn hundred_thousand(print: &mut dyn FnMut(Value)) {
    let set = RouteSet::generate(100_000, Mix::Mixed);
    hits_and_misses(&set, [("match-100k", 0.18), ("match-100k:misses", 0.35)], print);
}

pub(crate) fn million(print: &mut dyn FnMut(Value)) {
    let set = RouteSet::generate(1_000_000, Mix::Mixed);
    hits_and_misses(&set, [("match-1m", 0.15), ("match-1m:misses", 0.35)], print);
    let texts = templates(&set, Notation::Braces);
    let mut contenders = [
        Contender::prepared("ours", 1_000_000, || timed(|| Matcher::new(&set.keys))),
        Contender::prepared("matchit", 1_000_000, || timed(|| Matchit::new(&texts))),
    ];
    let found = medians(BUILDS, &mut contenders);
    let goal = Target { id: "build-1m", unit: "ns/route", peer: "matchit", goal: 0.4 };
    print(goal.compared(found[0], found[1], ""));
}

pub(crate) fn literal(print: &mut dyn FnMut(Value)) {
    let sizes =
        [("match-literal:100", 100), ("match-literal", 10_000), ("match-literal:1m", 1_000_000)];
    for (id, size) in sizes {
        let set = RouteSet::generate(size, Mix::Literal);
        let (ours, map) = (Ours::new(&set), PathMap::new(&set));
        let lookups = Lookups::new(&set, Spread::Uniform);
        let mut contenders =
            [lookups_of("ours", &ours, &lookups), lookups_of("map", &map, &lookups)];
        let found = medians(ROUNDS, &mut contenders);
        let goal = Target { peer: "foldhash map of full paths", ..target(id, 1.0) };
        print(goal.compared(found[0], found[1], ""));
    }
}

fn hits_and_misses(set: &RouteSet, goals: [(&'static str, f64); 2], print: &mut dyn FnMut(Value)) {
    let trio = Trio::new(set);
    for ((id, goal), spread) in goals.into_iter().zip([Spread::Uniform, Spread::Miss]) {
        let found = trio.compare(&Lookups::new(set, spread), ROUNDS);
        print(target(id, goal).compared(found.ours, found.best(), &found.note()));
    }
}

/// Those that are compared on one set.
struct Trio<'s> {
    ours: Ours<'s>,
    matchit: Matchit,
    wayfind: Wayfind,
}

/// Their medians in nanoseconds.
struct Found {
    ours: f64,
    matchit: f64,
    wayfind: f64,
}

impl<'s> Trio<'s> {
    fn new(set: &'s RouteSet) -> Self {
        let (braces, angles) = (templates(set, Notation::Braces), templates(set, Notation::Angles));
        Self {
            ours: Ours::new(set),
            matchit: Matchit::new(&braces).expect("no conflicts"),
            wayfind: Wayfind::new(&angles).expect("no conflicts"),
        }
    }

    fn compare(&self, lookups: &Lookups, rounds: usize) -> Found {
        let mut contenders = [
            lookups_of("ours", &self.ours, lookups),
            lookups_of("matchit", &self.matchit, lookups),
            lookups_of("wayfind", &self.wayfind, lookups),
        ];
        let found = medians(rounds, &mut contenders);
        Found { ours: found[0], matchit: found[1], wayfind: found[2] }
    }
}

impl Found {
    fn best(&self) -> f64 {
        self.matchit.min(self.wayfind)
    }

    fn note(&self) -> String {
        format!("matchit {:.1}, wayfind {:.1}; captures read", self.matchit, self.wayfind)
    }
}

/// Holds a finder against the right answers, then makes it a contender. Small sets are gone
/// through several times in a batch, for the clock.
fn lookups_of<'a>(
    name: &'static str,
    finder: &'a impl Finder,
    lookups: &'a Lookups,
) -> Contender<'a> {
    lookups.check(name, |path| finder.lookup(path).map(|hit| hit.0));
    let times = (100_000 / lookups.count()).max(1);
    Contender::new(name, lookups.count() * times, move || {
        for _ in 0..times {
            finder.run(lookups);
        }
    })
}
