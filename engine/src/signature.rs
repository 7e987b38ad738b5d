//! Signatures, by jsonwebtoken over aws-lc. Only this file names that crate.
//!
//! It serves the primitive alone: its claim checks accept tokens that must be refused and read the
//! system's clock. The provider is called directly, so nothing is installed for the whole process.

use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use jsonwebtoken::{Algorithm as Primitive, DecodingKey};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::algorithm::Algorithm;

/// A public key whose form has been checked.
#[derive(Clone, Debug)]
pub(crate) struct PublicKey(Option<DecodingKey>);

impl PublicKey {
    /// Takes the modulus and exponent of an RSA key, big-endian.
    pub(crate) fn rsa(modulus: &[u8], exponent: &[u8]) -> Self {
        Self(Some(DecodingKey::from_rsa_raw_components(
            significant(modulus),
            significant(exponent),
        )))
    }

    /// Takes the coordinates of a point on P-256 or P-384.
    pub(crate) fn elliptic(x: &[u8], y: &[u8]) -> Self {
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        Self(DecodingKey::from_ec_components(&x, &y).ok())
    }

    /// Takes an Ed25519 key.
    pub(crate) fn edwards(x: &[u8]) -> Self {
        Self(DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(x)).ok())
    }

    /// Returns whether the signature of a message holds. A key that cannot be used verifies nothing.
    pub(crate) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let Some(key) = &self.0 else { return false };
        (DEFAULT_PROVIDER.verifier_factory)(&primitive(algorithm), key)
            .is_ok_and(|verifier| verifier.verify(message, &signature.to_vec()).is_ok())
    }
}

/// Leading zero bytes say nothing, and aws-lc refuses them.
fn significant(number: &[u8]) -> &[u8] {
    let first = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    number.get(first..).unwrap_or(number)
}

fn primitive(algorithm: Algorithm) -> Primitive {
    match algorithm {
        Algorithm::Rs256 => Primitive::RS256,
        Algorithm::Rs384 => Primitive::RS384,
        Algorithm::Rs512 => Primitive::RS512,
        Algorithm::Ps256 => Primitive::PS256,
        Algorithm::Ps384 => Primitive::PS384,
        Algorithm::Ps512 => Primitive::PS512,
        Algorithm::Es256 => Primitive::ES256,
        Algorithm::Es384 => Primitive::ES384,
        Algorithm::EdDsa => Primitive::EdDSA,
    }
}
