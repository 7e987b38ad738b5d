//! The request of a row, with its token where the gateway looks for it.

use engine::{Engine, IdentitySource, Request};

use crate::mint::{Fault, Minter};
use crate::send::at_source;
use crate::spec::{self, Case, TokenPlan};
use crate::suite::ReadySpec;

/// A request ready to be decided.
pub(super) struct Sending {
    pub(super) request: Request,
    /// What stands for the token, for notes: never shown whole.
    pub(super) token: Option<String>,
    /// The engine that decides, where the token's fault lies in the key set.
    pub(super) engine: Option<Engine>,
}

/// Mints the row's token and builds its request.
pub(super) fn prepare(spec: &ReadySpec, case: &Case, minter: &Minter) -> Result<Sending, String> {
    let plan = spec.spec.plan(case);
    let Some(plan) = plan else {
        return Ok(Sending { request: request(&case.request), token: None, engine: None });
    };
    let token = write(spec, plan, minter)?;
    let engine = engine_of(spec, plan, minter)?;
    if case.request.holds_token() {
        let request = request(&case.request.with_token(&token));
        return Ok(Sending { request, token: Some(token), engine });
    }
    let source = source(spec, case, plan);
    let raw = matches!(plan, TokenPlan::Raw(_));
    let value = match &source {
        IdentitySource::Header(_) if !raw => format!("Bearer {token}"),
        IdentitySource::Header(_) | IdentitySource::Query(_) => token.clone(),
    };
    let own = &case.request;
    let mut sent = at_source(&own.method, own.path.as_bytes(), &source, value.as_bytes());
    for (name, value) in &own.headers {
        sent = sent.with_header(name.as_str(), value.as_bytes());
    }
    Ok(Sending { request: sent, token: Some(token), engine })
}

fn write(spec: &ReadySpec, plan: &TokenPlan, minter: &Minter) -> Result<String, String> {
    let (authorizer, recipe) = match plan {
        TokenPlan::Raw(text) => return Ok(text.clone()),
        TokenPlan::Minted { recipe, .. } => (plan.authorizer(spec.policy.engine.policy()), recipe),
    };
    let issuer = authorizer.and_then(|authorizer| spec.policy.issuers.get(&authorizer.name));
    let issuer = issuer.ok_or("it is not clear whose token is meant")?;
    minter.mint(issuer, recipe, spec.spec.now).map_err(|error| error.to_string())
}

/// Returns the engine with the key set of a token whose fault lies there.
fn engine_of(
    spec: &ReadySpec,
    plan: &TokenPlan,
    minter: &Minter,
) -> Result<Option<Engine>, String> {
    let TokenPlan::Minted { recipe, .. } = plan else { return Ok(None) };
    if !recipe.fault.is_some_and(Fault::is_of_keys) {
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
    let request = request(&case.request);
    let authorizer = engine.authorizer_for(&request).or_else(|| match plan {
        TokenPlan::Raw(_) => engine.policy().default_authorizer(),
        TokenPlan::Minted { .. } => plan.authorizer(engine.policy()),
    });
    authorizer.map_or_else(IdentitySource::default, |one| one.identity_source.clone())
}

/// The request as the row writes it.
fn request(own: &spec::Request) -> Request {
    let with_header = |request: Request, (name, value): &(String, String)| {
        request.with_header(name.as_str(), value.as_bytes())
    };
    own.headers.iter().fold(Request::new(&own.method, &own.path), with_header)
}
