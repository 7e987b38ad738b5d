//! What no exact answer is given about: told where it is asked for, and the rest without it.

use std::collections::BTreeMap;

use engine::{Code, Policy, Span};

use super::{asks::Asks, finding::Finding, piece::Piece, written::Written};
use crate::analysis::{
    facts::pointer,
    refusal::{About, Refusal},
};

/// How many other places a finding names.
const MOST_PLACES: usize = 8;

/// Tells of refusals, once for each condition.
pub(super) fn not_analysed(
    policy: &Policy,
    written: Written<'_>,
    refused: &[Refusal],
) -> Vec<Finding> {
    let mut told: BTreeMap<(Span, String), Vec<&About>> = BTreeMap::new();
    for refusal in refused {
        let span = refusal.about.as_ref().map(|about| place_of(policy, written, about));
        let why = format!("{}: {}", refusal.code, refusal.message);
        told.entry((span.unwrap_or_default(), why)).or_default().extend(&refusal.about);
    }
    let told = told.into_iter().map(|((span, why), mut askers)| {
        askers.sort_by_key(|about| about.span);
        let message = match askers.as_slice() {
            [] => format!("soundness is not told in full: {why}"),
            [one] => format!("soundness of {} is not told: {why}", one.name),
            [one, others @ ..] => {
                format!("soundness of {} and {} more is not told: {why}", one.name, others.len())
            }
        };
        let mut finding = Finding::new(Code::NotAnalysed, span, message);
        let places = askers.iter().filter(|about| about.span != span).take(MOST_PLACES);
        finding.related = places.map(|about| (about.span, "asks for it".to_owned())).collect();
        finding
    });
    told.collect()
}

/// Returns the place of the condition that is refused, or of whoever asks for it.
pub fn place_of(policy: &Policy, written: Written<'_>, about: &About) -> Span {
    let all = Asks::all(policy, written);
    let Some(asks) = all.iter().find(|asks| asks.span() == about.span) else { return about.span };
    let at = about.claims.iter().find_map(|claim| {
        let is_it = |own: &engine::ClaimCondition| pointer::of(own.claim.as_str()) == *claim;
        asks.requirement.claims.iter().position(is_it)
    });
    at.map_or(about.span, |at| asks.span_of(Piece::Claim { at }))
}
