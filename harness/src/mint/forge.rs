//! Signatures that are not the issuer's own, and changes of those that are.

use aws_lc_rs::{digest, hmac};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

use super::{
    draft::Draft,
    error::MintError,
    fault::step::{
        Edit, Number,
        Secret::{self, Der, Jwk, Pem, Text},
        Signer,
    },
    key::{KeyError, SigningKey},
    placeholder::Setting,
    rsa_key::{cube_root, sign_with_prime, sum},
};

/// The order of P-256 (SEC 2, 2.4.2).
const ORDER_P256: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The order of the base point of Ed25519, big-endian (RFC 8032, 5.1).
const ORDER_EDWARDS: [u8; 32] = [
    0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0xde, 0xf9, 0xde, 0xa2, 0xf7, 0x9c,
    0xd6, 0x58, 0x12, 0x63, 0x1a, 0x5c, 0xf5, 0xd3, 0xed,
];

/// The beginning of a `DigestInfo` of SHA-256 in DER (RFC 8017, 9.2).
const SHA256_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// Signs a draft as it says.
pub(super) fn sign(
    draft: &Draft,
    message: &str,
    setting: Setting<'_>,
) -> Result<Vec<u8>, MintError> {
    let key = setting.signing_key(draft.signer)?;
    let signature = signature(draft.signer, &key, setting, message.as_bytes());
    let mut signature = signature.map_err(|error| MintError::of_key(setting.issuer, error))?;
    for edit in &draft.edits {
        signature = edited(*edit, signature, &key);
    }
    Ok(signature)
}

fn signature(
    signer: Signer,
    key: &SigningKey,
    setting: Setting<'_>,
    message: &[u8],
) -> Result<Vec<u8>, KeyError> {
    let algorithm = setting.issuer.algorithm;
    let hash = digest::digest(&digest::SHA256, message);
    let length = modulus_of(key).len();
    let crafted = |made: Option<Vec<u8>>| made.ok_or(KeyError::Unfit(algorithm));
    match signer {
        Signer::Issuer | Signer::Stranger | Signer::Weak(_) | Signer::ExponentThree => {
            key.sign(algorithm, message)
        }
        Signer::Hmac(secret) => Ok(keyed_hash(secret, key, message)),
        Signer::Nobody => Ok(Vec::new()),
        Signer::PaddedHash => Ok(padded_hash(hash.as_ref(), length)),
        Signer::CubeRoot => {
            let start = [&[0, 1], [0xff; 8].as_slice(), &[0], &SHA256_INFO, hash.as_ref()].concat();
            crafted(cube_root(&start, length))
        }
        // The prime has 276 bytes.
        Signer::PrimeModulus => crafted(sign_with_prime(&padded_hash(hash.as_ref(), 276))),
        Signer::ShortSalt => {
            let encoded = masked_hash(hash.as_ref(), 20, &digest::SHA256, length);
            key.sign_raw(&encoded).ok_or(KeyError::Unfit(algorithm))
        }
        Signer::OtherMask => {
            let mask = &digest::SHA1_FOR_LEGACY_USE_ONLY;
            let encoded = masked_hash(hash.as_ref(), 32, mask, length);
            key.sign_raw(&encoded).ok_or(KeyError::Unfit(algorithm))
        }
    }
}

/// Returns the modulus of a key; nothing, when it is no RSA key.
fn modulus_of(key: &SigningKey) -> Vec<u8> {
    let jwk = key.public_jwk();
    let text = jwk.get("n").and_then(Value::as_str).unwrap_or_default();
    BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default()
}

fn keyed_hash(secret: Secret, key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let secret = match secret {
        Pem => key.public_pem().into_bytes(),
        Der => key.public_der().to_vec(),
        Jwk => key.public_jwk().to_string().into_bytes(),
        Text(text) => text.as_bytes().to_vec(),
    };
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), message).as_ref().to_vec()
}

/// Encodes a hash for PKCS#1 v1.5 (RFC 8017, 9.2).
fn padded_hash(hash: &[u8], length: usize) -> Vec<u8> {
    let filling = length.saturating_sub(3 + SHA256_INFO.len() + hash.len());
    [&[0, 1], vec![0xff; filling].as_slice(), &[0], &SHA256_INFO, hash].concat()
}

/// Encodes a hash for PSS (RFC 8017, 9.1.1) with a salt and a mask as they should not be.
fn masked_hash(
    hash: &[u8],
    salt: usize,
    mask: &'static digest::Algorithm,
    length: usize,
) -> Vec<u8> {
    let salt = vec![0x5a; salt];
    let salted = digest::digest(&digest::SHA256, &[&[0; 8], hash, &salt].concat());
    let room = length.saturating_sub(salted.as_ref().len() + 1);
    let zeros = vec![0; room.saturating_sub(salt.len() + 1)];
    let block = [zeros.as_slice(), &[1], &salt].concat();
    let stream = (0_u32..).flat_map(|counter| {
        let seed = [salted.as_ref(), &counter.to_be_bytes()].concat();
        digest::digest(mask, &seed).as_ref().to_vec()
    });
    let mut encoded: Vec<u8> = block.iter().zip(stream).map(|(own, mask)| own ^ mask).collect();
    if let Some(first) = encoded.first_mut() {
        // A modulus of whole bytes leaves the highest bit unused.
        *first &= 0x7f;
    }
    encoded.extend_from_slice(salted.as_ref());
    encoded.push(0xbc);
    encoded
}

