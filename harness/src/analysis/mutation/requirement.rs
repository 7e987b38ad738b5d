//! Mistakes in what a route or guardrail asks of a token.

use engine::Requirement;

use super::vocabulary::Vocabulary;
use super::{Operator, condition, scopes};

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

/// Puts an item in the place of another, or takes that one away.
pub(super) fn put<T>(list: &mut Vec<T>, at: usize, new: Option<T>) {
    match (list.get_mut(at), new) {
        (Some(place), Some(new)) => *place = new,
        (Some(_), None) => drop(list.remove(at)),
        (None, _) => {}
    }
}

/// Returns a list without one of its items.
pub(super) fn without<T: Clone>(list: &[T], at: usize) -> Vec<T> {
    let mut list = list.to_vec();
    put(&mut list, at, None);
    list
}

/// Returns a list with one more item.
pub(super) fn with<T: Clone>(list: &[T], item: T) -> Vec<T> {
    let mut list = list.to_vec();
    list.push(item);
    list
}
