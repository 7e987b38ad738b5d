//! The deny reasons an expectation can name, with what is answered for each.
//!
//! Written down here once more, apart from the engine: a spec says what must be answered, whatever
//! the engine of the day does.

/// A deny reason and what is answered for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) name: &'static str,
    pub(super) status: u16,
    /// Whether the answer has a challenge.
    pub(super) challenge: bool,
}

const fn reason(name: &'static str, status: u16, challenge: bool) -> Reason {
    Reason { name, status, challenge }
}

impl Reason {
    /// Every reason, in the order of the checks.
    pub(super) const ALL: &'static [Self] = &[
        reason("ambiguous_path", 400, false),
        reason(NO_ROUTE, 404, false),
        reason("guardrail", 403, false),
        reason("missing_token", 401, true),
        reason("malformed_token", 401, true),
        reason("unsupported_algorithm", 401, true),
        reason("keys_unavailable", 401, true),
        reason("unknown_key", 401, true),
        reason("bad_signature", 401, true),
        reason("wrong_issuer", 401, true),
        reason("wrong_audience", 401, true),
        reason("expired", 401, true),
        reason("not_yet_valid", 401, true),
        reason("issued_in_future", 401, true),
        reason("insufficient_scope", 403, true),
        reason("claim_mismatch", 403, false),
    ];

    /// Returns the reason of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|one| one.name == name).copied()
    }

    /// Returns whether it is met before any route is.
    pub(super) fn is_before_routes(self) -> bool {
        self.status == 400 || self.status == 404
    }
}

/// The reason for which no route is met.
pub(super) const NO_ROUTE: &str = "no_route";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_found_by_its_name_alone() {
        assert_eq!(Reason::named("expired").map(|one| one.status), Some(401));
        assert_eq!(Reason::named("Expired"), None);
        assert_eq!(Reason::ALL.len(), 16);
    }

    #[test]
    fn two_reasons_come_before_routes() {
        let names: Vec<&str> =
            Reason::ALL.iter().filter(|one| one.is_before_routes()).map(|one| one.name).collect();
        assert_eq!(names, ["ambiguous_path", "no_route"]);
    }
}
