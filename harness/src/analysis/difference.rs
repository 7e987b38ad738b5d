//! What tells two policies apart: the answer that mutation asks for, whoever computes it.

use std::fmt;

use engine::Policy;

/// How a request fares under a new policy, against an old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It was denied, and is allowed.
    NewlyAllowed,
    /// It was allowed, and is denied.
    NewlyDenied,
    /// It is denied for another reason.
    DeniedDifferently,
}

impl Change {
    /// Returns the word of reports.
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
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Requests that two policies decide differently, shown by one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// How they fare.
    pub change: Change,
    /// The request and who sends it, on one line.
    pub request: String,
    /// What the old policy answers.
    pub old: String,
    /// What the new policy answers.
    pub new: String,
    /// A row of a spec, as it stands under `cases:`, that holds for the old policy only.
    pub row: String,
}

/// Why no exact answer is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who tells two policies apart, exactly: no difference means that every request is decided alike.
pub trait Differ: Sync {
    /// Returns what is decided differently, what is newly allowed first.
    ///
    /// # Errors
    /// One of the policies is outside of what can be answered exactly.
    fn differences(&self, old: &Policy, new: &Policy) -> Result<Vec<Difference>, Refusal>;
}
