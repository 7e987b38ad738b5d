//! A quick hasher for tables of small numbers that only the analysis itself makes.

use std::hash::{BuildHasherDefault, Hasher};

/// The hasher's maker.
pub(super) type Mixed = BuildHasherDefault<Mix>;

/// Multiplies and folds; numbers of nodes need no more.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        let mixed = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 29);
    }
}