fn edited(edit: Edit, mut signature: Vec<u8>, key: &SigningKey) -> Vec<u8> {
    let (r, s) = signature.split_at_checked(signature.len() / 2).unwrap_or_default();
    let (r, s) = (r.to_vec(), s.to_vec());
    match edit {
        Edit::Flip => {
            let middle = signature.len() / 2;
            if let Some(byte) = signature.get_mut(middle) {
                *byte ^= 1;
            }
            signature
        }
        Edit::Strip => Vec::new(),
        Edit::Truncate => {
            signature.pop();
            signature
        }
        Edit::LeadingZero => [&[0], signature.as_slice()].concat(),
        Edit::PlusModulus => sum(&signature, &modulus_of(key)),
        Edit::HighS => [r, difference(&ORDER_P256, &s)].concat(),
        Edit::PlusOrder => {
            let big_endian: Vec<u8> = s.iter().rev().copied().collect();
            let mut more = sum(&big_endian, &ORDER_EDWARDS);
            more.reverse();
            more.resize(32, 0);
            [r, more].concat()
        }
        Edit::Der => {
            let body = [integer(&r), integer(&s)].concat();
            let length = u8::try_from(body.len()).unwrap_or(0);
            [&[0x30, length], body.as_slice()].concat()
        }
        Edit::Numbers(first, second) => [number(first, &r), number(second, &s)].concat(),
        Edit::Neutral => [&[1], [0; 63].as_slice()].concat(),
        // Told in the segment, not in the bytes.
        Edit::LooseBits => signature,
    }
}

fn number(number: Number, own: &[u8]) -> Vec<u8> {
    match number {
        Number::Zero => vec![0; 32],
        Number::One => [[0; 31].as_slice(), &[1]].concat(),
        Number::Order => ORDER_P256.to_vec(),
        Number::Own => own.to_vec(),
    }
}

/// Writes a number as an INTEGER of DER (X.690, 8.3).
fn integer(number: &[u8]) -> Vec<u8> {
    let first = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let mut bytes = number.get(first..).unwrap_or_default().to_vec();
    if bytes.first().is_none_or(|byte| *byte >= 0x80) {
        bytes.insert(0, 0);
    }
    let length = u8::try_from(bytes.len()).unwrap_or(0);
    [&[0x02, length], bytes.as_slice()].concat()
}

/// Takes a number from a larger one of the same length, big-endian.
fn difference(larger: &[u8], smaller: &[u8]) -> Vec<u8> {
    let mut borrow = 0_i16;
    let digits = larger.iter().zip(smaller).rev().map(|(large, small)| {
        let digit = i16::from(*large) - i16::from(*small) - borrow;
        borrow = i16::from(digit < 0);
        digit.rem_euclid(256).to_le_bytes()[0]
    });
    let mut result: Vec<u8> = digits.collect();
    result.reverse();
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mint::{SigningAlgorithm, key::tests::holds};

    #[test]
    fn what_is_encoded_here_holds_when_it_is_encoded_as_it_should_be() {
        let (key, _) = SigningKey::generate(SigningAlgorithm::Ps256).unwrap();
        let hash = digest::digest(&digest::SHA256, b"message");
        let holds_under = |algorithm, encoded: &[u8]| {
            let signature = key.sign_raw(encoded).unwrap();
            holds(&key.public_jwk(), algorithm, b"message", &signature)
        };
        let pss = |salt, mask| masked_hash(hash.as_ref(), salt, mask, 256);
        assert!(holds_under(SigningAlgorithm::Ps256, &pss(32, &digest::SHA256)));
        assert!(!holds_under(SigningAlgorithm::Ps256, &pss(20, &digest::SHA256)));
        let other = &digest::SHA1_FOR_LEGACY_USE_ONLY;
        assert!(!holds_under(SigningAlgorithm::Ps256, &pss(32, other)));
        assert!(holds_under(SigningAlgorithm::Rs256, &padded_hash(hash.as_ref(), 256)));
    }

    #[test]
    fn numbers_are_written_and_subtracted_as_they_should_be() {
        assert_eq!(integer(&[0, 0, 0x80]), [0x02, 2, 0, 0x80]);
        assert_eq!(integer(&[0, 0x7f]), [0x02, 1, 0x7f]);
        assert_eq!(integer(&[0, 0]), [0x02, 1, 0]);
        assert_eq!(difference(&[1, 0, 0], &[0, 0, 1]), [0, 0xff, 0xff]);
        let (key, _) = SigningKey::generate(SigningAlgorithm::Es256).unwrap();
        let high = edited(Edit::HighS, [[1; 32], ORDER_P256].concat(), &key);
        assert_eq!(high, [[1; 32], [0; 32]].concat());
    }
}
