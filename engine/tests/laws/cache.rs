//! A decision by the cache is the decision without it, whatever came before: rotation, expiry,
//! eviction, another policy, a clock that goes forth and back.

use std::sync::LazyLock;

use engine::{Capacity, Decision, Engine, KeySet, Request, TokenCache};
use proptest::prelude::*;
use serde_json::json;

use crate::signer::{
    EDWARDS, FIRST, NOW, SECOND, encode, header, payload, policy, rsa_jwk, sign, token, with,
};
use crate::strategies::compile;

/// Another policy: it asks for another scope, and looks at claims.
fn asking() -> String {
    policy("").replace(
        "POST /order: { scopes: order/post.order }",
        "POST /order: { scopes: other, claims: { sub: { any_of: [a, b] }, /deep/er: 1 } }",
    )
}

/// What an engine may be: policies that ask differently, several key sets or none.
static ENGINES: LazyLock<Vec<fn() -> Engine>> = LazyLock::new(|| {
    fn keyed(policy: &str, keys: &[serde_json::Value]) -> Engine {
        let set = json!({ "keys": keys }).to_string();
        compile(policy).with_keys("main", KeySet::from_json(set.as_bytes()).unwrap())
    }
    fn edwards() -> serde_json::Value {
        use aws_lc_rs::signature::KeyPair as _;
        let x = encode(EDWARDS.public_key().as_ref());
        json!({ "kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": x })
    }
    vec![
        || keyed(&policy(""), &[rsa_jwk(&FIRST, "k1"), rsa_jwk(&SECOND, "k2")]),
        || keyed(&policy(""), &[rsa_jwk(&FIRST, "k1")]),
        // The name of the first key, another key.
        || keyed(&policy(""), &[rsa_jwk(&SECOND, "k1")]),
        || keyed(&asking(), &[rsa_jwk(&FIRST, "k1"), rsa_jwk(&SECOND, "k2")]),
        || keyed(&policy("    leeway_seconds: 7\n"), &[rsa_jwk(&FIRST, "k1")]),
        || keyed(&policy("    algorithms: [EdDSA, RS256]\n"), &[edwards(), rsa_jwk(&FIRST, "k1")]),
        || compile(&policy("")),
    ]
});

/// Tokens that begin and end at various instants, and some that are never good.
static TOKENS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut tokens = Vec::new();
    for (claims, at) in [
        json!({}),
        json!({ "exp": NOW + 5 }),
        json!({ "nbf": NOW + 3, "exp": NOW + 20 }),
        json!({ "iat": NOW + 9 }),
        json!({ "iat": NOW, "exp": 1_767_225_601.5 }),
        json!({ "aud": ["api", "x"], "iat": "GONE" }),
        json!({ "scope": "other", "sub": "a", "deep": { "er": 1 } }),
        json!({ "scope": "other order/post.order", "sub": "c", "deep": { "er": 1 } }),
        json!({ "scope": "other", "sub": "b", "deep": [1] }),
        json!({ "aud": "nobody" }),
        json!({ "filler": "x".repeat(3_000) }),
    ]
    .into_iter()
    .zip(0..)
    {
        let body = with(payload(), with(claims, json!({ "jti": format!("{at}") }))).to_string();
        tokens.push(token(&header().to_string(), &body));
        let (head, body) =
            (encode(json!({ "alg": "RS256", "kid": "k2" }).to_string()), encode(body));
        let message = format!("{head}.{body}");
        let signature = encode(sign("RS256", &SECOND, message.as_bytes()));
        tokens.push(format!("{message}.{signature}"));
    }
    tokens.push(token(
        &with(header(), json!({ "alg": "EdDSA", "kid": "ed" })).to_string(),
        &payload().to_string(),
    ));
    tokens.push("garbage".to_owned());
    tokens.push(String::new());
    // One token under two spellings of its last sign, and with another's signature.
    let first = tokens[0].clone();
    tokens.push(format!("{}B", &first[..first.len() - 1]));
    let (message, _) = first.rsplit_once('.').unwrap();
    let (_, other) = tokens[2].rsplit_once('.').unwrap();
    tokens.push(format!("{message}.{other}"));
    tokens
});

#[derive(Clone, Debug)]
enum Step {
    /// A token is sent again and again.
    Decide { token: prop::sample::Index, times: u8 },
    /// The clock goes forth, or back.
    Clock(i64),
    /// Another engine takes over; an old one never comes back.
    Replace(prop::sample::Index),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => (any::<prop::sample::Index>(), 1_u8..4)
            .prop_map(|(token, times)| Step::Decide { token, times }),
        2 => (-30_i64..30).prop_map(Step::Clock),
        1 => any::<prop::sample::Index>().prop_map(Step::Replace),
    ];
    prop::collection::vec(step, 1..120)
}

