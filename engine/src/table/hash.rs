//! A keyed hash of short texts: folded multiplication, as in wyhash and foldhash.
//!
//! Paths are chosen by attackers, so the key is random for each matcher. The tables are immutable
//! once built, and a lookup is bounded by their longest run besides.

use std::hash::{BuildHasher, Hasher, RandomState};

use super::text::{CHUNK, Text};

/// A random key: a pair of words for each of the chunks that are hashed side by side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key([(u64, u64); 4]);

/// Draws keys, each from the randomness that the standard library's maps use.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    random: RandomState,
    drawn: u64,
}

impl Keys {
    /// Draws the next key.
    pub(crate) fn draw(&mut self) -> Key {
        let mut word = || {
            self.drawn += 1;
            self.random.hash_one(self.drawn)
        };
        Key([(); 4].map(|()| (word(), word())))
    }
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    #[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
    let halves = (product as u64, (product >> 64) as u64);
    halves.0 ^ halves.1
}

/// Folds a chunk under a pair of words.
#[inline]
fn folded(chunk: u128, under: (u64, u64)) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
    let (low, high) = (chunk as u64, (chunk >> 64) as u64);
    fold(low ^ under.0, high ^ under.1)
}

impl Key {
    /// Hashes a text under a number that tells tables apart.
    #[inline]
    pub(crate) fn hash(&self, under: u32, text: Text<'_>) -> u64 {
        let [first, ..] = self.0;
        let (number, length) = (u64::from(under), text.bytes.len() as u64);
        let mixed = first.0 ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let hash = folded(text.head, (mixed, first.1.wrapping_add(length)));
        if text.bytes.len() <= CHUNK { hash } else { hash ^ self.hash_rest(text.bytes) }
    }

    /// Hashes what follows the first chunk of a text longer than that: its last chunk, and those
    /// between, of which the first two do not wait for another.
    #[inline]
    fn hash_rest(&self, bytes: &[u8]) -> u64 {
        let [_, last, second, third] = self.0;
        let read = |chunk: &[u8; CHUNK]| u128::from_le_bytes(*chunk);
        let mut hash = bytes.last_chunk().map_or(0, |chunk| folded(read(chunk), last));
        let chunks = bytes.as_chunks().0;
        if let Some(chunk) = chunks.get(1) {
            hash ^= folded(read(chunk), second);
        }
        if let Some(chunk) = chunks.get(2) {
            hash ^= folded(read(chunk), third);
        }
        for chunk in chunks.get(3..).unwrap_or(&[]) {
            hash = folded(read(chunk), (second.0 ^ hash, third.1));
        }
        hash
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
        let [_, words, ..] = self.key.0;
        self.state = fold(self.key.hash(0, Text::new(bytes)) ^ self.state, words.1);
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
