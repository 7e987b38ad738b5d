//! RSA keys as the crate `rsa` makes them, and signatures with those that aws-lc refuses as weak.
//!
//! This is the only file that names that crate: its private-key operations leak by their timing
//! (RUSTSEC-2023-0071), which a test key can bear and a good signature need not.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use rsa::{
    Pkcs1v15Sign, Pss, RsaPrivateKey, RsaPublicKey,
    pkcs1::{DecodeRsaPrivateKey as _, DecodeRsaPublicKey as _, EncodeRsaPublicKey as _},
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _},
    rand_core::OsRng,
    sha2::{Digest as _, Sha256, Sha384, Sha512},
    traits::PublicKeyParts as _,
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
}

/// Reads the members of a JWK out of a public key in PKCS#1 DER.
pub(super) fn public_members(pkcs1: &[u8]) -> Option<PublicMembers> {
    let public = RsaPublicKey::from_pkcs1_der(pkcs1).ok()?;
    let encode = |number: &rsa::BigUint| BASE64_URL_SAFE_NO_PAD.encode(number.to_bytes_be());
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
