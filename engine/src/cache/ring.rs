//! Which token goes when room is wanted: the oldest that was not good again since it was last
//! looked at.

use std::collections::VecDeque;

use super::entry::Entry;

/// How much a cache of tokens may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Most tokens.
    pub tokens: usize,
    /// Most bytes of tokens and their claims, as far as they can be counted.
    pub bytes: usize,
}

impl Default for Capacity {
    /// 10,000 tokens in 32 MiB.
    fn default() -> Self {
        Self { tokens: 10_000, bytes: 32 << 20 }
    }
}

/// Tokens looked at for one that goes. More than these were good again: the next one goes all the
/// same, so that putting in takes a bounded time.
const LOOKS: usize = 128;

/// The tokens of a cache in the order in which they are looked at, with the bytes each takes.
#[derive(Default)]
pub(super) struct Ring {
    entries: VecDeque<(Entry, usize)>,
    bytes: usize,
}

impl Ring {
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn push(&mut self, entry: Entry, bytes: usize) {
        self.entries.push_back((entry, bytes));
        self.bytes += bytes;
    }

    /// Takes out a token, if one more of so many bytes would not fit.
    pub(super) fn evict(&mut self, capacity: Capacity, wanted: usize) -> Option<Entry> {
        let fits = self.entries.len() < capacity.tokens
            && self.bytes.saturating_add(wanted) <= capacity.bytes;
        if fits {
            return None;
        }
        for _ in 0..LOOKS {
            let (entry, bytes) = self.entries.pop_front()?;
            if !entry.kept().take_used() {
                self.bytes -= bytes;
                return Some(entry);
            }
            self.entries.push_back((entry, bytes));
        }
        let (entry, bytes) = self.entries.pop_front()?;
        self.bytes -= bytes;
        Some(entry)
    }
}
