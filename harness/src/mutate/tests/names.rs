//! Mutants that rows notice by the name of a route alone.

use super::*;

#[test]
fn it_is_told_where_nothing_but_a_name_gives_a_mutant_away() {
    let minter = Minter::new(KeyStore::fresh());
    let named = "version: 1\npolicy: p.yaml\ncases:\n  \
                 - { name: one, request: GET /a, token: { scopes: [r], claims: { c: v } }, expect: { allow: GET /a } }";
    let by_names = |spec: &str| {
        let mutation = judged(&suite(SMALL, &[spec], &minter), None, &minter).unwrap();
        let widened = "GET /a: became GET /{a}";
        let found = mutation.mutants.into_iter().find(|one| one.description == widened);
        let Some(Fate::Killed(killed)) = found.map(|one| one.fate) else { panic!("{widened}") };
        killed.by_names
    };
    assert!(by_names(named));
    assert!(!by_names(&format!("{named}\n  - {{ name: two, request: GET /b, expect: no_route }}")));
}
