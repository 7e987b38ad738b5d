//! A pool while it is served: its keys, its place on this machine, and its clients by id.

use super::{
    config::{Client, ClientSecret, Pool, User},
    key_ring::KeyRing,
    secret::Secret,
};
use crate::mint::{KeyError, KeyStore};

/// One issuer that is served.
#[derive(Debug)]
pub(super) struct ServedPool {
    /// What it is made of; every secret is given.
    pub(super) config: Pool,
    /// What stands before the paths of its endpoints: nothing, or `/us-east-1_EXAMPLE`.
    pub(super) path: String,
    pub(super) ring: KeyRing,
}

impl ServedPool {
    pub(super) fn new(mut config: Pool, path: String, keys: &KeyStore) -> Result<Self, KeyError> {
        let ring = KeyRing::new(keys, &config.issuer, config.algorithm)?;
        for client in &mut config.clients {
            if client.secret == ClientSecret::Derived {
                let secret = Secret::derived(keys, &config.issuer, &client.id)?;
                client.secret = ClientSecret::Given(secret);
            }
        }
        Ok(Self { config, path, ring })
    }

    pub(super) fn client(&self, id: &str) -> Option<&Client> {
        self.config.clients.iter().find(|client| client.id == id)
    }

    pub(super) fn user(&self, name: &str) -> Option<&User> {
        self.config.users.iter().find(|user| user.name == name)
    }
}

/// Returns where each issuer is served: at the path of its own address, and behind its host's name
/// where another has that path already.
pub(super) fn paths(pools: &[Pool]) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for pool in pools {
        let address = pool.issuer.split_once("://").map_or(pool.issuer.as_str(), |(_, rest)| rest);
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        let path = path.trim_matches('/');
        let short = if path.is_empty() { String::new() } else { format!("/{path}") };
        paths.push(if paths.contains(&short) { format!("/{host}{short}") } else { short });
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mint::SigningAlgorithm::Es256;

    #[test]
    fn an_issuer_is_served_at_its_own_path_and_the_second_of_a_path_behind_its_host() {
        let issuers = [
            "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A",
            "https://one.example/",
            "https://two.example",
            "https://three.example/realms/x/",
            "https://four.example/eu-west-1_A",
        ];
        let pools: Vec<Pool> = issuers.iter().map(|&issuer| Pool::new(issuer, Es256)).collect();
        assert_eq!(
            paths(&pools),
            ["/eu-west-1_A", "", "/two.example", "/realms/x", "/four.example/eu-west-1_A"]
        );
    }

    #[test]
    fn a_derived_secret_is_given_when_served() {
        let mut pool = Pool::new("https://a", Es256);
        pool.clients = vec![
            Client { secret: ClientSecret::Derived, ..Client::new("one") },
            Client::new("two"),
        ];
        let keys = KeyStore::fresh();
        let served = ServedPool::new(pool, String::new(), &keys).unwrap();
        let secret = Secret::derived(&keys, "https://a", "one").unwrap();
        assert_eq!(served.client("one").unwrap().secret, ClientSecret::Given(secret));
        assert_eq!(served.client("two").unwrap().secret, ClientSecret::None);
        assert!(served.client("three").is_none());
    }
}
