//! Near misses: rows that are denied by a clause alone, and differ from an allowed row in one fact
//! of the token.

use super::rows::{Cover, Seen};
use crate::analysis::{cell::Cell, credential::Check, facts::Facts};

impl Cover<'_> {
    /// Counts the near misses among the rows of all routes.
    pub fn count_near_misses(&mut self) {
        for route in &mut self.routes {
            let allowed: Vec<&Seen> = route.rows.iter().filter(|row| row.is_allowed).collect();
            for counts in &mut route.counts {
                let rows = counts.by.iter().filter_map(|row| route.rows.get(*row));
                let near = rows
                    .filter(|row| allowed.iter().any(|other| is_one_step(&self.facts, row, other)));
                counts.near_misses = near.count();
            }
        }
    }
}

/// Whether two tokens differ in one thing: that there is a good one, or one scope, or one claim.
fn is_one_step(facts: &Facts<'_>, denied: &Seen, allowed: &Seen) -> bool {
    if !denied.is_good || !allowed.is_good {
        return denied.is_good != allowed.is_good;
    }
    let (one, other) = (&denied.held, &allowed.held);
    let differs =
        |fact: &&u32| one.binary_search(fact).is_ok() != other.binary_search(fact).is_ok();
    let mut facts_between: Vec<u32> = one.iter().chain(other).filter(differs).copied().collect();
    facts_between.sort_unstable();
    facts_between.dedup();
    let claims = facts.claims_of(&facts_between);
    let others = facts_between.iter().filter(|fact| facts.claim_of(**fact).is_none());
    claims.len() + others.count() == 1
}

impl Facts<'_> {
    /// Returns the facts that hold when a token is sent that the authorizer of a cell refuses.
    pub(super) fn refused(&self, cell: &Cell) -> Vec<u32> {
        let asked = self.classes_asked(cell).into_iter().flatten();
        let mut held: Vec<u32> = asked
            .flat_map(|class| {
                self.credentials.numbers(class, &[Check::Present]).collect::<Vec<_>>()
            })
            .collect();
        held.sort_unstable();
        held.dedup();
        held
    }
}
