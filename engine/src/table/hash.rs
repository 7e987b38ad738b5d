//! A keyed hash of short texts: folded multiplication, as in wyhash and foldhash.
//!
//! Paths are chosen by attackers, so the key is random for each matcher. The tables are immutable
//! once built, and a lookup is bounded by their longest run besides.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A random key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key(pub(crate) u64, pub(crate) u64);

/// Draws keys, each from the randomness that the standard library's maps use.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    random: RandomState,
    drawn: u64,
}

impl Keys {
    /// Draws the next key.
    pub(crate) fn draw(&mut self) -> Key {
        self.drawn += 2;
        Key(self.random.hash_one(self.drawn), self.random.hash_one(self.drawn + 1) | 1)
    }
}

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    #[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
    let halves = (product as u64, (product >> 64) as u64);
    halves.0 ^ halves.1
}

#[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
fn words(chunk: [u8; 16]) -> (u64, u64) {
    let both = u128::from_le_bytes(chunk);
    (both as u64, (both >> 64) as u64)
}

impl Key {
    /// Hashes a text under a number that tells tables apart.
    #[inline]
    pub(crate) fn hash(self, under: u32, text: &[u8]) -> u64 {
        let seed = self.0 ^ u64::from(under).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let length = text.len() as u64;
        let (low, high, state) = if let Some(last) = text.last_chunk::<16>() {
            let mut state = seed;
            // What is left over after the whole chunks is within the last sixteen bytes.
            for chunk in text.as_chunks::<16>().0 {
                let (low, high) = words(*chunk);
                state = fold(low ^ state, high ^ self.1);
            }
            let (low, high) = words(*last);
            (low, high, state)
        } else if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>())
        {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last), seed)
        } else if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>())
        {
            (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into(), seed)
        } else {
            let low = text.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
            (low, 0, seed)
        };
        fold(low ^ state, high ^ self.1.wrapping_add(length))
    }
}

/// Lets a map of the standard library hash by a key, where only we choose what is put in.
impl BuildHasher for Key {
    type Hasher = Folded;

    fn build_hasher(&self) -> Folded {
        Folded { key: *self, state: 0 }
    }
}

/// The hash of what has been written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Folded {
    key: Key,
    state: u64,
}

impl Hasher for Folded {
    fn write(&mut self, bytes: &[u8]) {
        self.state = fold(self.key.hash(0, bytes) ^ self.state, self.key.1);
    }

    fn write_u32(&mut self, number: u32) {
        self.state ^= u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_u8(&mut self, number: u8) {
        self.state = self.state.wrapping_add(number.into());
    }

    fn finish(&self) -> u64 {
        self.state
    }
}
