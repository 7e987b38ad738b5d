//! The claims of each kind of token, beside issuer and times. A scope comes with the recipe.

use serde_json::{Value, json};

use super::uuid::uuid;

/// The client that asked for a token.
const CLIENT: &str = "test-client";

/// The client at Entra, whose clients have a UUID.
const ENTRA_CLIENT: &str = "11111111-1111-4111-8111-111111111111";

/// Claims by name.
pub(super) type Claims = Vec<(&'static str, Value)>;

/// Whose token it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub(super) issuer: &'a str,
    pub(super) audience: &'a str,
    pub(super) times: Times,
    /// Tells this token from others.
    pub(super) recipe: &'a str,
}

/// When a token is issued, ends and begins, in Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mint) struct Times {
    pub(in crate::mint) issued: i64,
    pub(in crate::mint) expires: i64,
    pub(in crate::mint) not_before: Option<i64>,
}

impl Subject<'_> {
    /// Without a person the subject is the client (RFC 9068, 2.2).
    pub(super) fn rfc9068(&self) -> Claims {
        vec![
            ("sub", CLIENT.into()),
            ("client_id", CLIENT.into()),
            ("aud", self.audience.into()),
            ("jti", self.identifier("jti")),
        ]
    }

    pub(super) fn bare(&self) -> Claims {
        vec![("aud", self.audience.into())]
    }

    fn identifier(&self, name: &str) -> Value {
        uuid(name, &[self.issuer, self.recipe]).into()
    }

    /// A person stays the same from token to token.
    fn person(&self) -> Value {
        uuid("sub", &[self.issuer, "janedoe"]).into()
    }

    pub(super) fn cognito_client(&self) -> Claims {
        vec![
            ("sub", self.audience.into()),
            ("client_id", self.audience.into()),
            ("token_use", "access".into()),
            ("auth_time", self.times.issued.into()),
            ("version", 2.into()),
            ("jti", self.identifier("jti")),
        ]
    }

    pub(super) fn cognito_user(&self) -> Claims {
        vec![
            ("sub", self.person()),
            ("client_id", self.audience.into()),
            ("origin_jti", self.identifier("origin_jti")),
            ("event_id", self.identifier("event_id")),
            ("token_use", "access".into()),
            ("auth_time", self.times.issued.into()),
            ("version", 2.into()),
            ("jti", self.identifier("jti")),
            ("username", "janedoe".into()),
        ]
    }

    pub(super) fn cognito_id(&self) -> Claims {
        vec![
            ("sub", self.person()),
            ("aud", self.audience.into()),
            ("token_use", "id".into()),
            ("auth_time", self.times.issued.into()),
            ("cognito:username", "janedoe".into()),
            ("given_name", "Jane".into()),
            ("email", "janedoe@example.com".into()),
            ("email_verified", true.into()),
            ("jti", self.identifier("jti")),
            ("origin_jti", self.identifier("origin_jti")),
        ]
    }

    /// For a person who gave `openid`: the token is for the address of userinfo too.
    pub(super) fn auth0(&self) -> Claims {
        let userinfo = format!("{}/userinfo", self.issuer.trim_end_matches('/'));
        vec![
            ("sub", "auth0|507f1f77bcf86cd799439020".into()),
            ("aud", json!([self.audience, userinfo])),
            ("azp", CLIENT.into()),
        ]
    }

    /// Entra says from when a token is valid.
    fn entra(&self, version: &str) -> Claims {
        vec![
            ("aud", self.audience.into()),
            ("nbf", self.times.not_before.unwrap_or(self.times.issued).into()),
            ("oid", self.person()),
            ("sub", uuid("pairwise", &[self.issuer, self.audience, "janedoe"]).into()),
            ("tid", uuid("tenant", &[self.issuer]).into()),
            ("uti", self.identifier("uti")),
            ("ver", version.into()),
        ]
    }

    pub(super) fn entra_v1(&self) -> Claims {
        let mut claims = self.entra("1.0");
        claims.extend([
            ("appid", ENTRA_CLIENT.into()),
            ("appidacr", "1".into()),
            ("unique_name", "janedoe@example.com".into()),
            ("upn", "janedoe@example.com".into()),
        ]);
        claims
    }

    pub(super) fn entra_v2(&self) -> Claims {
        let mut claims = self.entra("2.0");
        claims.extend([
            ("azp", ENTRA_CLIENT.into()),
            ("azpacr", "1".into()),
            ("name", "Jane Doe".into()),
            ("preferred_username", "janedoe@example.com".into()),
        ]);
        claims
    }

    pub(super) fn okta(&self) -> Claims {
        let token = uuid("jti", &[self.issuer, self.recipe]);
        vec![
            ("ver", 1.into()),
            ("jti", format!("AT.{token}").into()),
            ("aud", self.audience.into()),
            ("cid", CLIENT.into()),
            ("uid", "00uid4BxXw6I6TV4m0g3".into()),
            ("sub", "janedoe@example.com".into()),
            ("auth_time", self.times.issued.into()),
        ]
    }

    pub(super) fn keycloak(&self) -> Claims {
        vec![
            ("jti", self.identifier("jti")),
            ("aud", self.audience.into()),
            ("sub", self.person()),
            ("typ", "Bearer".into()),
            ("azp", CLIENT.into()),
            ("sid", self.identifier("sid")),
            ("acr", "1".into()),
            ("realm_access", json!({ "roles": ["offline_access", "uma_authorization"] })),
            ("resource_access", json!({ "account": { "roles": ["view-profile"] } })),
            ("email_verified", true.into()),
            ("name", "Jane Doe".into()),
            ("preferred_username", "janedoe".into()),
            ("given_name", "Jane".into()),
            ("family_name", "Doe".into()),
            ("email", "janedoe@example.com".into()),
        ]
    }
}
