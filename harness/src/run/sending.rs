//! The request of a row, with its token where the gateway looks for it.

use engine::{IdentitySource, Request};

use crate::mint::Minter;
use crate::send::at_source;
use crate::spec::{Case, CaseToken, TokenPlan};
use crate::suite::ReadySpec;

/// Where a row says that the token stands.
const PLACEHOLDER: &str = "{token}";

/// A request ready to be decided.
pub(super) struct Sending {
    pub(super) request: Request,
    /// What stands for the token, for notes: never shown whole.
    pub(super) token: Option<String>,
}

/// Mints the row's token and builds its request.
pub(super) fn prepare(spec: &ReadySpec, case: &Case, minter: &Minter) -> Result<Sending, String> {
    let plan = match &case.token {
        CaseToken::None => None,
        CaseToken::Named(name) => spec.spec.tokens.get(name).map(|token| &token.plan),
        CaseToken::Inline(plan) => Some(plan),
    };
    let Some(plan) = plan else {
        return Ok(Sending { request: plain(case, None), token: None });
    };
    let token = write(spec, plan, minter)?;
    let placed = case.request.headers.iter().any(|(_, value)| value.contains(PLACEHOLDER))
        || query(&case.request.path).contains(PLACEHOLDER);
    if placed {
        return Ok(Sending { request: plain(case, Some(&token)), token: Some(token) });
    }
    let source = source(spec, case, plan);
    let raw = matches!(plan, TokenPlan::Raw(_));
    let value = match &source {
        IdentitySource::Header(_) if !raw => format!("Bearer {token}"),
        IdentitySource::Header(_) | IdentitySource::Query(_) => token.clone(),
    };
    let own = &case.request;
    let mut request = at_source(&own.method, own.path.as_bytes(), &source, value.as_bytes());
    for (name, value) in &own.headers {
        request = request.with_header(name.as_str(), value.as_bytes());
    }
    Ok(Sending { request, token: Some(token) })
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

/// Where the gateway looks: the authorizer that would verify, else the token's own; for a raw
/// token the default authorizer's, else `Authorization`.
fn source(spec: &ReadySpec, case: &Case, plan: &TokenPlan) -> IdentitySource {
    let engine = &spec.policy.engine;
    let request = plain(case, None);
    let authorizer = engine.authorizer_for(&request).or_else(|| match plan {
        TokenPlan::Raw(_) => engine.policy().default_authorizer(),
        TokenPlan::Minted { .. } => plan.authorizer(engine.policy()),
    });
    authorizer.map_or_else(IdentitySource::default, |one| one.identity_source.clone())
}

/// The request as the row writes it, with the token in its placeholders.
fn plain(case: &Case, token: Option<&str>) -> Request {
    let own = &case.request;
    let fill = |text: &str| match token {
        Some(token) => text.replace(PLACEHOLDER, token),
        None => text.to_owned(),
    };
    let path = match own.path.split_once('?') {
        Some((path, query)) => format!("{path}?{}", fill(query)),
        None => own.path.clone(),
    };
    let mut request = Request::new(&own.method, path);
    for (name, value) in &own.headers {
        request = request.with_header(name.as_str(), fill(value).into_bytes());
    }
    request
}

fn query(path: &str) -> &str {
    path.split_once('?').map_or("", |(_, query)| query)
}
