//! One token of the cache: by what it is found, and what a decision needs of it.

use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use papaya::Equivalent;

use crate::claims::Claims;
use crate::prepared::Marks;
use crate::verify::{Facts, Verified};

/// What a token takes beside its bytes and claims: the entry itself and its places in the map and
/// the ring.
const OVERHEAD: usize = 512;

/// A token that is looked for.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'t> {
    pub(super) hash: u64,
    /// The engine with its keys, by number.
    pub(super) engine: u64,
    pub(super) authorizer: usize,
    pub(super) token: &'t [u8],
}

/// A token that was good, with all that follows from its bytes.
pub(crate) struct Kept {
    hash: u64,
    engine: u64,
    authorizer: usize,
    token: Box<[u8]>,
    pub(crate) claims: Claims,
    pub(crate) facts: Facts,
    pub(crate) marks: Marks,
    used: AtomicBool,
}

impl Kept {
    /// Takes a verified token.
    pub(crate) fn new(asked: &Asked<'_>, verified: Verified, marks: Marks) -> Self {
        Self {
            hash: asked.hash,
            engine: asked.engine,
            authorizer: asked.authorizer,
            token: asked.token.into(),
            claims: verified.claims,
            facts: verified.facts,
            marks,
            used: AtomicBool::new(false),
        }
    }

    /// Gives back what was verified.
    pub(crate) fn into_verified(self) -> Verified {
        Verified { claims: self.claims, facts: self.facts }
    }

    /// Notes that the token was good again. Most often it is noted already, and then nothing is
    /// written.
    pub(crate) fn touch(&self) {
        if !self.used.load(Ordering::Relaxed) {
            self.used.store(true, Ordering::Relaxed);
        }
    }

    /// Returns whether the token was good again since this was asked last.
    pub(super) fn take_used(&self) -> bool {
        self.used.swap(false, Ordering::Relaxed)
    }

    pub(super) fn bytes(&self) -> usize {
        OVERHEAD + self.token.len() + self.claims.bytes() + self.marks.bytes()
    }
}

impl Clone for Kept {
    fn clone(&self) -> Self {
        Self {
            hash: self.hash,
            engine: self.engine,
            authorizer: self.authorizer,
            token: self.token.clone(),
            claims: self.claims.clone(),
            facts: self.facts,
            marks: self.marks.clone(),
            used: AtomicBool::new(false),
        }
    }
}

/// Tokens are not for logs.
impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

/// A token in the map and in the ring.
#[derive(Clone)]
pub(super) struct Entry(pub(super) Arc<Kept>);

impl Entry {
    pub(super) fn kept(&self) -> &Kept {
        &self.0
    }

    fn asked(&self) -> Asked<'_> {
        let Kept { hash, engine, authorizer, ref token, .. } = *self.0;
        Asked { hash, engine, authorizer, token }
    }
}

/// All bytes of the token count.
impl PartialEq for Asked<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.engine == other.engine
            && self.authorizer == other.authorizer
            && self.token == other.token
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.asked() == other.asked()
    }
}

impl Eq for Entry {}

impl Equivalent<Entry> for Asked<'_> {
    fn equivalent(&self, entry: &Entry) -> bool {
        *self == entry.asked()
    }
}

impl Hash for Asked<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Hash for Entry {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

/// Takes the hash that an entry has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given;

/// See [`Given`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GivenHash(u64);

impl BuildHasher for Given {
    type Hasher = GivenHash;

    fn build_hasher(&self) -> GivenHash {
        GivenHash::default()
    }
}

impl Hasher for GivenHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
