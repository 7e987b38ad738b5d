//! Claims that are bound to variables of a path.

use engine::Method;
use harness::{
    analysis::{cell::Cell, facts::Facts, outcome::Grain, witness::Replay},
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
fn a_claim_that_is_two_variables_needs_a_path_where_they_are_the_same() {
    let old = asking("  GET /{one}/{two}: { claims: { c: { path_variable: one } } }\n");
    let new =
        asking("  GET /{a}/{b}: { claims: { c: { path_variable: b } } }\n  GET /same/{b}: {}\n");
    let mut facts = Facts::new(&[&old, &new], &[], DEFAULT_NOW).unwrap();
    let mut replay = Replay::new(&facts, &MINTER).unwrap();
    let own = cell(&[&old, &new], Method::Get, "/u/v");
    let cells = facts.with_equal_texts(&own).unwrap();
    assert_eq!(cells.iter().map(Cell::path).collect::<Vec<_>>(), ["/u/v", "/u/u"]);
    let mut allowed = Vec::new();
    for cell in &cells {
        let (old, new) = (facts.allow(0, cell).unwrap(), facts.allow(1, cell).unwrap());
        let both = facts.diagram().and(old, new).unwrap();
        allowed.push(!facts.is_impossible(cell, both).unwrap());
        for difference in facts.compare(cell, Grain::Answer).unwrap() {
            let witness = facts.witness(cell, &difference.weakest).unwrap();
            let ends = [difference.old, difference.new];
            let expected = ends.map(|end| facts.outcome_of(end).unwrap().clone());
            replay.check(&facts, cell, &witness, &expected.each_ref()).unwrap();
        }
    }
    assert_eq!(allowed, [false, true]);
    let same = cell(&[&old, &new], Method::Get, "/u/u");
    let cells = facts.with_equal_texts(&same).unwrap();
    assert_eq!(cells.iter().map(Cell::path).collect::<Vec<_>>(), ["/u/u", "/u/x"]);
}

#[test]
fn texts_that_other_conditions_name_are_told_apart() {
    let policy = asking(
        "  GET /{one}/{two}/{three}: { claims: { c: { path_variable: two, none_of: [acme] }, d: { path_variable: one } } }\n  \
         GET /other: { claims: { c: { glob: 'a*', any_of: [b, 1] } } }\n",
    );
    let facts = Facts::new(&[&policy], &[], DEFAULT_NOW).unwrap();
    let bound = facts.bound(0, 0);
    assert_eq!(bound.len(), 1);
    assert_eq!(bound[0].variable, 1);
    assert_eq!(bound[0].strings, ["acme", "b"]);
    assert_eq!(bound[0].globs.iter().map(engine::Glob::as_str).collect::<Vec<_>>(), ["a*"]);
    assert_eq!(facts.bound(0, 1), []);
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
