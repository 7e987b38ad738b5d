//! The request of a row, with its token where the gateway looks for it.

use engine::{Engine, IdentitySource, Request};

use crate::mint::{Fault, Minter};
use crate::send::at_source;
use crate::spec::{self, Case, Spec, TokenPlan};
use crate::suite::ReadyPolicy;

/// A request ready to be decided.
#[derive(Debug)]
pub(crate) struct Sending {
    pub(crate) request: Request,
    /// What stands for the token, for notes: never shown whole.
    pub(crate) token: Option<String>,
    /// The engine that decides, where the token's fault lies in the key set.
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
    let token = write(spec, policy, plan, minter)?;
    let engine = engine_of(spec, policy, plan, minter)?;
    if case.request.holds_token() {
        let request = request(&case.request.with_token(&token));
        return Ok(Sending { request, token: Some(token), engine, source: None });
    }
    let source = source(&policy.engine, &request(&case.request), plan);
    let request = sent(case, plan, &token, &source);
    Ok(Sending { request, token: Some(token), engine, source: Some(source) })
}

/// Builds the request with the token where a gateway looks for it.
pub(crate) fn sent(case: &Case, plan: &TokenPlan, token: &str, source: &IdentitySource) -> Request {
    let raw = matches!(plan, TokenPlan::Raw(_));
    let value = match source {
        IdentitySource::Header(_) if !raw => format!("Bearer {token}"),
        IdentitySource::Header(_) | IdentitySource::Query(_) => token.to_owned(),
    };
    let own = &case.request;
    let mut sent = at_source(&own.method, own.path.as_bytes(), source, value.as_bytes());
    for (name, value) in &own.headers {
        sent = sent.with_header(name.as_str(), value.as_bytes());
    }
    sent
}

fn write(
    spec: &Spec,
    policy: &ReadyPolicy,
    plan: &TokenPlan,
    minter: &Minter,
) -> Result<String, String> {
    let (authorizer, recipe) = match plan {
        TokenPlan::Raw(text) => return Ok(text.clone()),
        TokenPlan::Minted { recipe, .. } => (plan.authorizer(policy.engine.policy()), recipe),
    };
    let issuer = authorizer.and_then(|authorizer| policy.issuers.get(&authorizer.name));
    let issuer = issuer.ok_or("it is not clear whose token is meant")?;
    minter.mint(issuer, recipe, spec.now).map_err(|error| error.to_string())
}

/// Returns the engine with the key set of a token whose fault lies there.
fn engine_of(
    spec: &Spec,
    policy: &ReadyPolicy,
    plan: &TokenPlan,
    minter: &Minter,
) -> Result<Option<Engine>, String> {
    let TokenPlan::Minted { recipe, .. } = plan else { return Ok(None) };
    if !recipe.fault.is_some_and(Fault::is_of_keys) {
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
    authorizer.map_or_else(IdentitySource::default, |one| one.identity_source.clone())
}

/// The request as the row writes it.
pub(crate) fn request(own: &spec::Request) -> Request {
    let with_header = |request: Request, (name, value): &(String, String)| {
        request.with_header(name.as_str(), value.as_bytes())
    };
    own.headers.iter().fold(Request::new(&own.method, &own.path), with_header)
}
