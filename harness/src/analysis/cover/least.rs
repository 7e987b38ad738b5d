//! The fewest of some sets that together hold all that any of them holds.

use std::collections::BTreeSet;

/// Most sets among which the fewest are searched for; of more, none chosen is needless.
const MOST_SEARCHED: usize = 24;
/// Most choices that are tried.
const MOST_TRIED: usize = 100_000;

/// The sets that were chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Least {
    /// Their places, in order.
    pub chosen: Vec<usize>,
    /// Whether no fewer would do; else none of them can be left out.
    pub is_minimal: bool,
}

/// Chooses sets; of equal choices the earlier ones.
pub fn least<T: Ord + Copy>(sets: &[BTreeSet<T>]) -> Least {
    let numbered = || sets.iter().enumerate();
    let is_dominated = |at: usize, set: &BTreeSet<T>| {
        numbered().any(|(other, its)| {
            other != at && set.is_subset(its) && (set.len() < its.len() || other < at)
        })
    };
    let alive: Vec<usize> =
        numbered().filter(|(at, set)| !is_dominated(*at, set)).map(|(at, _)| at).collect();
    let all: BTreeSet<T> = sets.iter().flatten().copied().collect();
    let mut chosen = Vec::new();
    let mut left = all.clone();
    while let Some((_, next)) = alive
        .iter()
        .filter_map(|at| Some((sets.get(*at)?.intersection(&left).count(), *at)))
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, at)| (*count, std::cmp::Reverse(*at)))
    {
        chosen.push(next);
        left.retain(|one| sets.get(next).is_none_or(|set| !set.contains(one)));
    }
    let holds_all = |chosen: &[usize]| {
        let held: BTreeSet<T> =
            chosen.iter().filter_map(|at| sets.get(*at)).flatten().copied().collect();
        held == all
    };
    for at in chosen.clone().into_iter().rev() {
        let others: Vec<usize> = chosen.iter().copied().filter(|own| *own != at).collect();
        if holds_all(&others) {
            chosen = others;
        }
    }
    let mut search = Search { sets, alive: &alive, best: chosen, tried: 0 };
    let is_searched = alive.len() <= MOST_SEARCHED;
    if is_searched {
        search.go_on(&mut Vec::new(), &all);
    }
    let is_minimal = is_searched && search.tried < MOST_TRIED;
    let mut chosen = search.best;
    chosen.sort_unstable();
    Least { chosen, is_minimal }
}

/// The search for fewer sets than those that were found.
struct Search<'s, T> {
    sets: &'s [BTreeSet<T>],
    alive: &'s [usize],
    best: Vec<usize>,
    tried: usize,
}

impl<T: Ord + Copy> Search<'_, T> {
    /// Tries every set for what the fewest sets hold; no deeper than there are sets.
    fn go_on(&mut self, chosen: &mut Vec<usize>, left: &BTreeSet<T>) {
        self.tried += 1;
        if left.is_empty() {
            if chosen.len() < self.best.len() {
                self.best.clone_from(chosen);
            }
            return;
        }
        if chosen.len() + 1 >= self.best.len() || self.tried >= MOST_TRIED {
            return;
        }
        let with = |one: &T| -> Vec<usize> {
            let holds = |at: &&usize| self.sets.get(**at).is_some_and(|set| set.contains(one));
            self.alive.iter().filter(holds).copied().collect()
        };
        let rarest = left.iter().map(with).min_by_key(Vec::len).unwrap_or_default();
        for at in rarest {
            let Some(set) = self.sets.get(at) else { continue };
            let others = left.difference(set).copied().collect();
            chosen.push(at);
            self.go_on(chosen, &others);
            chosen.pop();
        }
    }
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
    }

    #[test]
    fn of_many_sets_no_chosen_one_is_needless() {
        let sets: Vec<BTreeSet<u8>> = (0..60).map(|one| BTreeSet::from([one, one + 1])).collect();
        let found = least(&sets);
        assert!(!found.is_minimal);
        for left_out in &found.chosen {
            let others = found.chosen.iter().filter(|own| *own != left_out);
            let held: BTreeSet<u8> = others.flat_map(|own| &sets[*own]).copied().collect();
            assert!(held.len() < 61, "{left_out}");
        }
    }

    proptest! {
        #[test]
        fn no_fewer_sets_hold_all(sets in proptest::collection::vec(proptest::collection::btree_set(0_u8..8, 1..4), 0..9)) {
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
