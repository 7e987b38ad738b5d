//! What is unsound in a policy that is valid: clauses that change nothing, and openings that its
//! author may not have meant. Each is shown by a request that was decided.

use engine::Policy;

pub use self::{finding::Finding, not_analysed::place_of, written::Written};

use self::{ground::Ground, not_analysed::not_analysed};
use super::{refusal::Refusal, witness::ReplayError};
use crate::mint::Minter;

mod always_denied;
mod asks;
mod barred;
mod by_guardrails;
mod claim_removal;
mod contradictory;
mod finding;
mod formulas;
mod ground;
mod guardrails;
mod implied;
mod needless;
mod not_analysed;
mod over;
mod overlapping;
mod part;
mod piece;
mod public;
mod redundant;
mod written;

/// A kind of findings: what it finds in a policy.
type Kind = for<'g, 'p, 'm> fn(&'g mut Ground<'p, 'm>) -> Result<Vec<Finding>, ReplayError>;

/// The kinds, each in its own file.
const KINDS: &[Kind] = &[
    guardrails::find,
    always_denied::find,
    overlapping::find,
    public::find,
    contradictory::find,
    redundant::find,
    claim_removal::find,
];

/// Finds what is unsound in a policy, in the order of its text.
///
/// Examples are decided at an instant in Unix seconds. What cannot be answered exactly is a finding
/// itself; where one route or guardrail is to blame, all others are told of.
///
/// # Errors
/// A key or token cannot be made; or an example does not hold, which is a fault of ours.
pub fn findings(
    policy: &Policy,
    written: Written<'_>,
    now: i64,
    minter: &Minter,
) -> Result<Vec<Finding>, ReplayError> {
    let mut found = Vec::new();
    let mut refused: Vec<Refusal> = Vec::new();
    match Ground::new(policy, written, now, minter) {
        Ok(mut ground) => {
            for kind in KINDS {
                match kind(&mut ground) {
                    Ok(own) => found.extend(own),
                    Err(ReplayError::Refused(refusal)) => refused.push(refusal),
                    Err(other) => return Err(other),
                }
            }
            refused.extend(ground.refused);
        }
        Err(refusal) => refused.push(refusal),
    }
    found.extend(not_analysed(policy, written, &refused));
    found.sort_by_key(|one| (one.span, one.code));
    Ok(found)
}
