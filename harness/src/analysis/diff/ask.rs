//! Which cells a comparison looks at: the least ones of routes that differ, and those with the
//! guardrails in focus that can have a say.
//!
//! A difference is decided by the routes and by the few guardrails that deny or ask for the token;
//! one that matches and decides nothing can be left out of the path. So it is enough to look at
//! the least cells that hold each set of guardrails which could decide.

use std::collections::{BTreeSet, HashSet};

use engine::Method;

use super::alike::{Alike, Rail, conditions};
use crate::analysis::{
    bound::{Deciding, Texts},
    cell::Cell,
    facts::route::asked_of,
    refusal::Refusal,
    space::{Focus, Query, Space},
};

/// Most sets of guardrails that are put in focus one after another.
const MOST_SETS: usize = 20_000;

/// Finds the cells of a comparison, each once.
pub(super) struct Ask<'a, 'p> {
    pub(super) space: &'a mut Space<'p>,
    pub(super) alike: &'a Alike<'p>,
    known: HashSet<Cell>,
    cells: Vec<Cell>,
}

impl<'a, 'p> Ask<'a, 'p> {
    pub(super) fn new(space: &'a mut Space<'p>, alike: &'a Alike<'p>) -> Self {
        Self { space, alike, known: HashSet::new(), cells: Vec::new() }
    }

    /// Goes through the sets of guardrails, smaller ones first: what no path meets, no path meets
    /// with one more.
    pub(super) fn cells(mut self) -> Result<Vec<Cell>, Refusal> {
        self.ask(&[], false)?;
        self.ask_preflights()?;
        let rails = self.alike.rails.clone();
        let mut level: Vec<(Vec<usize>, bool)> = vec![(Vec::new(), false)];
        let mut asked: BTreeSet<Vec<usize>> = BTreeSet::new();
        while !level.is_empty() {
            let mut next = Vec::new();
            for (set, is_changed) in &level {
                for (number, (_, is_other)) in rails.iter().enumerate() {
                    let mut more = set.clone();
                    if let Err(place) = more.binary_search(&number) {
                        more.insert(place, number);
                    }
                    if more.len() == set.len() || !asked.insert(more.clone()) {
                        continue;
                    }
                    if asked.len() > MOST_SETS {
                        let message = "too many sets of guardrails over public routes";
                        return Err(Refusal::too_large(message));
                    }
                    let is_changed = *is_changed || *is_other;
                    let focus: Vec<Rail> =
                        more.iter().filter_map(|own| rails.get(*own)).map(|own| own.0).collect();
                    if self.ask(&focus, is_changed)? {
                        next.push((more, is_changed));
                    }
                }
            }
            level = next;
        }
        Ok(self.cells)
    }

    /// Asks for the cells with guardrails in focus, and tells whether there are any.
    fn ask(&mut self, rails: &[Rail], is_changed: bool) -> Result<bool, Refusal> {
        let alike = self.alike;
        let wanted = |_: Method, winners: &[Option<usize>]| {
            alike.most_in_focus(winners) >= rails.len() && (is_changed || alike.may_differ(winners))
        };
        let focus: Vec<Focus> = rails
            .iter()
            .map(|(side, index)| Focus::Guardrail { side: *side, index: *index })
            .collect();
        let query = Query { focus: &focus, told: &[], wanted: Some(&wanted) };
        let found = self.space.cells(&query)?;
        let is_any = !found.is_empty();
        let mut told_winners = BTreeSet::new();
        for cell in found {
            if texts(alike, &cell.winners).are_bound() {
                told_winners.insert((cell.method, cell.winners.clone()));
            }
            self.keep(cell);
        }
        for (method, winners) in told_winners {
            let texts = texts(alike, &winners);
            let wanted =
                |own: Method, its: &[Option<usize>]| own == method && its == winners.as_slice();
            for cell in texts.cells(self.space, &focus, &wanted)? {
                self.keep(cell);
            }
        }
        Ok(is_any)
    }

    /// Where no route takes OPTIONS, preflights alone can be answered differently.
    fn ask_preflights(&mut self) -> Result<(), Refusal> {
        if self.alike.has_cors_changed() {
            let wanted = |method: Method, winners: &[Option<usize>]| {
                method == Method::Options && winners.iter().all(Option::is_none)
            };
            let query = Query { focus: &[], told: &[], wanted: Some(&wanted) };
            for cell in self.space.cells(&query)? {
                self.keep(cell);
            }
        }
        Ok(())
    }

    fn keep(&mut self, cell: Cell) {
        if self.known.insert(cell.clone()) {
            self.cells.push(cell);
        }
    }
}

/// Returns what is to be told apart where these routes decide.
fn texts<'p>(alike: &Alike<'p>, winners: &[Option<usize>]) -> Texts<'p> {
    let routes = winners.iter().enumerate().filter_map(|(side, winner)| {
        let route = alike.route(side, *winner)?;
        Some(Deciding { side, index: (*winner)?, route, asked: asked_of(route)? })
    });
    Texts::of(&alike.sides, routes, || conditions(alike, winners).collect())
}
