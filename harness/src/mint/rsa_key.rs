//! RSA keys as the crate `rsa` makes them, and signatures with those that aws-lc refuses as weak.
//!
//! This is the only file that names that crate: its private-key operations leak by their timing
//! (RUSTSEC-2023-0071), which a test key can bear and a good signature need not.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use rsa::{
    BigUint, Pkcs1v15Sign, Pss, RsaPrivateKey, RsaPublicKey,
    pkcs1::{DecodeRsaPrivateKey as _, DecodeRsaPublicKey as _, EncodeRsaPublicKey as _},
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _},
    rand_core::OsRng,
    sha2::{Digest as _, Sha256, Sha384, Sha512},
    traits::{PrivateKeyParts as _, PublicKeyParts as _},
};

use super::algorithm::SigningAlgorithm;

/// The members `kty`, `n` and `e` of a JWK.
pub(super) type PublicMembers = Vec<(&'static str, String)>;

/// An RSA private key of any size.
pub(super) struct RsaKey(RsaPrivateKey);

impl RsaKey {
    /// Makes a key; nothing, when the system has no randomness to give.
    pub(super) fn generate(bits: usize) -> Option<Self> {
        RsaPrivateKey::new(&mut OsRng, bits).ok().map(Self)
    }

    /// Makes a key whose exponent is 3.
    pub(super) fn generate_with_three(bits: usize) -> Option<Self> {
        RsaPrivateKey::new_with_exp(&mut OsRng, bits, &BigUint::from(3_u32)).ok().map(Self)
    }

    /// Reads PKCS#8.
    pub(super) fn from_pkcs8(der: &[u8]) -> Option<Self> {
        RsaPrivateKey::from_pkcs8_der(der).ok().map(Self)
    }

    /// Reads PEM, PKCS#8 or PKCS#1.
    pub(super) fn from_pem(text: &str) -> Option<Self> {
        let pkcs8 = RsaPrivateKey::from_pkcs8_pem(text).ok();
        pkcs8.or_else(|| RsaPrivateKey::from_pkcs1_pem(text).ok()).map(Self)
    }

    pub(super) fn bits(&self) -> usize {
        self.0.n().bits()
    }

    pub(super) fn pkcs8(&self) -> Option<Vec<u8>> {
        self.0.to_pkcs8_der().ok().map(|document| document.as_bytes().to_vec())
    }

    /// Returns the public half in PKCS#1 DER.
    pub(super) fn public_pkcs1(&self) -> Option<Vec<u8>> {
        self.0.to_public_key().to_pkcs1_der().ok().map(|document| document.as_bytes().to_vec())
    }

    /// Returns the public half as a `SubjectPublicKeyInfo` in DER.
    pub(super) fn public_der(&self) -> Option<Vec<u8>> {
        self.0.to_public_key().to_public_key_der().ok().map(|document| document.as_bytes().to_vec())
    }

    /// Signs with a key that nothing else in the program would sign with.
    pub(super) fn sign(&self, algorithm: SigningAlgorithm, message: &[u8]) -> Option<Vec<u8>> {
        let (sha256, sha384, sha512) =
            (|| Sha256::digest(message), || Sha384::digest(message), || Sha512::digest(message));
        let pkcs1 = |padding, digest: &[u8]| self.0.sign(padding, digest).ok();
        let pss = |padding, digest: &[u8]| self.0.sign_with_rng(&mut OsRng, padding, digest).ok();
        match algorithm {
            SigningAlgorithm::Rs256 => pkcs1(Pkcs1v15Sign::new::<Sha256>(), &sha256()),
            SigningAlgorithm::Rs384 => pkcs1(Pkcs1v15Sign::new::<Sha384>(), &sha384()),
            SigningAlgorithm::Rs512 => pkcs1(Pkcs1v15Sign::new::<Sha512>(), &sha512()),
            // The salt is as long as the hash (RFC 7518, 3.5).
            SigningAlgorithm::Ps256 => pss(Pss::new_with_salt::<Sha256>(32), &sha256()),
            SigningAlgorithm::Ps384 => pss(Pss::new_with_salt::<Sha384>(48), &sha384()),
            SigningAlgorithm::Ps512 => pss(Pss::new_with_salt::<Sha512>(64), &sha512()),
            SigningAlgorithm::Es256 | SigningAlgorithm::Es384 | SigningAlgorithm::EdDsa => None,
        }
    }

    /// Raises an encoded message to the private exponent.
    pub(super) fn raise(&self, encoded: &[u8]) -> Vec<u8> {
        let power = BigUint::from_bytes_be(encoded).modpow(self.0.d(), self.0.n());
        widened(&power, self.0.size())
    }
}

/// Writes a number in so many bytes.
fn widened(number: &BigUint, length: usize) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    [vec![0; length.saturating_sub(bytes.len())], bytes].concat()
}

