//! A file of issuers exactly as written: shapes only, nothing checked beyond them.

use engine::{
    document::Document,
    text::{Named, Text, said},
};
use serde::Deserialize;

use crate::spec::document::JsonMap;

impl Document for IssuersDocument {
    const KIND: &'static str = "file of issuers";
    const RESERVED: &'static [(&'static str, &'static str)] = &[];
    const FREE_KEYS: &'static [&'static str] = &["claims", "access_token_claims"];
}

/// A file of issuers.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a file of issuers: a map of `version` and `issuers`")]
pub(super) struct IssuersDocument {
    /// Version of the format: 1.
    pub(super) version: u64,
    /// What the file is for.
    #[serde(default, deserialize_with = "said", rename = "description")]
    pub(super) _description: Option<Text>,
    /// Issuers by the text of `iss`.
    pub(super) issuers: Named<PoolDocument>,
}

/// An issuer, such as a user pool.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an issuer: a map of `clients`, `users` and more")]
pub(super) struct PoolDocument {
    /// The names of scopes by the identifier of their resource server.
    #[serde(default, deserialize_with = "said")]
    pub(super) resource_servers: Option<Named<Vec<Text>>>,
    /// Clients by id.
    #[serde(default)]
    pub(super) clients: Named<ClientDocument>,
    /// Users by name.
    #[serde(default)]
    pub(super) users: Named<UserDocument>,
}

/// A client.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a client: a map of `flows`, `scopes` and more")]
pub(super) struct ClientDocument {
    /// Its secret; without one it is a public client.
    #[serde(default, deserialize_with = "said")]
    pub(super) secret: Option<Text>,
    /// Whether a secret is derived for it, and told at the start.
    #[serde(default, deserialize_with = "said")]
    pub(super) generate_secret: Option<bool>,
    /// `client_credentials`, or `code`.
    pub(super) flows: Vec<Text>,
    /// The scopes it may get.
    #[serde(default, deserialize_with = "said")]
    pub(super) scopes: Option<Vec<Text>>,
    /// The `aud` of its access tokens, where the issuer's tokens have one.
    #[serde(default, deserialize_with = "said")]
    pub(super) audience: Option<Text>,
    /// Where codes are sent to.
    #[serde(default, deserialize_with = "said")]
    pub(super) callback_urls: Option<Vec<Text>>,
    /// Where a browser is sent to after signing out.
    #[serde(default, deserialize_with = "said")]
    pub(super) logout_urls: Option<Vec<Text>>,
    /// Seconds that access and ID tokens live.
    #[serde(default, deserialize_with = "said")]
    pub(super) access_token_seconds: Option<i64>,
    /// Seconds that refresh tokens live.
    #[serde(default, deserialize_with = "said")]
    pub(super) refresh_token_seconds: Option<i64>,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a user: a map of `password`, `email`, `groups` and more")]
pub(super) struct UserDocument {
    /// The password; without one the name is enough.
    #[serde(default, deserialize_with = "said")]
    pub(super) password: Option<Text>,
    /// The subject; default is a UUID that follows from issuer and name.
    #[serde(default, deserialize_with = "said")]
    pub(super) sub: Option<Text>,
    /// The address, told as verified.
    #[serde(default, deserialize_with = "said")]
    pub(super) email: Option<Text>,
    /// The groups.
    #[serde(default, deserialize_with = "said")]
    pub(super) groups: Option<Vec<Text>>,
    /// More claims of the ID token and of userinfo.
    #[serde(default, deserialize_with = "said")]
    pub(super) claims: Option<JsonMap>,
    /// More claims of the access token.
    #[serde(default, deserialize_with = "said")]
    pub(super) access_token_claims: Option<JsonMap>,
}
