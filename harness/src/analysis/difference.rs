//! What tells two policies apart: the answer that mutation asks for, whoever computes it.

use std::fmt;

use engine::{DenyReason, Policy};

use super::diff::{self, Change, Credential, Verdict};
use crate::mint::Minter;

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

/// The exact comparison.
#[derive(Clone, Copy, Debug)]
pub struct Exact<'m>(pub &'m Minter);

impl Differ for Exact<'_> {
    fn differences(&self, old: &Policy, new: &Policy) -> Result<Vec<Difference>, Refusal> {
        let found = diff::diff(old, new, self.0).map_err(|error| Refusal(error.to_string()))?;
        Ok(found.differences.into_iter().map(shown).collect())
    }
}

fn shown(one: diff::Difference) -> Difference {
    let method = one.methods.first().map_or("", |method| method.as_str());
    let sender = match &one.credential {
        Credential::None => "without a token".to_owned(),
        Credential::Refused => "with a token that is refused".to_owned(),
        Credential::Token(claims) => {
            format!("with {}", serde_json::Value::Object(claims.clone()))
        }
        Credential::Tokens(_) => "with a token in each place".to_owned(),
    };
    Difference {
        change: one.change,
        request: format!("{method} {} {sender}", one.target),
        old: answer(one.old),
        new: answer(one.new),
        row: one.old_row,
    }
}

fn answer(verdict: Verdict) -> String {
    verdict.reason.map_or_else(|| "allow".to_owned(), |reason: DenyReason| reason.to_string())
}
