//! The goals of verifying and minting tokens, RS256 with 2048 bits.

use std::hint::black_box;

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use benches::{
    ratio::Target,
    timer::{Contender, medians, timed},
    tokens::{Issuer, requests, signed_parts},
};
use serde_json::{Map, Value};

const ROUNDS: usize = 31;
/// Distinct tokens of a batch.
const TOKENS: usize = 64;

pub(crate) fn verify(print: &mut dyn FnMut(Value)) {
    let issuer = Issuer::new();
    let tokens = issuer.tokens(TOKENS);
    let (requests, parts) = (requests(&tokens), signed_parts(&tokens));
    let (raw, (key, rules)) = (issuer.raw(), issuer.jsonwebtoken());
    let mut contenders = [
        // A new engine each time has seen none of the tokens, whatever it may remember.
        Contender::prepared("ours", TOKENS, || {
            let engine = issuer.engine();
            timed(|| {
                let allowed = |request| engine.decide(black_box(request), issuer.now).is_allowed();
                assert!(requests.iter().all(allowed), "ours refuses a good token");
            })
        }),
        Contender::new("raw", TOKENS, || {
            let holds = |(message, signature): &(_, Vec<u8>)| {
                let message: &std::sync::Arc<str> = message;
                raw.verify_sig(message.as_bytes(), black_box(signature)).is_ok()
            };
            assert!(parts.iter().all(holds), "aws-lc refuses a good token");
        }),
        Contender::new("jsonwebtoken", TOKENS, || {
            let holds = |token: &String| {
                jsonwebtoken::decode::<Map<String, Value>>(black_box(token), &key, &rules).is_ok()
            };
            assert!(tokens.iter().all(holds), "jsonwebtoken refuses a good token");
        }),
    ];
    let found = medians(ROUNDS, &mut contenders);
    let unit = "ns/token";
    let goal = Target { id: "verify", unit, peer: "aws-lc verify, parsed key", goal: 1.08 };
    let why = format!("jsonwebtoken over aws-lc {:.0}", found[2]);
    print(goal.compared(found[0], found[1], &why));
    let cached = Target { id: "verify-cached", unit, peer: "SHA-256 and quick_cache", goal: 0.25 };
    print(cached.unmeasured("the cache of verified tokens is not built"));
}

pub(crate) fn mint(print: &mut dyn FnMut(Value)) {
    let issuer = Issuer::new();
    let pair = RsaKeyPair::from_pkcs8(issuer.pkcs8()).expect("a good key");
    let random = SystemRandom::new();
    let messages = signed_parts(&issuer.tokens(TOKENS));
    let mut contenders = [
        // A new minter each time remembers no token.
        Contender::prepared("ours", TOKENS, || {
            let minter = issuer.minter();
            timed(|| {
                for number in 0..TOKENS {
                    black_box(issuer.mint(&minter, number));
                }
            })
        }),
        Contender::new("raw", TOKENS, || {
            let mut signature = vec![0; pair.public_modulus_len()];
            for (message, _) in &messages {
                pair.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature)
                    .expect("a signature");
                black_box(&signature);
            }
        }),
    ];
    let found = medians(ROUNDS, &mut contenders);
    let goal = Target { id: "mint", unit: "ns/token", peer: "aws-lc sign", goal: 1.05 };
    print(goal.compared(found[0], found[1], "distinct tokens, each asked for once"));
}
