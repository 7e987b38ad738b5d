//! What can stand in the way of a token; no message quotes a key.

use std::fmt;

use super::{fault::Fault, issuer::TokenIssuer, key::KeyError};

/// Why no token was minted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MintError {
    /// The authorizer takes no audience.
    NoAudience {
        /// Name of the authorizer.
        authorizer: String,
    },
    /// The authorizer's key cannot be had or cannot sign.
    Key {
        /// Name of the authorizer.
        authorizer: String,
        /// What is wrong with it.
        error: KeyError,
    },
    /// The fault cannot be made here.
    FaultNeeds {
        /// The fault.
        fault: Fault,
        /// What it needs.
        needs: &'static str,
    },
}

impl MintError {
    /// Tells what stands in the way of an issuer's key.
    pub(super) fn of_key(issuer: &TokenIssuer, error: KeyError) -> Self {
        Self::Key { authorizer: issuer.name.clone(), error }
    }
}

impl fmt::Display for MintError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAudience { authorizer } => {
                write!(formatter, "authorizer `{}` has no audience", authorizer.escape_debug())
            }
            Self::Key { authorizer, error } => {
                write!(formatter, "authorizer `{}`: {error}", authorizer.escape_debug())
            }
            Self::FaultNeeds { fault, needs } => write!(formatter, "fault `{fault}` needs {needs}"),
        }
    }
}

impl std::error::Error for MintError {}
