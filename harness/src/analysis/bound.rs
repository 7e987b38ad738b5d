//! Claims that are bound to variables of a path, and the texts that they are compared to else:
//! where there are such texts, paths with and without them are not alike.

use std::collections::BTreeSet;

use engine::{ClaimCondition, ClaimTest, Glob, Requirement, Route, Value};

use super::{
    cell::Cell,
    claim::Position,
    facts::{
        pointer,
        route::{pattern_of, position},
    },
    refusal::Refusal,
    space::Told,
};

/// A route that decides, and a requirement that may name its variables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deciding<'p> {
    /// The side of its policy.
    pub(super) side: usize,
    /// Its index there.
    pub(super) index: usize,
    pub(super) route: &'p Route,
    pub(super) asked: &'p Requirement,
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
pub(super) struct Texts<'p> {
    bound: Vec<Bound>,
    conditions: Vec<&'p ClaimCondition>,
}

impl<'p> Texts<'p> {
    /// Finds what deciding routes bind; `conditions` are all that may look at the same claims.
    pub(super) fn of(
        routes: impl IntoIterator<Item = Deciding<'p>>,
        conditions: impl FnOnce() -> Vec<&'p ClaimCondition>,
    ) -> Self {
        let mut bound = Vec::new();
        for Deciding { side, index, route, asked } in routes {
            for condition in &asked.claims {
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
        let conditions = if bound.is_empty() { Vec::new() } else { conditions() };
        Self { bound, conditions }
    }

    /// Returns whether a claim is bound to a variable at all.
    pub(super) fn are_bound(&self) -> bool {
        !self.bound.is_empty()
    }

    /// Returns the texts that variables have in cells, where a claim is bound to two of them: each
    /// may have the text of the other.
    pub(super) fn met(&self, cells: &[Cell]) -> Vec<String> {
        let mut met = BTreeSet::new();
        for one in &self.bound {
            let is_twice =
                |other: &Bound| one.claim == other.claim && one.position != other.position;
            if self.bound.iter().any(is_twice) {
                let Position { index, greedy } = one.position;
                for cell in cells {
                    let rest = cell.segments.get(index..).unwrap_or_default();
                    met.insert(if greedy {
                        rest.join("/")
                    } else {
                        rest.first().cloned().unwrap_or_default()
                    });
                }
            }
        }
        met.into_iter().filter(|text| !text.is_empty()).collect()
    }

    /// Returns what is to be told apart: nothing where a claim is compared to one variable alone.
    /// Where it is bound to two, `met` are further texts of either.
    pub(super) fn told<'s>(&'s self, met: &'s [String]) -> Result<Vec<Told<'s>>, Refusal> {
        let mut told = Vec::new();
        for Bound { side, route, variable, claim, .. } in &self.bound {
            let mut strings: Vec<&'s str> = Vec::new();
            let mut globs: Vec<&'s Glob> = Vec::new();
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
                strings.push(SAME);
                strings.extend(met.iter().map(String::as_str));
            }
            if !strings.is_empty() || !globs.is_empty() {
                let (side, route, variable) = (*side, *route, *variable);
                told.push(Told { side, route, variable, strings, globs });
            }
        }
        Ok(told)
    }
}

/// A text for two variables at once: no literal of a route has a blank.
const SAME: &str = "the same text";
