//! Key sets by table: which keys are skipped, and which sets are refused whole.

use engine::KeySet;
use serde_json::{Value, json};

use crate::signer::{
    FIRST, P256, SECOND, ec_jwk, encode, header, payload, policy, rsa_jwk, rsa_parts, token, with,
};
use crate::strategies::compile;
use crate::tokens::assert_verdict;

fn read(keys: &[Value]) -> Result<KeySet, engine::KeySetError> {
    KeySet::from_json(json!({ "keys": keys }).to_string().as_bytes())
}

fn assert_key(jwk: &Value, expected: &str) {
    let set = read(std::slice::from_ref(jwk)).unwrap();
    assert_eq!(set.skipped().len(), usize::from(expected == "unknown_key"), "{jwk}");
    let engine = compile(&policy("")).with_keys("main", set);
    let good = token(&header().to_string(), &payload().to_string());
    assert_verdict(&engine, &good, expected, &jwk.to_string());
}

#[test]
fn keys_that_are_not_for_verifying_are_skipped() {
    let own = rsa_jwk(&FIRST, "k1");
    for (members, expected) in [
        (json!({}), "allow"),
        (json!({ "use": "sig" }), "allow"),
        (json!({ "use": "enc" }), "unknown_key"),
        (json!({ "use": 5 }), "unknown_key"),
        (json!({ "key_ops": ["verify"] }), "allow"),
        (json!({ "key_ops": ["encrypt", "verify"] }), "allow"),
        (json!({ "key_ops": ["encrypt"] }), "unknown_key"),
        (json!({ "key_ops": [] }), "unknown_key"),
        (json!({ "key_ops": "verify" }), "unknown_key"),
        (json!({ "alg": "RS256" }), "allow"),
        (json!({ "alg": "RS512" }), "unsupported_algorithm"),
        (json!({ "alg": "ES256" }), "unknown_key"),
        (json!({ "alg": "RSA-OAEP" }), "unknown_key"),
        (json!({ "kid": "GONE" }), "unknown_key"),
        (json!({ "kid": "" }), "unknown_key"),
        (json!({ "kid": 1 }), "unknown_key"),
        (json!({ "kty": "EC" }), "unknown_key"),
        (json!({ "kty": "GONE" }), "unknown_key"),
        (json!({ "n": "GONE" }), "unknown_key"),
        (json!({ "n": "!" }), "unknown_key"),
        (json!({ "e": "AQ" }), "unknown_key"),
        (json!({ "x5c": ["x"], "other": null }), "allow"),
    ] {
        assert_key(&with(own.clone(), members), expected);
    }
    let (modulus, _) = rsa_parts(&FIRST);
    // Half of a modulus, made odd: 1024 bits.
    let mut half = modulus[modulus.len() - 128..].to_vec();
    half[0] |= 0x80;
    assert_key(&with(own.clone(), json!({ "n": encode(half) })), "unknown_key");
    let padded = [&[0, 0], modulus.as_slice()].concat();
    assert_key(&with(own, json!({ "n": encode(padded) })), "allow");
}

#[test]
fn a_key_of_the_flawed_chip_is_skipped() {
    // 65537^128 has 2,049 bits and the mark of such keys; two more is a modulus like others.
    // Little-endian while it grows: times 65537 is itself and itself shifted by two bytes.
    let mut power = vec![1_u8];
    for _ in 0..128 {
        let shifted = [&[0, 0], power.as_slice(), &[0]].concat();
        let mut carry = 0;
        let mut add = |(at, byte): (usize, &u8)| {
            let sum = u16::from(*byte) + u16::from(*power.get(at).unwrap_or(&0)) + carry;
            carry = sum >> 8;
            sum.to_le_bytes()[0]
        };
        power = shifted.iter().enumerate().map(&mut add).collect();
    }
    power.reverse();
    let skipped = |modulus: &[u8]| {
        let jwk = with(rsa_jwk(&FIRST, "k1"), json!({ "n": encode(modulus) }));
        read(&[jwk]).unwrap().skipped().join("")
    };
    assert!(skipped(&power).ends_with("can be factored (ROCA, CVE-2017-15361)"));
    *power.last_mut().unwrap() += 2;
    assert_eq!(skipped(&power), "");
}

#[test]
fn a_set_with_a_secret_or_an_ambiguous_name_is_refused_whole() {
    let (one, two) = (rsa_jwk(&FIRST, "k1"), rsa_jwk(&SECOND, "k2"));
    assert!(read(&[one.clone(), two.clone()]).is_ok());
    let with_two = |members| read(&[one.clone(), with(two.clone(), members)]);
    for members in [
        json!({ "d": "AQ" }),
        json!({ "p": "AQ" }),
        json!({ "qi": "AQ" }),
        json!({ "oth": [] }),
        json!({ "kty": "oct", "k": "AQ" }),
        json!({ "k": "AQ" }),
        json!({ "kid": "k1" }),
        json!({ "kid": "k1", "use": "enc" }),
        json!({ "kid": "GONE", "d": "AQ" }),
    ] {
        assert!(with_two(members.clone()).is_err(), "{members}");
    }
    for text in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[1]}"#, r#"{"keys":[],"keys":[]}"#] {
        assert!(KeySet::from_json(text.as_bytes()).is_err(), "{text}");
    }
    assert!(read(&[]).unwrap().is_empty());
}

#[test]
fn a_key_that_is_no_point_of_its_curve_is_skipped_by_name() {
    let (x, off) = (encode([1; 32]), encode([2; 32]));
    for (jwk, shown) in [
        (json!({ "kty": "EC", "crv": "P-256", "kid": "e", "x": x, "y": off }), "its curve"),
        (json!({ "kty": "EC", "crv": "P-256", "kid": "e", "x": x, "y": "" }), "its curve"),
        (json!({ "kty": "OKP", "crv": "Ed25519", "kid": "e", "x": encode([0; 32]) }), "a key"),
    ] {
        let set = read(std::slice::from_ref(&jwk)).unwrap();
        let [line] = set.skipped() else { panic!("{jwk}: {:?}", set.skipped()) };
        assert!(set.is_empty() && line.contains("`e`") && line.ends_with(shown), "{line}");
    }
    let good = ec_jwk(&P256, "P-256", "e");
    assert!(read(&[good]).unwrap().skipped().is_empty());
}

#[test]
fn an_empty_set_is_a_set_in_which_no_key_is_known() {
    let engine = compile(&policy("")).with_keys("main", read(&[]).unwrap());
    let good = token(&header().to_string(), &payload().to_string());
    assert_verdict(&engine, &good, "unknown_key", "empty");
}
