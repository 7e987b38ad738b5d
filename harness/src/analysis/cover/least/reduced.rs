//! What is forced is chosen, what another set does as well is left out, and what follows from
//! something else need not be looked for: the fewest sets stay as few.

use std::collections::BTreeSet;

/// Sets from which nothing more can be told at once.
#[derive(Debug, Default)]
pub(super) struct Reduced {
    /// Sets that alone hold something.
    pub(super) forced: Vec<usize>,
    /// What is still to be held, by set; of sets that were left out, nothing.
    pub(super) sets: Vec<BTreeSet<usize>>,
    /// The other way round: by thing, the sets that hold it.
    holders: Vec<BTreeSet<usize>>,
}

impl Reduced {
    pub(super) fn of(sets: Vec<BTreeSet<usize>>) -> Self {
        let most = sets.iter().filter_map(BTreeSet::last).max();
        let mut holders = vec![BTreeSet::new(); most.map_or(0, |most| most + 1)];
        for (at, set) in sets.iter().enumerate() {
            for one in set {
                if let Some(its) = holders.get_mut(*one) {
                    its.insert(at);
                }
            }
        }
        let mut reduced = Self { forced: Vec::new(), sets, holders };
        // Each pass drops a set or a thing, so there are no more passes than those.
        while reduced.drop_implied() | reduced.force() | reduced.drop_dominated() {}
        reduced
    }

    /// Parts what is left so that no two parts share a set or a thing, in the order of their first
    /// sets.
    pub(super) fn parts(&self) -> Vec<Vec<usize>> {
        let mut parts = Vec::new();
        let mut done = BTreeSet::new();
        for (at, set) in self.sets.iter().enumerate() {
            if set.is_empty() || !done.insert(at) {
                continue;
            }
            let mut part = vec![at];
            let mut next = 0;
            while let Some(set) = part.get(next).and_then(|own| self.sets.get(*own)) {
                let near = set.iter().filter_map(|one| self.holders.get(*one)).flatten();
                part.extend(near.filter(|other| done.insert(**other)));
                next += 1;
            }
            part.sort_unstable();
            parts.push(part);
        }
        parts
    }

    /// Drops a thing that is held wherever another one is.
    fn drop_implied(&mut self) -> bool {
        let mut is_any = false;
        for thing in 0..self.holders.len() {
            let Some(own) = self.holders.get(thing).filter(|own| !own.is_empty()) else { continue };
            // Whatever this one implies is in each of its holders.
            let smallest =
                own.iter().filter_map(|at| self.sets.get(*at)).min_by_key(|set| set.len());
            let implied: Vec<usize> = smallest
                .into_iter()
                .flatten()
                .copied()
                .filter(|other| {
                    self.holders.get(*other).is_some_and(|its| {
                        *other != thing
                            && own.is_subset(its)
                            && (own.len() < its.len() || thing < *other)
                    })
                })
                .collect();
            is_any |= !implied.is_empty();
            for other in implied {
                self.drop_thing(other);
            }
        }
        is_any
    }

    /// Chooses the sets that alone hold something.
    fn force(&mut self) -> bool {
        let alone = self.holders.iter().filter(|its| its.len() == 1).flatten().copied();
        let forced: BTreeSet<usize> = alone.collect();
        for at in &forced {
            self.forced.push(*at);
            for thing in self.sets.get(*at).cloned().unwrap_or_default() {
                self.drop_thing(thing);
            }
        }
        !forced.is_empty()
    }

    /// Drops sets of which another one holds all; of equal ones the first stays.
    fn drop_dominated(&mut self) -> bool {
        let mut is_any = false;
        for at in 0..self.sets.len() {
            let Some(own) = self.sets.get(at) else { continue };
            let rarest =
                own.iter().filter_map(|one| self.holders.get(*one)).min_by_key(|its| its.len());
            let is_dominated = rarest.into_iter().flatten().any(|other| {
                self.sets.get(*other).is_some_and(|its| {
                    *other != at && own.is_subset(its) && (own.len() < its.len() || *other < at)
                })
            });
            if is_dominated {
                is_any = true;
                for thing in self.sets.get_mut(at).map(std::mem::take).unwrap_or_default() {
                    if let Some(its) = self.holders.get_mut(thing) {
                        its.remove(&at);
                    }
                }
            }
        }
        is_any
    }

    fn drop_thing(&mut self, thing: usize) {
        for at in self.holders.get_mut(thing).map(std::mem::take).unwrap_or_default() {
            if let Some(set) = self.sets.get_mut(at) {
                set.remove(&thing);
            }
        }
    }
}
