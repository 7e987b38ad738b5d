//! Which address is answered by what, and to whom.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::Response,
};
use serde_json::json;

use super::{
    answer::{empty, json, only, plain},
    authorize::{authorize, log_in, login},
    discovery::discovery,
    host::Host,
    revoke::{log_out, revoke},
    state::Issuer,
    token::token,
    user_info::user_info,
};

/// What is behind an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Endpoint {
    Discovery,
    Keys,
    Token,
    Authorize,
    Login,
    UserInfo,
    Revoke,
    Logout,
}

/// The end of each endpoint's path; a pool's own path may stand before it.
const ENDPOINTS: [(&str, Endpoint); 8] = [
    ("/.well-known/openid-configuration", Endpoint::Discovery),
    ("/.well-known/jwks.json", Endpoint::Keys),
    ("/oauth2/token", Endpoint::Token),
    ("/oauth2/authorize", Endpoint::Authorize),
    ("/login", Endpoint::Login),
    ("/oauth2/userInfo", Endpoint::UserInfo),
    ("/oauth2/revoke", Endpoint::Revoke),
    ("/logout", Endpoint::Logout),
];

impl Issuer {
    /// Returns what answers the issuer's requests.
    pub fn router(self: Arc<Self>) -> Router {
        Router::new().fallback(answer).with_state(self)
    }

    /// Finds the endpoint of a path, and what stands before it.
    fn endpoint<'a>(&self, path: &'a str) -> Option<(&'a str, Endpoint)> {
        ENDPOINTS.into_iter().find_map(|(end, endpoint)| {
            let prefix = path.strip_suffix(end)?;
            let known = prefix.is_empty() || self.pools.iter().any(|pool| pool.path == prefix);
            known.then_some((prefix, endpoint))
        })
    }
}

async fn answer(State(issuer): State<Arc<Issuer>>, request: Request) -> Response {
    let Some(host) = Host::of(&request).filter(|host| host.is_ours(&issuer.hosts)) else {
        // A page of elsewhere could have its name lead to this machine.
        return plain(StatusCode::MISDIRECTED_REQUEST, "not served under this name of a host");
    };
    let path = request.uri().path().to_owned();
    if path == "/.harness/rotate" {
        return rotate(&issuer, request.method(), request.headers()).await;
    }
    let Some((prefix, endpoint)) = issuer.endpoint(&path) else {
        return empty(StatusCode::NOT_FOUND);
    };
    let is_read = [Method::GET, Method::HEAD].contains(request.method());
    let is_post = request.method() == Method::POST;
    match endpoint {
        Endpoint::Token => token(&issuer, prefix, request).await,
        Endpoint::Revoke if is_post => revoke(&issuer, prefix, request).await,
        Endpoint::Revoke => only("POST"),
        Endpoint::Login if is_post => log_in(&issuer, prefix, request).await,
        Endpoint::UserInfo if is_read || is_post => user_info(&issuer, prefix, request.headers()),
        _ if !is_read => only("GET"),
        Endpoint::Login => login(&issuer, prefix, request.uri()),
        Endpoint::Authorize => authorize(&issuer, prefix, request.uri()),
        Endpoint::Logout => log_out(&issuer, prefix, request.uri()),
        Endpoint::UserInfo => only("GET, POST"),
        Endpoint::Discovery | Endpoint::Keys => {
            // Here the path is a whole one: the root's is that of the pool at the root.
            let Some(pool) = issuer.pools.iter().find(|pool| pool.path == prefix) else {
                return empty(StatusCode::NOT_FOUND);
            };
            if endpoint == Endpoint::Discovery {
                return discovery(&issuer, pool, &host.base());
            }
            let keys = serde_json::from_str(&pool.ring.jwks()).unwrap_or_default();
            json(StatusCode::OK, &keys)
        }
    }
}

/// Lets new keys sign; for whoever runs the issuer, and for no page in a browser.
async fn rotate(issuer: &Issuer, method: &Method, headers: &HeaderMap) -> Response {
    if method != Method::POST {
        return only("POST");
    }
    if headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site") {
        return empty(StatusCode::FORBIDDEN);
    }
    match issuer.rotate().await {
        Ok(number) => json(StatusCode::OK, &json!({ "rotations": number })),
        Err(_not_made) => empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

#[cfg(test)]
mod tests;
