//! Verified tokens, kept for the next request that brings the same bytes.
//!
//! A decision by the cache is the decision without it: a hit needs all bytes of the token, the same
//! engine with the same keys and the same authorizer, and its dates are checked anew.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use papaya::{HashMap, HashMapRef, LocalGuard};

use self::entry::{Asked, Entry, Given, Kept};
pub use self::ring::Capacity;
use self::ring::Ring;
use crate::table::hash::{Key, Keys};
use crate::table::text::Text;

pub(crate) mod entry;
mod ring;

/// Signs at the end of a token that are hashed: the signature, which nobody can choose.
const TAIL: usize = 64;

/// A bounded cache of verified tokens, for any number of threads and engines.
///
/// Tokens that are refused are not kept. An engine that is compiled anew or is given other keys
/// meets none of the tokens that it knew before. A hit allocates nothing, takes no lock, and
/// writes no memory that threads share, but for one flag after each round of eviction.
pub struct TokenCache {
    map: HashMap<Entry, (), Given>,
    ring: Mutex<Ring>,
    capacity: Capacity,
    key: Key,
}

/// A cache as one thread reads it. What it has found stays in memory while it lives, so it is
/// meant for one decision, or a few.
pub struct PinnedTokens<'c> {
    cache: &'c TokenCache,
    map: HashMapRef<'c, Entry, (), Given, LocalGuard<'c>>,
}

impl TokenCache {
    /// Makes an empty cache.
    pub fn new(capacity: Capacity) -> Self {
        Self {
            map: HashMap::with_hasher(Given),
            ring: Mutex::default(),
            capacity,
            key: Keys::default().draw(),
        }
    }

    /// Opens the cache for a decision by this thread.
    pub fn pin(&self) -> PinnedTokens<'_> {
        PinnedTokens { cache: self, map: self.map.pin() }
    }

    /// Returns how many tokens are kept.
    pub fn len(&self) -> usize {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Returns whether no token is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns how many bytes the tokens and their claims take.
    pub fn bytes(&self) -> usize {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner).bytes()
    }
}

impl PinnedTokens<'_> {
    /// Names a token as an authorizer of an engine would verify it.
    pub(crate) fn ask<'t>(&self, engine: u64, authorizer: usize, token: &'t [u8]) -> Asked<'t> {
        let tail = token.len().saturating_sub(TAIL);
        let under = u32::try_from(authorizer).unwrap_or(u32::MAX);
        let hash = self.cache.key.hash(under, Text::new(token.get(tail..).unwrap_or(token)));
        Asked { hash, engine, authorizer, token }
    }

    /// Finds a token that was good once. Its dates are not checked.
    pub(crate) fn find(&self, asked: &Asked<'_>) -> Option<&Kept> {
        self.map.get_key_value(asked).map(|(entry, ())| entry.kept())
    }

    /// Keeps a good token, if it may be kept at all, and lends it.
    pub(crate) fn keep(&self, asked: &Asked<'_>, kept: Arc<Kept>) -> Result<&Kept, Arc<Kept>> {
        let (bytes, capacity) = (kept.bytes(), self.cache.capacity);
        if capacity.tokens == 0 || bytes > capacity.bytes {
            return Err(kept);
        }
        let entry = Entry(kept);
        // Whoever puts in or takes out holds the ring, so that both hold the same tokens.
        let mut ring = self.cache.ring.lock().unwrap_or_else(PoisonError::into_inner);
        if self.map.try_insert(entry.clone(), ()).is_ok() {
            while let Some(old) = ring.evict(capacity, bytes) {
                self.map.remove(&old);
            }
            ring.push(entry.clone(), bytes);
        }
        self.find(asked).ok_or(entry.0)
    }
}

/// Neither tokens nor claims are for logs.
impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCache").field("capacity", &self.capacity).finish_non_exhaustive()
    }
}

impl fmt::Debug for PinnedTokens<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PinnedTokens").field("cache", self.cache).finish_non_exhaustive()
    }
}
