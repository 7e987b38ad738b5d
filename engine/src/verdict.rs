//! What an authorizer made of a token, kept for further decisions on the same request.

use std::fmt;

use crate::claims::Claims;
use crate::token_error::TokenError;
use crate::verify::Verified;

/// A token as it was judged once, good or not.
///
/// It counts for an authorizer that is the same, with the same keys, at the same instant, and for
/// a token of the same bytes: for all else the token is verified anew.
pub struct Verdict {
    pub(crate) trust: u64,
    pub(crate) now: i64,
    pub(crate) token: Box<[u8]>,
    pub(crate) found: Result<Verified, TokenError>,
}

impl Verdict {
    /// Returns the claims of a token that was found good.
    pub fn claims(&self) -> Option<&Claims> {
        self.found.as_ref().ok().map(|verified| &verified.claims)
    }

    /// Finds the one that counts.
    pub(crate) fn find<'v>(
        known: &'v [Self],
        trust: u64,
        token: &[u8],
        now: i64,
    ) -> Option<&'v Self> {
        known.iter().find(|one| one.trust == trust && one.now == now && *one.token == *token)
    }
}

/// Neither tokens nor claims are for logs.
impl fmt::Debug for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verdict").field("good", &self.found.is_ok()).finish_non_exhaustive()
    }
}
