//! The decision once more, written apart and as plainly as it can be: one route after the other,
//! one byte after the other.
//!
//! It reads the policy's public form and follows the documentation of [`engine::Engine::decide`]
//! word by word. It uses none of the engine's matcher, globs, conditions or path reading, so that
//! one mistake would have to be made twice.

use engine::{
    Access, AmbiguousPaths, DenyReason, Effect, Guardrail, Method, Policy, Requirement, Route,
};
use serde_json::{Map, Value};

use super::case::{Answer, Case};

mod claims;
mod glob;
mod path;
mod route;

/// The answer to a case, and whose token is asked for: an index of the policy's authorizers.
pub(super) struct Naive {
    pub(super) answer: Answer,
    pub(super) authorizer: Option<usize>,
}

/// Decides a case on its claims as they stand.
pub(super) fn decide(policy: &Policy, case: &Case) -> Naive {
    let mut naive = Naive { answer: Answer::default(), authorizer: None };
    naive.answer.reason = check(policy, case, &mut naive).err();
    naive
}

fn check(policy: &Policy, case: &Case, naive: &mut Naive) -> Result<(), DenyReason> {
    let raw = case.target.split('?').next().unwrap_or_default();
    let path = match policy.ambiguous_paths() {
        AmbiguousPaths::Deny => path::strict(raw),
        AmbiguousPaths::AsGateway => path::as_gateway(raw),
    };
    let path = path.ok_or(DenyReason::AmbiguousPath)?;
    let method = Method::ALL.into_iter().find(|method| method.as_str() == case.method);
    let method = method.ok_or(DenyReason::NoRoute)?;
    let Some(route) = route::of(policy.routes(), method, &path) else {
        let answered = policy.cors().is_some() && method == Method::Options && case.preflight;
        return if answered { Ok(()) } else { Err(DenyReason::NoRoute) };
    };
    naive.answer.route = Some(route.name.clone());
    naive.answer.variables = route::variables(route, &path);
    let mut over: Vec<&Guardrail> =
        policy.guardrails().iter().filter(|one| is_over(one, method, &path)).collect();
    over.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    if let Some(denying) = over.iter().find(|one| matches!(one.effect, Effect::Deny)) {
        naive.answer.guardrail = Some(denying.name.clone());
        return Err(DenyReason::Guardrail);
    }
    let Some(authorizer) = authorizer(route, &over) else { return Ok(()) };
    naive.authorizer = Some(authorizer);
    let claims = case.claims.as_ref().ok_or(DenyReason::MissingToken)?;
    if let Access::Protected { requirement, .. } = &route.access {
        fulfilled(requirement, claims, &naive.answer.variables)?;
    }
    for guardrail in over {
        let Effect::Require { authorizer: own, requirement } = &guardrail.effect else { continue };
        if *own != authorizer || fulfilled(requirement, claims, &[]).is_err() {
            naive.answer.guardrail = Some(guardrail.name.clone());
            return Err(DenyReason::Guardrail);
        }
    }
    Ok(())
}

fn is_over(guardrail: &Guardrail, method: Method, path: &str) -> bool {
    guardrail.methods.contains(&method) && guardrail.paths.iter().any(|one| glob::takes(one, path))
}

fn authorizer(route: &Route, over: &[&Guardrail]) -> Option<usize> {
    match &route.access {
        Access::Protected { authorizer, .. } => Some(*authorizer),
        Access::Public => over.iter().find_map(|one| match &one.effect {
            Effect::Require { authorizer, .. } => Some(*authorizer),
            Effect::Deny => None,
        }),
    }
}

fn fulfilled(
    requirement: &Requirement,
    payload: &Map<String, Value>,
    variables: &[(String, String)],
) -> Result<(), DenyReason> {
    let own = claims::scopes(payload);
    for scopes in &requirement.scopes {
        let has = |scope: &engine::Scope| own.contains(&scope.as_str());
        let any = scopes.any_of.is_empty() || scopes.any_of.iter().any(has);
        if !any || !scopes.all_of.iter().all(has) {
            return Err(DenyReason::InsufficientScope);
        }
    }
    let mut conditions = requirement.claims.iter();
    if conditions.all(|condition| claims::hold(condition, payload, variables)) {
        Ok(())
    } else {
        Err(DenyReason::ClaimMismatch)
    }
}

#[cfg(test)]
mod tests {
    use engine::{Settings, Source};
    use serde_json::json;

    use super::*;

    const POLICY: &str = "
version: 1
authorizers:
  a: { issuer: https://a, audience: [x] }
  b: { issuer: https://b, audience: [x] }
default_authorizer: a
routes:
  GET /open: { public: true }
  GET /open/admin: { public: true }
  GET /{tenant}/x: { scopes: s, claims: { t: { path_variable: tenant } } }
  GET /b: { authorizer: b }
guardrails:
  admin: { paths: ['**/admin'], claims: { role: admin } }
  bees: { paths: [/b], claims: { role: admin } }
  z: { paths: ['/z/**'], deny: true }
";

    fn told(method: &str, target: &str, claims: Option<Value>) -> String {
        let policy = Policy::from_source(&Source::new("p", POLICY), &Settings::default());
        let policy = policy.unwrap().policy;
        let claims = claims.map(|claims| claims.as_object().unwrap().clone());
        let (method, target) = (method.to_owned(), target.to_owned());
        decide(&policy, &Case { method, target, claims, minted: false, preflight: false })
            .answer
            .to_string()
    }

    /// Each line is one step of the documentation of `Engine::decide`, by hand.
    #[test]
    fn the_documented_steps_are_followed_one_by_one() {
        let none = || None;
        let (claims, short) = (json!({ "scope": "s", "t": "T" }), json!({ "t": "T" }));
        for (target, claims, answer) in [
            ("/a/../b", none(), "deny: ambiguous_path"),
            ("/nowhere", none(), "deny: no_route"),
            ("/open?/../", none(), "allow, route GET /open"),
            ("/open/admin", none(), "deny: missing_token, route GET /open/admin"),
            ("/open/admin", Some(json!({ "role": "admin" })), "allow, route GET /open/admin"),
            (
                "/open/admin",
                Some(json!({})),
                "deny: guardrail, route GET /open/admin, guardrail admin",
            ),
            ("/T/x", none(), "deny: missing_token, route GET /{tenant}/x, tenant = T"),
            ("/T/x", Some(short), "deny: insufficient_scope, route GET /{tenant}/x, tenant = T"),
            (
                "/U/x",
                Some(claims.clone()),
                "deny: claim_mismatch, route GET /{tenant}/x, tenant = U",
            ),
            ("/T/x", Some(claims), "allow, route GET /{tenant}/x, tenant = T"),
            ("/z/x", none(), "deny: guardrail, route GET /{tenant}/x, guardrail z, tenant = z"),
            (
                "/b",
                Some(json!({ "role": "admin" })),
                "deny: guardrail, route GET /b, guardrail bees",
            ),
        ] {
            assert_eq!(told("GET", target, claims), answer, "{target}");
        }
        assert_eq!(told("get", "/open", None), "deny: no_route");
    }
}
