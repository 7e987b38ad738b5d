//! Which key signs for which issuer: made when first asked for, and kept from run to run.
//!
//! The keys lie in the user's private cache, because making one takes longer than most runs. A
//! damaged entry is made anew.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use aws_lc_rs::digest;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::{
    algorithm::SigningAlgorithm,
    key::{KeyError, SigningKey},
};
use crate::cache::Cache;

type Made = Result<Arc<SigningKey>, KeyError>;

/// A key's place, which is there before the key.
type Slot = Arc<OnceLock<Made>>;

/// Keys by issuer and algorithm.
#[derive(Debug)]
pub struct KeyStore {
    cache: Cache,
    keys: Mutex<HashMap<(Owner, SigningAlgorithm), Slot>>,
}

/// Whose key it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Owner {
    Issuer(String),
    /// Somebody whose public key is in no set.
    Stranger,
    /// A fault: a key of so many bits, or one with the exponent 3.
    Weak(Option<usize>),
}

impl KeyStore {
    /// Returns a store that reads its keys from `cache` and writes new ones to it.
    pub fn cached(cache: Cache) -> Self {
        Self { cache, keys: Mutex::default() }
    }

    /// Returns a store whose keys live as long as itself.
    pub fn fresh() -> Self {
        Self::cached(Cache::disabled())
    }

    /// Lets `key` sign for `issuer` under its algorithm, in place of one of our own.
    pub fn insert(&self, issuer: &str, key: SigningKey) {
        let name = (Owner::Issuer(issuer.to_owned()), key.algorithm());
        let slot = Arc::new(OnceLock::from(Ok(Arc::new(key))));
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).insert(name, slot);
    }

    /// Returns the key that signs for `issuer` under `algorithm`.
    ///
    /// # Errors
    ///
    /// Fails when the key cannot be made.
    pub fn key(
        &self,
        issuer: &str,
        algorithm: SigningAlgorithm,
    ) -> Result<Arc<SigningKey>, KeyError> {
        self.key_of(&Owner::Issuer(issuer.to_owned()), algorithm)
    }

    /// Returns a key for `algorithm` that belongs to no issuer.
    ///
    /// # Errors
    ///
    /// Fails when the key cannot be made.
    pub fn stranger(&self, algorithm: SigningAlgorithm) -> Result<Arc<SigningKey>, KeyError> {
        self.key_of(&Owner::Stranger, algorithm)
    }

    /// Returns a key that no issuer should have: of so many bits, or with the exponent 3.
    pub(super) fn weak(&self, bits: Option<usize>, algorithm: SigningAlgorithm) -> Made {
        self.key_of(&Owner::Weak(bits), algorithm)
    }

    /// Makes the keys that will be asked for, side by side.
    ///
    /// # Errors
    ///
    /// Fails when a key cannot be made.
    pub fn prepare(&self, wanted: &[(&str, SigningAlgorithm)]) -> Result<(), KeyError> {
        wanted.par_iter().try_for_each(|(issuer, algorithm)| self.key(issuer, *algorithm).map(drop))
    }

    fn key_of(&self, owner: &Owner, algorithm: SigningAlgorithm) -> Made {
        let name = entry_name(owner, algorithm);
        let slot = self.slot(owner.clone(), algorithm);
        slot.get_or_init(|| self.load_or_make(owner, &name, algorithm)).clone()
    }

    /// Returns a key's place. The lock is not held while a key is made, so that others are made
    /// beside it.
    fn slot(&self, owner: Owner, algorithm: SigningAlgorithm) -> Slot {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(keys.entry((owner, algorithm)).or_default())
    }

    fn load_or_make(&self, owner: &Owner, name: &str, algorithm: SigningAlgorithm) -> Made {
        let weak = if let Owner::Weak(bits) = owner { Some(*bits) } else { None };
        let read = |pkcs8: Vec<u8>| match weak {
            Some(_) => SigningKey::read_for_fault(&pkcs8, algorithm),
            None => SigningKey::from_pkcs8(&pkcs8, algorithm),
        };
        let kept = || self.cache.load(name).and_then(|pkcs8| read(pkcs8).ok());
        if let Some(key) = kept() {
            return Ok(Arc::new(key));
        }
        let (key, pkcs8) = match weak {
            Some(bits) => SigningKey::generate_for_fault(bits, algorithm)?,
            None => SigningKey::generate(algorithm)?,
        };
        // Another process may have made one meanwhile, which both then use. A damaged entry is
        // written anew; a key that cannot be kept serves this run all the same.
        if !self.cache.add(name, &pkcs8) {
            if let Some(key) = kept() {
                return Ok(Arc::new(key));
            }
            let _kept: bool = self.cache.store(name, &pkcs8);
        }
        Ok(Arc::new(key))
    }
}

