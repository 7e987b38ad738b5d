//! What two policies decide differently: every way, with the weakest request that shows it.
//!
//! A request is decided differently when one policy allows it and the other does not, or when both
//! deny it for different reasons. Which route or guardrail decides, and what is captured of the
//! path, is told and makes no difference by itself.

mod difference;

use engine::Policy;

use super::refusal::Refusal;
use crate::mint::Minter;

pub use self::difference::{Change, Credential, Diff, Difference, Radius, Verdict};

/// Compares two policies.
///
/// # Errors
/// What cannot be answered exactly is refused by name.
pub fn diff(_old: &Policy, _new: &Policy, _minter: &Minter) -> Result<Diff, Refusal> {
    Err(Refusal::new("not-built", "comparing policies comes in a later version"))
}
