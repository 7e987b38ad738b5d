//! What the engine decides for a request that is sent to a gateway.

use engine::{Certainty, Decision, DenyReason, Engine, Request};

use crate::run::shown;

/// A decision, as much of it as is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) is_allowed: bool,
    pub(super) reason: Option<&'static str>,
    pub(super) status: u16,
    pub(super) challenge: Option<String>,
    pub(super) certainty: Certainty,
    /// The decision in a few words.
    pub(super) told: String,
    pub(super) route: Option<String>,
    pub(super) guardrail: Option<String>,
}

impl Facts {
    /// Takes them from a decision.
    pub(super) fn of(engine: &Engine, request: &Request, decision: &Decision<'_>) -> Self {
        Self {
            is_allowed: decision.is_allowed(),
            reason: decision.reason().map(DenyReason::as_str),
            status: decision.status(),
            challenge: decision.challenge().map(|challenge| challenge.to_string()),
            certainty: engine.certainty(request, decision),
            told: shown(decision),
            route: decision.route().map(|route| route.name.clone()),
            guardrail: decision.guardrail().map(|guardrail| guardrail.name.clone()),
        }
    }

    /// Returns whether both decide for the same reason in the same place.
    pub(super) fn agree(&self, other: &Self) -> bool {
        self.reason == other.reason
            && self.status == other.status
            && self.route == other.route
            && self.guardrail == other.guardrail
    }
}
