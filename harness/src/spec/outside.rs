//! What of an expectation shows to whoever sends the request.

use super::{
    expectation::{Expectation, Expected},
    reason::Reason,
};

/// What the answer to a request must show for an expectation to be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside<'e> {
    /// Whether it lets the request in.
    pub decision: Expected,
    /// Its status, where the expectation settles one; 200 stands for any of the integration's.
    pub status: Option<u16>,
    /// Its challenge, where one is said.
    pub challenge: Option<&'e str>,
    /// Whether it has a challenge, where a reason is said.
    pub has_challenge: Option<bool>,
    /// Parts of the expectation that do not show.
    pub unseen: Vec<&'static str>,
}

impl Expectation {
    /// Returns what of it shows.
    pub fn outside(&self) -> Outside<'_> {
        let reason = self.reason.as_deref().and_then(Reason::named);
        // A guardrail denies in one way only.
        let by_guardrail = self.guardrail.is_some().then_some("guardrail").and_then(Reason::named);
        let told = reason.or(by_guardrail.filter(|_| self.status.is_none()));
        let parts = [
            ("reason", self.reason.is_some()),
            ("route", self.route.is_some()),
            ("guardrail", self.guardrail.is_some()),
            ("variables", self.variables.is_some()),
        ];
        let unseen = parts.into_iter().filter(|(_, said)| *said).map(|(name, _)| name);
        Outside {
            decision: self.decision,
            status: self.status.or(told.map(|reason| reason.status)),
            challenge: self.challenge.as_deref(),
            has_challenge: told.map(|reason| reason.challenge),
            unseen: unseen.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_shows_as_its_status_and_challenge() {
        let expectation = |reason: &str| Expectation {
            decision: Expected::Deny,
            reason: Some(reason.to_owned()),
            ..Expectation::default()
        };
        let expired = expectation("expired");
        let shown = expired.outside();
        assert_eq!((shown.status, shown.has_challenge), (Some(401), Some(true)));
        assert_eq!(shown.unseen, ["reason"]);
        let claims = expectation("claim_mismatch");
        assert_eq!(
            (claims.outside().status, claims.outside().has_challenge),
            (Some(403), Some(false))
        );
    }

    #[test]
    fn a_guardrail_shows_as_403() {
        let guardrail = Some("no backups".to_owned());
        let expectation =
            Expectation { decision: Expected::Deny, guardrail, ..Expectation::default() };
        assert_eq!(expectation.outside().status, Some(403));
        assert_eq!(expectation.outside().unseen, ["guardrail"]);
    }

    #[test]
    fn a_bare_deny_settles_no_status() {
        let bare = Expectation { decision: Expected::Deny, ..Expectation::default() };
        let shown = bare.outside();
        assert_eq!((shown.status, shown.has_challenge, shown.challenge), (None, None, None));
        assert!(shown.unseen.is_empty());
    }
}