/// Adds two numbers, big-endian.
pub(super) fn sum(one: &[u8], other: &[u8]) -> Vec<u8> {
    (BigUint::from_bytes_be(one) + BigUint::from_bytes_be(other)).to_bytes_be()
}

/// Returns a power of 65537, big-endian.
pub(super) fn power_of_65537(exponent: usize) -> Vec<u8> {
    let one = BigUint::from(1_u32);
    (0..exponent).fold(one, |power, _| power * BigUint::from(65_537_u32)).to_bytes_be()
}

/// Returns a number whose cube, in so many bytes, begins with `start`.
pub(super) fn cube_root(start: &[u8], length: usize) -> Option<Vec<u8>> {
    let garbage = vec![0xff; length.checked_sub(start.len())?];
    let root = BigUint::from_bytes_be(&[start, &garbage].concat()).cbrt();
    let cube = widened(&(&root * &root * &root), length);
    cube.starts_with(start).then(|| widened(&root, length))
}

/// Signs under the modulus 2^2203 - 1, a prime: the private exponent follows from it.
pub(super) fn sign_with_prime(encoded: &[u8]) -> Option<Vec<u8>> {
    let prime = (BigUint::from(1_u32) << 2_203) - BigUint::from(1_u32);
    let (one, public) = (BigUint::from(1_u32), BigUint::from(65_537_u32));
    let order = &prime - &one;
    // The least multiple of the order that is one less than a multiple of the public exponent.
    let mut multiple = (1..65_537_u32).map(|times| &order * BigUint::from(times) + &one);
    let private = multiple.find(|multiple| multiple % &public == BigUint::from(0_u32))? / public;
    Some(widened(
        &BigUint::from_bytes_be(encoded).modpow(&private, &prime),
        prime.bits().div_ceil(8),
    ))
}

/// Reads the members of a JWK out of a public key in PKCS#1 DER.
pub(super) fn public_members(pkcs1: &[u8]) -> Option<PublicMembers> {
    let public = RsaPublicKey::from_pkcs1_der(pkcs1).ok()?;
    let encode = |number: &BigUint| BASE64_URL_SAFE_NO_PAD.encode(number.to_bytes_be());
    Some(vec![("kty", "RSA".to_owned()), ("n", encode(public.n())), ("e", encode(public.e()))])
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{
        RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY as LEGACY_SHA256, UnparsedPublicKey,
    };

    use super::*;

    #[test]
    fn a_weak_key_signs_what_another_library_verifies() {
        let key = RsaKey::generate(1024).unwrap();
        let signature = key.sign(SigningAlgorithm::Rs256, b"message").unwrap();
        let public = UnparsedPublicKey::new(&LEGACY_SHA256, key.public_pkcs1().unwrap());
        assert!(public.verify(b"message", &signature).is_ok());
        assert!(public.verify(b"massage", &signature).is_err());
    }

    #[test]
    fn only_rsa_algorithms_sign() {
        let key = RsaKey::generate(1100).unwrap();
        assert_eq!(key.bits(), 1100);
        for algorithm in SigningAlgorithm::ALL {
            assert_eq!(
                key.sign(algorithm, b"message").is_some(),
                algorithm.is_rsa(),
                "{algorithm}"
            );
        }
    }

    #[test]
    fn the_modulus_of_a_jwk_has_the_size_of_the_key() {
        let key = RsaKey::generate(1024).unwrap();
        let members = public_members(&key.public_pkcs1().unwrap()).unwrap();
        assert_eq!(members[1].0, "n");
        assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(&members[1].1).unwrap().len(), 128);
        // 65537, the exponent every key here has (RFC 7518 shows it as AQAB).
        assert_eq!(members[2], ("e", "AQAB".to_owned()));
    }
}
