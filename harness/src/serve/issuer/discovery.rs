//! The discovery document: the real issuer's name, and this machine's addresses.

use axum::{http::StatusCode, response::Response};
use serde_json::json;

use super::{answer::json, pool::ServedPool, state::Issuer};

/// Answers with the document of a pool, for whoever came by `base`, such as `http://127.0.0.1:8000`.
pub(super) fn discovery(issuer: &Issuer, pool: &ServedPool, base: &str) -> Response {
    let keys = format!("{base}{}/.well-known/jwks.json", pool.path);
    // A pool alone has a domain of its own, like Cognito's: its endpoints stand at the root.
    let path = if issuer.pools.len() == 1 { "" } else { pool.path.as_str() };
    let at = |endpoint: &str| format!("{base}{path}/{endpoint}");
    let document = json!({
        "authorization_endpoint": at("oauth2/authorize"),
        "code_challenge_methods_supported": ["S256"],
        "end_session_endpoint": at("logout"),
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "id_token_signing_alg_values_supported": [pool.config.algorithm.as_str()],
        "issuer": pool.config.issuer,
        "jwks_uri": keys,
        "response_types_supported": ["code"],
        "revocation_endpoint": at("oauth2/revoke"),
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": at("oauth2/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": at("oauth2/userInfo"),
    });
    json(StatusCode::OK, &document)
}
