//! Claims that are bound to variables of a path.

use engine::Method;
use harness::{
    analysis::{facts::Facts, outcome::Grain, witness::Replay},
    clock::DEFAULT_NOW,
};

use super::{
    agree::MINTER,
    policies::{cell, policy},
};

fn asking(routes: &str) -> engine::Policy {
    policy(&format!(
        "version: 1\nauthorizers: {{ a: {{ issuer: https://a, audience: [x], algorithms: [ES256] }} }}\n\
         default_authorizer: a\nroutes:\n{routes}"
    ))
}

/// One claim equals both variables only where they have one text.
#[test]
fn a_claim_is_two_variables_only_where_they_have_one_text() {
    let old = asking("  GET /{one}/{two}: { claims: { c: { path_variable: one } } }\n");
    let new = asking("  GET /{a}/{b}: { claims: { c: { path_variable: b } } }\n");
    let mut facts = Facts::new(&[&old, &new], &[], DEFAULT_NOW).unwrap();
    let mut replay = Replay::new(&facts, &MINTER).unwrap();
    for (path, possible) in [("/u/v", false), ("/u/u", true)] {
        let cell = cell(&[&old, &new], Method::Get, path);
        let (old, new) = (facts.allow(0, &cell).unwrap(), facts.allow(1, &cell).unwrap());
        let both = facts.diagram().and(old, new).unwrap();
        assert_eq!(!facts.is_impossible(&cell, both).unwrap(), possible, "{path}");
        let differences = facts.compare(&cell, Grain::Answer).unwrap();
        assert_eq!(differences.is_empty(), possible, "{path}");
        for difference in differences {
            let witness = facts.witness(&cell, &difference.weakest).unwrap();
            let ends = [difference.old, difference.new];
            let expected = ends.map(|end| facts.outcome_of(end).unwrap().clone());
            replay.check(&facts, &cell, &witness, &expected.each_ref()).unwrap();
        }
    }
}

/// What a claim is bound to excludes what is refused of it, and only that.
#[test]
fn a_bound_claim_is_no_text_that_is_refused() {
    let policy = asking("  GET /{t}: { claims: { c: { path_variable: t, none_of: [acme] } } }\n");
    let mut facts = Facts::new(&[&policy], &[], DEFAULT_NOW).unwrap();
    for (path, possible) in [("/acme", false), ("/other", true)] {
        let cell = cell(&[&policy], Method::Get, path);
        let allow = facts.allow(0, &cell).unwrap();
        assert_eq!(facts.is_impossible(&cell, allow).unwrap(), !possible, "{path}");
    }
}
