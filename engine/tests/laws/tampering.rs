//! A token with one bit changed is another token, and never a good one, also where the good one is
//! known already.

use std::sync::LazyLock;

use engine::{Capacity, Engine, Request, TokenCache};
use proptest::prelude::*;
use serde_json::json;

use crate::signer::{NOW, engine, header, payload, token, with};

/// Returns whether a token is denied, with and without a cache that knows the good ones.
fn denies(engine: &Engine, cache: &TokenCache, token: Vec<u8>) -> bool {
    let request = Request::new("POST", "/order").with_header("Authorization", token);
    let tokens = cache.pin();
    let cached = engine.decide_cached(&request, NOW, &tokens).reason();
    let decision = engine.decide(&request, NOW);
    assert_eq!(cached, decision.reason());
    !decision.is_allowed()
}

#[test]
fn every_flipped_bit_of_a_token_denies() {
    let engine = engine("");
    let cache = TokenCache::new(Capacity::default());
    let good = token(&header().to_string(), &payload().to_string()).into_bytes();
    assert!(!denies(&engine, &cache, good.clone()));
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[at] ^= 1 << bit;
            assert!(denies(&engine, &cache, bad), "bit {bit} of byte {at}");
        }
    }
    assert_eq!(cache.len(), 1);
}

/// An engine of every algorithm.
const ALL: &str =
    "    algorithms: [RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA]\n";

static ENGINE: LazyLock<Engine> = LazyLock::new(|| engine(ALL));

/// Knows every token of [`TOKENS`].
static CACHE: LazyLock<TokenCache> = LazyLock::new(|| {
    let cache = TokenCache::new(Capacity::default());
    for token in TOKENS.iter() {
        assert!(!denies(&ENGINE, &cache, token.clone()));
    }
    cache
});

/// Tokens of all lengths of their segments, so that every kind of last sign is met, and of every
/// algorithm.
static TOKENS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let keys = [("ES256", "p256"), ("ES384", "p384"), ("EdDSA", "ed")];
    let rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"].map(|name| (name, "k1"));
    let algorithms = rsa.into_iter().chain(keys).cycle();
    let lengths = (0..9).flat_map(|head| (0..3).map(move |body| (head, body)));
    lengths
        .zip(algorithms)
        .map(|((head, body), (algorithm, key))| {
            let named = json!({ "alg": algorithm, "kid": key, "x": "y".repeat(head) });
            let head = with(header(), named).to_string();
            let body = with(payload(), json!({ "x": "y".repeat(body) })).to_string();
            token(&head, &body).into_bytes()
        })
        .collect()
});

proptest! {
    #[test]
    fn a_changed_token_denies(
        changes in prop::collection::vec(
            (0_usize..27, any::<prop::sample::Index>(), any::<u8>(), 0_u8..5),
            40,
        ),
    ) {
        for (token, at, byte, kind) in changes {
            let good = &TOKENS[token];
            let mut bad = good.clone();
            let at = at.index(bad.len());
            match kind {
                0 => bad[at] = byte,
                1 => bad.insert(at, byte),
                2 => drop(bad.remove(at)),
                3 => bad[at] ^= 1 << (byte % 8),
                _ => bad.truncate(at),
            }
            prop_assert!(bad == *good || denies(&ENGINE, &CACHE, bad));
        }
    }
}
