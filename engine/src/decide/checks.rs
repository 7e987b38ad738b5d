//! What a requirement asks of verified claims, check by check.

use crate::certainty::Certainty;
use crate::decision::{Denial, DenyReason};
use crate::policy::Requirement;
use crate::prepared::{Demand, Prepared};
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

/// What a place asks for, in words and in numbers.
#[derive(Clone, Copy)]
pub(super) struct Asked<'p> {
    pub(super) requirement: &'p Requirement,
    pub(super) demand: &'p Demand,
}

/// Every scope requirement holds.
pub(super) fn check_scopes<P: Probe>(
    asked: Asked<'_>,
    prepared: &Prepared<'_>,
    probe: &mut P,
) -> Result<(), DenyReason> {
    for (at, (any_of, all_of)) in asked.demand.scopes.iter().enumerate() {
        let any = any_of.is_empty() || any_of.iter().any(|scope| prepared.has_scope(*scope));
        let held = any && all_of.iter().all(|scope| prepared.has_scope(*scope));
        probe.step("scopes", held, || {
            let own: Vec<&str> = prepared.claims().scopes().collect();
            let scopes = asked.requirement.scopes.get(at).map(ToString::to_string);
            let scopes = scopes.unwrap_or_default();
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
    asked: Asked<'_>,
    prepared: &Prepared<'_>,
    variable: impl Fn(&str) -> Option<&'v str> + Copy,
    probe: &mut P,
) -> Result<(), DenyReason> {
    for (condition, number) in asked.requirement.claims.iter().zip(&asked.demand.claims) {
        let own = prepared.claim(*number);
        let held = condition.holds(own, variable);
        probe.step("claims", held, || {
            let own = own.map_or_else(|| "is missing".to_owned(), |value| format!("is {value}"));
            format!("asked for: {condition}; the claim {own}")
        });
        if !held {
            return Err(DenyReason::ClaimMismatch);
        }
    }
    Ok(())
}
