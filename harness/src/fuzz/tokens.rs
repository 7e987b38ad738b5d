//! Really signed tokens for cases: the engine verifies them as it does in production.

use engine::{Authorizer, Claims, Engine, KeySet, Request};
use serde_json::Value;

use super::case::Case;
use crate::{
    issuer::token_issuer,
    mint::{Minter, Profile, Recipe, TokenIssuer},
    send::at_source,
};

/// Claims that an authorizer itself looks at: those of a case would spoil its token.
const OWN: [&str; 8] = ["iss", "aud", "client_id", "exp", "nbf", "iat", "cnf", "jti"];

/// Claims of a case in which a token must not hold a control character.
const NAMING: [&str; 3] = ["sub", "scope", "scp"];

/// Mints tokens for the authorizers of one policy.
#[derive(Debug)]
pub struct Tokens {
    minter: Minter,
    issuers: Vec<TokenIssuer>,
    now: i64,
}

impl Tokens {
    /// Gives an engine test keys for each authorizer, and returns both.
    ///
    /// # Errors
    /// A key or token that cannot be made, one line.
    pub fn new(mut engine: Engine, minter: Minter, now: i64) -> Result<(Engine, Self), String> {
        let issuers: Vec<TokenIssuer> =
            engine.policy().authorizers().iter().map(token_issuer).collect();
        for issuer in &issuers {
            let set = minter.jwks(issuer).map_err(|error| error.to_string())?;
            let set = KeySet::from_json(set.to_string().as_bytes());
            engine = engine.with_keys(&issuer.name, set.map_err(|error| error.to_string())?);
            // What cannot be minted at all is told now, not passed over case by case.
            let first = minter.mint(issuer, &Recipe::default(), now);
            first.map_err(|error| error.to_string())?;
        }
        Ok((engine, Self { minter, issuers, now }))
    }

    /// Returns the instant of all decisions.
    pub(super) fn now(&self) -> i64 {
        self.now
    }

    /// Returns a case's request with a token of an authorizer, and the claims in that token.
    pub(super) fn send(
        &self,
        case: &Case,
        authorizers: &[Authorizer],
        index: usize,
    ) -> Option<(Request, Claims)> {
        let (issuer, authorizer) = (self.issuers.get(index)?, authorizers.get(index)?);
        let mut claims = case.claims.clone()?;
        claims.retain(|name, _| !OWN.contains(&name.as_str()));
        if NAMING.iter().filter_map(|name| claims.get(*name)).any(holds_control) {
            // Such a token is malformed, whatever its claims would be decided.
            return None;
        }
        let recipe = Recipe { profile: Some(Profile::Bare), claims, ..Recipe::default() };
        let token = self.minter.mint(issuer, &recipe, self.now).ok()?;
        let value = match authorizer.identity_source {
            engine::IdentitySource::Header(_) => format!("Bearer {token}"),
            engine::IdentitySource::Query(_) => token.clone(),
        };
        let source = &authorizer.identity_source;
        let request = at_source(&case.method, case.target.as_bytes(), source, value.as_bytes());
        Some((case.with_headers(request), payload(&token)?))
    }
}

fn holds_control(value: &Value) -> bool {
    match value {
        Value::String(text) => text.chars().any(|c| c.is_ascii_control()),
        Value::Array(items) => items.iter().filter(|item| item.is_string()).any(holds_control),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

/// The claims of a token of ours, read without verifying it.
fn payload(token: &str) -> Option<Claims> {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    Claims::from_json(&payload).ok()
}
