//! The clauses of a route: everything in a policy that can decide one of its requests.
//!
//! Scopes and tests of claims are leaves of a formula; each can be thought fulfilled or unfulfilled
//! while all else stays as it is.

use engine::{Access, Effect, Method, Policy, Requirement, Route, Span};

use super::cell::Cell;

/// A clause of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteClause {
    /// What it is.
    pub kind: Kind,
    /// What it says, such as `scope orders/read`.
    pub text: String,
    /// The route's or the guardrail's place in the file.
    pub span: Span,
}

/// The kinds of clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// That the route answers a method.
    Method(Method),
    /// That there must be a token.
    MissingToken,
    /// That the token must be good.
    RefusedToken,
    /// A leaf of the route's requirement.
    Leaf(Leaf),
    /// A guardrail that is laid over some of its requests, an index into [`Policy::guardrails`].
    Guardrail(usize),
}

/// A leaf of a requirement, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// One of the scopes of which one is enough.
    AnyOf {
        /// The scope requirement.
        at: usize,
        /// The scope.
        item: usize,
    },
    /// A scope that is needed.
    AllOf {
        /// The scope requirement.
        at: usize,
        /// The scope.
        item: usize,
    },
    /// A test of a claim.
    Test {
        /// The condition.
        at: usize,
        /// The test.
        item: usize,
    },
}

impl Kind {
    /// Returns whether requests can be allowed because of it, and can be denied by it.
    pub fn goals(self, policy: &Policy) -> [bool; 2] {
        match self {
            Self::Method(_) => [true, false],
            Self::MissingToken | Self::RefusedToken => [false, true],
            Self::Leaf(_) => [true, true],
            Self::Guardrail(index) => {
                let effect = policy.guardrails().get(index).map(|one| &one.effect);
                [matches!(effect, Some(Effect::Require { .. })), true]
            }
        }
    }
}

impl Leaf {
    /// Returns a requirement in which the leaf is thought fulfilled or unfulfilled; none is never
    /// fulfilled.
    pub fn thought(self, requirement: &Requirement, fulfilled: bool) -> Option<Requirement> {
        let mut thought = requirement.clone();
        match self {
            Self::AnyOf { at, item } => {
                let any = &mut thought.scopes.get_mut(at)?.any_of;
                if fulfilled {
                    any.clear();
                } else {
                    drop((item < any.len()).then(|| any.remove(item)));
                    // Without a scope nothing would be asked for.
                    return (!any.is_empty()).then_some(thought);
                }
            }
            Self::AllOf { at, item } => {
                let all = &mut thought.scopes.get_mut(at)?.all_of;
                drop((item < all.len()).then(|| all.remove(item)));
                return fulfilled.then_some(thought);
            }
            Self::Test { at, item } => {
                let tests = &mut thought.claims.get_mut(at)?.tests;
                drop((item < tests.len()).then(|| tests.remove(item)));
                return fulfilled.then_some(thought);
            }
        }
        Some(thought)
    }
}

/// Lists the clauses of a route of which these are cells: methods, the token, the requirement,
/// guardrails.
pub fn clauses(policy: &Policy, route: &Route, cells: &[Cell]) -> Vec<RouteClause> {
    let own = |kind, text: String| RouteClause { kind, text, span: route.span };
    let is_met = |method: &Method| cells.iter().any(|cell| cell.method == *method);
    let methods = Method::ALL.into_iter().filter(is_met);
    let mut all: Vec<RouteClause> =
        methods.map(|method| own(Kind::Method(method), format!("method {method}"))).collect();
    if let Access::Protected { requirement, .. } = &route.access {
        all.push(own(Kind::MissingToken, "a token is there".to_owned()));
        all.push(own(Kind::RefusedToken, "the token is good".to_owned()));
        for (at, scopes) in requirement.scopes.iter().enumerate() {
            for (item, scope) in scopes.any_of.iter().enumerate() {
                all.push(own(Kind::Leaf(Leaf::AnyOf { at, item }), format!("scope {scope}")));
            }
            for (item, scope) in scopes.all_of.iter().enumerate() {
                all.push(own(Kind::Leaf(Leaf::AllOf { at, item }), format!("scope {scope}")));
            }
        }
        for (at, condition) in requirement.claims.iter().enumerate() {
            for (item, test) in condition.tests.iter().enumerate() {
                let text = format!("claim {} {test}", condition.claim);
                all.push(own(Kind::Leaf(Leaf::Test { at, item }), text));
            }
        }
    }
    for (index, guardrail) in policy.guardrails().iter().enumerate() {
        if cells.iter().any(|cell| cell.laid.first().is_some_and(|laid| laid.contains(&index))) {
            let (kind, text) = (Kind::Guardrail(index), format!("guardrail {}", guardrail.name));
            all.push(RouteClause { kind, text, span: guardrail.span });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use engine::{ClaimCondition, ClaimTest, ScopeRequirement};

    use super::*;

    fn requirement() -> Requirement {
        let scopes = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        let tests = vec![ClaimTest::Present(true), ClaimTest::PathVariable("x".to_owned())];
        Requirement {
            scopes: vec![ScopeRequirement { any_of: scopes(&["a", "b"]), all_of: scopes(&["c"]) }],
            claims: vec![ClaimCondition { claim: "d".parse().unwrap(), tests }],
        }
    }

    #[test]
    fn a_fulfilled_leaf_asks_for_nothing_more() {
        let any = Leaf::AnyOf { at: 0, item: 0 }.thought(&requirement(), true).unwrap();
        assert_eq!(any.scope_names().collect::<Vec<_>>(), ["c"]);
        let all = Leaf::AllOf { at: 0, item: 0 }.thought(&requirement(), true).unwrap();
        assert_eq!(all.scope_names().collect::<Vec<_>>(), ["a", "b"]);
        let test = Leaf::Test { at: 0, item: 0 }.thought(&requirement(), true).unwrap();
        assert_eq!(test.claims[0].tests, [ClaimTest::PathVariable("x".to_owned())]);
    }

    #[test]
    fn an_unfulfilled_leaf_leaves_the_others_of_its_list_or_nothing() {
        let any = Leaf::AnyOf { at: 0, item: 0 }.thought(&requirement(), false).unwrap();
        assert_eq!(any.scope_names().collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(Leaf::AnyOf { at: 0, item: 0 }.thought(&any, false), None);
        assert_eq!(Leaf::AllOf { at: 0, item: 0 }.thought(&requirement(), false), None);
        assert_eq!(Leaf::Test { at: 0, item: 1 }.thought(&requirement(), false), None);
    }
}
