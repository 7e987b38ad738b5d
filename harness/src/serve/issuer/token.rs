//! The token endpoint: `client_credentials`, `authorization_code`, `refresh_token`.

use axum::{
    extract::Request,
    http::{Method, StatusCode},
    response::Response,
};
use serde_json::json;

use super::{
    answer::{Refused, empty, json},
    config::{Flow, STANDARD_SCOPES},
    credentials::{Known, client_of},
    form::Parameters,
    issue::{self, NotIssued},
    pkce::proves,
    random::opaque,
    sessions::{Code, Grant},
    state::Issuer,
    user_info::token_hash,
};

impl From<NotIssued> for Refused {
    fn from(_: NotIssued) -> Self {
        Self::ServerError
    }
}

/// Answers a request for tokens, from a client of one of `pools`.
pub(super) async fn token(issuer: &Issuer, prefix: &str, request: Request) -> Response {
    if request.method() != Method::POST {
        return empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    let headers = request.headers().clone();
    let form = match Parameters::of_body(request).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let Some(grant_type) = form.get("grant_type") else {
        return Refused::InvalidRequest.answer();
    };
    let grant = match grant_type {
        "client_credentials" => for_client,
        "authorization_code" => for_code,
        "refresh_token" => for_refresh,
        _ => return Refused::UnsupportedGrantType.answer(),
    };
    let known = client_of(issuer.pools_of(prefix), &headers, &form);
    let answered = known.and_then(|known| grant(issuer, known, &form));
    answered.unwrap_or_else(Refused::answer)
}

fn for_client(issuer: &Issuer, known: Known<'_>, form: &Parameters) -> Result<Response, Refused> {
    let Known { pool, client } = known;
    if !client.may(Flow::ClientCredentials) {
        return Err(Refused::InvalidGrant);
    }
    // Nobody has signed in, so there is nobody that the standard scopes could tell of.
    let own = |scope: &String| !STANDARD_SCOPES.contains(&scope.as_str());
    let allowed: Vec<String> = client.scopes.iter().filter(|one| own(one)).cloned().collect();
    let scopes = form.scopes().unwrap_or_else(|| allowed.clone());
    if !scopes.iter().all(|scope| allowed.contains(scope)) {
        return Err(Refused::InvalidScope);
    }
    let token = issue::for_client(pool, client, scopes, issuer.now())?;
    let body = json!({
        "access_token": token,
        "expires_in": client.access_token_seconds,
        "token_type": "Bearer",
    });
    Ok(json(StatusCode::OK, &body))
}

fn for_code(issuer: &Issuer, known: Known<'_>, form: &Parameters) -> Result<Response, Refused> {
    let Known { pool, client } = known;
    if !client.may(Flow::Code) {
        return Err(Refused::UnauthorizedClient);
    }
    let code = form.get("code").ok_or(Refused::InvalidRequest)?;
    let redirect_uri = form.get("redirect_uri").ok_or(Refused::InvalidRequest)?;
    let now = issuer.now();
    // It is spent whatever comes of it, so that nobody can try twice.
    let spent = issuer.sessions.lock().spend(code, now);
    let Some(Code::Fresh { grant, redirect_uri: sent_to, challenge }) = spent else {
        return Err(Refused::InvalidGrant);
    };
    if grant.client != client.id || grant.issuer != pool.config.issuer {
        return Err(Refused::InvalidGrant);
    }
    if sent_to != redirect_uri {
        return Err(Refused::InvalidRedirect);
    }
    if !proves(challenge.as_deref(), form.get("code_verifier")) {
        return Err(Refused::InvalidGrant);
    }
    let refresh = opaque().map_err(NotIssued::from)?;
    let expires = now.saturating_add(client.refresh_token_seconds);
    issuer.sessions.lock().refresh.insert(refresh.clone(), grant.clone(), expires, now);
    for_user(issuer, known, &grant, Some(&refresh))
}

fn for_refresh(issuer: &Issuer, known: Known<'_>, form: &Parameters) -> Result<Response, Refused> {
    let Known { pool, client } = known;
    if !client.may(Flow::Code) {
        return Err(Refused::UnauthorizedClient);
    }
    let refresh = form.get("refresh_token").ok_or(Refused::InvalidRequest)?;
    let grant = issuer.sessions.lock().refresh.get(refresh, issuer.now()).cloned();
    let own = |grant: &Grant| grant.client == client.id && grant.issuer == pool.config.issuer;
    let grant = grant.filter(own).ok_or(Refused::InvalidGrant)?;
    // Later ID tokens answer no request of a browser (OpenID Connect Core, 12.2).
    for_user(issuer, known, &Grant { nonce: None, ..grant }, None)
}

fn for_user(
    issuer: &Issuer,
    known: Known<'_>,
    grant: &Grant,
    refresh: Option<&str>,
) -> Result<Response, Refused> {
    let (Known { pool, client }, now) = (known, issuer.now());
    let user = pool.user(&grant.user).ok_or(Refused::InvalidGrant)?;
    let access = issue::for_user(pool, client, user, grant, now)?;
    let mut body = json!({
        "access_token": access,
        "expires_in": client.access_token_seconds,
        "token_type": "Bearer",
    });
    let mut members = Vec::new();
    if grant.scopes.iter().any(|scope| scope == "openid") {
        let identity = issue::identity(pool, client, user, grant, &access, now)?;
        members.push(("id_token", identity));
    }
    members.extend(refresh.map(|refresh| ("refresh_token", refresh.to_owned())));
    if let Some(body) = body.as_object_mut() {
        body.extend(members.into_iter().map(|(name, text)| (name.to_owned(), text.into())));
    }
    let expires = now.saturating_add(client.access_token_seconds);
    issuer.sessions.lock().access.insert(token_hash(&access), grant.clone(), expires, now);
    Ok(json(StatusCode::OK, &body))
}
