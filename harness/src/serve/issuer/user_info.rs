//! Userinfo: what an access token's client may know of its user.

use aws_lc_rs::digest;
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    answer::{self, Refused},
    profile::attributes,
    sessions::Grant,
    state::Issuer,
};

/// Returns the name under which an access token is remembered: not the token itself.
pub(super) fn token_hash(token: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, token.as_bytes()))
}

/// Answers with the user of the access token in the headers.
pub(super) fn user_info(issuer: &Issuer, prefix: &str, headers: &HeaderMap) -> Response {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Refused::InvalidRequest.answer();
    };
    let scheme = value.to_str().ok().and_then(|text| text.split_once(' '));
    let Some((_, token)) = scheme.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
    else {
        return Refused::InvalidRequest.answer();
    };
    let grant = issuer.sessions.lock().access.get(&token_hash(token), issuer.now()).cloned();
    let told = grant.and_then(|grant| told(issuer, prefix, &grant));
    told.map_or_else(invalid_token, |told| answer::json(StatusCode::OK, &told))
}

fn told(issuer: &Issuer, prefix: &str, grant: &Grant) -> Option<Value> {
    if !grant.scopes.iter().any(|scope| scope == "openid") {
        return None;
    }
    let mut pools = issuer.pools_of(prefix);
    let pool = pools.find(|pool| pool.config.issuer == grant.issuer)?;
    let user = pool.user(&grant.user)?;
    let mut told = attributes(user, &grant.scopes);
    for name in ["email_verified", "phone_number_verified"] {
        // Cognito tells these two as texts.
        if let Some(Value::Bool(verified)) = told.get(name) {
            let text = verified.to_string();
            told.insert(name.to_owned(), text.into());
        }
    }
    told.insert("sub".to_owned(), user.subject.clone().into());
    told.insert("username".to_owned(), user.name.clone().into());
    Some(told.into())
}

fn invalid_token() -> Response {
    let body = json!({
        "error": "invalid_token",
        "error_description": "Access token is expired, disabled, or deleted, or the user has globally signed out.",
    });
    let mut response = answer::json(StatusCode::UNAUTHORIZED, &body);
    answer::set(&mut response, header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
    response
}
