//! The tokens themselves: which claims a client's or a user's token has, signed by the pool's keys.

use aws_lc_rs::digest;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::{
    config::{Client, User},
    pool::ServedPool,
    profile::attributes,
    random::{NoRandomness, uuid},
    sessions::Grant,
};
use crate::mint::{
    MintError, Minter, Profile, Recipe,
    SigningAlgorithm::{Es256, Ps256, Rs256},
    SigningKey, TokenIssuer,
};

/// Why no token was issued; nobody but ourselves is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotIssued;

impl From<NoRandomness> for NotIssued {
    fn from(_: NoRandomness) -> Self {
        Self
    }
}

impl From<MintError> for NotIssued {
    fn from(_: MintError) -> Self {
        Self
    }
}

/// Returns an access token of a client, by its own leave.
pub(super) fn for_client(
    pool: &ServedPool,
    client: &Client,
    scopes: Vec<String>,
    now: i64,
) -> Result<String, NotIssued> {
    let claims = json!({ "sub": client.id, "client_id": client.id, "jti": uuid()? });
    let profile = Profile::of_issuer(&pool.config.issuer);
    let recipe = recipe(profile, client, claims, Some(scopes));
    minted(&pool.ring.access_key(), pool, client, &recipe, now)
}

/// Returns an access token of a user.
pub(super) fn for_user(
    pool: &ServedPool,
    client: &Client,
    user: &User,
    grant: &Grant,
    now: i64,
) -> Result<String, NotIssued> {
    let is_cognito = pool.config.is_cognito();
    let profile = if is_cognito { Profile::CognitoUser } else { Profile::Rfc9068 };
    let mut claims = json!({
        "sub": user.subject,
        "client_id": client.id,
        "auth_time": grant.auth_time,
        "jti": uuid()?,
    });
    if is_cognito {
        let own = json!({
            "username": user.name,
            "origin_jti": grant.origin,
            "event_id": uuid()?,
        });
        add(&mut claims, own);
    }
    add_groups(&mut claims, user);
    add(&mut claims, Value::Object(user.access_token_claims.clone()));
    let recipe = recipe(profile, client, claims, Some(grant.scopes.clone()));
    minted(&pool.ring.access_key(), pool, client, &recipe, now)
}

/// Returns an ID token, to go with an access token.
pub(super) fn identity(
    pool: &ServedPool,
    client: &Client,
    user: &User,
    grant: &Grant,
    access_token: &str,
    now: i64,
) -> Result<String, NotIssued> {
    let is_cognito = pool.config.is_cognito();
    let profile = if is_cognito { Profile::CognitoId } else { Profile::Bare };
    // Null takes away what the profile says of its own example.
    let mut claims = json!({
        "sub": user.subject,
        "aud": client.id,
        "auth_time": grant.auth_time,
        "given_name": null,
        "email": null,
        "email_verified": null,
        "nonce": grant.nonce,
        "at_hash": access_token_hash(pool, access_token),
        "jti": uuid()?,
    });
    if is_cognito {
        add(&mut claims, json!({ "cognito:username": user.name, "origin_jti": grant.origin }));
    }
    add_groups(&mut claims, user);
    add(&mut claims, Value::Object(attributes(user, &grant.scopes)));
    let recipe = recipe(profile, client, claims, None);
    minted(&pool.ring.identity_key(), pool, client, &recipe, now)
}

fn recipe(profile: Profile, client: &Client, claims: Value, scopes: Option<Vec<String>>) -> Recipe {
    let claims = if let Value::Object(claims) = claims { claims } else { Map::new() };
    let expires_in = Some(client.access_token_seconds);
    Recipe { profile: Some(profile), scopes, claims, expires_in, ..Recipe::default() }
}

fn minted(
    key: &SigningKey,
    pool: &ServedPool,
    client: &Client,
    recipe: &Recipe,
    now: i64,
) -> Result<String, NotIssued> {
    let audience = client.audience.as_ref().or_else(|| pool.config.audience.first());
    let audience = if pool.config.is_cognito() { None } else { audience };
    let issuer = TokenIssuer {
        name: pool.config.issuer.clone(),
        issuer: pool.config.issuer.clone(),
        audience: vec![audience.unwrap_or(&client.id).clone()],
        algorithm: pool.config.algorithm,
    };
    Ok(Minter::mint_with(key, &issuer, recipe, now)?)
}

fn add(claims: &mut Value, more: Value) {
    if let (Some(claims), Value::Object(more)) = (claims.as_object_mut(), more) {
        claims.extend(more);
    }
}

fn add_groups(claims: &mut Value, user: &User) {
    if !user.groups.is_empty() {
        add(claims, json!({ "cognito:groups": user.groups }));
    }
}

/// Binds the access token to the ID token (`OpenID` Connect Core, 3.1.3.6), where the algorithm's hash
/// is SHA-256; the claim is optional.
fn access_token_hash(pool: &ServedPool, access_token: &str) -> Option<String> {
    if ![Rs256, Ps256, Es256].contains(&pool.config.algorithm) {
        return None;
    }
    let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
    hash.as_ref().get(..16).map(|half| BASE64_URL_SAFE_NO_PAD.encode(half))
}
