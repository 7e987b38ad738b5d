//! Asks the engine, and takes what it says out of its decision. Nothing here waits.

use engine::{Access, Claims, DenyReason, Engine, Request, TokenCache};
use hyper::http::request::Parts;

use super::answer::{self, Answer};

/// What the engine said, taken out of its decision.
pub(super) struct Judged {
    pub(super) route: Option<String>,
    pub(super) verdict: Verdict,
    /// What API Gateway's logs say of the token.
    pub(super) authorizer_error: Option<String>,
    pub(super) reason: Option<DenyReason>,
    /// Whose token was asked for.
    pub(super) authorizer: Option<String>,
}

/// What comes of a request.
pub(super) enum Verdict {
    Denied(Answer),
    Preflight,
    Allowed { variables: Vec<(String, String)>, claims: Option<Claims>, is_scoped: bool },
}

/// Decides a request by its head.
pub(super) fn judge(
    engine: &Engine,
    tokens: &TokenCache,
    parts: &Parts,
    target: &str,
    now: i64,
) -> Judged {
    let mut request = Request::new(parts.method.as_str(), target);
    for (name, value) in &parts.headers {
        request = request.with_header(name.as_str(), value.as_bytes());
    }
    let tokens = tokens.pin();
    let decision = engine.decide_cached(&request, now, &tokens);
    let verdict = if !decision.is_allowed() {
        Verdict::Denied(answer::denial(&decision))
    } else if decision.is_preflight() {
        Verdict::Preflight
    } else {
        let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        let is_scoped = decision.route().is_some_and(|route| match &route.access {
            Access::Protected { requirement, .. } => !requirement.scopes.is_empty(),
            Access::Public => false,
        });
        Verdict::Allowed {
            variables: decision.variables().map(owned).collect(),
            claims: decision.claims().cloned(),
            is_scoped,
        }
    };
    Judged {
        route: decision.route().map(|route| route.name.clone()),
        verdict,
        authorizer_error: decision.challenge().map(|challenge| challenge.log_text()),
        reason: decision.reason(),
        authorizer: decision.authorizer().map(|one| one.name.clone()),
    }
}
