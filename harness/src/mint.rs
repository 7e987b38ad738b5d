//! Mints test tokens: what a recipe says, over what its issuer's tokens look like, really signed.
//!
//! Nothing here is shared with the engine that verifies. A token that is asked for twice is signed
//! once.

mod algorithm;
mod draft;
mod error;
mod fault;
mod issuer;
mod key;
mod key_store;
mod profile;
mod recipe;
mod rsa_key;
mod spoil;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use serde_json::{Value, json};

pub use self::{
    algorithm::{SigningAlgorithm, UnknownAlgorithm},
    error::MintError,
    fault::{Fault, UnknownFault},
    issuer::TokenIssuer,
    key::{KeyError, SigningKey},
    key_store::KeyStore,
    profile::{Profile, UnknownProfile},
    recipe::Recipe,
};
use self::{
    draft::{Draft, Signer},
    spoil::Setting,
};

/// How many tokens are remembered; those minted after them are signed each time.
const REMEMBERED: usize = 65_536;

/// Mints tokens, each distinct one once.
#[derive(Debug)]
pub struct Minter {
    keys: KeyStore,
    minted: Mutex<HashMap<Asked, Slot>>,
}

/// What was asked for: the issuer, the recipe's identity, and the time.
type Asked = (TokenIssuer, String, i64);

/// A token's place, which is there before the token.
type Slot = Arc<OnceLock<Result<String, MintError>>>;

impl Minter {
    /// Returns a minter that signs with the keys of `keys`.
    pub fn new(keys: KeyStore) -> Self {
        Self { keys, minted: Mutex::default() }
    }

    /// Returns the keys it signs with.
    pub fn keys(&self) -> &KeyStore {
        &self.keys
    }

    /// Returns the signed token in its compact form.
    ///
    /// # Errors
    ///
    /// Fails when the issuer has no audience, has no key that signs, or is one for which the
    /// recipe's fault cannot be made.
    pub fn mint(
        &self,
        issuer: &TokenIssuer,
        recipe: &Recipe,
        now: i64,
    ) -> Result<String, MintError> {
        let asked = (issuer.clone(), recipe.identity(), now);
        // The lock is not held while a token is signed, so that others are signed beside it.
        let slot = {
            let mut minted = self.minted.lock().unwrap_or_else(PoisonError::into_inner);
            if minted.len() < REMEMBERED || minted.contains_key(&asked) {
                Arc::clone(minted.entry(asked).or_default())
            } else {
                Slot::default()
            }
        };
        slot.get_or_init(|| self.sign(issuer, recipe, now)).clone()
    }

    /// Returns the public key set that verifies the issuer's tokens (RFC 7517, 5).
    ///
    /// # Errors
    ///
    /// Fails when the issuer's key cannot be made.
    pub fn jwks(&self, issuer: &TokenIssuer) -> Result<Value, MintError> {
        let key = self.key(Signer::Issuer, issuer)?;
        Ok(json!({ "keys": [key.public_jwk()] }))
    }

    fn sign(&self, issuer: &TokenIssuer, recipe: &Recipe, now: i64) -> Result<String, MintError> {
        let no_audience = || MintError::NoAudience { authorizer: issuer.name.clone() };
        let audience = issuer.audience.first().ok_or_else(no_audience)?;
        let own = self.key(Signer::Issuer, issuer)?;
        let header = recipe.head(issuer, own.key_id());
        let mut draft = Draft::new(header, recipe.payload(issuer, audience, now));
        let mut key = own;
        if let Some(fault) = recipe.fault {
            key = self.key(spoil::signer(fault), issuer)?;
            spoil::spoil(&mut draft, fault, Setting { issuer, now, key: &key })?;
        }
        draft.write(&key, issuer.algorithm).map_err(|error| failed(issuer, error))
    }

    fn key(&self, signer: Signer, issuer: &TokenIssuer) -> Result<Arc<SigningKey>, MintError> {
        let key = if signer == Signer::Stranger {
            self.keys.stranger(issuer.algorithm)
        } else {
            self.keys.key(&issuer.issuer, issuer.algorithm)
        };
        key.map_err(|error| failed(issuer, error))
    }
}

fn failed(issuer: &TokenIssuer, error: KeyError) -> MintError {
    MintError::Key { authorizer: issuer.name.clone(), error }
}

#[cfg(test)]
mod tests;
