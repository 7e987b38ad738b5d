//! What a requirement asks of verified claims, check by check.

use crate::certainty::Certainty;
use crate::claims::Claims;
use crate::decision::{Denial, DenyReason};
use crate::policy::Requirement;
use crate::trace::Probe;

/// A denial that says nothing beyond its reason.
pub(super) fn deny(reason: DenyReason) -> Denial {
    let certainty = match reason {
        DenyReason::AmbiguousPath | DenyReason::Guardrail | DenyReason::ClaimMismatch => {
            Certainty::Ours
        }
        DenyReason::NoRoute
        | DenyReason::MissingToken
        | DenyReason::MalformedToken
        | DenyReason::UnsupportedAlgorithm
        | DenyReason::KeysUnavailable
        | DenyReason::UnknownKey
        | DenyReason::BadSignature
        | DenyReason::WrongIssuer
        | DenyReason::WrongAudience
        | DenyReason::Expired
        | DenyReason::NotYetValid
        | DenyReason::IssuedInFuture
        | DenyReason::InsufficientScope => Certainty::Documented,
    };
    Denial { reason, description: "", certainty }
}

/// Every scope requirement holds.
pub(super) fn check_scopes<P: Probe>(
    requirement: &Requirement,
    claims: &Claims,
    probe: &mut P,
) -> Result<(), DenyReason> {
    for scopes in &requirement.scopes {
        let any = scopes.any_of.is_empty()
            || scopes.any_of.iter().any(|scope| claims.has_scope(scope.as_str()));
        let all = scopes.all_of.iter().all(|scope| claims.has_scope(scope.as_str()));
        let held = any && all;
        probe.step("scopes", held, || {
            let own: Vec<&str> = claims.scopes().collect();
            format!("asked for: {scopes}; the token has: [{}]", own.join(" "))
        });
        if !held {
            return Err(DenyReason::InsufficientScope);
        }
    }
    Ok(())
}

/// Every condition on claims holds.
pub(super) fn check_claims<'v, P: Probe>(
    requirement: &Requirement,
    claims: &Claims,
    variable: impl Fn(&str) -> Option<&'v str> + Copy,
    probe: &mut P,
) -> Result<(), DenyReason> {
    for condition in &requirement.claims {
        let held = condition.holds(claims, variable);
        probe.step("claims", held, || {
            let own = claims.at(&condition.claim);
            let own = own.map_or_else(|| "is missing".to_owned(), |value| format!("is {value}"));
            format!("asked for: {condition}; the claim {own}")
        });
        if !held {
            return Err(DenyReason::ClaimMismatch);
        }
    }
    Ok(())
}
