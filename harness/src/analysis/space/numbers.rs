//! A hash for numbers that this program hands out itself, in their order of appearance.
//!
//! It is quick and easy to fool, so that no text of a policy is ever hashed by it.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// A map by numbers; nothing is read in its order.
pub(super) type Numbered<K, V> = HashMap<K, V, BuildHasherDefault<Multiply>>;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Multiply(u64);

impl Multiply {
    fn add(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0xf135_7aea_2e62_a9c5);
    }
}

impl Hasher for Multiply {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            self.add(chunk.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)));
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.add(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.add(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.add(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(numbers: &[u32]) -> u64 {
        let mut hasher = Multiply::default();
        for number in numbers {
            hasher.write_u32(*number);
        }
        hasher.finish()
    }

    #[test]
    fn small_numbers_spread_over_the_low_bits_in_any_order() {
        let mut seen: Vec<u64> =
            (0..64).flat_map(|one| (0..64).map(move |two| hash(&[one, two]) % (1 << 16))).collect();
        seen.sort_unstable();
        seen.dedup();
        assert!(seen.len() > 3_800, "{}", seen.len());
    }
}
