//! The keys test tokens are signed with, and their public half as a JWK.
//!
//! Good tokens are signed by aws-lc with a key parsed once; what it refuses signs through [`RsaKey`].

mod error;
mod pem;
mod weak;

use std::{fmt, ops::RangeInclusive};

use aws_lc_rs::{
    digest,
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
        Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
        RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
    },
};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::{Map, Value};

pub use self::error::KeyError;
use self::pem::pem_of;
use super::{
    algorithm::SigningAlgorithm::{
        self, EdDsa, Es256, Es384, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512,
    },
    rsa_key::{RsaKey, public_members},
};

/// Bits of a good RSA key.
const GOOD_BITS: usize = 2048;

/// Bits a weak RSA key may have: the signatures of smaller ones have no room for SHA-512.
const WEAK_BITS: RangeInclusive<usize> = 1024..=2047;

/// A private key, the algorithm it is meant for, and its public half.
pub struct SigningKey {
    algorithm: SigningAlgorithm,
    private: Private,
    key_id: String,
    public: Map<String, Value>,
    public_der: Vec<u8>,
}

enum Private {
    /// With its PKCS#8 form, for signatures that aws-lc does not make.
    Rsa(RsaKeyPair, Vec<u8>),
    WeakRsa(Box<RsaKey>),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl SigningKey {
    /// Makes a good key for `algorithm` and returns it with its PKCS#8 form.
    ///
    /// # Errors
    ///
    /// Fails when the system has no randomness to give.
    pub fn generate(algorithm: SigningAlgorithm) -> Result<(Self, Vec<u8>), KeyError> {
        let random = SystemRandom::new();
        let document = match algorithm {
            Es256 => EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random),
            Es384 => EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &random),
            EdDsa => Ed25519KeyPair::generate_pkcs8(&random),
            Rs256 | Rs384 | Rs512 | Ps256 | Ps384 | Ps512 => {
                let made = RsaKey::generate(GOOD_BITS).and_then(|key| key.pkcs8());
                let pkcs8 = made.ok_or(KeyError::NotMade)?;
                return Ok((Self::from_pkcs8(&pkcs8, algorithm)?, pkcs8));
            }
        };
        let pkcs8 = document.map_err(|_unspecified| KeyError::NotMade)?;
        Ok((Self::from_pkcs8(pkcs8.as_ref(), algorithm)?, pkcs8.as_ref().to_vec()))
    }

    /// Makes an RSA key of 1024 to 2047 bits, which a verifier must refuse (RFC 7518, 3.3).
    ///
    /// # Errors
    ///
    /// Refuses any other size and an algorithm that is not RSA.
    pub fn generate_weak(bits: usize, algorithm: SigningAlgorithm) -> Result<Self, KeyError> {
        if !algorithm.is_rsa() || !WEAK_BITS.contains(&bits) {
            return Err(KeyError::Unfit(algorithm));
        }
        Self::from_weak(RsaKey::generate(bits).ok_or(KeyError::NotMade)?, algorithm)
    }

    /// Reads a good key from its PKCS#8 form.
    ///
    /// # Errors
    ///
    /// Refuses damaged bytes and a key that does not fit `algorithm`.
    pub fn from_pkcs8(pkcs8: &[u8], algorithm: SigningAlgorithm) -> Result<Self, KeyError> {
        let unfit = |_rejected| KeyError::Unfit(algorithm);
        let ecdsa = |kind| EcdsaKeyPair::from_pkcs8(kind, pkcs8).map_err(unfit);
        match algorithm {
            Es256 => Self::from_ecdsa(ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING)?, "P-256", algorithm),
            Es384 => Self::from_ecdsa(ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING)?, "P-384", algorithm),
            EdDsa => Self::from_ed25519(Ed25519KeyPair::from_pkcs8(pkcs8).map_err(unfit)?),
            Rs256 | Rs384 | Rs512 | Ps256 | Ps384 | Ps512 => {
                Self::from_rsa(RsaKeyPair::from_pkcs8(pkcs8).map_err(unfit)?, pkcs8, algorithm)
            }
        }
    }

    /// Reads an RSA key a user keeps as PEM, PKCS#8 or PKCS#1, be it good or weak.
    ///
    /// # Errors
    ///
    /// Refuses what is no such PEM, an algorithm that is not RSA, and a key under 1024 bits.
    pub fn from_pem(pem: &[u8], algorithm: SigningAlgorithm) -> Result<Self, KeyError> {
        if !algorithm.is_rsa() {
            return Err(KeyError::Unfit(algorithm));
        }
        let text = str::from_utf8(pem).map(str::trim).map_err(|_invalid| KeyError::NotPem)?;
        let key = RsaKey::from_pem(text).ok_or(KeyError::NotPem)?;
        if WEAK_BITS.contains(&key.bits()) {
            return Self::from_weak(key, algorithm);
        }
        Self::from_pkcs8(&key.pkcs8().ok_or(KeyError::NotPem)?, algorithm)
    }

    /// Returns the algorithm the key is meant for.
    pub fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// Returns the key id: standard base64 of a hash of the public key, as Cognito's look.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Returns the public half as a JWK (RFC 7517).
    pub fn public_jwk(&self) -> Value {
        Value::Object(self.public.clone())
    }

    /// Returns the public half as PEM (RFC 7468), which a careless verifier takes for a secret.
    pub fn public_pem(&self) -> String {
        pem_of(&self.public_der)
    }

    /// Returns the public half in DER.
    pub(super) fn public_der(&self) -> &[u8] {
        &self.public_der
    }

    /// Raises an encoded message to the private exponent; nothing, when it is no RSA key.
    pub(super) fn sign_raw(&self, encoded: &[u8]) -> Option<Vec<u8>> {
        match &self.private {
            Private::Rsa(_, pkcs8) => Some(RsaKey::from_pkcs8(pkcs8)?.raise(encoded)),
            Private::WeakRsa(key) => Some(key.raise(encoded)),
            Private::Ecdsa(_) | Private::Ed25519(_) => None,
        }
    }

    /// Returns how many bytes a signature under the key's own algorithm has.
    pub(super) fn signature_length(&self) -> usize {
        match &self.private {
            Private::Rsa(pair, _) => pair.public_modulus_len(),
            Private::WeakRsa(key) => key.bits().div_ceil(8),
            // Two numbers as wide as the curve's (RFC 7518, 3.4).
            Private::Ecdsa(_) if self.algorithm == Es384 => 96,
            Private::Ecdsa(_) | Private::Ed25519(_) => 64,
        }
    }

    /// Signs `message` under `algorithm`, which may differ from the key's own for an RSA key.
    ///
    /// # Errors
    ///
    /// Refuses an algorithm the key cannot serve, and fails when the library does.
    pub fn sign(&self, algorithm: SigningAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (not_signed, random) = (|_unspecified| KeyError::NotSigned, SystemRandom::new());
        match &self.private {
            Private::Rsa(pair, _) => {
                let encoding = rsa_encoding(algorithm).ok_or(KeyError::Unfit(algorithm))?;
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &SystemRandom::new(), message, &mut signature)
                    .map_err(not_signed)?;
                Ok(signature)
            }
            Private::WeakRsa(key) => key.sign(algorithm, message).ok_or(KeyError::NotSigned),
            Private::Ecdsa(pair) if algorithm == self.algorithm => {
                let signature = pair.sign(&random, message).map_err(not_signed)?;
                Ok(signature.as_ref().to_vec())
            }
            Private::Ed25519(pair) if algorithm == self.algorithm => {
                Ok(pair.try_sign(message).map_err(not_signed)?.as_ref().to_vec())
            }
            Private::Ecdsa(_) | Private::Ed25519(_) => Err(KeyError::Unfit(algorithm)),
        }
    }

    fn from_rsa(
        pair: RsaKeyPair,
        pkcs8: &[u8],
        algorithm: SigningAlgorithm,
    ) -> Result<Self, KeyError> {
        let pkcs1 = pair.public_key().as_ref().to_vec();
        let members = public_members(&pkcs1).ok_or(KeyError::Unfit(algorithm))?;
        let der = x509(pair.public_key(), algorithm)?;
        Ok(Self::assemble(algorithm, Private::Rsa(pair, pkcs8.to_vec()), &pkcs1, members, der))
    }

    fn from_weak(key: RsaKey, algorithm: SigningAlgorithm) -> Result<Self, KeyError> {
        let unfit = || KeyError::Unfit(algorithm);
        let pkcs1 = key.public_pkcs1().ok_or_else(unfit)?;
        let members = public_members(&pkcs1).ok_or_else(unfit)?;
        let der = key.public_der().ok_or_else(unfit)?;
        Ok(Self::assemble(algorithm, Private::WeakRsa(Box::new(key)), &pkcs1, members, der))
    }

    fn from_ecdsa(
        pair: EcdsaKeyPair,
        curve: &str,
        algorithm: SigningAlgorithm,
    ) -> Result<Self, KeyError> {
        let public = pair.public_key().as_ref().to_vec();
        // An uncompressed point: 0x04, then both coordinates in full width (SEC 1, 2.3.3).
        let point = public.get(1..).unwrap_or_default();
        let (x, y) = point.split_at_checked(point.len() / 2).unwrap_or_default();
        let members =
            vec![("kty", "EC".to_owned()), ("crv", curve.to_owned()), ("x", url(x)), ("y", url(y))];
        let der = x509(pair.public_key(), algorithm)?;
        Ok(Self::assemble(algorithm, Private::Ecdsa(pair), &public, members, der))
    }

    fn from_ed25519(pair: Ed25519KeyPair) -> Result<Self, KeyError> {
        let public = pair.public_key().as_ref().to_vec();
        let crv = "Ed25519".to_owned();
        let members = vec![("kty", "OKP".to_owned()), ("crv", crv), ("x", url(&public))];
        let der = x509(pair.public_key(), EdDsa)?;
        Ok(Self::assemble(EdDsa, Private::Ed25519(pair), &public, members, der))
    }

    fn assemble(
        algorithm: SigningAlgorithm,
        private: Private,
        public_bytes: &[u8],
        mut members: Vec<(&'static str, String)>,
        public_der: Vec<u8>,
    ) -> Self {
        let key_id = BASE64_STANDARD.encode(digest::digest(&digest::SHA256, public_bytes));
        members.push(("kid", key_id.clone()));
        members.push(("alg", algorithm.as_str().to_owned()));
        members.push(("use", "sig".to_owned()));
        let named = |(name, value): (&str, String)| (name.to_owned(), Value::from(value));
        let public = members.into_iter().map(named).collect();
        Self { algorithm, private, key_id, public, public_der }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("SigningKey");
        shown.field("algorithm", &self.algorithm).field("key_id", &self.key_id);
        shown.finish_non_exhaustive()
    }
}

fn rsa_encoding(algorithm: SigningAlgorithm) -> Option<&'static dyn RsaEncoding> {
    match algorithm {
        Rs256 => Some(&RSA_PKCS1_SHA256),
        Rs384 => Some(&RSA_PKCS1_SHA384),
        Rs512 => Some(&RSA_PKCS1_SHA512),
        Ps256 => Some(&RSA_PSS_SHA256),
        Ps384 => Some(&RSA_PSS_SHA384),
        Ps512 => Some(&RSA_PSS_SHA512),
        Es256 | Es384 | EdDsa => None,
    }
}

fn x509<'a>(
    public: &impl AsDer<PublicKeyX509Der<'a>>,
    algorithm: SigningAlgorithm,
) -> Result<Vec<u8>, KeyError> {
    let der = public.as_der().map_err(|_unspecified| KeyError::Unfit(algorithm))?;
    Ok(der.as_ref().to_vec())
}

fn url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
pub(in crate::mint) mod tests;
