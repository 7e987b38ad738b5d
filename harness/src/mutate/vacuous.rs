//! What a row says little by, told where it kills nothing.

use engine::DenyReason;

use super::rows::RowOf;
use super::score::{Kind, RowTold};
use crate::run::proving::Claim;
use crate::spec::{Expectation, Expected};

/// Tells of a row, and what is weak about it.
pub(super) fn told(row: &RowOf<'_>) -> RowTold {
    RowTold {
        kind: Kind::Row,
        name: row.case.name.clone(),
        file: row.spec.source.name().to_owned(),
        line: row.case.line,
        column: row.case.column,
        asked: true,
        kills: 0,
        weakness: weakness(&row.case.expectation),
    }
}

/// Tells of an invariant, which nobody has asked yet.
pub(super) fn told_invariant(claim: &Claim<'_>) -> RowTold {
    RowTold {
        kind: Kind::Invariant,
        name: claim.invariant.name.clone(),
        file: claim.spec.source.name().to_owned(),
        line: claim.invariant.line,
        column: claim.invariant.column,
        asked: false,
        kills: 0,
        weakness: "holds for every mutant that the rows leave alive",
    }
}

fn weakness(own: &Expectation) -> &'static str {
    let bare = own.route.is_none()
        && own.guardrail.is_none()
        && own.variables.is_none()
        && own.challenge.is_none();
    if own.expects_no_route() {
        "expects that no route takes it"
    } else if own.reason.as_deref() == Some(DenyReason::AmbiguousPath.as_str()) {
        "expects that its path is refused"
    } else if own.status.is_some() && own.reason.is_none() && bare {
        "expects a bare status"
    } else if own.decision == Expected::Deny && own.reason.is_none() && bare {
        "expects a denial for whatever reason"
    } else {
        "fails for no mutant"
    }
}
