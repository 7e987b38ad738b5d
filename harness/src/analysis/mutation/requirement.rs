//! Mistakes in what a route or guardrail asks of a token.

use engine::Requirement;

use super::lists::put;
use super::operator::Operator;
use super::vocabulary::Vocabulary;
use super::{condition, scopes};

/// A requirement with a mistake in it.
pub(super) struct Mistaken {
    pub(super) operator: Operator,
    /// What is wrong, without whose it is.
    pub(super) told: String,
    pub(super) requirement: Requirement,
}

/// Makes every mistake in a requirement of a place with these variables.
pub(super) fn mistakes(
    requirement: &Requirement,
    variables: &[&str],
    vocabulary: &Vocabulary,
) -> Vec<Mistaken> {
    let mut made = Vec::new();
    for (at, scopes) in requirement.scopes.iter().enumerate() {
        for (operator, told, new) in scopes::mistakes(scopes, vocabulary) {
            let mut requirement = requirement.clone();
            put(&mut requirement.scopes, at, new);
            made.push(Mistaken { operator, told, requirement });
        }
    }
    for (at, condition) in requirement.claims.iter().enumerate() {
        for (operator, told, new) in condition::mistakes(condition, variables, vocabulary) {
            let mut requirement = requirement.clone();
            put(&mut requirement.claims, at, new);
            made.push(Mistaken { operator, told, requirement });
        }
    }
    if !requirement.is_empty() {
        let told = "only a token is asked for".to_owned();
        let (operator, requirement) = (Operator::AuthenticatedOnly, Requirement::default());
        made.push(Mistaken { operator, told, requirement });
    }
    made
}