/// Names the cache entry of a key; an issuer's text may hold anything, so its hash stands for it.
fn entry_name(owner: &Owner, algorithm: SigningAlgorithm) -> String {
    match owner {
        Owner::Stranger => format!("stranger-{algorithm}.pkcs8"),
        Owner::Weak(Some(bits)) => format!("weak-{bits}-{algorithm}.pkcs8"),
        Owner::Weak(None) => format!("weak-exponent-{algorithm}.pkcs8"),
        Owner::Issuer(issuer) => {
            let hash = digest::digest(&digest::SHA256, issuer.as_bytes());
            format!("issuer-{}-{algorithm}.pkcs8", BASE64_URL_SAFE_NO_PAD.encode(hash))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{
        super::SigningAlgorithm::{EdDsa, Es256, Rs256},
        *,
    };
    use crate::cache::scratch::Scratch;

    #[test]
    fn a_key_is_the_same_in_the_next_run() {
        let scratch = Scratch::new();
        let first = KeyStore::cached(Cache::at(scratch.path())).key("https://a", Rs256).unwrap();
        let second = KeyStore::cached(Cache::at(scratch.path())).key("https://a", Rs256).unwrap();
        assert_eq!(first.key_id(), second.key_id());
    }

    /// What another process made while this one made its own is what both use.
    #[test]
    fn stores_that_begin_at_once_end_with_one_key() {
        let scratch = Scratch::new();
        let stores = [0; 8].map(|_| KeyStore::cached(Cache::at(scratch.path())));
        let ids = std::thread::scope(|scope| {
            let asked = stores.each_ref().map(|keys| {
                scope.spawn(|| keys.key("https://a", EdDsa).unwrap().key_id().to_owned())
            });
            asked.map(|one| one.join().unwrap())
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }

    #[test]
    fn a_fresh_store_has_keys_of_its_own() {
        let first = KeyStore::fresh().key("https://a", EdDsa).unwrap();
        let second = KeyStore::fresh().key("https://a", EdDsa).unwrap();
        assert_ne!(first.key_id(), second.key_id());
    }

    #[test]
    fn every_issuer_algorithm_and_stranger_has_its_own_key() {
        let keys = KeyStore::fresh();
        let mut ids: Vec<String> = [
            keys.key("https://a", Es256),
            keys.key("https://b", Es256),
            keys.key("https://a", EdDsa),
            keys.stranger(Es256),
            keys.stranger(EdDsa),
        ]
        .map(|key| key.unwrap().key_id().to_owned())
        .to_vec();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 5);
        assert!(Arc::ptr_eq(
            &keys.key("https://a", Es256).unwrap(),
            &keys.key("https://a", Es256).unwrap()
        ));
    }

    #[test]
    fn a_damaged_entry_is_made_anew() {
        let scratch = Scratch::new();
        let store = || KeyStore::cached(Cache::at(scratch.path()));
        let first = store().key("https://a", Es256).unwrap();
        let file = fs::read_dir(scratch.path()).unwrap().next().unwrap().unwrap().path();
        fs::write(&file, b"damaged").unwrap();
        let second = store().key("https://a", Es256).unwrap();
        assert_ne!(first.key_id(), second.key_id());
        let third = store().key("https://a", Es256).unwrap();
        assert_eq!(second.key_id(), third.key_id());
    }

    #[test]
    fn keys_are_prepared_side_by_side_and_once() {
        let scratch = Scratch::new();
        let keys = KeyStore::cached(Cache::at(scratch.path()));
        let wanted = [("https://a", Es256), ("https://b", EdDsa), ("https://a", Es256)];
        keys.prepare(&wanted).unwrap();
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_given_key_signs_in_place_of_ours() {
        let keys = KeyStore::fresh();
        let (given, _) = SigningKey::generate(Es256).unwrap();
        let id = given.key_id().to_owned();
        keys.insert("https://a", given);
        assert_eq!(keys.key("https://a", Es256).unwrap().key_id(), id);
    }
}
