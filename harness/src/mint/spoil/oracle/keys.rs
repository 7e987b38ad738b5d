//! The plain verifier's reading of key sets.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ParsedPublicKey};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::mint::rsa_key::power_of_65537;

/// Reads a key set; one with a secret or with two keys of one name is refused whole.
pub(super) fn key_set(text: &str) -> Result<Vec<Value>, &'static str> {
    let refused = "keys_unavailable";
    let super::Once(set) = serde_json::from_str(text).map_err(|_refused| refused)?;
    let keys = set.get("keys").and_then(Value::as_array).ok_or(refused)?;
    let secrets = ["k", "d", "p", "q", "dp", "dq", "qi", "oth"];
    let has_secret = |key: &Value| secrets.iter().any(|name| key.get(name).is_some());
    if !keys.iter().all(Value::is_object) || keys.iter().any(has_secret) {
        return Err(refused);
    }
    let mut names: Vec<&str> = keys.iter().filter_map(|key| key["kid"].as_str()).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    if names.len() == all { Ok(keys.clone()) } else { Err(refused) }
}

/// Whether a key may verify: what it is for, its size, and its numbers.
pub(super) fn is_usable(key: &Value) -> bool {
    let number = |name: &str| {
        let text = key[name].as_str().unwrap_or_default();
        BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default()
    };
    let operations = key["key_ops"].as_array();
    let verifies = operations.is_none_or(|all| all.iter().any(|one| one == "verify"));
    let for_signatures = key.get("use").is_none_or(|own| own == "sig") && verifies;
    let algorithms: &[&str] = match key["kty"].as_str() {
        Some("RSA") => {
            let (modulus, exponent) = (number("n"), number("e"));
            let size = 256..=1024;
            // No key here begins with a zero byte.
            let fits = size.contains(&modulus.len()) && (modulus.len() > 256 || modulus[0] >= 0x80);
            let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte % 2 == 1);
            let small = exponent.len() <= 4 && exponent != [1];
            let marked = modulus == power_of_65537(128);
            if !(fits && odd(&modulus) && odd(&exponent) && small) || marked {
                return false;
            }
            &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
        }
        Some("EC") => {
            let point = [vec![4], number("x"), number("y")].concat();
            let (curve, algorithm): (_, &[&str]) = match key["crv"].as_str() {
                Some("P-256") => (&ECDSA_P256_SHA256_FIXED, &["ES256"]),
                Some("P-384") => (&ECDSA_P384_SHA384_FIXED, &["ES384"]),
                _ => return false,
            };
            if ParsedPublicKey::new(curve, point).is_err() {
                return false;
            }
            algorithm
        }
        // The neutral point, the one of small order that the table has (RFC 7748, 5.2).
        Some("OKP") if number("x") != [&[1], [0; 31].as_slice()].concat() => &["EdDSA"],
        _ => return false,
    };
    let fits = key.get("alg").is_none_or(|own| algorithms.iter().any(|one| own == one));
    for_signatures && fits
}
