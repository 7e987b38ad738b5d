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

fn word(bytes: &[u8], at: usize) -> u64 {
    let taken = bytes.get(at..at + 8).and_then(|bytes| bytes.first_chunk::<8>());
    taken.map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

fn half(bytes: &[u8], at: usize) -> u64 {
    let taken = bytes.get(at..at + 4).and_then(|bytes| bytes.first_chunk::<4>());
    taken.map_or(0, |bytes| u32::from_le_bytes(*bytes).into())
}

impl Key {
    /// Hashes a text under a number that tells tables apart.
    #[inline]
    pub(crate) fn hash(self, under: u32, text: &[u8]) -> u64 {
        let length = text.len();
        let seed = self.0 ^ u64::from(under).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (low, high) = if length >= 8 {
            let mut state = seed;
            if length > 16 {
                let (chunks, _) = text.as_chunks::<16>();
                for chunk in chunks {
                    state = fold(word(chunk, 0) ^ state, word(chunk, 8) ^ self.1);
                }
                return fold(
                    word(text, length - 16) ^ state,
                    word(text, length - 8) ^ self.1 ^ length as u64,
                );
            }
            (word(text, 0), word(text, length - 8))
        } else if length >= 4 {
            (half(text, 0), half(text, length - 4))
        } else {
            let byte = |at: usize| text.get(at).copied().map_or(0, u64::from);
            (byte(0) << 8 | byte(length / 2), byte(length.saturating_sub(1)))
        };
        fold(low ^ seed, high ^ self.1 ^ (length as u64) << 56)
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
