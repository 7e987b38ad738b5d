//! Keys of our own and tokens signed with them, apart from the engine and the harness.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use engine::{Engine, KeySet};
use serde_json::{Value, json};

use crate::strategies::compile;

/// The instant of every decision.
pub(crate) const NOW: i64 = 1_767_225_600;

/// The key of the set.
pub(crate) static FIRST: LazyLock<RsaKeyPair> = LazyLock::new(rsa);
/// Another key of the set.
pub(crate) static SECOND: LazyLock<RsaKeyPair> = LazyLock::new(rsa);
pub(crate) static P256: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).unwrap());
pub(crate) static P384: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&signature::ECDSA_P384_SHA384_FIXED_SIGNING).unwrap());
pub(crate) static EDWARDS: LazyLock<Ed25519KeyPair> =
    LazyLock::new(|| Ed25519KeyPair::generate().unwrap());

fn rsa() -> RsaKeyPair {
    RsaKeyPair::generate(KeySize::Rsa2048).unwrap()
}

/// Writes base64url without padding.
pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The modulus and exponent of an RSA key, out of its DER (RFC 8017 appendix A.1.1).
pub(crate) fn rsa_parts(key: &RsaKeyPair) -> (Vec<u8>, Vec<u8>) {
    let der = key.public_key().as_ref();
    // SEQUENCE and INTEGER of two length bytes each, as every key of 2048 bits has.
    assert_eq!((der[0], der[1], der[4], der[5]), (0x30, 0x82, 0x02, 0x82));
    let end = 8 + usize::from(der[6]) * 256 + usize::from(der[7]);
    assert_eq!(der[end], 0x02);
    (der[8..end].to_vec(), der[end + 2..].to_vec())
}

/// An RSA key as a JWK with a `kid` and nothing that is not needed.
pub(crate) fn rsa_jwk(key: &RsaKeyPair, id: &str) -> Value {
    let (modulus, exponent) = rsa_parts(key);
    let modulus = modulus.strip_prefix(&[0]).unwrap_or(&modulus);
    json!({ "kty": "RSA", "kid": id, "n": encode(modulus), "e": encode(exponent) })
}

/// A key on a curve as a JWK.
pub(crate) fn ec_jwk(key: &EcdsaKeyPair, curve: &str, id: &str) -> Value {
    let point = &key.public_key().as_ref()[1..];
    let (x, y) = point.split_at(point.len() / 2);
    json!({ "kty": "EC", "crv": curve, "kid": id, "x": encode(x), "y": encode(y) })
}

/// The keys that the table's engine has.
pub(crate) fn key_set() -> Value {
    let edwards = encode(EDWARDS.public_key().as_ref());
    json!({ "keys": [
        rsa_jwk(&FIRST, "k1"),
        rsa_jwk(&SECOND, "k2"),
        ec_jwk(&P256, "P-256", "p256"),
        ec_jwk(&P384, "P-384", "p384"),
        { "kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": edwards },
    ] })
}

/// Signs with an algorithm by its name in the header.
pub(crate) fn sign(algorithm: &str, key: &RsaKeyPair, message: &[u8]) -> Vec<u8> {
    let random = SystemRandom::new();
    let padding: &dyn signature::RsaEncoding = match algorithm {
        "RS384" => &signature::RSA_PKCS1_SHA384,
        "RS512" => &signature::RSA_PKCS1_SHA512,
        "PS256" => &signature::RSA_PSS_SHA256,
        "PS384" => &signature::RSA_PSS_SHA384,
        "PS512" => &signature::RSA_PSS_SHA512,
        "ES256" => return P256.sign(&random, message).unwrap().as_ref().to_vec(),
        "ES384" => return P384.sign(&random, message).unwrap().as_ref().to_vec(),
        "EdDSA" => return EDWARDS.sign(message).as_ref().to_vec(),
        _ => &signature::RSA_PKCS1_SHA256,
    };
    let mut signed = vec![0; key.public_modulus_len()];
    key.sign(padding, &random, message, &mut signed).unwrap();
    signed
}

/// A token of two texts, whatever they are, signed by the first key.
pub(crate) fn token(header: &str, payload: &str) -> String {
    let algorithm = serde_json::from_str::<Value>(header).unwrap_or_default()["alg"].clone();
    let message = format!("{}.{}", encode(header), encode(payload));
    let signed = sign(algorithm.as_str().unwrap_or("RS256"), &FIRST, message.as_bytes());
    format!("{message}.{}", encode(signed))
}

/// The header of a good token.
pub(crate) fn header() -> Value {
    json!({ "alg": "RS256", "kid": "k1" })
}

/// The payload of a good token.
pub(crate) fn payload() -> Value {
    json!({
        "iss": "https://issuer.example/pool",
        "aud": "api",
        "exp": NOW + 60,
        "iat": NOW - 60,
        "scope": "order/post.order",
    })
}

/// A value with members replaced; the text `GONE` takes one away.
pub(crate) fn with(mut value: Value, members: Value) -> Value {
    let Value::Object(members) = members else { panic!("members") };
    for (name, member) in members {
        if member == "GONE" {
            value.as_object_mut().unwrap().remove(&name);
        } else {
            value[name] = member;
        }
    }
    value
}

/// A policy of one authorizer, with lines of its own, and one route with a scope.
pub(crate) fn policy(lines: &str) -> String {
    format!(
        "version: 1\nauthorizers:\n  main:\n    issuer: \"https://issuer.example/pool\"\n    \
         audience: [api, other-api]\n{lines}default_authorizer: main\nroutes:\n  \
         POST /order: {{ scopes: order/post.order }}\n"
    )
}

/// The engine of such a policy with all keys.
pub(crate) fn engine(lines: &str) -> Engine {
    let set = KeySet::from_json(key_set().to_string().as_bytes()).unwrap();
    compile(&policy(lines)).with_keys("main", set)
}
