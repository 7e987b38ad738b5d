//! Why a token is refused, with what the challenge says of it. Never a part of the token itself.

use crate::certainty::Certainty;
use crate::decision::DenyReason;

/// The first check that a token failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenError {
    /// Not three segments.
    Segments,
    /// Another fault of form, in our words.
    Malformed(&'static str),
    /// The algorithm is not taken, or not by the key; with the challenge's text.
    UnsupportedAlgorithm(&'static str, Certainty),
    /// The keys cannot be had; from discovery or from an address.
    KeysUnavailable { discovery: bool },
    /// No key of the set has the token's `kid`.
    UnknownKey,
    /// The signature does not hold.
    BadSignature,
    /// `iss` is not the issuer.
    WrongIssuer,
    /// Neither `aud` nor `client_id` is one of the audience.
    WrongAudience,
    /// `exp` has passed.
    Expired,
    /// `exp` is this very second, which API Gateway's page refuses and Go's library takes.
    ExpiresNow,
    /// `nbf` has not come.
    NotYetValid,
    /// `iat` has not come.
    IssuedInFuture,
}

impl TokenError {
    /// An algorithm that is not taken. Only known names are repeated in the challenge.
    pub(crate) fn unsupported(name: Option<&str>) -> Self {
        let (text, certainty) = match name {
            Some("ES256") => ("signing method ES256 is invalid", Certainty::Documented),
            Some("HS256") => ("signing method HS256 is invalid", Certainty::Likely),
            Some("HS384") => ("signing method HS384 is invalid", Certainty::Likely),
            Some("HS512") => ("signing method HS512 is invalid", Certainty::Likely),
            Some("ES384") => ("signing method ES384 is invalid", Certainty::Likely),
            Some("ES512") => ("signing method ES512 is invalid", Certainty::Likely),
            Some("none") => ("signing method none is invalid", Certainty::Likely),
            Some("PS256") => ("signing method PS256 is invalid", Certainty::Ours),
            Some("PS384") => ("signing method PS384 is invalid", Certainty::Ours),
            Some("PS512") => ("signing method PS512 is invalid", Certainty::Ours),
            Some("RS256") => ("signing method RS256 is invalid", Certainty::Ours),
            Some("RS384") => ("signing method RS384 is invalid", Certainty::Ours),
            Some("RS512") => ("signing method RS512 is invalid", Certainty::Ours),
            Some("EdDSA") => ("signing method EdDSA is invalid", Certainty::Ours),
            Some(_) => ("signing method (alg) is unavailable.", Certainty::Likely),
            None => ("signing method (alg) is unspecified.", Certainty::Likely),
        };
        Self::UnsupportedAlgorithm(text, certainty)
    }

    /// Returns the reason of the denial.
    pub(crate) fn reason(self) -> DenyReason {
        match self {
            Self::Segments | Self::Malformed(_) => DenyReason::MalformedToken,
            Self::UnsupportedAlgorithm(..) => DenyReason::UnsupportedAlgorithm,
            Self::KeysUnavailable { .. } => DenyReason::KeysUnavailable,
            Self::UnknownKey => DenyReason::UnknownKey,
            Self::BadSignature => DenyReason::BadSignature,
            Self::WrongIssuer => DenyReason::WrongIssuer,
            Self::WrongAudience => DenyReason::WrongAudience,
            Self::Expired | Self::ExpiresNow => DenyReason::Expired,
            Self::NotYetValid => DenyReason::NotYetValid,
            Self::IssuedInFuture => DenyReason::IssuedInFuture,
        }
    }

    /// Returns the `error_description` of the challenge: API Gateway's text where it is known,
    /// else ours. `apigw-semantics` section 2 of the sources in `policies/README.md`.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Segments => "token contains an invalid number of segments",
            Self::Malformed(_) => "the token is malformed",
            Self::UnsupportedAlgorithm(text, _) => text,
            Self::KeysUnavailable { discovery: true } => {
                "OIDC discovery endpoint communication error"
            }
            Self::KeysUnavailable { discovery: false } => "JWKS communication error",
            Self::UnknownKey => "the key is unknown",
            Self::BadSignature => "crypto/rsa: verification error",
            Self::WrongIssuer => "issuer does not match",
            Self::WrongAudience => "the token does not have a valid audience",
            Self::Expired | Self::ExpiresNow => "the token has expired",
            Self::NotYetValid => "Token is not valid yet",
            Self::IssuedInFuture => "Token used before issued",
        }
    }

    /// Returns how sure it is that API Gateway answers so, its text included.
    pub(crate) fn certainty(self) -> Certainty {
        match self {
            Self::Segments | Self::KeysUnavailable { .. } | Self::WrongAudience | Self::Expired => {
                Certainty::Documented
            }
            Self::BadSignature | Self::WrongIssuer => Certainty::Likely,
            Self::UnsupportedAlgorithm(_, certainty) => certainty,
            Self::Malformed(_)
            | Self::UnknownKey
            | Self::ExpiresNow
            | Self::NotYetValid
            | Self::IssuedInFuture => Certainty::Ours,
        }
    }

    /// Returns what is wrong in our words, for explanations.
    pub(crate) fn explanation(self) -> &'static str {
        match self {
            Self::Malformed(text) => text,
            Self::UnknownKey => "no usable key of the set has the token's `kid`",
            Self::BadSignature => "the signature does not hold",
            Self::KeysUnavailable { .. } => "no key set is at hand",
            Self::Segments
            | Self::UnsupportedAlgorithm(..)
            | Self::WrongIssuer
            | Self::WrongAudience
            | Self::Expired
            | Self::ExpiresNow
            | Self::NotYetValid
            | Self::IssuedInFuture => self.description(),
        }
    }
}
