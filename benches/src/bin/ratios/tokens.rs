//! The goals of verifying and minting tokens, RS256 with 2048 bits.

use std::{hint::black_box, thread, time::Duration};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use benches::{
    peers::SeenBefore,
    ratio::Target,
    timer::{Contender, medians, timed},
    tokens::{Issuer, requests, signed_parts},
};
use engine::{Capacity, Engine, Request, TokenCache};
use serde_json::{Map, Value};

const ROUNDS: usize = 31;
/// Distinct tokens of a batch.
const TOKENS: usize = 64;
/// How often a batch sends each token that was seen before.
const TURNS: usize = 20;
/// Batches of a thread beside others.
const WIDE: usize = 40;

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
}

/// A token seen before: the whole decision of ours, against the peer's look-up alone.
pub(crate) fn verify_cached(print: &mut dyn FnMut(Value)) {
    let issuer = Issuer::new();
    let tokens = issuer.tokens(TOKENS);
    let requests = requests(&tokens);
    let engine = issuer.engine();
    let cache = TokenCache::new(Capacity::default());
    let seen = SeenBefore::new(&tokens);
    let mut contenders = [
        Contender::new("ours", TOKENS * TURNS, || known(&engine, &cache, &requests, issuer.now)),
        Contender::new("SHA-256 and quick_cache", TOKENS * TURNS, || {
            for _ in 0..TURNS {
                let holds = |token: &String| seen.is_good(black_box(token), issuer.now);
                assert!(tokens.iter().all(holds), "the peer refuses a good token");
            }
        }),
    ];
    let found = medians(ROUNDS, &mut contenders);
    let unit = "ns/token";
    let goal = Target { id: "verify-cached", unit, peer: "SHA-256 and quick_cache", goal: 0.25 };
    print(goal.compared(found[0], found[1], "ours decides, the peer looks up and checks `exp`"));
    let alone = Target { id: "verify-cached:time", unit, peer: "", goal: 150.0 };
    print(alone.alone(found[0], "a decision on a token that was good before"));
    // What a thread needs of its own time for a token, alone and beside another thread.
    let of_thread = |threads: usize| {
        let work =
            || timed(|| (0..WIDE).for_each(|_| known(&engine, &cache, &requests, issuer.now)));
        let times: Vec<Duration> = thread::scope(|scope| {
            let started: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            started.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        let total: f64 = times.iter().map(Duration::as_secs_f64).sum();
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
        let decisions = (threads * WIDE * TURNS * TOKENS) as f64;
        total * 1e9 / decisions
    };
    let mut both: Vec<(f64, f64)> = (0..ROUNDS).map(|_| (of_thread(1), of_thread(2))).collect();
    both.sort_by(|a, b| (a.1 / a.0).total_cmp(&(b.1 / b.0)));
    let (one, two) = both[ROUNDS / 2];
    // Two threads do 1.9 times the work of one when each needs at most 2 / 1.9 of its time.
    let goal =
        Target { id: "verify-cached:two-threads", unit, peer: "one thread", goal: 2.0 / 1.9 };
    print(goal.compared(two, one, "processor time of each thread for a token, all tokens shared"));
}

/// Decides on tokens that the cache knows.
fn known(engine: &Engine, cache: &TokenCache, requests: &[Request], now: i64) {
    for _ in 0..TURNS {
        for request in requests {
            let tokens = cache.pin();
            let decision = engine.decide_cached(black_box(request), now, &tokens);
            assert!(decision.is_allowed(), "ours refuses a good token");
        }
    }
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
