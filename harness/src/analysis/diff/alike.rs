//! Which parts of two policies say the same, as far as their texts show it.
//!
//! What is written differently may still mean the same; it is then looked at for nothing.

use std::collections::BTreeSet;

use engine::{
    Access, ClaimCondition, ClaimTest, Effect, Guardrail, Method, Policy, Requirement, Route,
};

use crate::analysis::{
    cell::Cell,
    facts::{
        Facts,
        route::{asked_of, pattern_of, position},
    },
};

/// A guardrail, by the side of its policy and its index there.
pub(super) type Rail = (usize, usize);

/// What two policies share.
#[derive(Debug)]
pub(super) struct Alike<'p> {
    pub(super) sides: [&'p Policy; 2],
    /// By side and authorizer, a number that is the same for those that take the same tokens.
    classes: [Vec<Option<usize>>; 2],
    /// Each guardrail once, and whether the other policy has none that says the same.
    pub(super) rails: Vec<(Rail, bool)>,
    /// By side, whether all guardrails that ask for a token ask for that of one authorizer.
    has_one_verifier: [bool; 2],
}

impl<'p> Alike<'p> {
    pub(super) fn new(sides: [&'p Policy; 2], facts: &Facts<'p>) -> Self {
        let classes = [0, 1].map(|side: usize| {
            let count = sides.get(side).map_or(0, |policy| policy.authorizers().len());
            (0..count).map(|index| facts.credentials.class(side, index)).collect()
        });
        let has_one_verifier = sides.map(|policy| {
            let asked = policy.guardrails().iter().filter_map(|one| match &one.effect {
                Effect::Require { authorizer, .. } => Some(*authorizer),
                Effect::Deny => None,
            });
            asked.collect::<BTreeSet<usize>>().len() < 2
        });
        let mut alike = Self { sides, classes, rails: Vec::new(), has_one_verifier };
        alike.rails = alike.compare_guardrails();
        alike
    }

    fn compare_guardrails(&self) -> Vec<(Rail, bool)> {
        let [old, new] = self.sides.map(Policy::guardrails);
        let mut taken = vec![false; new.len()];
        let mut rails = Vec::new();
        for (index, one) in old.iter().enumerate() {
            let same = new.iter().zip(&mut taken).find(|(other, taken)| {
                !**taken && one.name == other.name && self.are_guardrails_alike(one, other)
            });
            let is_changed = same.is_none();
            if let Some((_, taken)) = same {
                *taken = true;
            }
            rails.push(((0, index), is_changed));
        }
        let others = taken.iter().enumerate().filter(|(_, taken)| !**taken);
        rails.extend(others.map(|(index, _)| ((1, index), true)));
        rails
    }

    fn are_guardrails_alike(&self, old: &Guardrail, new: &Guardrail) -> bool {
        let asks_alike = match (&old.effect, &new.effect) {
            (Effect::Deny, Effect::Deny) => true,
            (
                Effect::Require { authorizer: one, requirement },
                Effect::Require { authorizer: other, requirement: its },
            ) => self.are_classes_alike(*one, *other) && requirement == its,
            (Effect::Deny, Effect::Require { .. }) | (Effect::Require { .. }, Effect::Deny) => {
                false
            }
        };
        asks_alike && old.paths == new.paths && old.methods == new.methods
    }

    fn are_classes_alike(&self, old: usize, new: usize) -> bool {
        let [one, other] = &self.classes;
        let class = |own: &Vec<Option<usize>>, at: usize| own.get(at).copied().flatten();
        class(one, old).is_some_and(|one| class(other, new) == Some(one))
    }

    pub(super) fn route(&self, side: usize, winner: Option<usize>) -> Option<&'p Route> {
        self.sides.get(side)?.routes().get(winner?)
    }

