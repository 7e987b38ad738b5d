//! Mistakes in guardrails: where they lie, and what they do.

use engine::{Edit, Effect, Guardrail, Requirement};

use super::brood::Brood;
use super::globs;
use super::lists::{put, without};
use super::operator::Operator;
use super::requirement::mistakes;
use super::route::default_authorizer;

/// Makes every mistake in a guardrail.
pub(super) fn mutate(index: usize, brood: &mut Brood<'_>) {
    let Some(own) = brood.policy.guardrails().get(index) else { return };
    let told = format!("`{}`: dropped", own.name);
    brood.add(Operator::GuardrailDropped, own.span, told, vec![Edit::RemoveGuardrail(index)]);
    effect(index, own, brood);
    for (at, method) in own.methods.iter().enumerate().filter(|_| own.methods.len() > 1) {
        let guardrail = Guardrail { methods: without(&own.methods, at), ..own.clone() };
        let told = format!("`{}`: {method} left out", own.name);
        let edit = Edit::Guardrail { index, guardrail };
        brood.add(Operator::GuardrailMethodDropped, own.span, told, vec![edit]);
    }
    for (at, glob) in own.paths.iter().enumerate() {
        if own.paths.len() > 1 {
            let guardrail = Guardrail { paths: without(&own.paths, at), ..own.clone() };
            let told = format!("`{}`: `{glob}` left out", own.name);
            let edit = Edit::Guardrail { index, guardrail };
            brood.add(Operator::GuardrailGlobDropped, own.span, told, vec![edit]);
        }
        for (operator, new) in globs::mistakes(glob) {
            let told = format!("`{}`: `{glob}` became `{new}`", own.name);
            let mut guardrail = own.clone();
            put(&mut guardrail.paths, at, Some(new));
            brood.add(operator, own.span, told, vec![Edit::Guardrail { index, guardrail }]);
        }
    }
}

fn effect(index: usize, own: &Guardrail, brood: &mut Brood<'_>) {
    let policy = brood.policy;
    let with =
        |effect| vec![Edit::Guardrail { index, guardrail: Guardrail { effect, ..own.clone() } }];
    let (authorizer, requirement) = match &own.effect {
        Effect::Deny => {
            if let Some(authorizer) = default_authorizer(policy) {
                let effect = Effect::Require { authorizer, requirement: Requirement::default() };
                let told = format!("`{}`: asks for a token, and denies nothing more", own.name);
                brood.add(Operator::DenyToRequirement, own.span, told, with(effect));
            }
            return;
        }
        Effect::Require { authorizer, requirement } => (*authorizer, requirement),
    };
    for one in mistakes(requirement, &[], &brood.vocabulary) {
        let effect = Effect::Require { authorizer, requirement: one.requirement };
        let told = format!("`{}`: {}", own.name, one.told);
        brood.add(one.operator, own.span, told, with(effect));
    }
    for (other, trusted) in policy.authorizers().iter().enumerate() {
        if other != authorizer {
            let effect = Effect::Require { authorizer: other, requirement: requirement.clone() };
            let told = format!("`{}`: tokens of `{}` are asked for", own.name, trusted.name);
            brood.add(Operator::AuthorizerSwapped, own.span, told, with(effect));
        }
    }
    let told = format!("`{}`: denies", own.name);
    brood.add(Operator::RequirementToDeny, own.span, told, with(Effect::Deny));
}
