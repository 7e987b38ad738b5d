//! What is unsound in a policy that is valid: clauses that change nothing, and openings that its
//! author may not have meant. Each is shown by a request that was decided.

use engine::{Code, Diagnostic, Policy, Source, Span};

pub use self::written::Written;

use self::ground::Ground;
use super::{refusal::Refusal, witness::ReplayError};
use crate::mint::Minter;

mod always_denied;
mod asks;
mod barred;
mod by_guardrails;
mod claim_removal;
mod contradictory;
mod formulas;
mod ground;
mod guardrails;
mod implied;
mod needless;
mod over;
mod overlapping;
mod part;
mod piece;
mod public;
mod redundant;
mod written;

/// Something that a reviewer should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind it is; it also says how grave it is.
    pub code: Code,
    /// The place it is about.
    pub span: Span,
    /// One line: lower case, no full stop.
    pub message: String,
    /// The request that shows it and what becomes of it, when there is one.
    pub example: Option<String>,
    /// How to mend it, when that can be said.
    pub help: Option<String>,
    /// The other places that it speaks of, each with what is there.
    pub related: Vec<(Span, String)>,
}

impl Finding {
    /// Starts a finding that has nothing but a message.
    pub(super) fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, span, message, example: None, help: None, related: Vec::new() }
    }

    /// Tells it of the text of its policy.
    pub fn diagnostic(self, source: &Source) -> Diagnostic {
        let mut told = Diagnostic::new(source, self.span, self.code, self.message);
        (told.example, told.help) = (self.example, self.help);
        self.related
            .into_iter()
            .fold(told, |told, (span, message)| told.with_related(source, span, message))
    }
}

/// A kind of findings: what it finds in a policy.
type Kind = for<'g, 'p, 'm> fn(&'g mut Ground<'p, 'm>) -> Result<Vec<Finding>, ReplayError>;

/// The kinds, each in its own file.
const KINDS: &[Kind] = &[
    guardrails::find,
    always_denied::find,
    overlapping::find,
    public::find,
    contradictory::find,
    redundant::find,
    claim_removal::find,
];

/// Finds what is unsound in a policy, in the order of its text. Examples are decided at an instant
/// in Unix seconds. What cannot be answered exactly is a finding itself.
///
/// # Errors
/// A key or token cannot be made; or an example does not hold, which is a fault of ours.
pub fn findings(
    policy: &Policy,
    written: Written<'_>,
    now: i64,
    minter: &Minter,
) -> Result<Vec<Finding>, ReplayError> {
    let mut found = Vec::new();
    let mut refused: Vec<Refusal> = Vec::new();
    match Ground::new(policy, written, now, minter) {
        Ok(mut ground) => {
            for kind in KINDS {
                match kind(&mut ground) {
                    Ok(own) => found.extend(own),
                    Err(ReplayError::Refused(refusal)) => refused.push(refusal),
                    Err(other) => return Err(other),
                }
            }
        }
        Err(refusal) => refused.push(refusal),
    }
    for (at, refusal) in refused.iter().enumerate() {
        if !refused.iter().take(at).any(|before| before == refusal) {
            found.push(not_analysed(refusal));
        }
    }
    found.sort_by_key(|one| (one.span, one.code));
    Ok(found)
}

fn not_analysed(refusal: &Refusal) -> Finding {
    let message = format!("soundness is not told in full: {refusal}");
    Finding::new(Code::NotAnalysed, Span::default(), message)
}
