//! What a key signs holds under aws-lc's own verification, with nothing but its public JWK.

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};

use super::{super::rsa_key::RsaKey, KeyError, SigningKey};
use crate::mint::SigningAlgorithm::{
    self, EdDsa, Es256, Es384, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512,
};

/// Verifies with the components of the public JWK.
pub(in crate::mint) fn holds(
    jwk: &serde_json::Value,
    algorithm: SigningAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let part = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    let rsa = |parameters| {
        let public = signature::RsaPublicKeyComponents { n: part("n"), e: part("e") };
        public.verify(parameters, message, signature).is_ok()
    };
    let plain = |kind: &'static dyn VerificationAlgorithm, public: Vec<u8>| {
        UnparsedPublicKey::new(kind, public).verify(message, signature).is_ok()
    };
    let point = || [vec![4], part("x"), part("y")].concat();
    match algorithm {
        Rs256 => rsa(&signature::RSA_PKCS1_2048_8192_SHA256),
        Rs384 => rsa(&signature::RSA_PKCS1_2048_8192_SHA384),
        Rs512 => rsa(&signature::RSA_PKCS1_2048_8192_SHA512),
        Ps256 => rsa(&signature::RSA_PSS_2048_8192_SHA256),
        Ps384 => rsa(&signature::RSA_PSS_2048_8192_SHA384),
        Ps512 => rsa(&signature::RSA_PSS_2048_8192_SHA512),
        Es256 => plain(&signature::ECDSA_P256_SHA256_FIXED, point()),
        Es384 => plain(&signature::ECDSA_P384_SHA384_FIXED, point()),
        EdDsa => plain(&signature::ED25519, part("x")),
    }
}

#[test]
fn an_rsa_key_serves_all_rsa_algorithms_and_no_other() {
    let (key, _) = SigningKey::generate(Rs256).unwrap();
    for algorithm in SigningAlgorithm::ALL {
        match key.sign(algorithm, b"message") {
            Ok(signature) => {
                assert_eq!(signature.len(), key.signature_length());
                assert!(holds(&key.public_jwk(), algorithm, b"message", &signature), "{algorithm}");
                assert!(!holds(&key.public_jwk(), algorithm, b"massage", &signature));
            }
            Err(error) => {
                assert!(!algorithm.is_rsa());
                assert_eq!(error, KeyError::Unfit(algorithm));
            }
        }
    }
}

#[test]
fn a_curve_serves_its_own_algorithm_alone() {
    for own in [Es256, Es384, EdDsa] {
        let (key, _) = SigningKey::generate(own).unwrap();
        for algorithm in SigningAlgorithm::ALL {
            let signed = key.sign(algorithm, b"message");
            assert_eq!(signed.is_ok(), algorithm == own, "{own} signs {algorithm}");
            if let Ok(signature) = signed {
                assert_eq!(signature.len(), key.signature_length());
                assert!(holds(&key.public_jwk(), own, b"message", &signature));
            }
        }
    }
}

#[test]
fn a_key_read_back_is_the_same_key() {
    for algorithm in [Ps384, Es256, Es384, EdDsa] {
        let (key, pkcs8) = SigningKey::generate(algorithm).unwrap();
        let again = SigningKey::from_pkcs8(&pkcs8, algorithm).unwrap();
        assert_eq!(again.public_jwk(), key.public_jwk());
        assert_eq!(again.key_id(), key.key_id());
    }
}

#[test]
fn a_public_jwk_has_no_private_member() {
    for algorithm in [Rs512, Es384, EdDsa] {
        let (key, _) = SigningKey::generate(algorithm).unwrap();
        let jwk = key.public_jwk();
        let mut names: Vec<&str> = jwk.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        let expected: &[&str] = match algorithm {
            Es384 => &["alg", "crv", "kid", "kty", "use", "x", "y"],
            EdDsa => &["alg", "crv", "kid", "kty", "use", "x"],
            Rs256 | Rs384 | Rs512 | Ps256 | Ps384 | Ps512 | Es256 => {
                &["alg", "e", "kid", "kty", "n", "use"]
            }
        };
        assert_eq!(names, expected);
        assert_eq!(jwk["alg"], algorithm.as_str());
        assert_eq!(jwk["use"], "sig");
    }
}

