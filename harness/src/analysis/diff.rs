//! What two policies decide differently: every way, with the weakest request that shows it.
//!
//! A request is decided differently when one policy allows it and the other does not, or when both
//! deny it for different reasons. Which route or guardrail decides, and what is captured of the
//! path, is told and makes no difference by itself.

mod alike;
mod ask;
mod difference;
mod gather;
mod show;

use engine::Policy;

use self::{alike::Alike, ask::Ask, gather::gather};
use super::{facts::Facts, space::Space, witness::ReplayError};
use crate::clock::DEFAULT_NOW;
use crate::mint::Minter;

pub use self::difference::{Change, Credential, Diff, Difference, Radius, Verdict};

/// Compares two policies.
///
/// # Errors
/// What cannot be answered exactly is refused by name; a key or token cannot be made; or what was
/// found does not hold, which is a fault of ours.
pub fn diff(old: &Policy, new: &Policy, minter: &Minter) -> Result<Diff, ReplayError> {
    let sides = [old, new];
    let mut space = Space::new(&sides)?;
    let mut facts = Facts::new(&sides, &[], DEFAULT_NOW)?;
    let alike = Alike::new(sides, &facts);
    let cells = Ask::new(&mut space, &alike).cells()?;
    let (ways, radius) = gather(&mut facts, (sides, &alike), &cells)?;
    show::show(&mut facts, sides, (ways, radius), minter)
}
