//! Who is signing in and who has: codes, refresh tokens, and access tokens that userinfo knows.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::store::Store;

/// Codes at once.
const MOST_CODES: usize = 1_000;

/// Refresh tokens, and access tokens of users, at once.
const MOST_TOKENS: usize = 10_000;

/// A user's consent to a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    /// The issuer's name.
    pub(super) issuer: String,
    /// The client's id.
    pub(super) client: String,
    /// The user's name.
    pub(super) user: String,
    pub(super) scopes: Vec<String>,
    pub(super) nonce: Option<String>,
    /// When the user signed in.
    pub(super) auth_time: i64,
    /// What all tokens of one sign-in share.
    pub(super) origin: String,
}

/// What a code stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// A sign-in that no token was got for.
    Fresh {
        grant: Grant,
        redirect_uri: String,
        /// The challenge of PKCE, by S256.
        challenge: Option<String>,
    },
    /// Somebody has shown it already.
    Used {
        /// The sign-in it stood for.
        origin: String,
    },
}

/// What is remembered of sign-ins; all of it is bounded.
#[derive(Debug)]
pub(super) struct Sessions {
    kept: Mutex<Kept>,
}

/// The stores.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) codes: Store<Code>,
    pub(super) refresh: Store<Grant>,
    /// By the hash of the access token.
    pub(super) access: Store<Grant>,
}

impl Default for Sessions {
    fn default() -> Self {
        let (codes, refresh) = (Store::new(MOST_CODES), Store::new(MOST_TOKENS));
        let access = Store::new(MOST_TOKENS);
        Self { kept: Mutex::new(Kept { codes, refresh, access }) }
    }
}

impl Sessions {
    /// Returns the stores, for a short time.
    pub(super) fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Takes a code out of circulation, and returns what it stood for. One that was shown before has
    /// been stolen or is being tried: every token it brought is revoked (RFC 6749, 4.1.2).
    pub(super) fn spend(&mut self, code: &str, now: i64) -> Option<Code> {
        let origin = match self.codes.get(code, now)? {
            Code::Fresh { grant, .. } => grant.origin.clone(),
            Code::Used { origin } => {
                let origin = origin.clone();
                self.revoke(&origin);
                return None;
            }
        };
        self.codes.replace(code, Code::Used { origin }, now)
    }

    /// Forgets every token of a sign-in.
    pub(super) fn revoke(&mut self, origin: &str) {
        self.refresh.retain(|grant| grant.origin != origin);
        self.access.retain(|grant| grant.origin != origin);
    }
}
