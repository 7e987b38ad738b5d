//! The end of a sign-in: refresh tokens revoked (RFC 7009), and the browser sent back.

use axum::{
    extract::Request,
    http::{StatusCode, Uri},
    response::Response,
};

use super::{
    answer::{Refused, empty, plain, redirect},
    credentials::client_of,
    form::Parameters,
    state::Issuer,
};

/// Revokes a refresh token, and every token of its sign-in.
pub(super) async fn revoke(issuer: &Issuer, prefix: &str, request: Request) -> Response {
    let headers = request.headers().clone();
    let form = match Parameters::of_body(request).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let known = match client_of(issuer.pools_of(prefix), &headers, &form) {
        Ok(known) => known,
        Err(refused) => return refused.answer(),
    };
    let Some(token) = form.get("token") else { return Refused::InvalidRequest.answer() };
    if token.contains('.') {
        // A JWT is whoever's it says until it ends.
        return Refused::UnsupportedTokenType.answer();
    }
    let mut kept = issuer.sessions.lock();
    let Some(grant) = kept.refresh.get(token, issuer.now()).cloned() else {
        // Unknown is as good as revoked (RFC 7009, 2.2).
        return empty(StatusCode::OK);
    };
    if grant.client != known.client.id || grant.issuer != known.pool.config.issuer {
        return Refused::InvalidGrant.answer();
    }
    kept.revoke(&grant.origin);
    empty(StatusCode::OK)
}

/// Sends the browser to an address that the client has named for it. There is no session to end: every
/// sign-in asks.
pub(super) fn log_out(issuer: &Issuer, prefix: &str, uri: &Uri) -> Response {
    let query = Parameters::of_query(uri).ok();
    let target = query.as_ref().and_then(|query| {
        let (id, said) = (query.get("client_id")?, query.get("logout_uri")?);
        let mut clients = issuer.pools_of(prefix).filter_map(|pool| pool.client(id));
        clients.find_map(|client| client.logout_urls.iter().find(|own| *own == said))
    });
    let refused =
        || plain(StatusCode::BAD_REQUEST, "no client has this client_id and this logout_uri");
    target.map_or_else(refused, |target| redirect(target))
}
