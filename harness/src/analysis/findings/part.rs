//! Parts of a requirement that look at different facts: its scopes, and each claim by itself.
//!
//! What one part says tells nothing about another. Only claims that a path or an authorizer looks
//! at hang together, and are one part.

use std::collections::{BTreeMap, BTreeSet};

use engine::{ClaimTest, Requirement, Value};

use super::piece::{Deleted, Piece, listed};
use crate::analysis::{facts::pointer, theory::Rule};

/// A part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// Its largest pieces.
    pub(super) pieces: Vec<Piece>,
    /// Whether it depends on the authorizer.
    pub(super) is_registered: bool,
    /// Whether it depends on the path.
    pub(super) is_bound: bool,
}

impl Part {
    /// Returns all but this part.
    pub(super) fn others(&self, whole: &Requirement) -> Deleted {
        let scopes = (0..whole.scopes.len()).map(|at| Piece::Scopes { at });
        let claims = (0..whole.claims.len()).map(|at| Piece::Claim { at });
        scopes.chain(claims).filter(|piece| !self.pieces.contains(piece)).collect()
    }

    /// Returns whether two things in it look at the same facts, or not every value can be; else
    /// neither says anything about the other.
    pub(super) fn repeats(&self, whole: &Requirement) -> bool {
        let mut scopes = BTreeSet::new();
        let mut tests = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Scopes { at } => {
                    let own = whole.scopes.get(*at).into_iter();
                    let mut all = own.flat_map(|own| own.any_of.iter().chain(&own.all_of));
                    if !all.all(|scope| scopes.insert(scope)) {
                        return true;
                    }
                }
                Piece::Claim { at } => {
                    tests.extend(whole.claims.get(*at).into_iter().flat_map(|own| &own.tests));
                }
                Piece::AnyOf { .. }
                | Piece::AllOf { .. }
                | Piece::AnyScope { .. }
                | Piece::EveryScope { .. }
                | Piece::Test { .. }
                | Piece::Value { .. } => {}
            }
        }
        let is_twice = |values: &[Value]| {
            values
                .iter()
                .enumerate()
                .any(|(at, value)| values.iter().take(at).any(|own| own == value))
        };
        let is_limited = self.pieces.iter().any(|piece| {
            let Piece::Claim { at } = piece else { return false };
            whole.claims.get(*at).is_some_and(|own| Rule::names_somebody(&own.claim))
        });
        self.is_registered
            || is_limited
            || tests.len() > 1
            || tests.into_iter().filter_map(listed).any(is_twice)
    }
}

/// Divides a requirement.
pub(super) fn parts(whole: &Requirement) -> Vec<Part> {
    let scopes = (0..whole.scopes.len()).map(|at| Piece::Scopes { at }).collect();
    let scopes = Part { pieces: scopes, ..Part::default() };
    let mut joined = Part::default();
    let mut free: BTreeMap<String, Part> = BTreeMap::new();
    let bound: BTreeSet<String> = whole
        .claims
        .iter()
        .filter(|own| own.tests.iter().any(|test| matches!(test, ClaimTest::PathVariable(_))))
        .map(|own| pointer::of(own.claim.as_str()))
        .collect();
    for (at, own) in whole.claims.iter().enumerate() {
        let claim = pointer::of(own.claim.as_str());
        let (is_registered, is_bound) = (Rule::is_registered(&claim), bound.contains(&claim));
        let part = if is_registered || is_bound {
            joined.is_registered |= is_registered;
            joined.is_bound |= is_bound;
            &mut joined
        } else {
            free.entry(claim).or_default()
        };
        part.pieces.push(Piece::Claim { at });
    }
    let all = [scopes, joined].into_iter().chain(free.into_values());
    all.filter(|part| !part.pieces.is_empty()).collect()
}

/// Returns the scopes, as written, and the claims, as pointers, that are looked at.
pub(super) fn looked_at(requirement: &Requirement) -> BTreeSet<String> {
    let claims = requirement.claims.iter().map(|own| pointer::of(own.claim.as_str()));
    // No scope has a blank.
    let scopes = requirement.scope_names().map(|scope| format!(" {scope}"));
    claims.chain(scopes).collect()
}

#[cfg(test)]
mod tests {
    use engine::{ClaimCondition, ScopeRequirement};

    use super::*;

    fn condition(claim: &str, tests: Vec<ClaimTest>) -> ClaimCondition {
        ClaimCondition { claim: claim.parse().unwrap(), tests }
    }

    fn told(whole: &Requirement) -> Vec<(Vec<Piece>, bool)> {
        parts(whole).into_iter().map(|part| (part.pieces.clone(), part.repeats(whole))).collect()
    }

    #[test]
    fn claims_are_parts_of_their_own_unless_a_path_or_authorizer_looks_at_them() {
        let variable = ClaimTest::PathVariable("x".to_owned());
        let present = || vec![ClaimTest::Present(true)];
        let whole = Requirement {
            scopes: Vec::new(),
            claims: vec![
                condition("a", present()),
                condition("b", vec![variable]),
                condition("/a", present()),
                condition("/b", present()),
                condition("iss", present()),
                condition("c", present()),
            ],
        };
        let claims = |all: &[usize]| all.iter().map(|at| Piece::Claim { at: *at }).collect();
        let expected = [(claims(&[1, 3, 4]), true), (claims(&[0, 2]), true), (claims(&[5]), false)];
        assert_eq!(told(&whole), expected);
    }

    #[test]
    fn what_is_named_once_says_nothing_about_another() {
        let scopes = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        let of = |any: &[&str], all: &[&str]| Requirement {
            scopes: vec![ScopeRequirement { any_of: scopes(any), all_of: scopes(all) }],
            claims: Vec::new(),
        };
        assert_eq!(told(&of(&["a", "b"], &["c"])), [(vec![Piece::Scopes { at: 0 }], false)]);
        assert_eq!(told(&of(&["a", "b"], &["a"])), [(vec![Piece::Scopes { at: 0 }], true)]);
        let value = |number: u8| Value::Bool(number == 1);
        let list = ClaimTest::NoneOf([1, 0, 1].map(value).to_vec());
        let whole = Requirement { scopes: Vec::new(), claims: vec![condition("a", vec![list])] };
        assert_eq!(told(&whole), [(vec![Piece::Claim { at: 0 }], true)]);
    }
}
