//! Signatures, by aws-lc behind jsonwebtoken's trait. Only this file names that crate.
//!
//! jsonwebtoken's claim checks accept tokens that must be refused and read the system's clock, and
//! its own verifiers parse the key for each token. Here a key is parsed once, for each algorithm
//! that it is for, and nothing is installed for the whole process.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RsaPublicKeyComponents, VerificationAlgorithm,
};
use jsonwebtoken::Algorithm as Primitive;
use jsonwebtoken::crypto::JwtVerifier;
use jsonwebtoken::signature::{Error, Verifier};

use crate::algorithm::Algorithm;

/// A public key ready to verify, for each algorithm that it is for.
#[derive(Clone, Debug)]
pub(crate) struct PublicKey(Arc<[Parsed]>);

/// A key that aws-lc does not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unusable;

impl PublicKey {
    /// Takes the modulus and exponent of an RSA key, big-endian.
    pub(crate) fn rsa(
        modulus: &[u8],
        exponent: &[u8],
        algorithms: &[Algorithm],
    ) -> Result<Self, Unusable> {
        let parts = RsaPublicKeyComponents { n: significant(modulus), e: significant(exponent) };
        // Only reading the DER form makes aws-lc look at the numbers.
        let der = parts.as_der().map_err(|_refused| Unusable)?;
        Self::parse(der.as_ref(), algorithms)
    }

    /// Takes the coordinates of a point on P-256 or P-384.
    pub(crate) fn elliptic(x: &[u8], y: &[u8], algorithm: Algorithm) -> Result<Self, Unusable> {
        // SEC 1 section 2.3.3: a point that is not compressed.
        Self::parse(&[&[4], x, y].concat(), &[algorithm])
    }

    /// Takes an Ed25519 key.
    pub(crate) fn edwards(point: &[u8]) -> Result<Self, Unusable> {
        if has_small_order(point) {
            return Err(Unusable);
        }
        Self::parse(point, &[Algorithm::EdDsa])
    }

    fn parse(bytes: &[u8], algorithms: &[Algorithm]) -> Result<Self, Unusable> {
        let parse = |algorithm: &Algorithm| {
            let (name, procedure) = primitive(*algorithm);
            let key = ParsedPublicKey::new(procedure, bytes).map_err(|_refused| Unusable)?;
            Ok(Parsed { name, key })
        };
        algorithms.iter().map(parse).collect::<Result<_, _>>().map(Self)
    }

    /// Returns whether the signature of a message holds; `None` when the key is not for the
    /// algorithm.
    pub(crate) fn verifies(
        &self,
        algorithm: Algorithm,
        message: &[u8],
        signature: &Vec<u8>,
    ) -> Option<bool> {
        let (name, _) = primitive(algorithm);
        let parsed = self.0.iter().find(|one| one.algorithm() == name)?;
        Some(parsed.verify(message, signature).is_ok())
    }
}

/// A key parsed for one algorithm.
struct Parsed {
    name: Primitive,
    key: ParsedPublicKey,
}

impl JwtVerifier for Parsed {
    fn algorithm(&self) -> Primitive {
        self.name
    }
}

impl Verifier<Vec<u8>> for Parsed {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Error> {
        self.key.verify_sig(message, signature).map_err(|_wrong| Error::new())
    }
}

/// Keys are not for logs.
impl fmt::Debug for Parsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parsed").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Leading zero bytes say nothing, and aws-lc refuses them.
fn significant(number: &[u8]) -> &[u8] {
    let first = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    number.get(first..).unwrap_or(number)
}

/// The two coordinates of the four points of order eight.
const ORDER_EIGHT: [[u8; 32]; 2] = [
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

/// Under such a key of Ed25519 a signature can be made that holds for many messages, without any
/// secret: the eight points of small order, in every encoding that is read as one of them.
fn has_small_order(point: &[u8]) -> bool {
    let Some((last, [first, middle @ ..])) = point.split_last() else { return false };
    // The highest bit is the sign of the other coordinate.
    let last = last & 0x7f;
    // 0 and 1, and p - 1, p and p + 1 for p = 2^255 - 19.
    let low = *first <= 1 && middle.iter().all(|byte| *byte == 0) && last == 0;
    let high = matches!(first, 0xec..=0xee) && middle.iter().all(|byte| *byte == 0xff);
    low || (high && last == 0x7f)
        || ORDER_EIGHT
            .iter()
            .any(|known| known.split_last() == Some((&last, point.get(..31).unwrap_or(&[]))))
}

/// jsonwebtoken's name of an algorithm, and aws-lc's procedure.
fn primitive(algorithm: Algorithm) -> (Primitive, &'static dyn VerificationAlgorithm) {
    match algorithm {
        Algorithm::Rs256 => (Primitive::RS256, &RSA_PKCS1_2048_8192_SHA256),
        Algorithm::Rs384 => (Primitive::RS384, &RSA_PKCS1_2048_8192_SHA384),
        Algorithm::Rs512 => (Primitive::RS512, &RSA_PKCS1_2048_8192_SHA512),
        Algorithm::Ps256 => (Primitive::PS256, &RSA_PSS_2048_8192_SHA256),
        Algorithm::Ps384 => (Primitive::PS384, &RSA_PSS_2048_8192_SHA384),
        Algorithm::Ps512 => (Primitive::PS512, &RSA_PSS_2048_8192_SHA512),
        Algorithm::Es256 => (Primitive::ES256, &ECDSA_P256_SHA256_FIXED),
        Algorithm::Es384 => (Primitive::ES384, &ECDSA_P384_SHA384_FIXED),
        Algorithm::EdDsa => (Primitive::EdDSA, &ED25519),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: [u8; 32] = {
        // The base point of Ed25519 (RFC 8032 section 5.1): y = 4/5.
        let mut point = [0x66; 32];
        point[0] = 0x58;
        point
    };

    #[test]
    fn a_point_of_small_order_is_no_key() {
        assert!(PublicKey::edwards(&POINT).is_ok());
        // The neutral element: with R the same and S = 0 the equation of RFC 8032 section 5.1.7
        // holds for every message, so aws-lc takes a signature that nobody made.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let forged = [neutral, [0; 32]].concat();
        let key = ParsedPublicKey::new(&ED25519, neutral).unwrap();
        assert!(key.verify_sig(b"anything", &forged).is_ok());
        for sign in [0, 0x80] {
            let mut point = neutral;
            point[31] |= sign;
            assert_eq!(PublicKey::edwards(&point).err(), Some(Unusable));
        }
    }

    #[test]
    fn points_of_order_eight_are_points_of_the_curve() {
        // A typing error would name no point, or one whose signatures cannot be forged.
        for known in ORDER_EIGHT {
            let key = ParsedPublicKey::new(&ED25519, known).unwrap();
            let mut neutral = [0; 32];
            neutral[0] = 1;
            let forged = [neutral, [0; 32]].concat();
            // [8]A is neutral: one message in eight has a hash that is a multiple of eight.
            let held = (0..200_u8).filter(|at| key.verify_sig(&[*at], &forged).is_ok()).count();
            assert!((5..60).contains(&held), "{held} of 200");
            assert_eq!(PublicKey::edwards(&known).err(), Some(Unusable));
        }
    }

    #[test]
    fn a_point_beside_the_curve_is_no_key() {
        let refused = PublicKey::elliptic(&[1; 32], &[1; 32], Algorithm::Es256);
        assert_eq!(refused.err(), Some(Unusable));
        let origin = PublicKey::elliptic(&[0; 32], &[0; 32], Algorithm::Es256);
        assert_eq!(origin.err(), Some(Unusable));
    }
}
