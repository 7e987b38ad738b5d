//! What tokens of a kind look like before anything is said about them: their header and claims.
//!
//! Nothing here is random: identifiers are hashes of what the token is minted from.

use std::{fmt, str::FromStr};

use aws_lc_rs::digest;
use serde_json::{Map, Value};

/// The client that RFC 9068 tokens are minted for.
const CLIENT: &str = "test-client";

/// A kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// An access token of Amazon Cognito, by the grant for clients.
    CognitoAccess,
    /// An ID token of Amazon Cognito.
    CognitoId,
    /// An access token as RFC 9068 asks for.
    Rfc9068,
    /// The least that is accepted: issuer, audience and two times.
    Bare,
}

/// When a token is issued, ends and begins, in Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) issued: i64,
    pub(super) expires: i64,
    pub(super) not_before: Option<i64>,
}

impl Profile {
    /// Every profile, in the order of the references.
    pub const ALL: [Self; 4] = [Self::CognitoAccess, Self::CognitoId, Self::Rfc9068, Self::Bare];

    /// Returns the name used in specs and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CognitoAccess => "cognito_access",
            Self::CognitoId => "cognito_id",
            Self::Rfc9068 => "rfc9068",
            Self::Bare => "bare",
        }
    }

    /// Returns one line for the list of profiles.
    pub fn summary(self) -> &'static str {
        match self {
            Self::CognitoAccess => "access token of a Cognito client (client_id, no aud, no typ)",
            Self::CognitoId => "ID token of a Cognito user (aud, no scope, no client_id)",
            Self::Rfc9068 => "JWT access token of RFC 9068 (typ at+jwt)",
            Self::Bare => "iss, aud, iat and exp alone (typ JWT)",
        }
    }

    /// Returns the profile of the tokens that an issuer of this name gives out.
    pub fn of_issuer(issuer: &str) -> Self {
        let host = issuer.strip_prefix("https://").and_then(|rest| rest.split('/').next());
        let region = host
            .and_then(|host| host.strip_prefix("cognito-idp."))
            .and_then(|rest| rest.strip_suffix(".amazonaws.com"));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        match region {
            Some(region) if !region.is_empty() && region.bytes().all(plain) => Self::CognitoAccess,
            _ => Self::Rfc9068,
        }
    }

    /// Returns the header's `typ`, where tokens of this kind have one.
    pub(super) fn media_type(self) -> Option<&'static str> {
        match self {
            Self::CognitoAccess | Self::CognitoId => None,
            Self::Rfc9068 => Some("at+jwt"),
            Self::Bare => Some("JWT"),
        }
    }

    /// Returns the claims of a token for `audience`; `recipe` tells this token from others.
    pub(super) fn claims(
        self,
        issuer: &str,
        audience: &str,
        times: Times,
        recipe: &str,
    ) -> Map<String, Value> {
        let token_id = || Value::from(uuid("jti", &[issuer, recipe]));
        // A person stays the same from token to token.
        let person = || Value::from(uuid("sub", &[issuer, "janedoe"]));
        let mut claims = Map::new();
        let mut claim = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        claim("iss", issuer.into());
        claim("iat", times.issued.into());
        claim("exp", times.expires.into());
        if let Some(not_before) = times.not_before {
            claim("nbf", not_before.into());
        }
        match self {
            Self::CognitoAccess => {
                claim("sub", audience.into());
                claim("client_id", audience.into());
                claim("token_use", "access".into());
                claim("auth_time", times.issued.into());
                claim("version", 2.into());
                claim("jti", token_id());
            }
            Self::CognitoId => {
                claim("sub", person());
                claim("aud", audience.into());
                claim("token_use", "id".into());
                claim("auth_time", times.issued.into());
                claim("cognito:username", "janedoe".into());
                claim("given_name", "Jane".into());
                claim("email", "janedoe@example.com".into());
                claim("email_verified", true.into());
                claim("jti", token_id());
                claim("origin_jti", uuid("origin_jti", &[issuer, recipe]).into());
            }
            Self::Rfc9068 => {
                // Without a person the subject is the client (RFC 9068, 2.2).
                claim("sub", CLIENT.into());
                claim("client_id", CLIENT.into());
                claim("aud", audience.into());
                claim("jti", token_id());
            }
            Self::Bare => {
                claim("aud", audience.into());
            }
        }
        claims
    }
}

/// Makes a UUID out of texts; it has the shape of a random one (RFC 9562, 5.4).
fn uuid(label: &str, texts: &[&str]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for text in [label].iter().chain(texts) {
        // The length keeps neighbouring texts apart.
        context.update(&text.len().to_be_bytes());
        context.update(text.as_bytes());
    }
    let hash = context.finish();
    let first =
        hash.as_ref().iter().take(16).fold(0_u128, |all, &byte| all << 8 | u128::from(byte));
    let versioned = first & !(0xf << 76) | 0x4 << 76;
    let bits = versioned & !(0x3 << 62) | 0x2 << 62;
    let field = |shift: u32, digits: u32| (bits >> shift) & ((1 << (digits * 4)) - 1);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        field(96, 8),
        field(80, 4),
        field(64, 4),
        field(48, 4),
        field(0, 12)
    )
}

impl fmt::Display for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Self, UnknownProfile> {
        let named = |profile: &Self| profile.as_str() == text;
        Self::ALL.into_iter().find(named).ok_or_else(|| UnknownProfile { text: text.to_owned() })
    }
}

/// A text that names no profile of this version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProfile {
    text: String,
}

impl fmt::Display for UnknownProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Profile::ALL.map(Profile::as_str).join(", ");
        let text = self.text.escape_debug();
        if matches!(self.text.as_str(), "auth0" | "entra" | "okta" | "keycloak") {
            write!(formatter, "profile `{text}` comes in a later version: this one has {names}")
        } else {
            write!(formatter, "`{text}` is no profile: {names}")
        }
    }
}

impl std::error::Error for UnknownProfile {}

#[cfg(test)]
mod tests;
