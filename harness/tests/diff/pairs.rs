//! Random pairs of small policies: no difference is missed, and none is made up.

use crate::enumerate::{engine, ways};
use crate::random::{Draft, Random};
use crate::shown::is_answered_as_told;
use crate::{compared, found, pairs};

#[test]
fn all_that_trying_everything_finds_is_found_and_nothing_else() {
    for seed in 0..pairs(8) {
        let mut random = Random::new(seed);
        let before = Draft::new(&mut random);
        let mut after = before.clone();
        for _ in 0..=random.below(3) {
            after.edit(&mut random);
        }
        compare(seed, &before, &after);
    }
}

#[test]
fn policies_that_share_nothing_are_compared_as_well() {
    for seed in 0..pairs(8) {
        let mut random = Random::new(seed ^ 0xabcd_0000);
        let (before, after) = (Draft::new(&mut random), Draft::new(&mut random));
        compare(seed, &before, &after);
    }
}

#[track_caller]
fn compare(seed: u64, before: &Draft, after: &Draft) {
    let texts = || {
        let set = (before.audience, after.audience);
        format!("seed {seed}, {set:?}\n{}---\n{}", before.text(), after.text())
    };
    let (old, new) = (before.policy(), after.policy());
    let diff = compared(&old, &new);
    let engines = [engine(old), engine(new)];
    let found = found(&diff);
    for (way, methods) in ways(&engines[0], &engines[1]) {
        let own = found.get(&way);
        assert_eq!(own, Some(&methods), "{way:?}\n{}", texts());
    }
    // A difference may need a token that is not among those tried; then it must hold by itself.
    for one in &diff.differences {
        assert!(is_answered_as_told(&engines, one), "made up {one:?}\n{}", texts());
    }
}
