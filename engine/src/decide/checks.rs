//! What a requirement asks of verified claims, check by check.

use crate::certainty::Certainty;
use crate::decision::{Denial, DenyReason};
use crate::policy::{Access, Effect, Guardrail, Requirement, Route};
use crate::prepared::Prepared;
use crate::trace::Probe;
use crate::vocabulary::Demand;

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

/// What a route or a guardrail asks for: in words, which are far away and rarely needed, and in
/// numbers.
#[derive(Clone, Copy)]
pub(super) struct Asked<'p> {
    pub(super) by: Asking<'p>,
    pub(super) demand: &'p Demand,
}

/// Who asks for something.
#[derive(Clone, Copy)]
pub(super) enum Asking<'p> {
    Route(&'p Route),
    Guardrail(&'p Guardrail),
}

impl<'p> Asking<'p> {
    fn requirement(self) -> Option<&'p Requirement> {
        match self {
            Self::Route(Route { access: Access::Protected { requirement, .. }, .. })
            | Self::Guardrail(Guardrail { effect: Effect::Require { requirement, .. }, .. }) => {
                Some(requirement)
            }
            Self::Route(_) | Self::Guardrail(_) => None,
        }
    }
}

/// Every scope requirement holds.
pub(super) fn check_scopes<P: Probe>(
    asked: Asked<'_>,
    prepared: &Prepared<'_>,
    probe: &mut P,
) -> Result<(), DenyReason> {
    for (at, scopes) in asked.demand.scopes.iter().enumerate() {
        let held = prepared.has(scopes);
        probe.step("scopes", held, || {
            let own: Vec<&str> = prepared.claims().scopes().collect();
            let scopes = asked.by.requirement().and_then(|one| one.scopes.get(at));
            let scopes = scopes.map(ToString::to_string).unwrap_or_default();
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
    if asked.demand.claims.is_empty() {
        return Ok(());
    }
    let requirement = asked.by.requirement().ok_or(DenyReason::ClaimMismatch)?;
    for (condition, number) in requirement.claims.iter().zip(&asked.demand.claims) {
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