    /// Returns whether two deciding routes may treat a request differently, guardrails aside.
    pub(super) fn may_differ(&self, winners: &[Option<usize>]) -> bool {
        let of = |side: usize| winners.get(side).copied().flatten();
        match (self.route(0, of(0)), self.route(1, of(1))) {
            (None, None) => false,
            (Some(old), Some(new)) => !self.are_routes_alike(old, new),
            (Some(_), None) | (None, Some(_)) => true,
        }
    }

    fn are_routes_alike(&self, old: &Route, new: &Route) -> bool {
        match (&old.access, &new.access) {
            (Access::Public, Access::Public) => true,
            (
                Access::Protected { authorizer: one, requirement },
                Access::Protected { authorizer: other, requirement: its },
            ) => {
                self.are_classes_alike(*one, *other)
                    && requirement == its
                    && bound(old, requirement) == bound(new, its)
            }
            (Access::Public, Access::Protected { .. })
            | (Access::Protected { .. }, Access::Public) => false,
        }
    }

    /// Returns whether a side answers preflights by itself where these routes decide.
    pub(super) fn answers_preflight(&self, side: usize, cell: &Cell) -> bool {
        let has_cors = self.sides.get(side).is_some_and(|policy| policy.cors().is_some());
        has_cors && cell.method == Method::Options && cell.winners.get(side) == Some(&None)
    }

    /// Returns whether one policy alone answers preflights by itself.
    pub(super) fn has_cors_changed(&self) -> bool {
        let [old, new] = self.sides.map(|policy| policy.cors().is_some());
        old != new
    }

    /// Returns how many guardrails can have a say in one difference between these winners.
    ///
    /// On a protected route it is the one that denies, and where both sides are denied by one
    /// there is no difference. On a public route one may also be what asks for a token, and where
    /// the first decides whose, another may deny.
    pub(super) fn most_in_focus(&self, winners: &[Option<usize>]) -> usize {
        let of = |side: usize| {
            let route = self.route(side, winners.get(side).copied().flatten());
            match route.map(|route| &route.access) {
                None => (0, false),
                Some(Access::Protected { .. }) => (1, false),
                Some(Access::Public) if self.has_one_verifier.get(side) == Some(&true) => (1, true),
                Some(Access::Public) => (2, true),
            }
        };
        let ((old, is_old_public), (new, is_new_public)) = (of(0), of(1));
        if is_old_public || is_new_public { old + new } else { old.max(new) }
    }
}

/// Where the variables stand that a route binds claims to.
fn bound(route: &Route, requirement: &Requirement) -> Vec<Option<(usize, bool)>> {
    let tests = requirement.claims.iter().flat_map(|condition| &condition.tests);
    let names = tests.filter_map(|test| match test {
        ClaimTest::PathVariable(name) => Some(name),
        ClaimTest::Equals(_)
        | ClaimTest::AnyOf(_)
        | ClaimTest::AllOf(_)
        | ClaimTest::NoneOf(_)
        | ClaimTest::AtLeast(_)
        | ClaimTest::AtMost(_)
        | ClaimTest::Glob(_)
        | ClaimTest::Present(_) => None,
    });
    let pattern = pattern_of(route);
    let place = |name: &String| pattern.and_then(|pattern| position(pattern, name));
    names.map(|name| place(name).map(|place| (place.index, place.greedy))).collect()
}

/// Returns the conditions on claims that can decide in cells of these winners.
pub(super) fn conditions<'p>(
    alike: &Alike<'p>,
    winners: &[Option<usize>],
) -> impl Iterator<Item = &'p ClaimCondition> {
    let routes = [0, 1].map(|side: usize| alike.route(side, winners.get(side).copied().flatten()));
    let of_routes = routes.into_iter().flatten().filter_map(asked_of);
    let guardrails = alike.sides.into_iter().flat_map(Policy::guardrails);
    let of_guardrails = guardrails.filter_map(|one| match &one.effect {
        Effect::Require { requirement, .. } => Some(requirement),
        Effect::Deny => None,
    });
    of_routes.chain(of_guardrails).flat_map(|requirement| &requirement.claims)
}
