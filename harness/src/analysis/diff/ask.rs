//! Which cells a comparison looks at: the least ones of routes that differ, and those with the
//! guardrails in focus that can have a say.
//!
//! A difference is decided by the routes and by the few guardrails that deny or ask for the token;
//! one that matches and decides nothing can be left out of the path. So it is enough to look at
//! the least cells that hold each set of guardrails which could decide.

use std::collections::{BTreeSet, HashSet};

use engine::{ClaimCondition, ClaimTest, Glob, Method, Value};

use super::alike::{Alike, Rail, conditions};
use crate::analysis::{
    cell::Cell,
    claim::Position,
    facts::{
        pointer,
        route::{asked_of, pattern_of, position},
    },
    refusal::Refusal,
    space::{Focus, Query, Space, Told},
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
            if is_bound(alike, &cell.winners) {
                told_winners.insert((cell.method, cell.winners.clone()));
            }
            self.keep(cell);
        }
        for (method, winners) in told_winners {
            let told = Texts::of(alike, &winners);
            let told = told.told()?;
            if told.is_empty() {
                continue;
            }
            let wanted =
                |own: Method, its: &[Option<usize>]| own == method && its == winners.as_slice();
            let query = Query { focus: &focus, told: &told, wanted: Some(&wanted) };
            for cell in self.space.cells(&query)? {
                self.keep(cell);
            }
        }
        Ok(is_any)
    }

    fn keep(&mut self, cell: Cell) {
        if self.known.insert(cell.clone()) {
            self.cells.push(cell);
        }
    }
}

/// Returns whether a claim is bound to a variable of a deciding route.
fn is_bound(alike: &Alike<'_>, winners: &[Option<usize>]) -> bool {
    !Texts::of(alike, winners).bound.is_empty()
}

/// A claim bound to a variable of a deciding route.
struct Bound {
    side: usize,
    route: usize,
    /// The place of the variable among those of the route, and in the path.
    variable: usize,
    position: Position,
    claim: String,
}

/// The variables that claims are bound to, with the texts that these claims are compared to else.
struct Texts<'a> {
    bound: Vec<Bound>,
    conditions: Vec<&'a ClaimCondition>,
    /// A text for two variables at once.
    same: &'a str,
}

impl<'a> Texts<'a> {
    fn of(alike: &'a Alike<'_>, winners: &[Option<usize>]) -> Self {
        let mut bound = Vec::new();
        for (side, winner) in winners.iter().enumerate() {
            let Some((route, index)) = alike.route(side, *winner).zip(*winner) else { continue };
            let Some(requirement) = asked_of(route) else { continue };
            for condition in &requirement.claims {
                for test in &condition.tests {
                    let ClaimTest::PathVariable(name) = test else { continue };
                    let Some(pattern) = pattern_of(route) else { continue };
                    let variable = pattern.variables().position(|own| own == name);
                    let Some((variable, position)) = variable.zip(position(pattern, name)) else {
                        continue;
                    };
                    let claim = pointer::of(condition.claim.as_str());
                    bound.push(Bound { side, route: index, variable, position, claim });
                }
            }
        }
        let conditions =
            if bound.is_empty() { Vec::new() } else { conditions(alike, winners).collect() };
        Self { bound, conditions, same: &alike.same }
    }

    /// Returns what is to be told apart: nothing where a claim is compared to one variable alone.
    fn told(&self) -> Result<Vec<Told<'a>>, Refusal> {
        let mut told = Vec::new();
        for Bound { side, route, variable, claim, .. } in &self.bound {
            let mut strings: Vec<&'a str> = Vec::new();
            let mut globs: Vec<&'a Glob> = Vec::new();
            let own = |one: &&&ClaimCondition| pointer::of(one.claim.as_str()) == *claim;
            for condition in self.conditions.iter().filter(own) {
                for test in &condition.tests {
                    match test {
                        ClaimTest::Equals(value) => strings.extend(value.as_str()),
                        ClaimTest::AnyOf(values)
                        | ClaimTest::AllOf(values)
                        | ClaimTest::NoneOf(values) => {
                            strings.extend(values.iter().filter_map(Value::as_str));
                        }
                        ClaimTest::Glob(glob) => globs.push(glob),
                        ClaimTest::AtLeast(_)
                        | ClaimTest::AtMost(_)
                        | ClaimTest::PathVariable(_)
                        | ClaimTest::Present(_) => {}
                    }
                }
            }
            let others = self.bound.iter().filter(|own| own.claim == *claim);
            let places: BTreeSet<Position> = others.map(|own| own.position).collect();
            if places.len() > 1 {
                if !globs.is_empty() {
                    let message = format!("`{claim}` is bound to two variables and has a glob");
                    return Err(Refusal::new("unsupported-two-bindings", message));
                }
                // Two variables may also have one text, which nothing else names.
                strings.push(self.same);
            }
            if !strings.is_empty() || !globs.is_empty() {
                let (side, route, variable) = (*side, *route, *variable);
                told.push(Told { side, route, variable, strings, globs });
            }
        }
        Ok(told)
    }
}
