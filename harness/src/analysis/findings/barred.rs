//! Routes that nobody can pass although what they ask for can be had: a guardrail over them asks
//! for what excludes it, or for the token of another authorizer.

use std::rc::Rc;

use engine::{Code, spell::quote};

use super::{
    finding::Finding,
    formulas::Formulas,
    over::Over,
    piece::{self, Deleted, Piece, left},
};
use crate::analysis::{refusal::Refusal, witness::ReplayError};

/// Finds what bars a route whose own requirement can be fulfilled. Of some guardrails it is told
/// that nobody can fulfil them.
pub(super) fn find(
    formulas: &mut Formulas<'_, '_, '_>,
    place: usize,
    route: usize,
    is_told: &dyn Fn(usize) -> bool,
) -> Result<Option<Finding>, ReplayError> {
    let all = Rc::clone(&formulas.all);
    let Some(asks) = all.get(place) else { return Ok(None) };
    let whole = asks.requirement;
    let Some(over) = Over::of(formulas, route, whole) else { return Ok(None) };
    let Some(culprits) = culprits(formulas, &over, whole)? else { return Ok(None) };
    let Culprits { guardrails, voices } = culprits;
    if voices.is_empty() && guardrails.iter().all(|index| is_told(*index)) {
        return Ok(None);
    }
    let policy = formulas.ground.policy;
    let guardrails: Vec<_> =
        guardrails.iter().filter_map(|index| policy.guardrails().get(*index)).collect();
    let names = guardrails.iter().map(|one| format!("guardrail {}", quote(&one.name)));
    let pieces = voices.iter().map(|piece| asks.text_of(*piece));
    let told: Vec<String> = pieces.chain(names).collect();
    let why = match told.as_slice() {
        [one] => format!("{one} lets none of its tokens pass"),
        many => format!("{} exclude each other", many.join(" and ")),
    };
    let own = voices.iter().rev().find(|piece| asks.origin(**piece).is_none());
    let span = match own.or(voices.last()) {
        None => asks.span(),
        Some(main) => match asks.origin(*main) {
            Some(number) => asks.use_span(number),
            None => asks.span_of(*main),
        },
    };
    let message = format!("nobody can pass {}: {why}", asks.told());
    let mut finding = Finding::new(Code::ContradictoryRequirement, span, message);
    finding.help =
        Some("leave these requests out of the guardrail, or ask for what both want".to_owned());
    let pieces = voices.iter().map(|piece| asks.span_of(*piece)).filter(|own| *own != span);
    let places = pieces.chain(guardrails.iter().map(|one| one.span));
    finding.related = places.map(|own| (own, "excluded by this".to_owned())).collect();
    let stage = formulas.stage(place)?;
    finding.example = formulas.example_of(&stage, whole)?;
    Ok(Some(finding))
}

/// What nobody passes together.
struct Culprits {
    guardrails: Vec<usize>,
    /// Of what the route asks for.
    voices: Vec<Piece>,
}

/// Finds the fewest guardrails and voices of a requirement that nobody passes together; nothing
/// where somebody does, and where guardrails do so that deny on purpose.
fn culprits(
    formulas: &mut Formulas<'_, '_, '_>,
    over: &Over<'_>,
    whole: &engine::Requirement,
) -> Result<Option<Culprits>, Refusal> {
    let policy = formulas.ground.policy;
    let facts = &mut formulas.ground.facts;
    let mut guardrails = over.guardrails();
    if over.is_possible(facts, &guardrails, whole)? || !over.is_possible(facts, &[], whole)? {
        return Ok(None);
    }
    for index in guardrails.clone().into_iter().rev() {
        let fewer: Vec<usize> = guardrails.iter().copied().filter(|one| *one != index).collect();
        if !over.is_possible(facts, &fewer, whole)? {
            guardrails = fewer;
        }
    }
    let mut deleted = Deleted::new();
    let mut voices = Vec::new();
    for voice in piece::voices(whole, &deleted).into_iter().rev() {
        deleted.insert(voice);
        if over.is_possible(facts, &guardrails, &left(whole, &deleted))? {
            deleted.remove(&voice);
            voices.push(voice);
        }
    }
    voices.reverse();
    let is_deny = |index: &usize| {
        let guardrail = policy.guardrails().get(*index);
        guardrail.is_some_and(|one| matches!(one.effect, engine::Effect::Deny))
    };
    let is_on_purpose = voices.is_empty() && guardrails.iter().all(is_deny);
    Ok((!is_on_purpose).then_some(Culprits { guardrails, voices }))
}
