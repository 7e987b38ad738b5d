//! What a comparison of two policies comes to: the requests that they decide differently.

use engine::{DenyReason, IdentitySource, Method};
use serde_json::{Map, Value};

/// How a request is decided differently. In the order of reports: what opens comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It was denied and is allowed.
    NewlyAllowed,
    /// It was allowed and is denied.
    NewlyDenied,
    /// It is denied by both, for another reason.
    DeniedDifferently,
}

impl Change {
    /// Every change, in the order of reports.
    pub const ALL: [Self; 3] = [Self::NewlyAllowed, Self::NewlyDenied, Self::DeniedDifferently];

    /// Returns the stable `snake_case` name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewlyAllowed => "newly_allowed",
            Self::NewlyDenied => "newly_denied",
            Self::DeniedDifferently => "denied_differently",
        }
    }

    /// Returns whether it is more than another reason.
    pub fn is_of_access(self) -> bool {
        self != Self::DeniedDifferently
    }

    /// Tells how two answers differ; nothing when both allow, or deny for one reason.
    pub fn of(old: Option<DenyReason>, new: Option<DenyReason>) -> Option<Self> {
        match (old, new) {
            (Some(_), None) => Some(Self::NewlyAllowed),
            (None, Some(_)) => Some(Self::NewlyDenied),
            (Some(old), Some(new)) if old != new => Some(Self::DeniedDifferently),
            (Some(_), Some(_)) | (None, None) => None,
        }
    }
}

/// What a request shows of who it is from.
#[derive(Clone, Debug, PartialEq)]
pub enum Credential {
    /// No token.
    None,
    /// Something that is no token.
    Refused,
    /// A signed token with these claims, beside those that its issuer gives to each.
    Token(Map<String, Value>),
    /// A token in each of several places, as the policies look in different ones: the place, and
    /// the claims; no claims stand for a token that is refused.
    Tokens(Vec<(IdentitySource, Option<Map<String, Value>>)>),
}

impl Credential {
    /// Returns the stable name of its kind.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Refused => "refused",
            Self::Token(_) => "token",
            Self::Tokens(_) => "tokens",
        }
    }
}

/// What one policy answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Why it denies; nothing when it allows.
    pub reason: Option<DenyReason>,
    /// The status; 200 stands for what the integration answers.
    pub status: u16,
    /// The deciding route, an index into [`engine::Policy::routes`].
    pub route: Option<usize>,
    /// The guardrail that denies, an index into [`engine::Policy::guardrails`].
    pub guardrail: Option<usize>,
}

/// Requests that two policies decide differently in one way, shown by the weakest of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// In which way.
    pub change: Change,
    /// Whether they are CORS preflights: a policy with `cors` answers those that no route takes.
    pub is_preflight: bool,
    /// The methods of such requests; the first is that of the one shown.
    pub methods: Vec<Method>,
    /// The target of the request shown.
    pub target: String,
    /// Who the request shown is from.
    pub credential: Credential,
    /// What the old policy answers to it.
    pub old: Verdict,
    /// What the new policy answers to it.
    pub new: Verdict,
    /// How many pairs of a route and a method have such requests.
    pub pairs: usize,
    /// The share of all sets of scopes with which such a request can be made.
    pub scope_sets: f64,
    /// The request shown as a row of a spec for the new policy; empty where no row can say it.
    pub row: String,
    /// The same for the old policy.
    pub old_row: String,
}

impl Difference {
    /// Returns whether the request shown carries no token.
    pub fn is_anonymous(&self) -> bool {
        self.credential == Credential::None
    }
}

/// How far a change reaches: counted in pairs of a route and a method.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Radius {
    /// All pairs of either policy.
    pub pairs: usize,
    /// Those with a request that is decided differently.
    pub changed: usize,
    /// Those that allow a request without a token which was denied.
    pub anonymous: usize,
    /// By [`Change`]: those with such a request.
    pub by_change: [usize; 3],
}

/// All that two policies decide differently.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// Newly allowed first, then anonymous first, then by path and method.
    pub differences: Vec<Difference>,
    /// How far the change reaches.
    pub radius: Radius,
    /// What was taken for granted, one sentence each.
    pub assumptions: Vec<String>,
}

impl Diff {
    /// Returns whether no request is decided differently.
    pub fn is_empty(&self) -> bool {
        self.differences.is_empty()
    }

    /// Returns whether some request is decided differently in one way.
    pub fn has(&self, change: Change) -> bool {
        self.differences.iter().any(|one| one.change == change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_answers_differ_in_one_of_three_ways() {
        let (no_route, missing) = (Some(DenyReason::NoRoute), Some(DenyReason::MissingToken));
        assert_eq!(Change::of(no_route, None), Some(Change::NewlyAllowed));
        assert_eq!(Change::of(None, missing), Some(Change::NewlyDenied));
        assert_eq!(Change::of(no_route, missing), Some(Change::DeniedDifferently));
        assert_eq!(Change::of(missing, missing), None);
        assert_eq!(Change::of(None, None), None);
    }

    #[test]
    fn changes_stand_in_the_order_of_reports() {
        assert!(Change::ALL.is_sorted());
        let places: Vec<usize> = Change::ALL.iter().map(|one| *one as usize).collect();
        assert_eq!(places, [0, 1, 2]);
    }
}
