//! Whose tokens are minted.

use super::algorithm::SigningAlgorithm;

/// Who issues a token: as much of an authorizer as minting needs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TokenIssuer {
    /// The authorizer's name, for messages.
    pub name: String,
    /// The text of `iss`; its key belongs to this text and the algorithm.
    pub issuer: String,
    /// The audiences the authorizer takes; tokens are minted for the first.
    pub audience: Vec<String>,
    /// The algorithm its tokens are signed with.
    pub algorithm: SigningAlgorithm,
}
