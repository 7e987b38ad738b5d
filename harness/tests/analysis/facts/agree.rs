//! Policies whose authorizers are alike on both sides.

use std::{collections::BTreeSet, sync::LazyLock};

use engine::{Claims, Engine, Request};
use harness::{
    analysis::{
        cell::Cell,
        facts::Facts,
        outcome::{Answer, Clause, Grain, Outcome},
        witness::Replay,
    },
    clock::DEFAULT_NOW,
    mint::{KeyStore, Minter},
};
use proptest::prelude::*;

use super::policies::{answer, cells, claims, policies, policy};

pub(crate) static MINTER: LazyLock<Minter> = LazyLock::new(|| Minter::new(KeyStore::fresh()));

/// A quarter of the cases that properties run.
fn cases() -> ProptestConfig {
    ProptestConfig::with_cases(ProptestConfig::default().cases.div_ceil(4))
}

/// What a function of tokens says of one.
fn says(
    facts: &mut Facts<'_>,
    side: usize,
    cell: &Cell,
    claims: Option<&Claims>,
    grain: Grain,
) -> u32 {
    let node = facts.outcome(side, cell, grain).unwrap();
    let held = facts.held(cell, claims);
    facts.diagram().evaluate(node, |fact| held.contains(&fact))
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_function_says_what_the_engine_decides(
        text in policies(),
        tokens in prop::collection::vec(claims(), 12),
    ) {
        let policy = policy(&text);
        let engine = Engine::compile(policy.clone()).unwrap();
        let mut facts = Facts::new(&[&policy], &[], DEFAULT_NOW).unwrap();
        for cell in cells(&[&policy]) {
            let request = Request::new(cell.method.as_str(), cell.path());
            let mut nodes = Vec::new();
            for claims in &tokens {
                let decision = engine.decide_claims(&request, claims);
                let end = says(&mut facts, 0, &cell, Some(claims), Grain::Clause);
                let outcome = facts.outcome_of(end).unwrap().clone();
                prop_assert_eq!(outcome.answer, answer(&decision), "{} {:?}\n{}", cell.path(), claims, text);
                let guardrail = match outcome.clause {
                    Some(Clause::Guardrail(name)) => Some(name),
                    _ => None,
                };
                let own = decision.guardrail().map(|guardrail| guardrail.name.clone());
                prop_assert_eq!(guardrail, own, "{}\n{}", cell.path(), text);
                let end = says(&mut facts, 0, &cell, Some(claims), Grain::Access);
                prop_assert_eq!(end == 1, decision.is_allowed());
                nodes.push(facts.outcome(0, &cell, Grain::Answer).unwrap());
                let theory = facts.theory(&cell, &nodes).unwrap();
                let held = facts.held(&cell, Some(claims));
                let end = facts.diagram().evaluate(theory, |fact| held.contains(&fact));
                prop_assert_eq!(end, 1, "{:?} cannot be\n{}", claims, text);
            }
            let end = says(&mut facts, 0, &cell, None, Grain::Answer);
            prop_assert_eq!(facts.outcome_of(end).unwrap().answer, answer(&engine.decide(&request, DEFAULT_NOW)));
        }
    }

    /// Every difference is replayed with real tokens, and none that a random token shows is missed.
    #[test]
    fn differences_are_those_that_tokens_show(
        (old, new) in (policies(), policies()),
        tokens in prop::collection::vec(claims(), 12),
    ) {
        let (old, new) = (policy(&old), policy(&new));
        let engines = [&old, &new].map(|policy| Engine::compile(policy.clone()).unwrap());
        let mut facts = Facts::new(&[&old, &new], &[], DEFAULT_NOW).unwrap();
        let mut replay = Replay::new(&facts, &MINTER).unwrap();
        for cell in cells(&[&old, &new]) {
            let request = Request::new(cell.method.as_str(), cell.path());
            let differences = facts.compare(&cell, Grain::Answer).unwrap();
            let mut found: BTreeSet<(Answer, Answer)> = BTreeSet::new();
            for difference in &differences {
                let witness = facts.witness(&cell, &difference.weakest).unwrap();
                let ends = [difference.old, difference.new];
                let expected: Vec<Outcome> =
                    ends.iter().map(|end| facts.outcome_of(*end).unwrap().clone()).collect();
                let expected: Vec<&Outcome> = expected.iter().collect();
                replay.check(&facts, &cell, &witness, &expected).unwrap();
                found.insert((expected[0].answer, expected[1].answer));
            }
            let classes: BTreeSet<_> = (0..2).filter_map(|side| facts.verifier(side, &cell)).collect();
            for claims in &tokens {
                // Where two places are looked at, each has a token of its own.
                let others = if classes.len() > 1 { &tokens[..] } else { std::slice::from_ref(claims) };
                for other in others {
                    let one = answer(&engines[0].decide_claims(&request, claims));
                    let other = answer(&engines[1].decide_claims(&request, other));
                    prop_assert!(
                        one == other || found.contains(&(one, other)),
                        "{:?} {:?} at {} is not among {:?}\n{:?}",
                        one, other, cell.path(), found, claims
                    );
                }
            }
            let none = engines.each_ref().map(|engine| answer(&engine.decide(&request, DEFAULT_NOW)));
            prop_assert!(none[0] == none[1] || found.contains(&(none[0], none[1])));
        }
    }

    /// Each answer that a function can come to has a token; each that it cannot, none of many.
    #[test]
    fn every_outcome_is_shown_by_its_weakest_token(text in policies()) {
        let policy = policy(&text);
        let mut facts = Facts::new(&[&policy], &[], DEFAULT_NOW).unwrap();
        let mut replay = Replay::new(&facts, &MINTER).unwrap();
        for cell in cells(&[&policy]) {
            let node = facts.outcome(0, &cell, Grain::Clause).unwrap();
            for end in facts.diagram().ends(node) {
                let outcome = facts.outcome_of(end).unwrap().clone();
                let Some(weakest) = facts.weakest(&cell, node, end).unwrap() else { continue };
                let witness = facts.witness(&cell, &weakest).unwrap();
                replay.check(&facts, &cell, &witness, &[&outcome]).unwrap();
                if witness.claims().is_some() {
                    replay.check_claims(&cell, &witness, &[&outcome]).unwrap();
                }
            }
        }
    }
}