#[test]
fn a_key_id_looks_like_those_of_cognito() {
    let (key, _) = SigningKey::generate(Es256).unwrap();
    assert_eq!(key.key_id().len(), 44);
    assert!(key.key_id().ends_with('='));
    assert_eq!(key.public_jwk()["kid"], key.key_id());
}

#[test]
fn a_good_rsa_key_has_2048_bits() {
    let (key, _) = SigningKey::generate(Rs256).unwrap();
    let modulus = key.public_jwk()["n"].as_str().map(|n| BASE64_URL_SAFE_NO_PAD.decode(n).unwrap());
    let modulus = modulus.unwrap();
    assert_eq!(modulus.len(), 256);
    assert!(modulus[0] >= 0x80);
}

#[test]
fn a_weak_key_signs_what_a_strict_verifier_refuses() {
    let key = SigningKey::generate_weak(1024, Rs256).unwrap();
    let signature = key.sign(Rs256, b"message").unwrap();
    assert_eq!((signature.len(), key.signature_length()), (128, 128));
    assert!(!holds(&key.public_jwk(), Rs256, b"message", &signature));
    for (bits, algorithm) in [(1023, Rs256), (2048, Rs256), (1024, Es256)] {
        assert!(SigningKey::generate_weak(bits, algorithm).is_err());
    }
}

#[test]
fn a_pem_file_of_either_kind_is_read() {
    let pkcs8 = RsaKey::generate(2048).unwrap().pkcs8().unwrap();
    let pem = |label: &str, der: &[u8]| {
        let body = BASE64_STANDARD.encode(der);
        let lines: Vec<&str> =
            body.as_bytes().chunks(64).map(|l| str::from_utf8(l).unwrap()).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    };
    let expected = SigningKey::from_pkcs8(&pkcs8, Rs256).unwrap();
    let key = SigningKey::from_pem(pem("PRIVATE KEY", &pkcs8).as_bytes(), Rs256).unwrap();
    assert_eq!(key.public_jwk(), expected.public_jwk());
    // PKCS#8 of an RSA key is 26 bytes of wrapping around PKCS#1 (RFC 5208).
    let pkcs1 = pem("RSA PRIVATE KEY", &pkcs8[26..]);
    let key = SigningKey::from_pem(pkcs1.as_bytes(), Rs512).unwrap();
    assert_eq!(key.public_jwk()["n"], expected.public_jwk()["n"]);
    assert!(SigningKey::from_pem(pkcs1.as_bytes(), Es256).is_err());
}

#[test]
fn what_is_no_key_is_refused_without_quoting_it() {
    for bytes in [&b""[..], b"secret", b"\xff", b"-----BEGIN PRIVATE KEY-----\nsecret\n"] {
        let error = SigningKey::from_pem(bytes, Rs256).unwrap_err();
        assert!(!error.to_string().contains("secret"));
    }
    assert!(SigningKey::from_pkcs8(b"damaged", Rs256).is_err());
    let (_, pkcs8) = SigningKey::generate(Es256).unwrap();
    assert!(SigningKey::from_pkcs8(&pkcs8, Es384).is_err());
}

#[test]
fn a_key_shows_no_secret_when_printed() {
    let (key, _) = SigningKey::generate(EdDsa).unwrap();
    let expected = format!("SigningKey {{ algorithm: EdDsa, key_id: {:?}, .. }}", key.key_id());
    assert_eq!(format!("{key:?}"), expected);
}

#[test]
fn a_public_key_in_pem_has_lines_of_64() {
    let (key, _) = SigningKey::generate(EdDsa).unwrap();
    let pem = key.public_pem();
    let lines: Vec<&str> = pem.lines().collect();
    assert_eq!(lines.len(), 3);
    // The fixed start of every Ed25519 key (RFC 8410, 10.1).
    assert!(lines[1].starts_with("MCowBQYDK2VwAyEA"), "{pem}");
    let (key, _) = SigningKey::generate(Es384).unwrap();
    assert!(key.public_pem().lines().all(|line| line.len() <= 64));
}
