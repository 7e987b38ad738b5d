//! Random pairs of small policies: no difference is missed, and none is made up.

use crate::enumerate::{engine, ways};
use crate::random::{Draft, Random};
use crate::{compared, found, pairs};

#[test]
fn all_that_trying_everything_finds_is_found_and_nothing_else() {
    for seed in 0..pairs(24) {
        let mut random = Random::new(seed);
        let before = Draft::new(&mut random);
        let mut after = before.clone();
        for _ in 0..=random.below(3) {
            after.edit(&mut random);
        }
        let (old, new) = (before.policy(), after.policy());
        let wanted = ways(&engine(old.clone()), &engine(new.clone()));
        let found = found(&compared(&old, &new));
        let texts = || format!("seed {seed}\n{}---\n{}", before.text(), after.text());
        for (way, methods) in &wanted {
            let own = found.get(way);
            assert!(own.is_some(), "missed {way:?} {methods:?}\n{}", texts());
            assert_eq!(own, Some(methods), "{way:?}\n{}", texts());
        }
        for way in found.keys() {
            assert!(wanted.contains_key(way), "made up {way:?}\n{}", texts());
        }
    }
}

#[test]
fn policies_that_share_nothing_are_compared_as_well() {
    for seed in 0..pairs(10) {
        let mut random = Random::new(seed ^ 0xabcd_0000);
        let (before, after) = (Draft::new(&mut random), Draft::new(&mut random));
        let (old, new) = (before.policy(), after.policy());
        let wanted = ways(&engine(old.clone()), &engine(new.clone()));
        let found = found(&compared(&old, &new));
        assert_eq!(found, wanted, "seed {seed}\n{}---\n{}", before.text(), after.text());
    }
}
