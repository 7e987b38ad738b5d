//! Mutants: what a policy would be with one mistake in it.
//!
//! A mutant is an edit of a valid policy into another valid one. Mistakes that validation would
//! tell are stillborn. Whether a mutant decides anything differently is not asked here.

use engine::Policy;

use self::brood::Brood;
pub use self::{
    mutant::{Mutant, Mutants},
    operator::Operator,
};

mod authorizer;
mod brood;
mod condition;
mod cors;
mod globs;
mod guardrail;
mod key;
mod lists;
mod mutant;
mod operator;
mod requirement;
mod rivals;
mod route;
mod scopes;
mod vocabulary;

impl Mutants {
    /// Makes every mutant of a policy. Two mistakes that make the same policy are one mutant.
    pub fn of(policy: &Policy) -> Self {
        let mut brood = Brood::new(policy);
        cors::mutate(&mut brood);
        for index in 0..policy.authorizers().len() {
            authorizer::mutate(index, &mut brood);
        }
        for index in 0..policy.routes().len() {
            route::mutate(index, &mut brood);
            key::mutate(index, &mut brood);
        }
        route::add_default(&mut brood);
        rivals::mutate(&mut brood);
        for index in 0..policy.guardrails().len() {
            guardrail::mutate(index, &mut brood);
        }
        brood.finish()
    }
}

#[cfg(test)]
mod tests;
