//! Invariants kill as rows do: where a run of the mutant would fail for them.

use super::*;
use crate::analysis::difference::Exact;

/// Two places for tokens; keys that are made fast.
const PLACES: &str = "
version: 1
authorizers:
  a: { issuer: https://a.example, audience: [x], algorithms: [ES256] }
  b: { issuer: https://b.example, audience: [y, z], algorithms: [ES256], identity_source: $request.querystring.t }
default_authorizer: a
requirements: { own: { claims: { tenant: { path_variable: tenant } } } }
routes:
  GET /notes: { scopes: { any_of: [r, w] }, claims: { level: { at_least: 3 } } }
  'GET /tenants/{tenant}': { authorizer: b, require: [own] }
  GET /tenants/all: { authorizer: b, claims: { role: admin } }
  GET /open/{path+}: { public: true }
guardrails:
  private: { paths: [/open/private/**], methods: [GET, PUT], claims: { groups: { none_of: [guest] } } }
";

const HELD: &str = "version: 1\npolicy: p.yaml\ninvariants:
  - { name: closed, except: ['GET /open/{path+}'], require: { token: valid } }
  - { name: own, paths: ['/tenants/*'], except: [GET /tenants/all], require: [own] }
  - { name: scopes, paths: [/notes], require: { scopes: { any_of: [r, w] } } }
  - { name: level, paths: [/notes], methods: [GET], require: { claims: { level: { at_least: 2 } } } }
  - { name: private, paths: [/open/private/**], require: { claims: { groups: { none_of: [guest] } } } }
  - { name: later, require: { scopes: r }, skip: for another day }
";

/// A spec of [`PLACES`] with some rows, and one invariant.
fn spec(rows: &str, invariant: &str) -> String {
    let rows = if rows.is_empty() { String::new() } else { format!("cases:\n{rows}") };
    format!("version: 1\npolicy: p.yaml\n{rows}invariants:\n  - {invariant}\n")
}

fn names<'m>(mutation: &'m Mutation, places: &[usize]) -> Vec<&'m str> {
    places.iter().map(|at| mutation.rows[*at].name.as_str()).collect()
}

fn killed<'m>(mutation: &'m Mutation, description: &str) -> &'m Killed {
    let found = mutation.mutants.iter().find(|one| one.description == description);
    let Some(Fate::Killed(killed)) = found.map(|one| &one.fate) else {
        panic!("{description}: {found:?}")
    };
    killed
}

/// The invariants that kill each mutant, which are those that fail when it is run.
fn as_run(policy: &str, spec: &str) -> Vec<(String, Vec<String>)> {
    let minter = Minter::new(KeyStore::fresh());
    let suite = suite(policy, &[spec], &minter);
    let spec = &suite.specs[0];
    let mutation = judged(&suite, None, &minter).unwrap();
    let policy = spec.policy.engine.policy();
    let mutants = Mutants::of(policy).list;
    assert_eq!(mutation.mutants.len(), mutants.len());
    let of_each = mutation.mutants.iter().zip(&mutants).map(|(one, mutant)| {
        let failing = failing(spec, policy.edited(&mutant.edits).unwrap(), &minter);
        let by = match &one.fate {
            Fate::Killed(by) => names(&mutation, &by.invariants),
            Fate::Survived { .. } | Fate::Equivalent => Vec::new(),
        };
        assert_eq!(by, failing, "{}", mutant.description);
        (one.description.clone(), failing)
    });
    of_each.collect()
}

#[test]
fn the_invariants_that_kill_a_mutant_are_those_that_fail_when_it_is_run() {
    let mutants = as_run(PLACES, HELD);
    let all: BTreeSet<&String> = mutants.iter().flat_map(|(_, by)| by).collect();
    assert_eq!(all.len(), 5, "{all:?}");
    assert!(mutants.iter().filter(|(_, by)| by.is_empty()).count() > 20);
}

#[test]
fn a_mutant_that_lets_nobody_in_is_killed_by_what_was_about_nobody_else() {
    let policy = PLACES.replace(
        "guardrails:",
        "guardrails:\n  low: { paths: [/notes], claims: { level: { at_most: 3 } } }",
    );
    let spec = "version: 1\npolicy: p.yaml\ninvariants:
  - { name: one, paths: [/notes], require: { token: valid } }
  - { name: two, paths: [/notes, /tenants/all], require: { token: valid } }
";
    let mutants = as_run(&policy, spec);
    let moved =
        mutants.iter().find(|(of, by)| of.starts_with("GET /notes: claim") && *by == ["one"]);
    assert!(moved.is_some(), "{mutants:?}");
    let public = mutants.iter().find(|(of, _)| of == "GET /tenants/all: made public");
    assert_eq!(public.map(|(_, by)| by.as_slice()), Some(&["two".to_owned()][..]));
}

#[test]
fn an_invariant_kills_what_no_row_does_and_what_decides_alike_stays_equivalent() {
    let minter = Minter::new(KeyStore::fresh());
    let held = format!(
        "{HELD}cases:\n  - {{ name: nobody, request: GET /notes, expect: missing_token }}\n"
    );
    let with = judged(&suite(PLACES, &[&held], &minter), Some(&Exact(&minter)), &minter).unwrap();
    let public = killed(&with, "GET /notes: made public");
    assert_eq!((names(&with, &public.by), public.invariants.len()), (vec!["nobody"], 0));
    let dropped = killed(&with, "GET /tenants/all: made public");
    assert_eq!((dropped.by.len(), names(&with, &dropped.invariants)), (0, vec!["closed"]));
    assert!(dropped.of_access && !dropped.by_names);
    let kills = |kind| with.rows.iter().filter(move |row| row.kind == kind).map(|row| row.kills);
    assert!(kills(Kind::Row).all(|kills| kills > 0));
    assert!(kills(Kind::Invariant).all(|kills| kills > 0), "{:?}", with.rows);
    let (rows, _) = held.split_once("invariants:").unwrap();
    let (_, cases) = held.split_once("cases:").unwrap();
    let rows = format!("{rows}cases:{cases}");
    let without = judged(&suite(PLACES, &[&rows], &minter), Some(&Exact(&minter)), &minter);
    let (with, without) = (with.score(true), without.unwrap().score(true));
    assert_eq!(with.equivalent, without.equivalent);
    assert!(with.killed > without.killed + 10, "{with:?} {without:?}");
}

#[test]
fn an_invariant_that_names_what_a_mutant_renames_notices_a_name_alone() {
    let minter = Minter::new(KeyStore::fresh());
    let suite = suite(PLACES, &[HELD], &minter);
    let mutation = judged(&suite, None, &minter).unwrap();
    let removed = killed(&mutation, "GET /tenants/all: removed");
    assert_eq!((names(&mutation, &removed.invariants), removed.by_names), (vec!["own"], true));
}

#[test]
fn an_invariant_is_idle_only_when_it_was_asked() {
    let minter = Minter::new(KeyStore::fresh());
    let rows = "  - { name: nobody, request: GET /notes, expect: missing_token }\n";
    let spec = spec(rows, "{ name: idle, paths: [/notes], require: { token: valid } }");
    let weakness = |filter: &str| {
        let filters = vec![filter.to_owned()];
        let selection = Selection { filters, ..Selection::default() };
        let suite = suite(PLACES, &[&spec], &minter);
        let mut mutation = mutate(&suite, &selection, None, &minter, Progress::hidden).unwrap();
        assert!(mutation.partial && mutation.weakness(&mutation.rows[1]).is_none());
        mutation.partial = false;
        (mutation.rows[1].asked, mutation.weakness(&mutation.rows[1]))
    };
    assert_eq!(weakness("GET /notes: made public"), (false, None));
    let told = Some("holds for every mutant that the rows leave alive");
    assert_eq!(weakness("GET /tenants/all: made public"), (true, told));
}

#[test]
fn an_invariant_that_does_not_hold_for_the_policy_itself_is_refused() {
    let minter = Minter::new(KeyStore::fresh());
    let unproved = |policy: &str, invariant: &str| {
        let spec = spec("", invariant);
        match judged(&suite(policy, &[&spec], &minter), None, &minter) {
            Err(Unfit::Unproved { invariants: 1, first }) => first,
            other => panic!("{other:?}"),
        }
    };
    let broken = unproved(PLACES, "{ name: it, require: { token: valid } }");
    assert!(broken.starts_with("s.yaml:4:5 it: GET /open/"), "{broken}");
    let vacuous = unproved(PLACES, "{ name: it, paths: [/none], require: { token: valid } }");
    assert!(vacuous.starts_with("s.yaml:4:5 it: vacuous"), "{vacuous}");
    let policy = format!("{PLACES}ambiguous_paths: as_gateway\n");
    let refused = unproved(&policy, "{ name: it, paths: [/notes], require: { token: valid } }");
    assert!(refused.contains("unsupported-ambiguous-paths"), "{refused}");
}

#[test]
fn invariants_of_specs_with_other_values_kill_together() {
    let minter = Minter::new(KeyStore::fresh());
    let policy = PLACES.replace("version: 1", "version: 1\nparameters: { pool: {} }");
    let policy = policy.replace("[x]", "[\"${pool}\"]");
    let of = |pool: &str, invariant: &str| {
        spec("", invariant).replace("invariants", &format!("set: {{ pool: {pool} }}\ninvariants"))
    };
    let one = of("p", "{ name: one, paths: [/notes], require: { token: valid } }");
    let other = of("q", "{ name: two, paths: [/notes], require: { scopes: { any_of: [r, w] } } }");
    let mutation = judged(&suite(&policy, &[&one, &other], &minter), None, &minter).unwrap();
    let public = killed(&mutation, "GET /notes: made public");
    assert_eq!(names(&mutation, &public.invariants), ["one", "two"]);
}
