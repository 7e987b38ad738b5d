//! Puts the request of a row together: mints its token and sends it where the gateway looks.

use engine::{Engine, IdentitySource, Request};

use crate::mint::{Fault, Minter};
use crate::send::Raw;
use crate::spec::{self, Case, Spec, TokenPlan};
use crate::suite::ReadyPolicy;

/// A request ready to be decided.
#[derive(Debug)]
pub(crate) struct Sending {
    pub(crate) request: Request,
    /// What stands for the token, for notes: never shown whole.
    pub(crate) token: Option<String>,
    /// The engine that decides, where the token has a key set of its own.
    pub(crate) engine: Option<Engine>,
    /// Where the token was put, unless the row itself says where.
    pub(crate) source: Option<IdentitySource>,
}

/// Mints the row's token and builds its request, as a policy asks for it.
pub(crate) fn prepare(
    spec: &Spec,
    policy: &ReadyPolicy,
    case: &Case,
    minter: &Minter,
) -> Result<Sending, String> {
    let Some(plan) = spec.plan(case) else {
        let request = request(&case.request);
        return Ok(Sending { request, token: None, engine: None, source: None });
    };
    let token = write(policy, plan, spec.now, minter)?;
    let engine = engine_of(spec, policy, plan, minter)?;
    if case.request.holds_token() {
        let request = request(&case.request.with_token(&token));
        return Ok(Sending { request, token: Some(token), engine, source: None });
    }
    let source = source(&policy.engine, &request(&case.request), plan);
    let request = sent(case, plan, &token, &source).into_request();
    Ok(Sending { request, token: Some(token), engine, source: Some(source) })
}

/// Returns the request of a row with a token in its place.
pub(crate) fn raw(spec: &Spec, engine: &Engine, case: &Case, token: Option<&str>) -> Raw {
    let (Some(plan), Some(token)) = (spec.plan(case), token) else {
        return own(&case.request);
    };
    if case.request.holds_token() {
        return own(&case.request.with_token(token));
    }
    sent(case, plan, token, &source(engine, &request(&case.request), plan))
}

/// Builds the request with the token where a gateway looks for it.
pub(crate) fn sent(case: &Case, plan: &TokenPlan, token: &str, source: &IdentitySource) -> Raw {
    let is_raw = matches!(plan, TokenPlan::Raw(_));
    let value = match source {
        IdentitySource::Header(_) if !is_raw => format!("Bearer {token}"),
        IdentitySource::Header(_) | IdentitySource::Query(_) => token.to_owned(),
    };
    let Raw { method, target, headers } = own(&case.request);
    let mut sent = Raw { method, target, headers: Vec::new() }.at_source(source, value.as_bytes());
    sent.headers.extend(headers);
    sent
}

/// Writes the token that a row sends, for an instant.
pub(crate) fn write(
    policy: &ReadyPolicy,
    plan: &TokenPlan,
    now: i64,
    minter: &Minter,
) -> Result<String, String> {
    let (authorizer, recipe) = match plan {
        TokenPlan::Raw(text) => return Ok(text.clone()),
        TokenPlan::Minted { recipe, .. } => (plan.authorizer(policy.engine.policy()), recipe),
    };
    let issuer = authorizer.and_then(|authorizer| policy.issuers.get(&authorizer.name));
    let issuer = issuer.ok_or("it is not clear whose token is meant")?;
    minter.mint(issuer, recipe, now).map_err(|error| error.to_string())
}

/// Returns whether the token is verified with a key set of its own: its fault lies there, or
/// another algorithm's key signed it.
pub(crate) fn has_own_keys(plan: &TokenPlan) -> bool {
    let TokenPlan::Minted { recipe, .. } = plan else { return false };
    recipe.fault.is_some_and(Fault::is_of_keys) || recipe.algorithm.is_some()
}

/// Returns the engine with the key set of a token that has its own.
fn engine_of(
    spec: &Spec,
    policy: &ReadyPolicy,
    plan: &TokenPlan,
    minter: &Minter,
) -> Result<Option<Engine>, String> {
    let TokenPlan::Minted { recipe, .. } = plan else { return Ok(None) };
    if !has_own_keys(plan) {
        return Ok(None);
    }
    let authorizer = plan.authorizer(policy.engine.policy());
    let issuer = authorizer.and_then(|authorizer| policy.issuers.get(&authorizer.name));
    let issuer = issuer.ok_or("it is not clear whose key set is meant")?;
    let set = minter.jwks_text(issuer, recipe, spec.now).map_err(|error| error.to_string())?;
    policy.engine_with(&issuer.name, &set).map(Some)
}

/// Where the gateway looks: the authorizer that would verify, else the token's own; for a raw
/// token the default authorizer's, else `Authorization`.
pub(crate) fn source(engine: &Engine, bare: &Request, plan: &TokenPlan) -> IdentitySource {
    let authorizer = engine.authorizer_for(bare).or_else(|| match plan {
        TokenPlan::Raw(_) => engine.policy().default_authorizer(),
        TokenPlan::Minted { .. } => plan.authorizer(engine.policy()),
    });
    authorizer.map(|authorizer| authorizer.identity_source.clone()).unwrap_or_default()
}

/// The request as the row writes it, ready to be decided.
pub(crate) fn request(own_request: &spec::Request) -> Request {
    own(own_request).into_request()
}

/// The request as the row writes it.
fn own(request: &spec::Request) -> Raw {
    let header = |(name, value): &(String, String)| (name.clone(), value.as_bytes().to_vec());
    Raw {
        method: request.method.clone(),
        target: request.path.as_bytes().to_vec(),
        headers: request.headers.iter().map(header).collect(),
    }
}