fn all_of(decision: &Decision<'_>, engine: &Engine, request: &Request) -> String {
    format!(
        "{:?} {:?} {:?} {} {:?} {:?}",
        decision.reason(),
        decision.challenge().map(|challenge| challenge.to_string()),
        decision.claims(),
        engine.certainty(request, decision).as_str(),
        decision.authorizer().map(|one| &one.name),
        decision.guardrail().map(|one| &one.name),
    )
}

proptest! {
    #[test]
    fn a_decision_by_the_cache_is_the_decision_without_it(
        steps in steps(),
        tokens in prop_oneof![0_usize..6, Just(100)],
        bytes in prop_oneof![Just(0_usize), 1_000_usize..12_000, Just(1 << 20)],
    ) {
        let cache = TokenCache::new(Capacity { tokens, bytes });
        let mut engine = ENGINES[0]();
        let mut now = NOW;
        for step in steps {
            match step {
                Step::Clock(by) => now += by,
                Step::Replace(index) => engine = index.get(&ENGINES)(),
                Step::Decide { token, times } => {
                    let value = format!("Bearer {}", token.get(&TOKENS));
                    let request = Request::new("POST", "/order").with_header("Authorization", value);
                    let expected = all_of(&engine.decide(&request, now), &engine, &request);
                    for _ in 0..times {
                        let pinned = cache.pin();
                        let decision = engine.decide_cached(&request, now, &pinned);
                        let got = all_of(&decision, &engine, &request);
                        prop_assert_eq!(&got, &expected);
                        prop_assert!(cache.len() <= tokens && cache.bytes() <= bytes);
                    }
                }
            }
        }
    }
}

#[test]
fn good_tokens_are_kept_and_refused_ones_are_not() {
    let engine = ENGINES[0]();
    let cache = TokenCache::new(Capacity::default());
    for token in TOKENS.iter() {
        let request =
            Request::new("POST", "/order").with_header("Authorization", format!("Bearer {token}"));
        let before = cache.len();
        let pinned = cache.pin();
        // Twice: what is known is not kept a second time.
        let decision = engine.decide_cached(&request, NOW, &pinned);
        let verified = decision.claims().is_some();
        assert_eq!(cache.len(), before + usize::from(verified), "{token}");
        let again = engine.decide_cached(&request, NOW, &pinned);
        assert_eq!(again.reason(), decision.reason());
        assert_eq!(cache.len(), before + usize::from(verified), "{token}");
    }
    assert!(cache.len() > 5);
}

#[test]
fn a_token_known_to_be_good_still_expires_and_begins() {
    let engine = ENGINES[0]();
    let cache = TokenCache::new(Capacity::default());
    let good = token(&header().to_string(), &with(payload(), json!({ "nbf": NOW })).to_string());
    let request =
        Request::new("POST", "/order").with_header("Authorization", format!("Bearer {good}"));
    for (now, expected) in [
        (NOW, None),
        (NOW + 59, None),
        (NOW + 60, Some("expired")),
        (NOW + 61, Some("expired")),
        (NOW - 1, Some("not_yet_valid")),
        (NOW - 61, Some("not_yet_valid")),
        (NOW, None),
    ] {
        let pinned = cache.pin();
        let decision = engine.decide_cached(&request, now, &pinned);
        assert_eq!(decision.reason().map(engine::DenyReason::as_str), expected, "{now}");
        assert_eq!(cache.len(), 1);
    }
}

#[test]
fn many_threads_over_a_small_cache_decide_as_one() {
    let engine = ENGINES[0]();
    let cache = TokenCache::new(Capacity { tokens: 3, bytes: 1 << 20 });
    let requests: Vec<Request> = TOKENS
        .iter()
        .map(|token| {
            Request::new("POST", "/order").with_header("Authorization", format!("Bearer {token}"))
        })
        .collect();
    let expected: Vec<_> =
        requests.iter().map(|request| engine.decide(request, NOW).reason()).collect();
    std::thread::scope(|scope| {
        for start in 0..4 {
            let (engine, cache, requests, expected) = (&engine, &cache, &requests, &expected);
            scope.spawn(move || {
                for at in 0..400 {
                    let at = (start * 7 + at * 5) % requests.len();
                    let pinned = cache.pin();
                    let got = engine.decide_cached(&requests[at], NOW, &pinned).reason();
                    assert_eq!(got, expected[at]);
                }
            });
        }
    });
    assert!(cache.len() <= 3);
}
