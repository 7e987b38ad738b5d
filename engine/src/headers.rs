//! Headers that came with a good signature: the tokens of one key repeat them byte for byte, so a
//! header that is known need not be read again.

use std::fmt;
use std::sync::OnceLock;

use crate::algorithm::Algorithm;

/// Headers kept for a key set, which has few keys in use at a time.
const MOST: usize = 4;
/// Longest header kept.
const MAX_BYTES: usize = 1 << 10;

/// The first headers of good tokens. What is kept depends only on bytes that a key has vouched
/// for and changes no answer, so nobody can fill it without a key.
#[derive(Clone, Default)]
pub(crate) struct Headers([OnceLock<Known>; MOST]);

#[derive(Clone)]
struct Known {
    segment: Box<[u8]>,
    facts: HeaderFacts,
}

/// What a header says, once it has been checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HeaderFacts {
    pub(crate) algorithm: Algorithm,
    /// The place of its key in the set.
    pub(crate) key: usize,
}

impl Headers {
    /// Finds what a header says by all its bytes.
    pub(crate) fn find(&self, segment: &[u8]) -> Option<HeaderFacts> {
        let known = self.0.iter().map_while(OnceLock::get);
        known.filter(|one| *one.segment == *segment).map(|one| one.facts).next()
    }

    /// Keeps a header, while there is room.
    pub(crate) fn keep(&self, segment: &[u8], facts: HeaderFacts) {
        if segment.len() > MAX_BYTES {
            return;
        }
        // Two threads may keep one header twice; that costs a place and nothing else.
        if let Some(free) = self.0.iter().find(|one| one.get().is_none()) {
            let _kept = free.set(Known { segment: segment.into(), facts });
        }
    }
}

/// What stood in a token is not for logs.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Headers").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_bytes_are_known_and_only_so_many() {
        let headers = Headers::default();
        let facts = |key| HeaderFacts { algorithm: Algorithm::Rs256, key };
        for key in 0..MOST + 3 {
            headers.keep(format!("header {key}").as_bytes(), facts(key));
        }
        headers.keep(b"header 1", facts(77));
        for key in 0..MOST + 3 {
            let expected = (key < MOST).then(|| facts(key));
            assert_eq!(headers.find(format!("header {key}").as_bytes()), expected);
        }
        assert_eq!(headers.find(b"header"), None);
        assert_eq!(headers.find(b"header 11"), None);
    }

    #[test]
    fn a_long_header_is_not_kept() {
        let headers = Headers::default();
        let facts = HeaderFacts { algorithm: Algorithm::Rs256, key: 0 };
        headers.keep(&[b'a'; MAX_BYTES + 1], facts);
        assert_eq!(headers.find(&[b'a'; MAX_BYTES + 1]), None);
    }

    #[test]
    fn what_a_token_brought_is_not_shown() {
        let headers = Headers::default();
        let bare = format!("{headers:?}");
        headers.keep(b"header", HeaderFacts { algorithm: Algorithm::Rs256, key: 0 });
        assert_eq!(format!("{headers:?}"), bare);
    }
}
