//! Claims that a token must not have: whoever leaves one out passes where its holder is denied.
//!
//! A missing claim fails every test but `present: false`, so nothing else opens by leaving a claim
//! out. Claims that authorizers look at are passed over: without them a token may be refused.

use std::collections::BTreeSet;
use std::rc::Rc;

use engine::{ClaimTest, Code};

use super::{asks::Asks, finding::Finding, formulas::Formulas, ground::Ground, piece::Piece};
use crate::analysis::{
    cell::Cell, facts::pointer, query::Assignment, theory::Rule, witness::ReplayError,
};

pub(super) fn find(ground: &mut Ground<'_, '_>) -> Result<Vec<Finding>, ReplayError> {
    let mut formulas = Formulas::new(ground);
    let all = Rc::clone(&formulas.all);
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for (place, asks) in all.iter().enumerate() {
        for (piece, claim) in absent(asks) {
            let span = asks.span_of(piece);
            // What a requirement says is told there, once.
            if told.contains(&span) || Rule::is_registered(&pointer::of(claim)) {
                continue;
            }
            for (cell, _) in formulas.stage(place)? {
                let Some(example) = example(formulas.ground, &cell, claim)? else { continue };
                let message = format!(
                    "whoever leaves it out passes {}: {}",
                    asks.told(),
                    asks.text_of(piece)
                );
                let mut finding = Finding::new(Code::ClaimRemovalOpens, span, message);
                finding.example = Some(example);
                finding.help = Some(
                    "see that the issuer writes the claim for all whom it is about".to_owned(),
                );
                found.push(finding);
                told.insert(span);
                break;
            }
        }
    }
    Ok(found)
}

/// Lists the tests for claims that must be missing.
fn absent<'p>(asks: &Asks<'p>) -> Vec<(Piece, &'p str)> {
    let mut all = Vec::new();
    for (at, own) in asks.requirement.claims.iter().enumerate() {
        for (test, one) in own.tests.iter().enumerate() {
            if *one == ClaimTest::Present(false) {
                all.push((Piece::Test { at, test }, own.claim.as_str()));
            }
        }
    }
    all
}

/// Shows a token that is denied and would pass without the claim.
fn example(
    ground: &mut Ground<'_, '_>,
    cell: &Cell,
    claim: &str,
) -> Result<Option<String>, ReplayError> {
    let facts = &mut ground.facts;
    let allow = facts.allow(0, cell)?;
    let without = facts.without_claim(allow, claim)?;
    let not = facts.diagram().not(allow)?;
    let opens = facts.diagram().and(without, not)?;
    // The claim is looked at, and so is all else that decides.
    let Some(holder) = facts.weakest_beside(cell, opens, allow)? else { return Ok(None) };
    let own = facts.facts_of(claim);
    let kept = holder.facts.iter().copied().filter(|fact| !own.contains(fact)).collect();
    let other = Assignment { facts: kept, ..holder.clone() };
    let holder = ground.show(cell, &holder)?;
    let other = ground.show(cell, &other)?;
    Ok(Some(format!("{}; without the claim: {}", holder.example(), other.decision)))
}
