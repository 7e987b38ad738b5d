//! The request of a row, with its token where the gateway looks for it.

use engine::{Engine, IdentitySource, Request};

use crate::mint::{Fault, Minter};
use crate::send::Raw;
use crate::spec::{self, Case, TokenPlan};
use crate::suite::ReadySpec;

/// A request ready to be decided.
pub(crate) struct Sending {
    pub(crate) request: Request,
    /// What stands for the token, for notes: never shown whole.
    pub(crate) token: Option<String>,
    /// The engine that decides, where the token's fault lies in the key set.
    pub(crate) engine: Option<Engine>,
}

/// Mints the row's token and builds its request.
pub(crate) fn prepare(spec: &ReadySpec, case: &Case, minter: &Minter) -> Result<Sending, String> {
    let Some(plan) = spec.spec.plan(case) else {
        let request = raw(spec, case, None).into_request();
        return Ok(Sending { request, token: None, engine: None });
    };
    let token = write(spec, plan, spec.spec.now, minter)?;
    let engine = engine_of(spec, plan, minter)?;
    let request = raw(spec, case, Some(&token)).into_request();
    Ok(Sending { request, token: Some(token), engine })
}

/// Returns the request of a row with a token in its place.
pub(crate) fn raw(spec: &ReadySpec, case: &Case, token: Option<&str>) -> Raw {
    let (Some(plan), Some(token)) = (spec.spec.plan(case), token) else {
        return own(&case.request);
    };
    if case.request.holds_token() {
        return own(&case.request.with_token(token));
    }
    let source = source(spec, case, plan);
    let is_raw = matches!(plan, TokenPlan::Raw(_));
    let value = match &source {
        IdentitySource::Header(_) if !is_raw => format!("Bearer {token}"),
        IdentitySource::Header(_) | IdentitySource::Query(_) => token.to_owned(),
    };
    let Raw { method, target, headers } = own(&case.request);
    let mut sent = Raw { method, target, headers: Vec::new() }.at_source(&source, value.as_bytes());
    sent.headers.extend(headers);
    sent
}

/// Writes the token that a row sends, for an instant.
pub(crate) fn write(
    spec: &ReadySpec,
    plan: &TokenPlan,
    now: i64,
    minter: &Minter,
) -> Result<String, String> {
    let (authorizer, recipe) = match plan {
        TokenPlan::Raw(text) => return Ok(text.clone()),
        TokenPlan::Minted { recipe, .. } => (plan.authorizer(spec.policy.engine.policy()), recipe),
    };
    let issuer = authorizer.and_then(|authorizer| spec.policy.issuers.get(&authorizer.name));
    let issuer = issuer.ok_or("it is not clear whose token is meant")?;
    minter.mint(issuer, recipe, now).map_err(|error| error.to_string())
}

/// Returns whether the token's fault lies in its issuer's key set.
pub(crate) fn has_own_keys(plan: &TokenPlan) -> bool {
    let TokenPlan::Minted { recipe, .. } = plan else { return false };
    recipe.fault.is_some_and(Fault::is_of_keys)
}

/// Returns the engine with the key set of a token whose fault lies there.
fn engine_of(
    spec: &ReadySpec,
    plan: &TokenPlan,
    minter: &Minter,
) -> Result<Option<Engine>, String> {
    let TokenPlan::Minted { recipe, .. } = plan else { return Ok(None) };
    if !has_own_keys(plan) {
        return Ok(None);
    }
    let authorizer = plan.authorizer(spec.policy.engine.policy());
    let issuer = authorizer.and_then(|authorizer| spec.policy.issuers.get(&authorizer.name));
    let issuer = issuer.ok_or("it is not clear whose key set is meant")?;
    let set = minter.jwks_text(issuer, recipe, spec.spec.now).map_err(|error| error.to_string())?;
    spec.policy.engine_with(&issuer.name, &set).map(Some)
}

/// Where the gateway looks: the authorizer that would verify, else the token's own; for a raw
/// token the default authorizer's, else `Authorization`.
fn source(spec: &ReadySpec, case: &Case, plan: &TokenPlan) -> IdentitySource {
    let engine = &spec.policy.engine;
    let request = own(&case.request).into_request();
    let authorizer = engine.authorizer_for(&request).or_else(|| match plan {
        TokenPlan::Raw(_) => engine.policy().default_authorizer(),
        TokenPlan::Minted { .. } => plan.authorizer(engine.policy()),
    });
    authorizer.map_or_else(IdentitySource::default, |one| one.identity_source.clone())
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
