//! The fewest of some sets that together hold all that any of them holds.
//!
//! First what is forced or can do nothing is taken and left, until that tells no more; what remains
//! falls into parts that share nothing, and each is searched by itself.

mod part;
mod reduced;

use std::collections::{BTreeMap, BTreeSet};

use self::{part::fewest, reduced::Reduced};

/// The sets that were chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Least {
    /// Their places, in order.
    pub chosen: Vec<usize>,
    /// Whether no fewer would do; else none of them can be left out.
    pub is_minimal: bool,
}

/// Chooses sets; of two that hold as much the earlier one.
pub fn least<T: Ord + Copy>(sets: &[BTreeSet<T>]) -> Least {
    let all: BTreeSet<T> = sets.iter().flatten().copied().collect();
    let numbers: BTreeMap<T, usize> = all.into_iter().zip(0..).collect();
    let numbered = sets.iter().map(|set| set.iter().filter_map(|one| numbers.get(one)).copied());
    let numbered: Vec<BTreeSet<usize>> = numbered.map(Iterator::collect).collect();
    let reduced = Reduced::of(numbered);
    let parts = reduced.parts();
    let mut found = Least { chosen: reduced.forced, is_minimal: true };
    for part in parts {
        let its: Vec<&BTreeSet<usize>> =
            part.iter().filter_map(|at| reduced.sets.get(*at)).collect();
        let (chosen, is_least) = fewest(&its);
        found.is_minimal &= is_least;
        found.chosen.extend(chosen.iter().filter_map(|at| part.get(*at)));
    }
    found.chosen.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(sets: &[&[u8]]) -> Least {
        least(&sets.iter().map(|set| set.iter().copied().collect()).collect::<Vec<_>>())
    }

    #[test]
    fn fewer_are_found_than_the_largest_first() {
        let found = of(&[&[1, 2, 3, 4], &[1, 3, 5], &[2, 4, 6]]);
        assert_eq!(found, Least { chosen: vec![1, 2], is_minimal: true });
    }

    #[test]
    fn of_equal_sets_the_first_is_chosen() {
        assert_eq!(of(&[&[1], &[2, 3], &[1], &[3, 2]]).chosen, [0, 1]);
        assert_eq!(of(&[]), Least { chosen: Vec::new(), is_minimal: true });
        assert_eq!(of(&[&[], &[]]), Least { chosen: Vec::new(), is_minimal: true });
    }

    #[test]
    fn a_long_chain_falls_apart_by_what_is_forced() {
        let sets: Vec<BTreeSet<u8>> = (0..61).map(|one| BTreeSet::from([one, one + 1])).collect();
        let found = least(&sets);
        assert!(found.is_minimal);
        // 62 things, two in a set.
        assert_eq!(found.chosen.len(), 31);
    }

    #[test]
    fn parts_that_share_nothing_are_searched_one_by_one() {
        // Circles of five, of which three sets hold all: nothing is forced.
        let circle = |from: u8| (0..5).map(move |one| [from + one, from + (one + 1) % 5]);
        let circles = (0..40).flat_map(|number| circle(number * 5));
        let found = least(&circles.map(BTreeSet::from).collect::<Vec<_>>());
        assert!(found.is_minimal);
        assert_eq!(found.chosen.len(), 120);
    }

    /// The lines of a plane over seven, one of each direction missing: few points lie apart, so that
    /// nothing tells early that few lines do not do.
    fn entangled() -> Vec<BTreeSet<u32>> {
        let line = |slope: u32, height: u32| (0..7).map(move |x| x * 7 + (slope * x + height) % 7);
        let lines = (0..7).flat_map(|slope| (0..7).map(move |height| (slope, height)));
        let lines = lines.filter(|(slope, height)| slope != height);
        lines.map(|(slope, height)| line(slope, height).collect()).collect()
    }

    #[test]
    fn where_the_search_is_given_up_no_chosen_one_is_needless() {
        let sets = entangled();
        let found = least(&sets);
        assert!(!found.is_minimal);
        let all: BTreeSet<u32> = sets.iter().flatten().copied().collect();
        for left_out in &found.chosen {
            let others = found.chosen.iter().filter(|own| *own != left_out);
            let held: BTreeSet<u32> = others.flat_map(|own| &sets[*own]).copied().collect();
            assert!(held.len() < all.len(), "{left_out}");
        }
    }

    proptest! {
        #[test]
        fn no_fewer_sets_hold_all(sets in proptest::collection::vec(proptest::collection::btree_set(0_u8..8, 0..4), 0..10)) {
            let found = least(&sets);
            let held = |chosen: &[usize]| -> BTreeSet<u8> {
                chosen.iter().flat_map(|own| &sets[*own]).copied().collect()
            };
            let all: BTreeSet<u8> = sets.iter().flatten().copied().collect();
            prop_assert!(found.is_minimal);
            prop_assert_eq!(held(&found.chosen), all.clone());
            for choice in 0_u32..1 << sets.len() {
                let chosen: Vec<usize> = (0..sets.len()).filter(|at| choice >> at & 1 == 1).collect();
                prop_assert!(chosen.len() >= found.chosen.len() || held(&chosen) != all);
            }
        }
    }
}
