//! Tokens: forged ones never pass, and a signed one only with what its authorizer asks for.

#![no_main]

use std::sync::LazyLock;

use aws_lc_rs::signature::Ed25519KeyPair;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use engine::{Claims, Engine, Policy, Request, Settings, Source, json};
use libfuzzer_sys::fuzz_target;

/// The key of RFC 8037, appendix A.1, whose private half everybody knows.
const POLICY: &str = r#"
version: 1
authorizers:
  a:
    issuer: https://a.example
    audience: [a]
    algorithms: [EdDSA]
    jwks: { keys: [{ kty: OKP, crv: Ed25519, kid: k, alg: EdDSA, x: 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo }] }
routes:
  GET /: { authorizer: a, scopes: a }
"#;
const SEED: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const NOW: i64 = 1_767_225_600;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let policy = Policy::from_source(&Source::new("p.yaml", POLICY), &Settings::default());
    Engine::compile(policy.expect("valid").policy).expect("no parameters")
});
static KEY: LazyLock<Ed25519KeyPair> = LazyLock::new(|| {
    let seed = BASE64URL.decode(SEED).expect("base64url");
    Ed25519KeyPair::from_seed_unchecked(&seed).expect("a seed")
});

fuzz_target!(|input: (&[u8], Option<&[u8]>, &[u8])| {
    let (value, header, payload) = input;
    // As it stands: nobody signs by chance.
    assert!(!allowed(value), "{value:?}");
    assert!(!allowed(&[b"Bearer ", value].concat()), "{value:?}");
    // Well formed, and really signed.
    let header = header.unwrap_or(br#"{"alg":"EdDSA","kid":"k"}"#);
    let signed = format!("{}.{}", BASE64URL.encode(header), BASE64URL.encode(payload));
    let signature = KEY.sign(signed.as_bytes());
    let token = format!("{signed}.{}", BASE64URL.encode(signature.as_ref()));
    if allowed(format!("Bearer {token}").as_bytes()) {
        let read = |bytes: &[u8]| -> serde_json::Value {
            serde_json::from_slice(bytes).expect("an allowed token is JSON")
        };
        let (header, payload) = (read(header), read(payload));
        assert_eq!((&header["alg"], &header["kid"]), (&"EdDSA".into(), &"k".into()));
        assert_eq!(payload["iss"], "https://a.example");
        assert!(payload["exp"].as_f64().is_some_and(|exp| exp > NOW as f64), "{payload}");
        assert!(payload["cnf"].is_null() && header["crit"].is_null());
        let swapped = token.replacen('.', ".e30", 1);
        assert!(!allowed(swapped.as_bytes()), "another payload under the same signature");
    }
    if let Ok(object) = json::parse_object(payload) {
        let printed = object.to_string();
        assert_eq!(json::parse_object(printed.as_bytes()), Ok(object.clone()), "{printed}");
        let claims = Claims::new(object);
        assert!(claims.scopes().all(|scope| claims.has_scope(scope)));
    }
});

fn allowed(value: &[u8]) -> bool {
    let request = Request::new("GET", "/").with_header("Authorization", value);
    ENGINE.decide(&request, NOW).is_allowed()
}
