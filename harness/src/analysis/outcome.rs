//! What becomes of a request, numbered so that functions can end in it.

use std::collections::HashMap;

use engine::DenyReason;

/// How finely outcomes are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// Allowed or not: the function is a truth.
    Access,
    /// What the sender is answered.
    Answer,
    /// What in the policy decides.
    Clause,
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Outcome {
    /// What is answered.
    pub answer: Answer,
    /// What decides, where that is told.
    pub clause: Option<Clause>,
}

/// What is answered to a request; the same on two sides when it is the same here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// It may pass.
    Allow,
    /// It may not.
    Deny(DenyReason),
    /// Its token is refused, by a check that is the same on all sides.
    Refused,
}

/// What in a policy decides a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clause {
    /// How ambiguous paths are taken.
    Path,
    /// That no route takes it.
    NoRoute,
    /// The authorizer.
    Token,
    /// A requirement of the route for scopes, by its place.
    Scopes(usize),
    /// A condition of the route on a claim, by its place.
    Claim(usize),
    /// A guardrail, by its name.
    Guardrail(String),
}

/// The outcomes that functions end in, by number. Allowed is 1, so that it is the truth.
#[derive(Debug)]
pub(super) struct Outcomes {
    all: Vec<Outcome>,
    numbers: HashMap<Outcome, u32>,
}

impl Default for Outcomes {
    fn default() -> Self {
        let allow = Outcome { answer: Answer::Allow, clause: None };
        Self { all: vec![allow.clone()], numbers: HashMap::from([(allow, 1)]) }
    }
}

impl Outcomes {
    pub(super) fn number(&mut self, outcome: Outcome) -> u32 {
        let next = u32::try_from(self.all.len() + 1).unwrap_or(u32::MAX);
        *self.numbers.entry(outcome).or_insert_with_key(|outcome| {
            self.all.push(outcome.clone());
            next
        })
    }

    pub(super) fn of(&self, number: u32) -> Option<&Outcome> {
        self.all.get((number as usize).checked_sub(1)?)
    }
}
