//! Authorizers of one policy with the same keys: what one has learnt of a token, by its header or by
//! the cache, says nothing to another.

use engine::{Capacity, DenyReason, Engine, KeySet, Request, TokenCache};
use serde_json::json;

use crate::signer::{NOW, encode, header, key_set, payload, token, with};
use crate::strategies::compile;

/// One route for each authorizer, and two that mix them by a guardrail.
const POLICY: &str = "version: 1
authorizers:
  main: { issuer: 'https://issuer.example/pool', audience: [api] }
  lenient: { issuer: 'https://issuer.example/pool', audience: [api, other], leeway_seconds: 300 }
  padded: { issuer: 'https://issuer.example/pool', audience: [api], algorithms: [PS256] }
  partner: { issuer: 'https://partner.example', audience: [api] }
  asked: { issuer: 'https://issuer.example/pool', audience: [other], identity_source: $request.querystring.t }
routes:
  GET /main: { authorizer: main }
  GET /lenient: { authorizer: lenient }
  GET /padded: { authorizer: padded }
  GET /partner: { authorizer: partner }
  GET /asked: { authorizer: asked }
  GET /open: { public: true }
  GET /both: { authorizer: main }
guardrails:
  lenient ones: { paths: [/open, /both], authorizer: lenient, scopes: order/post.order }
";

fn engine() -> Engine {
    let set = KeySet::from_json(key_set().to_string().as_bytes()).unwrap();
    let names = ["main", "lenient", "padded", "partner", "asked"];
    names.into_iter().fold(compile(POLICY), |engine, name| engine.with_keys(name, set.clone()))
}

/// What each route answers to a token, in the order of the policy.
fn rows() -> Vec<(String, [&'static str; 7])> {
    let of = |algorithm: &str, claims| {
        let header = with(header(), json!({ "alg": algorithm }));
        token(&header.to_string(), &with(payload(), claims).to_string())
    };
    let (allow, late, algorithm) = ("allow", "expired", "unsupported_algorithm");
    let (issuer, audience, guarded) = ("wrong_issuer", "wrong_audience", "guardrail");
    vec![
        (of("RS256", json!({})), [allow, allow, algorithm, issuer, audience, allow, guarded]),
        (
            of("PS256", json!({})),
            [algorithm, algorithm, allow, algorithm, algorithm, algorithm, algorithm],
        ),
        (
            of("RS256", json!({ "exp": NOW - 100, "iat": NOW - 200 })),
            [late, allow, algorithm, issuer, audience, allow, late],
        ),
        (
            of("RS256", json!({ "aud": "other" })),
            [audience, allow, algorithm, issuer, allow, allow, audience],
        ),
        (
            of("RS256", json!({ "iss": "https://partner.example" })),
            [issuer, issuer, algorithm, allow, issuer, issuer, issuer],
        ),
    ]
}

const PATHS: [&str; 7] = ["/main", "/lenient", "/padded", "/partner", "/asked", "/open", "/both"];

fn request(path: &str, token: &str) -> Request {
    Request::new("GET", format!("{path}?t={token}"))
        .with_header("Authorization", format!("Bearer {token}"))
}

fn word(reason: Option<DenyReason>) -> &'static str {
    reason.map_or("allow", DenyReason::as_str)
}

#[test]
fn what_one_authorizer_has_taken_another_judges_anew() {
    let rows = rows();
    // Wherever a token is sent first, and whatever is known by then.
    for start in 0..PATHS.len() {
        let engine = engine();
        let cache = TokenCache::new(Capacity::default());
        for round in 0..2 {
            for step in 0..PATHS.len() {
                let at = (start + step) % PATHS.len();
                for (token, expected) in &rows {
                    let request = request(PATHS[at], token);
                    let pinned = cache.pin();
                    let cached = engine.decide_cached(&request, NOW, &pinned).reason();
                    let name = format!("{} from {start}, round {round}", PATHS[at]);
                    assert_eq!(word(cached), expected[at], "{name}");
                    assert_eq!(word(engine.decide(&request, NOW).reason()), expected[at], "{name}");
                    assert_eq!(
                        word(engine.explain(&request, NOW).0.reason()),
                        expected[at],
                        "{name}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_header_that_is_known_opens_no_other_signature() {
    let engine = engine();
    let (good, _) = &rows()[0];
    assert!(engine.decide(&request("/main", good), NOW).is_allowed());
    let (message, signature) = good.rsplit_once('.').unwrap();
    let (head, _) = message.split_once('.').unwrap();
    let other = encode(with(payload(), json!({ "scope": "admin" })).to_string());
    for (bad, reason) in [
        (format!("{head}.{other}.{signature}"), "bad_signature"),
        (format!("{message}."), "bad_signature"),
        (format!("{head}..{signature}"), "bad_signature"),
        (format!("{head}.{other}=.{signature}"), "malformed_token"),
        (format!("{message}.{signature}.{head}"), "malformed_token"),
    ] {
        assert_eq!(word(engine.decide(&request("/main", &bad), NOW).reason()), reason, "{bad}");
    }
}
