//! Tokens of a real token endpoint: client credentials (RFC 6749 section 4.4) with a row's scopes,
//! each asked for once.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use engine::Claims;
use http_body_util::Full;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Method, Request, Uri};
use serde_json::{Map, Value};

use super::client::{Client, Connection};
use super::facts::Facts;
use super::plan::Planned;
use crate::mint::Recipe;
use crate::online::Address;
use crate::run::{Task, sending};
use crate::send::escape;

/// Who asks for tokens, and where.
pub struct TokenEndpoint {
    address: Uri,
    authorization: HeaderValue,
    connection: Option<Connection>,
    /// What was answered, by the scopes asked for.
    answered: BTreeMap<String, Result<Fetched, String>>,
}

/// A token that was fetched, with its payload.
#[derive(Clone, Debug)]
pub(super) struct Fetched {
    pub(super) token: String,
    pub(super) payload: Map<String, Value>,
    pub(super) claims: Claims,
}

impl std::fmt::Debug for TokenEndpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenEndpoint").field("address", &self.address).finish_non_exhaustive()
    }
}

impl TokenEndpoint {
    /// Asks at an address with the credentials of a client.
    ///
    /// # Errors
    /// The credentials can stand in no header.
    pub fn new(address: &Address, client: &str, secret: &str) -> Result<Self, String> {
        let mut pair = Vec::new();
        // RFC 6749 section 2.3.1: both are encoded before they are joined.
        escape(client.as_bytes(), &mut pair);
        pair.push(b':');
        escape(secret.as_bytes(), &mut pair);
        let basic = format!("Basic {}", STANDARD.encode(&pair));
        let mut authorization =
            HeaderValue::from_str(&basic).map_err(|_refused| "the credentials are too odd")?;
        authorization.set_sensitive(true);
        let address = address.to_string().parse().map_err(|_unread| "no address")?;
        Ok(Self { address, authorization, connection: None, answered: BTreeMap::new() })
    }

    /// Returns whether the way there is encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        self.address.scheme_str() == Some("https")
    }

    /// Returns a token with these scopes, or why there is none.
    pub(super) async fn token(
        &mut self,
        scopes: &[String],
        client: &Client,
    ) -> Result<Fetched, String> {
        let asked = scopes.join(" ");
        if let Some(answered) = self.answered.get(&asked) {
            return answered.clone();
        }
        let answered = self.ask(&asked, client).await;
        self.answered.insert(asked, answered.clone());
        answered
    }

    async fn ask(&mut self, scopes: &str, client: &Client) -> Result<Fetched, String> {
        let mut form = b"grant_type=client_credentials".to_vec();
        if !scopes.is_empty() {
            form.extend_from_slice(b"&scope=");
            escape(scopes.as_bytes(), &mut form);
        }
        let mut message = Request::new(Full::new(Bytes::from(form)));
        *message.method_mut() = Method::POST;
        let target = self.address.path_and_query().map_or("/", |target| target.as_str());
        *message.uri_mut() = target.parse().map_err(|_unread| "no address")?;
        let host = self.address.authority().map_or("", |authority| authority.as_str());
        let headers = message.headers_mut();
        headers.insert(HOST, HeaderValue::from_str(host).map_err(|_unread| "no address")?);
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(CONTENT_TYPE, form);
        let answer = client.send(&mut self.connection, &self.address, message).await?;
        let body: Option<Map<String, Value>> = serde_json::from_slice(&answer.body).ok();
        let text = |name: &str| body.as_ref().and_then(|body| body.get(name)?.as_str());
        if answer.status != 200 {
            // The error's code is of a fixed list; its description is the server's own text.
            let error = text("error").unwrap_or("no error code");
            return Err(format!("status {}, {error}", answer.status));
        }
        let token = text("access_token").ok_or("an answer without `access_token`")?;
        let payload = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let opaque = "a token that is no JWT: what is in it does not show";
        let payload = payload.ok_or(opaque)?;
        Ok(Fetched {
            token: token.to_owned(),
            payload: serde_json::from_slice(&payload).map_err(|_unread| opaque)?,
            claims: Claims::from_json(&payload).map_err(|_unread| opaque)?,
        })
    }
}

impl Fetched {
    /// Returns why it is not the token that a recipe describes, as far as the payload tells.
    pub(super) fn unlike(
        &self,
        recipe: &Recipe,
        issuer: &str,
        audience: &[String],
    ) -> Option<String> {
        let said = self.payload.get("iss").and_then(Value::as_str);
        if said != Some(issuer) {
            return Some("its tokens are of another issuer".to_owned());
        }
        let meant = self.payload.get("aud").or_else(|| self.payload.get("client_id"));
        let meant = meant.map_or(&[][..], |meant| match meant {
            Value::Array(items) => items.as_slice(),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_) => std::slice::from_ref(meant),
        });
        if !meant.iter().filter_map(Value::as_str).any(|one| audience.iter().any(|of| of == one)) {
            return Some("its tokens are for another audience".to_owned());
        }
        let differs = |(name, value): &(&String, &Value)| {
            self.payload.get(*name).unwrap_or(&Value::Null) != *value
        };
        let other = recipe.claims.iter().find(differs);
        other.map(|(name, _)| format!("the claim {name} is another"))
    }
}

/// Returns why no endpoint gives the token of a recipe.
pub(super) fn unhad(recipe: &Recipe) -> Option<String> {
    if let Some(fault) = recipe.fault {
        return Some(format!("it is spoilt by {fault}"));
    }
    if !recipe.header.is_empty() {
        return Some("its header is the row's own".to_owned());
    }
    if recipe.algorithm.is_some() {
        return Some("its algorithm is the row's own".to_owned());
    }
    let times = [recipe.expires_in, recipe.issued_in, recipe.not_before_in];
    times.iter().any(Option::is_some).then(|| "its times are the row's own".to_owned())
}

/// Puts a fetched token in the place of ours, where the engine decides alike for both.
pub(super) async fn replace(
    task: &Task<'_>,
    recipe: &Recipe,
    planned: &mut Planned,
    tokens: &mut TokenEndpoint,
    client: &Client,
) -> Result<(), String> {
    if let Some(why) = unhad(recipe) {
        return Err(why);
    }
    let engine = &task.spec.policy.engine;
    let owner = task.spec.spec.plan(task.case).and_then(|plan| plan.authorizer(engine.policy()));
    let owner = owner.ok_or("it is not clear whose token is meant")?;
    let fetched = tokens.token(recipe.scopes.as_deref().unwrap_or_default(), client).await?;
    if let Some(why) = fetched.unlike(recipe, &owner.issuer, &owner.audience) {
        return Err(why);
    }
    let raw =
        sending::raw(&task.spec.spec, &task.spec.policy.engine, task.case, Some(&fetched.token));
    let request = raw.clone().into_request();
    let decision = engine.decide_claims(&request, &fetched.claims);
    // A token of another authorizer than the route's is refused for its issuer either way.
    let is_own = engine.authorizer_for(&request).is_none_or(|one| one.name == owner.name);
    if is_own && !Facts::of(engine, &request, &decision).agree(&planned.facts) {
        return Err("with the claims that it gives, the row is decided otherwise".to_owned());
    }
    planned.token = Some(fetched.token);
    planned.raw = raw;
    Ok(())
}
