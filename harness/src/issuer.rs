//! From a policy's authorizer to what minting needs of it.

use engine::{Algorithm, Authorizer};

use crate::mint::{SigningAlgorithm, TokenIssuer};

/// Returns who mints the tokens of an authorizer; they are signed with its first algorithm.
pub fn token_issuer(authorizer: &Authorizer) -> TokenIssuer {
    TokenIssuer {
        name: authorizer.name.clone(),
        issuer: authorizer.issuer.clone(),
        audience: authorizer.audience.clone(),
        algorithm: signing(authorizer.algorithms.first().copied().unwrap_or(Algorithm::Rs256)),
    }
}

fn signing(algorithm: Algorithm) -> SigningAlgorithm {
    match algorithm {
        Algorithm::Rs256 => SigningAlgorithm::Rs256,
        Algorithm::Rs384 => SigningAlgorithm::Rs384,
        Algorithm::Rs512 => SigningAlgorithm::Rs512,
        Algorithm::Ps256 => SigningAlgorithm::Ps256,
        Algorithm::Ps384 => SigningAlgorithm::Ps384,
        Algorithm::Ps512 => SigningAlgorithm::Ps512,
        Algorithm::Es256 => SigningAlgorithm::Es256,
        Algorithm::Es384 => SigningAlgorithm::Es384,
        Algorithm::EdDsa => SigningAlgorithm::EdDsa,
    }
}
