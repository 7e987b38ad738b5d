//! What is known of a claim beyond the conditions on it.

use engine::Number;

use super::registered::Rule;
use crate::analysis::claim::{Claim, Position};

/// What a claim is looked at with.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// The texts of the variables that it may be bound to.
    pub texts: &'a [(Position, String)],
    /// What a good token can have here.
    pub rule: Rule<'a>,
    /// Numbers at which other claims that belong to it change.
    pub cuts: &'a [Number],
}
