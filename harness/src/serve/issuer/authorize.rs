//! Signing in: a code for a client, sent to an address that the client has named beforehand.
//!
//! A user without a password is signed in without asking, where `login_hint` names it.

use axum::{
    extract::Request,
    http::{StatusCode, Uri},
    response::Response,
};

use super::{
    answer::{Refused, empty, page, plain, redirect},
    config::{Client, ClientSecret, Flow},
    form::Parameters,
    login_page::login_page,
    pkce::challenge,
    pool::ServedPool,
    random::{opaque, uuid},
    sessions::{Code, Grant},
    state::Issuer,
};
use crate::send::escape;

/// Seconds a code lives (Cognito's).
const CODE_SECONDS: i64 = 300;

/// A request to sign in that may be answered to its client.
struct Asked<'a> {
    pool: &'a ServedPool,
    client: &'a Client,
    redirect_uri: &'a str,
    query: Parameters,
}

/// What a code is asked for.
struct Wanted {
    scopes: Vec<String>,
    challenge: Option<String>,
}

/// Answers a request to sign in: with a code where nobody has to be asked, else with the way to the form.
pub(super) fn authorize(issuer: &Issuer, prefix: &str, uri: &Uri) -> Response {
    let (asked, wanted) = match read(issuer, prefix, uri) {
        Ok(read) => read,
        Err(answer) => return *answer,
    };
    let hinted = asked.query.get("login_hint").and_then(|name| asked.pool.user(name));
    match hinted.filter(|user| user.password.is_none()) {
        Some(user) => asked.answer_with_code(issuer, &user.name, wanted),
        None => redirect(&format!("{prefix}/login?{}", uri.query().unwrap_or_default())),
    }
}

/// Answers with the form.
pub(super) fn login(issuer: &Issuer, prefix: &str, uri: &Uri) -> Response {
    match read(issuer, prefix, uri) {
        Ok((asked, _)) => {
            let hint = asked.query.get("login_hint").unwrap_or_default();
            page(StatusCode::OK, login_page(uri, hint, false))
        }
        Err(answer) => *answer,
    }
}

/// Answers the form that was filled in.
pub(super) async fn log_in(issuer: &Issuer, prefix: &str, request: Request) -> Response {
    let uri = request.uri().clone();
    let (asked, wanted) = match read(issuer, prefix, &uri) {
        Ok(read) => read,
        Err(answer) => return *answer,
    };
    let form = match Parameters::of_body(request).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let name = form.get("username").unwrap_or_default();
    let user = asked.pool.user(name).filter(|user| {
        let said = form.get("password").unwrap_or_default();
        user.password.as_ref().is_none_or(|own| own.matches(said))
    });
    match user {
        Some(user) => asked.answer_with_code(issuer, &user.name, wanted),
        None => page(StatusCode::OK, login_page(&uri, name, true)),
    }
}

/// Reads a request to sign in. Until client and address are known to belong together, nobody is sent
/// anywhere; from then on the client is told what is wrong.
fn read<'a>(
    issuer: &'a Issuer,
    prefix: &str,
    uri: &Uri,
) -> Result<(Asked<'a>, Wanted), Box<Response>> {
    let refused = |line| Box::new(plain(StatusCode::BAD_REQUEST, line));
    let query = Parameters::of_query(uri)
        .map_err(|_refused| refused("the query is too long, or says a parameter twice"))?;
    let id = query.get("client_id").unwrap_or_default();
    let said = query.get("redirect_uri").unwrap_or_default();
    let found = issuer.pools_of(prefix).find_map(|pool| {
        let client = pool.client(id)?;
        let own = client.callback_urls.iter().find(|own| *own == said)?;
        Some((pool, client, own.as_str()))
    });
    let Some((pool, client, redirect_uri)) = found else {
        return Err(refused("no client has this client_id and this redirect_uri"));
    };
    let asked = Asked { pool, client, redirect_uri, query };
    match asked.wanted() {
        Ok(wanted) => Ok((asked, wanted)),
        Err(error) => Err(Box::new(asked.answer_to_client(&[("error", error)]))),
    }
}

impl Asked<'_> {
    fn wanted(&self) -> Result<Wanted, &'static str> {
        if !self.client.may(Flow::Code) {
            return Err(Refused::UnauthorizedClient.as_str());
        }
        match self.query.get("response_type") {
            Some("code") => {}
            Some(_) => return Err("unsupported_response_type"),
            None => return Err(Refused::InvalidRequest.as_str()),
        }
        let challenge = challenge(&self.query).map_err(Refused::as_str)?;
        // Without secret and challenge a stolen code would be enough (RFC 9700, 2.1.1).
        if challenge.is_none() && self.client.secret == ClientSecret::None {
            return Err(Refused::InvalidRequest.as_str());
        }
        let scopes = self.query.scopes().unwrap_or_else(|| self.client.scopes.clone());
        if !scopes.iter().all(|scope| self.client.scopes.contains(scope)) {
            return Err(Refused::InvalidScope.as_str());
        }
        Ok(Wanted { scopes, challenge })
    }

    fn answer_with_code(&self, issuer: &Issuer, user: &str, wanted: Wanted) -> Response {
        let (Ok(code), Ok(origin)) = (opaque(), uuid()) else {
            return empty(StatusCode::INTERNAL_SERVER_ERROR);
        };
        let now = issuer.now();
        let grant = Grant {
            issuer: self.pool.config.issuer.clone(),
            client: self.client.id.clone(),
            user: user.to_owned(),
            scopes: wanted.scopes,
            nonce: self.query.get("nonce").map(str::to_owned),
            auth_time: now,
            origin,
        };
        let (redirect_uri, challenge) = (self.redirect_uri.to_owned(), wanted.challenge);
        let fresh = Code::Fresh { grant, redirect_uri, challenge };
        let expires = now.saturating_add(CODE_SECONDS);
        issuer.sessions.lock().codes.insert(code.clone(), fresh, expires, now);
        self.answer_to_client(&[("code", &code)])
    }

    /// Sends the browser back with members of a query, and the state that it came with.
    fn answer_to_client(&self, members: &[(&str, &str)]) -> Response {
        let state = self.query.get("state").map(|state| ("state", state));
        let mut address = self.redirect_uri.as_bytes().to_vec();
        for (name, value) in members.iter().copied().chain(state) {
            address.push(if address.contains(&b'?') { b'&' } else { b'?' });
            address.extend_from_slice(name.as_bytes());
            address.push(b'=');
            escape(value.as_bytes(), &mut address);
        }
        redirect(&String::from_utf8_lossy(&address))
    }
}
