//! Decisions against what was expected of them.

use engine::{Decision, DenyReason, Engine};

use crate::analysis::{
    cell::Cell,
    outcome::{Answer, Clause, Outcome},
};

/// Holds a decision against what is expected of it; tells what differs.
pub(super) fn compare(
    engine: &Engine,
    decision: &Decision<'_>,
    side: usize,
    cell: &Cell,
    expected: &Outcome,
) -> Result<(), String> {
    let route = cell.winners.get(side).copied().flatten();
    let route = route.and_then(|index| engine.policy().routes().get(index));
    let own = decision.route().map(|route| route.name.as_str());
    let routes_agree = expected.answer == Answer::Deny(DenyReason::AmbiguousPath)
        || own == route.map(|route| route.name.as_str());
    let answers_agree = match (expected.answer, decision.reason()) {
        (Answer::Allow, reason) => reason.is_none(),
        (Answer::Deny(expected), reason) => reason == Some(expected),
        (Answer::Refused, reason) => reason.is_some_and(is_of_token),
    };
    let clauses_agree = match &expected.clause {
        Some(Clause::Guardrail(name)) => {
            decision.guardrail().is_some_and(|guardrail| guardrail.name == *name)
        }
        Some(
            Clause::Path | Clause::NoRoute | Clause::Token | Clause::Scopes(_) | Clause::Claim(_),
        )
        | None => true,
    };
    if routes_agree && answers_agree && clauses_agree {
        return Ok(());
    }
    let told = decision.reason().map_or("allow", DenyReason::as_str);
    Err(format!(
        "{} {} on side {side}: expected {:?}, decided {told} at {own:?}",
        cell.method.as_str(),
        cell.path(),
        expected,
    ))
}

fn is_of_token(reason: DenyReason) -> bool {
    match reason {
        DenyReason::MalformedToken
        | DenyReason::UnsupportedAlgorithm
        | DenyReason::KeysUnavailable
        | DenyReason::UnknownKey
        | DenyReason::BadSignature
        | DenyReason::WrongIssuer
        | DenyReason::WrongAudience
        | DenyReason::Expired
        | DenyReason::NotYetValid
        | DenyReason::IssuedInFuture => true,
        DenyReason::AmbiguousPath
        | DenyReason::NoRoute
        | DenyReason::Guardrail
        | DenyReason::MissingToken
        | DenyReason::InsufficientScope
        | DenyReason::ClaimMismatch => false,
    }
}
