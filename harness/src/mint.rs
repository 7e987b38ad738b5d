//! Mints test tokens: what a recipe says, over what its issuer's tokens look like, really signed.
//!
//! Nothing here is shared with the engine that verifies. A token that is asked for twice is signed
//! once.

mod algorithm;
mod draft;
mod error;
mod fault;
mod forge;
mod issuer;
mod key;
mod key_set;
mod key_store;
mod lacks;
mod placeholder;
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
    fault::{Fault, Peer, Place, RequestAttack, UnknownFault},
    issuer::TokenIssuer,
    key::{KeyError, SigningKey},
    key_store::KeyStore,
    profile::{Profile, UnknownProfile},
    recipe::Recipe,
};
use self::{draft::Draft, placeholder::Setting};

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
        let issuer = &*recipe.signer(issuer);
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
        let key = self.keys.key(&issuer.issuer, issuer.algorithm);
        let key = key.map_err(|error| MintError::of_key(issuer, error))?;
        Ok(json!({ "keys": [key.public_jwk()] }))
    }

    /// Returns the text of the key set that goes with a recipe's tokens: a fault may lie in it.
    ///
    /// # Errors
    ///
    /// Fails when a key cannot be made.
    pub fn jwks_text(
        &self,
        issuer: &TokenIssuer,
        recipe: &Recipe,
        now: i64,
    ) -> Result<String, MintError> {
        let issuer = &*recipe.signer(issuer);
        let own = self.keys.key(&issuer.issuer, issuer.algorithm);
        let own = own.map_err(|error| MintError::of_key(issuer, error))?;
        key_set::text(recipe.fault, Setting { issuer, now, own: &own, keys: &self.keys })
    }

    /// Returns a token signed with a key of the caller's, and remembers nothing: for tokens that
    /// are never asked for twice. A fault of the recipe is not made.
    ///
    /// # Errors
    ///
    /// Fails when the issuer has no audience, or the key does not sign.
    pub fn mint_with(
        key: &SigningKey,
        issuer: &TokenIssuer,
        recipe: &Recipe,
        now: i64,
    ) -> Result<String, MintError> {
        let draft = drafted(key, issuer, recipe, now)?;
        let text = draft.signed_text();
        let signature = key.sign(issuer.algorithm, text.as_bytes());
        Ok(draft.write(text, &signature.map_err(|error| MintError::of_key(issuer, error))?))
    }

    fn sign(&self, issuer: &TokenIssuer, recipe: &Recipe, now: i64) -> Result<String, MintError> {
        let own = self.keys.key(&issuer.issuer, issuer.algorithm);
        let own = own.map_err(|error| MintError::of_key(issuer, error))?;
        let Some(fault) = recipe.fault else { return Self::mint_with(&own, issuer, recipe, now) };
        let setting = Setting { issuer, now, own: &own, keys: &self.keys };
        spoil::spoilt(drafted(&own, issuer, recipe, now)?, fault, setting)
    }
}

fn drafted(
    key: &SigningKey,
    issuer: &TokenIssuer,
    recipe: &Recipe,
    now: i64,
) -> Result<Draft, MintError> {
    let no_audience = || MintError::NoAudience { authorizer: issuer.name.clone() };
    let audience = issuer.audience.first().ok_or_else(no_audience)?;
    Ok(Draft::new(recipe.head(issuer, key.key_id()), recipe.payload(issuer, audience, now)))
}

#[cfg(test)]
mod tests;
