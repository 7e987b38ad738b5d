//! What can be wrong with a key; no message quotes it.

use std::fmt;

use crate::mint::algorithm::SigningAlgorithm;

/// Why a key cannot be had or cannot sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// The system gave no randomness.
    NotMade,
    /// The text is no RSA private key in PEM.
    NotPem,
    /// The key does not fit the algorithm.
    Unfit(SigningAlgorithm),
    /// The library refused to sign.
    NotSigned,
}

impl fmt::Display for KeyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotMade => formatter.write_str("no key could be made"),
            Self::NotPem => {
                formatter.write_str("the key is no RSA private key in PEM (PKCS#8 or PKCS#1)")
            }
            Self::Unfit(algorithm) => write!(formatter, "the key does not fit {algorithm}"),
            Self::NotSigned => formatter.write_str("the key could not sign"),
        }
    }
}

impl std::error::Error for KeyError {}
