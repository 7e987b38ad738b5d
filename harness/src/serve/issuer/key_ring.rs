//! The two keys of a pool: one signs access tokens, the other ID tokens, both verify.
//!
//! When the ring is turned, a new key signs access tokens, the one before it ID tokens, and the third
//! drops out. The first is the key that `harness mint` signs with, so its tokens are taken, too.

use std::sync::{Arc, PoisonError, RwLock};

use serde_json::json;

use crate::mint::{KeyError, KeyStore, SigningAlgorithm, SigningKey};

/// The keys of one issuer.
#[derive(Debug)]
pub struct KeyRing {
    algorithm: SigningAlgorithm,
    keys: RwLock<Keys>,
}

#[derive(Clone, Debug)]
struct Keys {
    access: Arc<SigningKey>,
    identity: Arc<SigningKey>,
}

impl KeyRing {
    /// Takes the keys of an issuer out of a store.
    ///
    /// # Errors
    ///
    /// Fails when a key cannot be made.
    pub fn new(
        store: &KeyStore,
        issuer: &str,
        algorithm: SigningAlgorithm,
    ) -> Result<Self, KeyError> {
        let access = store.key(issuer, algorithm)?;
        let identity = store.key(&second(issuer), algorithm)?;
        Ok(Self { algorithm, keys: RwLock::new(Keys { access, identity }) })
    }

    /// Returns the key that signs access tokens.
    pub fn access_key(&self) -> Arc<SigningKey> {
        self.keys().access
    }

    /// Returns the key that signs ID tokens.
    pub fn identity_key(&self) -> Arc<SigningKey> {
        self.keys().identity
    }

    /// Returns the algorithm of its keys.
    pub fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// Returns the key set that verifies its tokens (RFC 7517, 5).
    pub fn jwks(&self) -> String {
        let Keys { access, identity } = self.keys();
        json!({ "keys": [access.public_jwk(), identity.public_jwk()] }).to_string()
    }

    /// Lets a new key sign.
    pub fn turn(&self, new: SigningKey) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.identity = std::mem::replace(&mut keys.access, Arc::new(new));
    }

    fn keys(&self) -> Keys {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Names the owner of an issuer's second key; no issuer's name has a blank.
pub(super) fn second(issuer: &str) -> String {
    format!("{issuer} id")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_key_drops_out() {
        let store = KeyStore::fresh();
        let ring = KeyRing::new(&store, "https://a", SigningAlgorithm::Es256).unwrap();
        let minted = store.key("https://a", SigningAlgorithm::Es256).unwrap();
        assert_eq!(ring.access_key().key_id(), minted.key_id());
        let (first, second) = (ring.access_key(), ring.identity_key());
        assert_ne!(first.key_id(), second.key_id());
        let (third, _) = SigningKey::generate(SigningAlgorithm::Es256).unwrap();
        let third_id = third.key_id().to_owned();
        ring.turn(third);
        assert_eq!(ring.access_key().key_id(), third_id);
        assert_eq!(ring.identity_key().key_id(), first.key_id());
        let set: serde_json::Value = serde_json::from_str(&ring.jwks()).unwrap();
        let ids: Vec<_> = set["keys"].as_array().unwrap().iter().map(|key| &key["kid"]).collect();
        assert_eq!(ids, [third_id.as_str(), first.key_id()]);
    }
}
