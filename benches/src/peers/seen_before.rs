//! A cache of verified tokens as it is often made: the token's SHA-256 leads to its claims.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use quick_cache::sync::Cache;
use serde_json::{Map, Value};

/// Tokens that were good, by their hash.
#[derive(Debug)]
pub struct SeenBefore(Cache<[u8; 32], Arc<Map<String, Value>>>);

impl SeenBefore {
    /// Keeps the claims of tokens.
    pub fn new(tokens: &[String]) -> Self {
        let cache = Cache::new(10_000);
        for token in tokens {
            let payload = token.split('.').nth(1).expect("three segments");
            let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).expect("base64url");
            let claims = serde_json::from_slice(&payload).expect("a JSON object");
            cache.insert(hash(token), Arc::new(claims));
        }
        Self(cache)
    }

    /// Returns whether a token is known and has not expired.
    pub fn is_good(&self, token: &str, now: i64) -> bool {
        let claims = self.0.get(&hash(token));
        claims.is_some_and(|claims| claims["exp"].as_i64().is_some_and(|expires| now < expires))
    }
}

fn hash(token: &str) -> [u8; 32] {
    digest(&SHA256, token.as_bytes()).as_ref().try_into().expect("32 bytes")
}
