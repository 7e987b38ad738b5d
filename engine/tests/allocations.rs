//! Deciding on verified claims, or on a token that the cache knows, allocates nothing, whatever the
//! policy and the request.
#![expect(clippy::format_collect, reason = "texts for tests, made once")]

use allocation_counter::measure;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use engine::{Capacity, Claims, Engine, KeySet, Policy, Request, Settings, Source, TokenCache};

const POLICY: &str = r#"
version: 1
authorizers:
  a: { issuer: https://a.example, audience: [x] }
default_authorizer: a
routes:
  GET /health: { public: true }
  GET /tenants/{tenant}/orders/{id}:
    scopes: { any_of: [read, admin], all_of: [use] }
    claims:
      tenant: { path_variable: tenant }
      level: { at_least: 3, at_most: 9 }
      groups: { any_of: [staff], none_of: [suspended] }
      /realm_access/roles: { all_of: [reader] }
      mail: { glob: "*@a.example" }
  ANY /files/{path+}: { scopes: { all_of: [read, use] } }
  $default: { scopes: nobody }
guardrails:
  admin: { paths: ["/admin/**"], claims: { groups: { any_of: [admins] } } }
  backups: { paths: ["**/*.bak"], deny: true }
"#;

const CLAIMS: &str = r#"{"scope":"read use","tenant":"acme","level":5,"groups":["staff"],
    "realm_access":{"roles":["reader"]},"mail":"x@a.example"}"#;

#[test]
fn decisions_on_verified_claims_allocate_nothing() {
    let source = Source::new("p.yaml", POLICY);
    let policy = Policy::from_source(&source, &Settings::default()).unwrap().policy;
    let engine = Engine::compile(policy).unwrap();
    let claims = Claims::from_json(CLAIMS.as_bytes()).unwrap();
    let prepared = engine.prepare(&claims);
    for (method, target, status) in [
        ("GET", "/health", 200),
        ("GET", "/tenants/acme/orders/7", 200),
        ("GET", "/tenants/other/orders/7", 403),
        ("PUT", "/files/a/b/c", 200),
        ("PUT", "/files/a/b.bak", 403),
        ("GET", "/admin/x", 403),
        ("GET", "/a/../b", 400),
        ("PROPFIND", "/health", 404),
    ] {
        let request = Request::new(method, target);
        // The first use of a regex in a thread makes room for its work.
        let expected = engine.decide_prepared(&request, &prepared).status();
        let mut got = 0;
        let counted = measure(|| got = engine.decide_prepared(&request, &prepared).status());
        assert_eq!((got, expected), (status, status), "{method} {target}");
        assert_eq!(counted.count_total, 0, "{method} {target}");
    }
}

/// A policy that asks for more claims than are kept without a list, and more scopes than have bits.
fn wide() -> String {
    let claims: String = (0..12).map(|at| format!("c{at}: 1, ")).collect();
    let routes: String =
        (0..300).map(|at| format!("  GET /s{at}: {{ scopes: s{at} }}\n")).collect();
    format!(
        "version: 1\nauthorizers:\n  a:\n    issuer: https://a.example\n    audience: [x]\n    \
         algorithms: [EdDSA]\ndefault_authorizer: a\nroutes:\n  \
         GET /c: {{ claims: {{ {claims}/deep/er: 1 }} }}\n{routes}"
    )
}

#[test]
fn a_token_that_was_good_before_allocates_nothing() {
    let key = Ed25519KeyPair::generate().unwrap();
    let jwk = format!(
        r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","kid":"k","x":"{}"}}]}}"#,
        BASE64.encode(key.public_key().as_ref())
    );
    let claims: String = (0..12).map(|at| format!(r#""c{at}":1,"#)).collect();
    let payload = format!(
        r#"{{"iss":"https://a.example","aud":"x","exp":100,{claims}"deep":{{"er":1}},"scope":"s1 s299"}}"#
    );
    let message =
        format!("{}.{}", BASE64.encode(r#"{"alg":"EdDSA","kid":"k"}"#), BASE64.encode(payload));
    let signature = BASE64.encode(key.sign(message.as_bytes()).as_ref());
    let source = Source::new("p.yaml", wide());
    let policy = Policy::from_source(&source, &Settings::default()).unwrap().policy;
    let keys = KeySet::from_json(jwk.as_bytes()).unwrap();
    let engine = Engine::compile(policy).unwrap().with_keys("a", keys);
    let cache = TokenCache::new(Capacity::default());
    for (target, now, status) in [
        ("/c", 50, 200),
        ("/s1", 50, 200),
        ("/s299", 99, 200),
        ("/s2", 50, 403),
        ("/s298", 50, 403),
        ("/c", 100, 401),
    ] {
        let request = Request::new("GET", target)
            .with_header("Authorization", format!("Bearer {message}.{signature}"));
        let decide = || engine.decide_cached(&request, now, &cache.pin()).status();
        assert_eq!(engine.decide(&request, now).status(), status, "{target} without the cache");
        assert_eq!(decide(), status, "{target}");
        let mut got = 0;
        let counted = measure(|| got = decide());
        assert_eq!((got, counted.count_total), (status, 0), "{target}");
    }
    assert_eq!(cache.len(), 1);
}

#[test]
fn allocations_are_counted_at_all() {
    assert!(measure(|| drop(vec![1_u8, 2, 3])).count_total > 0);
}
