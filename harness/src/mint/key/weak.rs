//! Keys that no issuer should have, for the faults that lie in the key.

use super::{GOOD_BITS, KeyError, SigningKey};
use crate::mint::{algorithm::SigningAlgorithm, rsa_key::RsaKey};

impl SigningKey {
    /// Makes a key for faults: of so few bits, or good but for its exponent 3; with its PKCS#8 form.
    pub(in crate::mint) fn generate_for_fault(
        bits: Option<usize>,
        algorithm: SigningAlgorithm,
    ) -> Result<(Self, Vec<u8>), KeyError> {
        let key = bits.map_or_else(|| RsaKey::generate_with_three(GOOD_BITS), RsaKey::generate);
        let key = key.ok_or(KeyError::NotMade)?;
        let pkcs8 = key.pkcs8().ok_or(KeyError::NotMade)?;
        Ok((Self::from_weak(key, algorithm)?, pkcs8))
    }

    /// Reads such a key back.
    pub(in crate::mint) fn read_for_fault(
        pkcs8: &[u8],
        algorithm: SigningAlgorithm,
    ) -> Result<Self, KeyError> {
        let key = RsaKey::from_pkcs8(pkcs8).ok_or(KeyError::Unfit(algorithm))?;
        Self::from_weak(key, algorithm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_for_a_fault_is_read_back() {
        let rs256 = SigningAlgorithm::Rs256;
        let (key, pkcs8) = SigningKey::generate_for_fault(Some(512), rs256).unwrap();
        let again = SigningKey::read_for_fault(&pkcs8, rs256).unwrap();
        assert_eq!((again.public_jwk(), again.signature_length()), (key.public_jwk(), 64));
        assert!(SigningKey::read_for_fault(b"damaged", rs256).is_err());
        let (three, _) = SigningKey::generate_for_fault(None, rs256).unwrap();
        assert_eq!((&three.public_jwk()["e"], three.signature_length()), (&"Aw".into(), 256));
    }
}
