//! What it costs that facts hold.

use std::ops::Add;

/// What a fact costs that holds, first numbers first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(pub [u32; 5]);

impl Add for Weight {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let mut sum = self.0;
        for (own, more) in sum.iter_mut().zip(other.0) {
            *own = own.saturating_add(more);
        }
        Self(sum)
    }
}

/// The cheapest setting of facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weakest {
    /// What it costs.
    pub weight: Weight,
    /// The facts that hold, in order; no other does.
    pub facts: Vec<u32>,
}
