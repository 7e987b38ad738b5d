//! What tokens of a kind look like before anything is said about them: their header and claims.
//!
//! Each shape is its vendor's, from the document that [`Profile::source`] names. Nothing here is random:
//! identifiers are hashes of what the token is minted from.

use std::{fmt, str::FromStr};

use serde_json::{Map, Value};

mod shape;
mod uuid;

use self::shape::Subject;
pub(super) use self::shape::Times;

/// A kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// An access token of Amazon Cognito, by the grant for clients.
    CognitoAccess,
    /// An access token of Amazon Cognito, of a person who has signed in.
    CognitoUser,
    /// An ID token of Amazon Cognito.
    CognitoId,
    /// An access token as RFC 9068 asks for.
    Rfc9068,
    /// An access token of Auth0, in its own shape.
    Auth0,
    /// An access token of Microsoft Entra, version 1.0.
    EntraV1,
    /// An access token of Microsoft Entra, version 2.0.
    EntraV2,
    /// An access token of an Okta authorization server.
    Okta,
    /// An access token of Keycloak.
    Keycloak,
    /// The least that is accepted: issuer, audience and two times.
    Bare,
}

impl Profile {
    /// Every profile, in the order of the references.
    pub const ALL: [Self; 10] = [
        Self::CognitoAccess,
        Self::CognitoUser,
        Self::CognitoId,
        Self::Rfc9068,
        Self::Auth0,
        Self::EntraV1,
        Self::EntraV2,
        Self::Okta,
        Self::Keycloak,
        Self::Bare,
    ];

    /// Returns the name used in specs and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CognitoAccess => "cognito_access",
            Self::CognitoUser => "cognito_user",
            Self::CognitoId => "cognito_id",
            Self::Rfc9068 => "rfc9068",
            Self::Auth0 => "auth0",
            Self::EntraV1 => "entra_v1",
            Self::EntraV2 => "entra_v2",
            Self::Okta => "okta",
            Self::Keycloak => "keycloak",
            Self::Bare => "bare",
        }
    }

    /// Returns one line for the list of profiles.
    pub fn summary(self) -> &'static str {
        match self {
            Self::CognitoAccess => "access token of a Cognito client (client_id, no aud, no typ)",
            Self::CognitoUser => "access token of a Cognito user (username, client_id, no aud)",
            Self::CognitoId => "ID token of a Cognito user (aud, no scope, no client_id)",
            Self::Rfc9068 => "JWT access token of RFC 9068 (typ at+jwt)",
            Self::Auth0 => "access token of Auth0 (aud with the userinfo address, azp)",
            Self::EntraV1 => "access token 1.0 of Microsoft Entra (appid, scopes in scp, a text)",
            Self::EntraV2 => "access token 2.0 of Microsoft Entra (azp, scopes in scp, a text)",
            Self::Okta => "access token of Okta (cid, uid, scopes in scp, a list)",
            Self::Keycloak => "access token of Keycloak (realm_access, resource_access, azp)",
            Self::Bare => "iss, aud, iat and exp alone (typ JWT)",
        }
    }

    /// Returns the document that shows such tokens.
    pub fn source(self) -> &'static str {
        match self {
            Self::CognitoAccess | Self::CognitoUser => {
                "Amazon Cognito developer guide, Understanding the access token"
            }
            Self::CognitoId => {
                "Amazon Cognito developer guide, Understanding the identity (ID) token"
            }
            Self::Rfc9068 => "RFC 9068 2",
            Self::Auth0 => "Auth0 docs, Access Token Profiles",
            Self::EntraV1 | Self::EntraV2 => {
                "Microsoft identity platform, Access token claims reference"
            }
            Self::Okta => "Okta developer docs, OpenID Connect & OAuth 2.0 API, Access token",
            Self::Keycloak => {
                "Keycloak server administration guide, OIDC token and SAML assertion mappings"
            }
            Self::Bare => "RFC 7519 4.1",
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
            Self::CognitoAccess | Self::CognitoUser | Self::CognitoId | Self::Okta => None,
            Self::Rfc9068 => Some("at+jwt"),
            Self::Auth0 | Self::EntraV1 | Self::EntraV2 | Self::Keycloak | Self::Bare => {
                Some("JWT")
            }
        }
    }

    /// Returns the claim that holds the scopes, and how it holds them.
    pub(super) fn scope_claim(self, scopes: &[String]) -> (&'static str, Value) {
        match self {
            Self::Okta => ("scp", scopes.into()),
            Self::EntraV1 | Self::EntraV2 => ("scp", scopes.join(" ").into()),
            Self::CognitoAccess
            | Self::CognitoUser
            | Self::CognitoId
            | Self::Rfc9068
            | Self::Auth0
            | Self::Keycloak
            | Self::Bare => ("scope", scopes.join(" ").into()),
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
        let mut claims = Map::new();
        let mut claim = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        claim("iss", issuer.into());
        claim("iat", times.issued.into());
        claim("exp", times.expires.into());
        if let Some(not_before) = times.not_before {
            claim("nbf", not_before.into());
        }
        let subject = Subject { issuer, audience, times, recipe };
        let own = match self {
            Self::CognitoAccess => subject.cognito_client(),
            Self::CognitoUser => subject.cognito_user(),
            Self::CognitoId => subject.cognito_id(),
            Self::Rfc9068 => subject.rfc9068(),
            Self::Auth0 => subject.auth0(),
            Self::EntraV1 => subject.entra_v1(),
            Self::EntraV2 => subject.entra_v2(),
            Self::Okta => subject.okta(),
            Self::Keycloak => subject.keycloak(),
            Self::Bare => subject.bare(),
        };
        for (name, value) in own {
            claim(name, value);
        }
        claims
    }
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

/// A text that names no profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProfile {
    text: String,
}

impl fmt::Display for UnknownProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Profile::ALL.map(Profile::as_str).join(", ");
        write!(formatter, "`{}` is no profile: {names}", self.text.escape_debug())
    }
}

impl std::error::Error for UnknownProfile {}

#[cfg(test)]
mod tests;
