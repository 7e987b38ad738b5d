//! The signature algorithms a token can be signed with: the asymmetric ones of RFC 7518 and RFC 8037.

use std::{fmt, str::FromStr};

/// One JWS algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SigningAlgorithm {
    /// RSA, PKCS#1 v1.5, SHA-256.
    Rs256,
    /// RSA, PKCS#1 v1.5, SHA-384.
    Rs384,
    /// RSA, PKCS#1 v1.5, SHA-512.
    Rs512,
    /// RSA, PSS, SHA-256.
    Ps256,
    /// RSA, PSS, SHA-384.
    Ps384,
    /// RSA, PSS, SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// Ed25519.
    EdDsa,
}

impl SigningAlgorithm {
    /// Every algorithm, in the order of the references.
    pub const ALL: [Self; 9] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
    ];

    /// Returns the name that stands in a header's `alg`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    /// Tells whether the algorithm needs an RSA key.
    pub fn is_rsa(self) -> bool {
        match self {
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512 => {
                true
            }
            Self::Es256 | Self::Es384 | Self::EdDsa => false,
        }
    }
}

impl fmt::Display for SigningAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for SigningAlgorithm {
    type Err = UnknownAlgorithm;

    fn from_str(text: &str) -> Result<Self, UnknownAlgorithm> {
        let named = |algorithm: &Self| algorithm.as_str() == text;
        Self::ALL.into_iter().find(named).ok_or_else(|| UnknownAlgorithm { text: text.to_owned() })
    }
}

/// A text that names no algorithm a token can be signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownAlgorithm {
    text: String,
}

impl fmt::Display for UnknownAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = SigningAlgorithm::ALL.map(SigningAlgorithm::as_str).join(", ");
        write!(formatter, "`{}` is no signing algorithm: {names}", self.text.escape_debug())
    }
}

impl std::error::Error for UnknownAlgorithm {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_back() {
        for algorithm in SigningAlgorithm::ALL {
            assert_eq!(algorithm.as_str().parse(), Ok(algorithm));
        }
    }

    #[test]
    fn what_is_symmetric_unsigned_or_in_another_case_is_refused() {
        for text in ["", "none", "HS256", "rs256", "ES512", "ES256K", " RS256"] {
            assert!(text.parse::<SigningAlgorithm>().is_err(), "{text:?}");
        }
        let message = "HS256".parse::<SigningAlgorithm>().unwrap_err().to_string();
        assert!(message.contains("`HS256`") && message.contains("RS256, RS384"), "{message}");
    }
}
