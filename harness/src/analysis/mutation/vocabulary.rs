//! What a policy names: mistakes are made of its own words, as people make them.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Access, ClaimTest, Effect, Policy, Requirement, Scope, Value};

/// Most other words that are tried in one list: more of them are no other kind of mistake.
const MOST_OTHERS: usize = 16;

/// Scopes and values of claims.
pub(super) struct Vocabulary {
    scopes: BTreeMap<String, Scope>,
    /// By claim, as written.
    values: BTreeMap<String, Vec<Value>>,
}

impl Vocabulary {
    pub(super) fn of(policy: &Policy) -> Self {
        let mut own = Self { scopes: BTreeMap::new(), values: BTreeMap::new() };
        for route in policy.routes() {
            if let Access::Protected { requirement, .. } = &route.access {
                own.add(requirement);
            }
        }
        for guardrail in policy.guardrails() {
            if let Effect::Require { requirement, .. } = &guardrail.effect {
                own.add(requirement);
            }
        }
        own
    }

    fn add(&mut self, requirement: &Requirement) {
        for scope in requirement.scopes.iter().flat_map(|one| one.any_of.iter().chain(&one.all_of))
        {
            self.scopes.entry(scope.to_string()).or_insert_with(|| scope.clone());
        }
        for condition in &requirement.claims {
            let values = self.values.entry(condition.claim.to_string()).or_default();
            for value in condition.tests.iter().flat_map(listed) {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
        }
    }

    /// Returns the scopes that are not in a list, in byte order from those of the list on.
    pub(super) fn scopes_beside(&self, list: &[&Scope]) -> Vec<Scope> {
        let named: BTreeSet<&str> = list.iter().map(|scope| scope.as_str()).collect();
        let highest = named.last().copied().unwrap_or("");
        let (before, after): (Vec<_>, Vec<_>) =
            self.scopes.iter().partition(|(name, _)| name.as_str() < highest);
        let all = after.into_iter().chain(before);
        let others = all.filter(|(name, _)| !named.contains(name.as_str()));
        others.map(|(_, scope)| scope.clone()).take(MOST_OTHERS).collect()
    }

    /// Returns values of a claim that are not in a list; one of our own where none is named.
    pub(super) fn values_beside(&self, claim: &str, list: &[Value]) -> Vec<Value> {
        let known = self.values.get(claim).into_iter().flatten();
        let others = known.filter(|value| !list.contains(value)).take(MOST_OTHERS).cloned();
        let others: Vec<Value> = others.collect();
        let own = Value::String("other".to_owned());
        if others.is_empty() && !list.contains(&own) { vec![own] } else { others }
    }
}

fn listed(test: &ClaimTest) -> &[Value] {
    match test {
        ClaimTest::Equals(value) => std::slice::from_ref(value),
        ClaimTest::AnyOf(list) | ClaimTest::AllOf(list) | ClaimTest::NoneOf(list) => list,
        ClaimTest::AtLeast(_)
        | ClaimTest::AtMost(_)
        | ClaimTest::Glob(_)
        | ClaimTest::PathVariable(_)
        | ClaimTest::Present(_) => &[],
    }
}
