//! What an issuer serves: pools with their clients and users.
//!
//! It is made of a policy, of a template, and of a file, each laid over the one before.

use serde_json::{Map, Value};

use super::secret::Secret;
use crate::mint::{Profile, SigningAlgorithm};

/// Seconds an access token lives unless its client says otherwise (Cognito's default).
pub(super) const ACCESS_SECONDS: i64 = 3_600;

/// Seconds a refresh token lives unless its client says otherwise (Cognito's default: 30 days).
pub(super) const REFRESH_SECONDS: i64 = 2_592_000;

/// Scopes that every pool of Cognito has, which no client gets for itself.
pub(super) const STANDARD_SCOPES: [&str; 5] =
    ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"];

/// Everything that an issuer serves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IssuerConfig {
    /// The pools; the issuer's name is distinct.
    pub pools: Vec<Pool>,
    /// Names of hosts it answers to, beside this machine's own and plain addresses.
    pub hosts: Vec<String>,
}

/// One issuer of tokens, such as a user pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// The text of `iss`.
    pub issuer: String,
    /// The algorithm its tokens are signed with.
    pub algorithm: SigningAlgorithm,
    /// Audiences of its tokens, where the tokens have one.
    pub audience: Vec<String>,
    /// Its clients; the id is distinct.
    pub clients: Vec<Client>,
    /// Its users; the name is distinct.
    pub users: Vec<User>,
}

/// An app client.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: ClientSecret,
    /// The grants it may use.
    pub flows: Vec<Flow>,
    /// The scopes it may get, in the order in which it gets all of them.
    pub scopes: Vec<String>,
    /// The audience of its tokens, where they have one; default is the pool's first.
    pub audience: Option<String>,
    /// Where a user is sent back to with a code; compared byte by byte.
    pub callback_urls: Vec<String>,
    /// Where a user is sent back to after signing out.
    pub logout_urls: Vec<String>,
    /// Seconds an access token or ID token lives.
    pub access_token_seconds: i64,
    /// Seconds a refresh token lives.
    pub refresh_token_seconds: i64,
}

/// How a client proves who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientSecret {
    /// Not at all: an app that could keep no secret.
    None,
    /// With a secret derived from the user's own keys, and told at the start.
    Derived,
    /// With this one.
    Given(Secret),
}

/// A way to get tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// A user signs in: `authorization_code`, and `refresh_token` after it.
    Code,
    /// The client asks for itself: `client_credentials`.
    ClientCredentials,
}

impl Flow {
    /// Every flow.
    pub const ALL: [Self; 2] = [Self::Code, Self::ClientCredentials];

    /// Returns its name in a template and in a file of issuers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::ClientCredentials => "client_credentials",
        }
    }
}

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// The user name.
    pub name: String,
    /// The password; without one a name is enough.
    pub password: Option<Secret>,
    /// The subject.
    pub subject: String,
    /// Claims of the ID token, and of what userinfo tells.
    pub claims: Map<String, Value>,
    /// Claims of the access token.
    pub access_token_claims: Map<String, Value>,
    /// The groups.
    pub groups: Vec<String>,
}

impl Pool {
    /// Returns a pool of an issuer that has nobody yet.
    pub fn new(issuer: impl Into<String>, algorithm: SigningAlgorithm) -> Self {
        Self {
            issuer: issuer.into(),
            algorithm,
            audience: Vec::new(),
            clients: Vec::new(),
            users: Vec::new(),
        }
    }

    /// Returns whether its tokens are those of Amazon Cognito.
    pub fn is_cognito(&self) -> bool {
        Profile::of_issuer(&self.issuer) == Profile::CognitoAccess
    }
}

impl Client {
    /// Returns a client that may do nothing yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            secret: ClientSecret::None,
            flows: Vec::new(),
            scopes: Vec::new(),
            audience: None,
            callback_urls: Vec::new(),
            logout_urls: Vec::new(),
            access_token_seconds: ACCESS_SECONDS,
            refresh_token_seconds: REFRESH_SECONDS,
        }
    }

    /// Returns whether it may use a flow.
    pub fn may(&self, flow: Flow) -> bool {
        self.flows.contains(&flow)
    }
}

impl IssuerConfig {
    /// Puts pools in place of those of the same issuer; the others stay.
    #[must_use]
    pub fn overlaid(mut self, pools: Vec<Pool>) -> Self {
        for mut pool in pools {
            match self.pools.iter_mut().find(|own| own.issuer == pool.issuer) {
                Some(own) => {
                    // What verifies the tokens knows better what they are signed with and meant for.
                    pool.algorithm = own.algorithm;
                    pool.audience.clone_from(&own.audience);
                    *own = pool;
                }
                None => self.pools.push(pool),
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_laid_over_keeps_what_the_policy_verifies_by() {
        let mut own = Pool::new("https://a", SigningAlgorithm::Es256);
        own.audience = vec!["api".to_owned()];
        own.clients = vec![Client::new("old")];
        let other = Pool::new("https://b", SigningAlgorithm::Rs256);
        let config = IssuerConfig { pools: vec![own, other], hosts: Vec::new() };
        let mut above = Pool::new("https://a", SigningAlgorithm::Rs256);
        above.clients = vec![Client::new("new")];
        let laid = config.overlaid(vec![above, Pool::new("https://c", SigningAlgorithm::Rs256)]);
        let issuers: Vec<&str> = laid.pools.iter().map(|pool| pool.issuer.as_str()).collect();
        assert_eq!(issuers, ["https://a", "https://b", "https://c"]);
        assert_eq!(laid.pools[0].algorithm, SigningAlgorithm::Es256);
        assert_eq!(laid.pools[0].audience, ["api"]);
        let ids: Vec<&str> = laid.pools[0].clients.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["new"]);
    }
}
