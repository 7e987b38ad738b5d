//! A mutant, and all of a policy.

use engine::{Edit, Span};

use super::operator::Operator;

/// One mistake.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Its kind.
    pub operator: Operator,
    /// The route, guardrail or authorizer it is made in.
    pub span: Span,
    /// What it is, on one line: "GET /orders: `any_of` became `all_of`".
    pub description: String,
    /// The edits that make it.
    pub edits: Vec<Edit>,
}

/// The mutants of a policy.
#[derive(Clone, Debug, Default)]
pub struct Mutants {
    /// Those that are policies, in the order of the file.
    pub list: Vec<Mutant>,
    /// Mistakes that make no policy.
    pub stillborn: Vec<Mutant>,
}
