//! Signatures and keys by others: Wycheproof's vectors and the examples of RFC 7520.
//!
//! Their payloads are no claim sets, so a token never passes. How far it gets is what is judged: the
//! payload is read only after the signature holds.

use engine::{DenyReason, Engine, KeySet, Request};
use serde_json::{Value, json};

use super::{Tally, read_json};
use crate::signer::NOW;
use crate::strategies::compile;

/// Tests whose result a strict verifier does not share, as their SOURCE names them.
const EXCEPTIONS: [(u64, &str); 6] = [
    (346, "the key is for PS256 and the token says PS384 (RFC 7517, 4.4)"),
    (347, "the key is for ES521, which does not exist; P-521 is not ours either"),
    (350, "the key is for PS256 and the token says PS384 (RFC 7517, 4.4)"),
    (351, "the key is for ES521, which does not exist; P-521 is not ours either"),
    (372, "a sign inside the header that base64url does not have"),
    (373, "a sign inside the payload that base64url does not have"),
];

const SYMMETRIC: &str = "a set with a symmetric key is refused whole";

/// An engine that takes every algorithm, with a set of keys; without keys when the set is refused.
pub(super) fn engine(keys: &Value) -> Engine {
    let algorithms = "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA";
    let engine = compile(&crate::signer::policy(&format!("    algorithms: [{algorithms}]\n")));
    match KeySet::from_json(keys.to_string().as_bytes()) {
        Ok(set) => engine.with_keys("main", set),
        Err(_refused) => engine,
    }
}

/// Whether the signature of a token was found to hold, whatever came after.
pub(super) fn holds(engine: &Engine, token: &str) -> bool {
    let request =
        Request::new("POST", "/order").with_header("Authorization", format!("Bearer {token}"));
    let (decision, trace) = engine.explain(&request, NOW);
    let payload = "the payload is no JSON object";
    match decision.reason() {
        Some(DenyReason::MalformedToken) => trace.steps.iter().any(|step| step.detail == payload),
        Some(
            DenyReason::UnsupportedAlgorithm
            | DenyReason::KeysUnavailable
            | DenyReason::UnknownKey
            | DenyReason::BadSignature
            | DenyReason::MissingToken,
        ) => false,
        _past_the_signature => true,
    }
}

fn keys_of(group: &Value) -> Value {
    let own = group.get("public").or_else(|| group.get("private")).unwrap();
    if own.get("keys").is_some() { own.clone() } else { json!({ "keys": [own] }) }
}

fn wycheproof(name: &str, known: usize, causes: &[&'static str]) {
    let file = read_json(name);
    let (mut tally, mut all) = (Tally::default(), 0);
    for group in file["testGroups"].as_array().unwrap() {
        let keys = keys_of(group);
        let engine = engine(&keys);
        let symmetric = keys["keys"].as_array().unwrap().iter().any(|key| key["kty"] == "oct");
        for test in group["tests"].as_array().unwrap() {
            all += 1;
            // A few tokens are in the JSON serialisation: then its text is sent.
            let token = test["jws"].as_str().map_or_else(|| test["jws"].to_string(), str::to_owned);
            let (id, valid) = (test["tcId"].as_u64().unwrap(), test["result"] == "valid");
            let got = holds(&engine, &token);
            let named = EXCEPTIONS.iter().find(|(exception, _)| *exception == id);
            // Refusing more than the judge may have a cause; accepting more has none.
            let cause = named.map(|(_, cause)| *cause).or(symmetric.then_some(SYMMETRIC));
            let cause = cause.filter(|_| valid && !got);
            tally.take(got == valid, cause, || format!("{id} {}", test["comment"]));
        }
    }
    tally.assert_all(all, known, causes);
    assert_eq!(file["numberOfTests"], all);
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn wycheproof_agrees_on_signatures() {
    let causes = [SYMMETRIC, EXCEPTIONS[0].1, EXCEPTIONS[1].1, EXCEPTIONS[5].1];
    wycheproof("wycheproof-jws/json_web_signature_test.json", 268, &causes);
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn wycheproof_agrees_on_keys() {
    wycheproof("wycheproof-jws/json_web_key_test.json", 18, &[SYMMETRIC]);
}

const EXAMPLES: [&str; 5] = [
    "4_1.rsa_v15_signature",
    "4_2.rsa-pss_signature",
    "4_3.ecdsa_signature",
    "4_4.hmac-sha2_integrity_protection",
    "4_5.signature_with_detached_content",
];

/// The public half of a key, as a set.
fn public(key: &Value) -> Value {
    let mut key = key.clone();
    for private in ["d", "p", "q", "dp", "dq", "qi"] {
        key.as_object_mut().unwrap().remove(private);
    }
    json!({ "keys": [key] })
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_cookbook_agrees_and_no_changed_character_holds() {
    let mut tally = Tally::default();
    for name in EXAMPLES {
        let example = read_json(&format!("jose-cookbook/jws/{name}.json"));
        let engine = engine(&public(&example["input"]["key"]));
        let token = example["output"]["compact"].as_str().unwrap();
        let cause = match example["signing"]["protected"]["alg"].as_str().unwrap() {
            "HS256" => Some(SYMMETRIC),
            "ES512" => Some("P-521 is none of our curves"),
            _ => None,
        };
        tally.take(holds(&engine, token), cause, || name.to_owned());
        for at in 0..token.len() {
            let mut changed = token.as_bytes().to_vec();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(!holds(&engine, &changed), "{name} changed at {at}");
        }
    }
    tally.assert_all(5, 5, &[SYMMETRIC, "P-521 is none of our curves"]);
    assert_eq!(tally.different[SYMMETRIC], 2);
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_keys_of_the_cookbook_are_public_or_refused() {
    for (name, usable) in [
        ("3_1.ec_public_key", Some(false)),
        ("3_2.ec_private_key", None),
        ("3_3.rsa_public_key", Some(true)),
        ("3_4.rsa_private_key", None),
        ("3_5.symmetric_key_mac_computation", None),
        ("3_6.symmetric_key_encryption", None),
    ] {
        let key = read_json(&format!("jose-cookbook/jwk/{name}.json"));
        let set = KeySet::from_json(json!({ "keys": [key] }).to_string().as_bytes());
        // `None`: refused whole. P-521 is skipped.
        assert_eq!(set.ok().map(|set| !set.is_empty()), usable, "{name}");
    }
}
