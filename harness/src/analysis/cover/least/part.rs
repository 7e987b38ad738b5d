//! The search for the fewest sets, where nothing is forced any more.

use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Most choices that are tried in one part.
const MOST_TRIED: usize = 10_000;

/// Returns the fewest of some sets that hold all, and whether it is known that no fewer do; else
/// none of them can be left out.
pub(super) fn fewest(sets: &[&BTreeSet<usize>]) -> (Vec<usize>, bool) {
    let all: BTreeSet<usize> = sets.iter().copied().flatten().copied().collect();
    let mut holders = vec![Vec::new(); all.last().map_or(0, |most| most + 1)];
    for (at, set) in sets.iter().enumerate() {
        for one in *set {
            if let Some(its) = holders.get_mut(*one) {
                its.push(at);
            }
        }
    }
    let mut search = Search { sets, holders, best: greedy(sets, &all), tried: 0 };
    search.go_on(&mut Vec::new(), &all);
    let mut chosen = search.best;
    chosen.sort_unstable();
    (chosen, search.tried < MOST_TRIED)
}

/// Chooses what holds most of what is left, and then drops, last first, what became needless.
fn greedy(sets: &[&BTreeSet<usize>], all: &BTreeSet<usize>) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    let mut left = all.clone();
    while let Some((_, next)) = sets
        .iter()
        .enumerate()
        .map(|(at, set)| (set.intersection(&left).count(), at))
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, at)| (*count, Reverse(*at)))
    {
        chosen.push(next);
        left.retain(|one| sets.get(next).is_none_or(|set| !set.contains(one)));
    }
    for at in chosen.clone().into_iter().rev() {
        let others = || chosen.iter().copied().filter(|own| *own != at);
        let held: BTreeSet<usize> =
            others().filter_map(|own| sets.get(own)).copied().flatten().copied().collect();
        if held == *all {
            chosen = others().collect();
        }
    }
    chosen
}

/// The search for fewer sets than those that were found.
struct Search<'s> {
    sets: &'s [&'s BTreeSet<usize>],
    /// By thing, the sets that hold it.
    holders: Vec<Vec<usize>>,
    best: Vec<usize>,
    tried: usize,
}

impl Search<'_> {
    /// Tries every set for what the fewest sets hold; no deeper than the best choice so far.
    fn go_on(&mut self, chosen: &mut Vec<usize>, left: &BTreeSet<usize>) {
        if self.tried >= MOST_TRIED {
            return;
        }
        self.tried += 1;
        if left.is_empty() {
            if chosen.len() < self.best.len() {
                self.best.clone_from(chosen);
            }
            return;
        }
        let (least, rarest) = self.least_more(left);
        if chosen.len() + least >= self.best.len() {
            return;
        }
        for at in rarest {
            let Some(set) = self.sets.get(at) else { continue };
            let others = left.difference(set).copied().collect();
            chosen.push(at);
            self.go_on(chosen, &others);
            chosen.pop();
        }
    }

    /// Returns how many more sets are needed at least, and those that hold the rarest thing: things
    /// that no set holds two of need a set each.
    fn least_more(&self, left: &BTreeSet<usize>) -> (usize, Vec<usize>) {
        let mut all: Vec<&Vec<usize>> =
            left.iter().filter_map(|one| self.holders.get(*one)).collect();
        all.sort_by_key(|its| its.len());
        let (mut apart, mut used) = (0, BTreeSet::<usize>::new());
        for its in &all {
            if its.iter().all(|at| !used.contains(at)) {
                apart += 1;
                used.extend(its.iter());
            }
        }
        (apart, all.into_iter().next().cloned().unwrap_or_default())
    }
}
