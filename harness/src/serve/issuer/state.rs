//! The issuer as it stands: its pools, whoever is signing in, and when its keys change.

use std::{fmt, sync::Arc};

use tokio::sync::{Mutex, watch};

use super::{
    config::{ClientSecret, IssuerConfig},
    key_ring::second,
    pool::{ServedPool, paths},
    secret::Secret,
    sessions::Sessions,
};
use crate::mint::{KeyError, Minter, SigningKey};

/// Tells the time in Unix seconds.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// A running issuer.
pub struct Issuer {
    pub(super) pools: Vec<ServedPool>,
    pub(super) hosts: Vec<String>,
    pub(super) sessions: Sessions,
    clock: Clock,
    turned: watch::Sender<u64>,
    turning: Mutex<()>,
}

/// A client as its owner is told of it.
#[derive(Clone, Debug)]
pub struct ServedClient<'a> {
    /// The issuer of its tokens.
    pub issuer: &'a str,
    /// Its id.
    pub id: &'a str,
    /// Its secret, unless it has none.
    pub secret: Option<&'a Secret>,
}

/// Why an issuer cannot be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerError {
    issuer: String,
    error: KeyError,
}

impl Issuer {
    /// Makes the keys of an issuer, with those of the minter first.
    ///
    /// # Errors
    ///
    /// Fails when a key cannot be made.
    pub fn new(config: IssuerConfig, minter: &Minter, clock: Clock) -> Result<Self, IssuerError> {
        let keys = minter.keys();
        let names = config.pools.iter().flat_map(|pool| {
            [(pool.issuer.clone(), pool.algorithm), (second(&pool.issuer), pool.algorithm)]
        });
        let names: Vec<_> = names.collect();
        let wanted: Vec<_> = names.iter().map(|(name, one)| (name.as_str(), *one)).collect();
        // Side by side; what cannot be made is told below, with its issuer.
        let _told_below: Result<(), KeyError> = keys.prepare(&wanted);
        let paths = paths(&config.pools);
        let served = config.pools.into_iter().zip(paths).map(|(pool, path)| {
            let issuer = pool.issuer.clone();
            ServedPool::new(pool, path, keys).map_err(|error| IssuerError { issuer, error })
        });
        Ok(Self {
            pools: served.collect::<Result<_, _>>()?,
            hosts: config.hosts,
            sessions: Sessions::default(),
            clock,
            turned: watch::Sender::new(0),
            turning: Mutex::default(),
        })
    }

    /// Returns the key set of each issuer, as JSON.
    pub fn key_sets(&self) -> Vec<(String, String)> {
        let set = |pool: &ServedPool| (pool.config.issuer.clone(), pool.ring.jwks());
        self.pools.iter().map(set).collect()
    }

    /// Returns what has a new number whenever the keys change.
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.turned.subscribe()
    }

    /// Returns the path of each issuer's endpoints; empty for the root.
    pub fn paths(&self) -> Vec<(&str, &str)> {
        self.pools.iter().map(|pool| (pool.config.issuer.as_str(), pool.path.as_str())).collect()
    }

    /// Returns the clients with their secrets, to be told to whoever runs the issuer.
    pub fn clients(&self) -> Vec<ServedClient<'_>> {
        let clients = self.pools.iter().flat_map(|pool| {
            pool.config.clients.iter().map(|client| ServedClient {
                issuer: &pool.config.issuer,
                id: &client.id,
                secret: match &client.secret {
                    ClientSecret::Given(secret) => Some(secret),
                    ClientSecret::None | ClientSecret::Derived => None,
                },
            })
        });
        clients.collect()
    }

    /// Gives every issuer a new signing key, and returns the new number of the key sets. The one
    /// before still verifies, the one before that no more.
    ///
    /// # Errors
    ///
    /// Fails when a key cannot be made; then none is changed.
    pub async fn rotate(&self) -> Result<u64, KeyError> {
        // One at a time: who asks often makes nobody else wait for many keys.
        let _turn = self.turning.lock().await;
        let algorithms: Vec<_> = self.pools.iter().map(|pool| pool.ring.algorithm()).collect();
        let generate =
            move || algorithms.into_iter().map(|one| Ok(SigningKey::generate(one)?.0)).collect();
        let keys = tokio::task::spawn_blocking(generate).await;
        let keys: Vec<SigningKey> = keys.unwrap_or(Err(KeyError::NotMade))?;
        for (pool, key) in self.pools.iter().zip(keys) {
            pool.ring.turn(key);
        }
        self.turned.send_modify(|number| *number += 1);
        Ok(*self.turned.borrow())
    }

    pub(super) fn now(&self) -> i64 {
        (self.clock)()
    }

    /// Returns the pools of an endpoint: the one that its prefix names, or all where it has none.
    pub(super) fn pools_of(&self, prefix: &str) -> impl Iterator<Item = &ServedPool> {
        self.pools.iter().filter(move |pool| prefix.is_empty() || pool.path == prefix)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Issuer").field("pools", &self.pools).finish_non_exhaustive()
    }
}

impl fmt::Display for IssuerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "issuer `{}`: {}", self.issuer.escape_debug(), self.error)
    }
}

impl std::error::Error for IssuerError {}
