//! Collects mutants: each policy once, stillborn ones counted, all in the order of the file.

use std::collections::BTreeSet;

use engine::{Access, Edit, Effect, Policy, Requirement, Span};

use super::mutant::{Mutant, Mutants};
use super::operator::Operator;
use super::vocabulary::Vocabulary;

/// The mutants so far.
pub(super) struct Brood<'p> {
    pub(super) policy: &'p Policy,
    pub(super) vocabulary: Vocabulary,
    /// What the edits so far make of the part at hand, and the part as it is.
    known: BTreeSet<String>,
    at: Span,
    mutants: Mutants,
}

impl<'p> Brood<'p> {
    pub(super) fn new(policy: &'p Policy) -> Self {
        let (known, mutants) = (BTreeSet::new(), Mutants::default());
        let vocabulary = Vocabulary::of(policy);
        Self { policy, vocabulary, known, at: Span::default(), mutants }
    }

    /// Takes a mistake in what stands at a place.
    pub(super) fn add(
        &mut self,
        operator: Operator,
        span: Span,
        description: String,
        edits: Vec<Edit>,
    ) {
        // What is made of one part is never made of another.
        if self.at != span {
            self.at = span;
            self.known.clear();
        }
        if !self.known.insert(edits.iter().map(told).collect()) {
            return;
        }
        let is_policy = self.policy.check(&edits).is_ok();
        let mutant = Mutant { operator, span, description, edits };
        if is_policy {
            self.mutants.list.push(mutant);
        } else {
            self.mutants.stillborn.push(mutant);
        }
    }

    pub(super) fn finish(mut self) -> Mutants {
        self.mutants.list.sort_by_key(|mutant| mutant.span.start);
        self.mutants
    }
}

/// Tells what an edit makes, so that two tellings are equal only for the same.
fn told(edit: &Edit) -> String {
    match edit {
        Edit::Route { index, key, access } => format!("{index} {key} {}\n", told_access(access)),
        Edit::AddRoute { key, access, .. } => format!("+ {key} {}\n", told_access(access)),
        Edit::RemoveRoute(index) | Edit::RemoveGuardrail(index) => format!("- {index}\n"),
        Edit::Guardrail { index, guardrail } => {
            let globs: Vec<&str> = guardrail.paths.iter().map(engine::Glob::as_str).collect();
            let effect = match &guardrail.effect {
                Effect::Deny => "deny".to_owned(),
                Effect::Require { authorizer, requirement } => {
                    format!("{authorizer} {}", told_requirement(requirement))
                }
            };
            format!("{index} {globs:?} {:?} {effect}\n", guardrail.methods)
        }
        Edit::Authorizer { index, authorizer: one } => format!(
            "{index} {:?} {:?} {} {:?} {}\n",
            one.issuer, one.audience, one.identity_source, one.algorithms, one.leeway_seconds
        ),
        Edit::Cors(cors) => format!("cors {cors:?}\n"),
    }
}

fn told_access(access: &Access) -> String {
    match access {
        Access::Public => "public".to_owned(),
        Access::Protected { authorizer, requirement } => {
            format!("{authorizer} {}", told_requirement(requirement))
        }
    }
}

fn told_requirement(requirement: &Requirement) -> String {
    let scopes = requirement.scopes.iter().map(ToString::to_string);
    let claims = requirement.claims.iter().map(ToString::to_string);
    scopes.chain(claims).collect::<Vec<_>>().join(" and ")
}
