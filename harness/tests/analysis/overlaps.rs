//! Overlapping routes are those that some path shows.

use std::collections::BTreeSet;

use engine::{Method, Policy, RouteKey};
use harness::analysis::space::{Overlapping, Space};
use proptest::prelude::*;

use crate::{
    cells::config,
    drafts::{drafts, policy, write},
    enumerate::{METHODS, paths, takes, winner},
};

type Pair = (Method, usize, usize);

fn pairs(policy: &Policy, paths: &[Vec<String>]) -> BTreeSet<Pair> {
    let mut pairs = BTreeSet::new();
    for path in paths {
        for method in METHODS {
            let Some(first) = winner(policy, method, path) else { continue };
            for (other, route) in policy.routes().iter().enumerate() {
                let is_own_shape = match (&policy.routes()[first].key, &route.key) {
                    (RouteKey::Path(_, one), RouteKey::Path(_, two)) => one.shape() == two.shape(),
                    _ => true,
                };
                if !is_own_shape && takes(route, method, path) {
                    pairs.insert((method, first, other));
                }
            }
        }
    }
    pairs
}

/// An `ANY` route beside an exact one of the same method is not asked for it.
fn answers(policy: &Policy, (method, _, other): Pair) -> bool {
    let RouteKey::Path(_, pattern) = &policy.routes()[other].key else { return false };
    let same = policy.routes().iter().enumerate().filter(|(_, route)| match &route.key {
        RouteKey::Path(own, two) => own.takes(method) && two.shape() == pattern.shape(),
        RouteKey::Default => false,
    });
    let best = same.min_by_key(|(_, route)| match &route.key {
        RouteKey::Path(own, _) => *own == engine::RouteMethod::Any,
        RouteKey::Default => true,
    });
    best.is_some_and(|(index, _)| index == other)
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn overlapping_routes_are_those_that_some_path_shows(drafts in drafts(1)) {
        let policy = &drafts.policies()[0];
        let mut space = Space::new(&[policy]).unwrap();
        let mut ours = BTreeSet::new();
        for overlap in space.overlaps(&Overlapping { asked: &|_, _, _| true, stronger: None, told: &[], laid: false }).unwrap() {
            if !METHODS.contains(&overlap.method) {
                continue;
            }
            let taken = winner(policy, overlap.method, &overlap.segments);
            prop_assert_eq!(taken, Some(overlap.stronger), "{:?}", overlap);
            let other = &policy.routes()[overlap.weaker];
            prop_assert!(takes(other, overlap.method, &overlap.segments), "{:?}", overlap);
            ours.insert((overlap.method, overlap.stronger, overlap.weaker));
        }
        let mut all = pairs(policy, &paths(&["a", "b", "ab", "x"], 4));
        all.retain(|pair| answers(policy, *pair));
        prop_assert_eq!(ours, all);
    }
}

#[test]
fn the_pair_is_shown_by_a_short_path_and_only_asked_pairs_are_walked() {
    let policy = policy(&write(&["GET /a/{id}", "GET /{x}/b", "GET /{rest+}"], &[]));
    let mut space = Space::new(&[&policy]).unwrap();
    let found = space
        .overlaps(&Overlapping {
            asked: &|_, _, weaker| weaker == 1,
            stronger: None,
            told: &[],
            laid: true,
        })
        .unwrap();
    let shown: Vec<_> = found.iter().map(|one| (one.stronger, one.segments.join("/"))).collect();
    assert_eq!(shown, [(0, "a/b".to_owned())]);
}
