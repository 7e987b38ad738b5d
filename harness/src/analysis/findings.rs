//! What is unsound in a policy that is valid: clauses that change nothing, and openings that its
//! author may not have meant. Each is shown by a request that was decided.

use engine::{Code, Span};

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
