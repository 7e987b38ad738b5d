//! Which mutants there are of several routes, and in which order.

use super::*;

#[test]
fn rivals_exchange_what_they_ask_for_and_strangers_do_not() {
    let routes = "routes:\n  GET /a/{id}: { scopes: s }\n  ANY /a/b: { public: true }\n  \
                  POST /a/b: { scopes: s }\n  GET /c: { public: true }\n  $default: {}\n";
    let mutants = Mutants::of(&policy(routes)).list.into_iter();
    let swaps = mutants.filter(|one| one.operator == Operator::PrecedenceSwapped);
    let told: Vec<String> = swaps.map(|one| one.description).collect();
    assert_eq!(
        told,
        [
            "GET /a/{id} and ANY /a/b: exchanged what they ask for",
            "ANY /a/b and POST /a/b: exchanged what they ask for",
        ]
    );
}

#[test]
fn mutants_stand_in_the_order_of_the_file_and_every_one_is_a_policy() {
    let rest = "guardrails:\n  z: { paths: [/a], deny: true }\n  b: { paths: [/a], deny: true }\n\
                routes:\n  GET /a: { scopes: s }\n  GET /{b}: { public: true }\n";
    let policy = policy(rest);
    let mutants = Mutants::of(&policy);
    assert!(mutants.list.is_sorted_by_key(|one| one.span.start));
    let first = |text: &str| mutants.list.iter().position(|one| one.description.starts_with(text));
    assert!(first("`a`") < first("`z`") && first("`z`") < first("`b`"));
    assert!(first("`b`") < first("GET /a") && first("GET /a") < first("$default"));
    for mutant in &mutants.list {
        let edited = policy.edited(&mutant.edits).unwrap();
        assert!(Engine::compile(edited).is_ok(), "{}", mutant.description);
    }
}
