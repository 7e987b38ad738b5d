//! Whose answers are held against the laws: the engine, or in tests one with a planted mistake.

use engine::{Claims, Engine, Policy, Request};

use super::case::Answer;

/// What decides.
pub trait Subject: Sync {
    /// Returns the policy that it decides by.
    fn policy(&self) -> &Policy;

    /// Decides on verified claims.
    fn on_claims(&self, request: &Request, claims: &Claims) -> Answer;

    /// Decides on the token of the request, if there is one.
    fn on_token(&self, request: &Request, now: i64) -> Answer;

    /// Decides on verified claims, and tells whether every check passed that was told of.
    fn explained(&self, request: &Request, claims: &Claims) -> (Answer, bool);
}

impl Subject for Engine {
    fn policy(&self) -> &Policy {
        Self::policy(self)
    }

    fn on_claims(&self, request: &Request, claims: &Claims) -> Answer {
        let decision = self.decide_claims(request, claims);
        Answer::of(&decision)
    }

    fn on_token(&self, request: &Request, now: i64) -> Answer {
        let decision = self.decide(request, now);
        Answer::of(&decision)
    }

    fn explained(&self, request: &Request, claims: &Claims) -> (Answer, bool) {
        let (decision, trace) = self.explain_claims(request, claims);
        (Answer::of(&decision), trace.steps.iter().all(|step| step.passed))
    }
}