#[test]
fn writing_the_same_otherwise_is_no_difference() {
    let head = "version: 1\nauthorizers: { a: { issuer: https://a, audience: [x] } }\n\
                default_authorizer: a\nroutes:\n";
    let same = [
        ("{ scopes: s }", "{ scopes: { any_of: [s] } }"),
        ("{ scopes: { any_of: [s, t] } }", "{ scopes: { any_of: [t, s] } }"),
        ("{ claims: { c: v } }", "{ claims: { /c: { any_of: [v] } } }"),
        (
            "{ claims: { c: { at_least: 1, at_most: 1 } } }",
            "{ claims: { c: { at_least: 1.0, at_most: 1.0 } } }",
        ),
        (
            "{ claims: { c: { glob: '{a,b}' } } }",
            "{ claims: { c: { any_of: [a, b], glob: '*' } } }",
        ),
        ("{ claims: { c: { present: true, equals: a } } }", "{ claims: { c: a } }"),
    ];
    for (one, other) in same {
        let [old, new] = [one, other].map(|access| policy(&format!("{head}  GET /a: {access}\n")));
        let mut facts = Facts::new(&[&old, &new], &[], DEFAULT_NOW).unwrap();
        let cell = super::policies::cell(&[&old, &new], engine::Method::Get, "/a");
        let found = facts.compare(&cell, Grain::Answer).unwrap();
        assert!(found.is_empty(), "{one} {other} {found:?}");
    }
}
