//! Kills held against runs of mutated policies; what is equivalent; what tests nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use engine::{Engine, Policy, Request, Source};

use super::*;
use crate::analysis::diff::Change;
use crate::analysis::difference::{Difference, Refusal};
use crate::mint::KeyStore;
use crate::outcome::Outcome;
use crate::policy_file::{PolicyFile, Values};
use crate::run;
use crate::spec::Spec;
use crate::suite::ReadySpec;

mod invariants;
mod names;
mod shown;

const POLICY: &str = "
version: 1
authorizers:
  a: { issuer: https://a.example, audience: [x, y] }
  b: { issuer: https://b.example, audience: [z], identity_source: $request.querystring.t }
default_authorizer: a
routes:
  GET /notes: { scopes: { any_of: [r, w] } }
  POST /notes: { scopes: { all_of: [r, w] }, claims: { level: { at_least: 3 } } }
  'GET /tenants/{tenant}/{id}': { claims: { tenant: { path_variable: tenant } } }
  GET /tenants/all/{id}: { authorizer: b, claims: { groups: { any_of: [staff, admin] } } }
  ANY /files/{path+}: { public: true }
  GET /open: { public: true }
guardrails:
  backups: { paths: ['**/*.bak'], deny: true, methods: [GET, PUT] }
  private: { paths: [/files/private/**], claims: { groups: { none_of: [guest] } } }
";

const SPEC: &str = "
version: 1
policy: p.yaml
tokens:
  r: { scopes: [r] }
  w: { scopes: [w] }
  both: { scopes: [r, w], claims: { level: 3, groups: [staff] } }
  low: { scopes: [r, w], claims: { level: 2, groups: [guest] } }
  tenant: { claims: { tenant: acme } }
  staff: { authorizer: b, claims: { groups: [admin] } }
  pinned: { scopes: [r], claims: { iss: https://a.example, aud: x } }
  late: { scopes: [r], expires_in: -30s }
  weak: { scopes: [r], fault: exponent_one }
  cubed: { scopes: [r], fault: exponent_three }
  raw: { raw: not-a-token }
table:
  - tokens:            [none, r, w, both, low, tenant, staff, late, raw]
    GET /notes:        [missing_token, allow, allow, allow, allow, 403, deny, expired, malformed_token]
    POST /notes:       [401, 403, 403, allow, claim_mismatch, 403, 401, 401, 401]
    GET /tenants/acme/7: [401, 403, 403, 403, 403, allow, unknown_key, 401, 401]
    GET /tenants/all/7:  [401, unknown_key, 401, 401, 401, 401, allow, 401, 401]
    GET /files/x.bak:  [guardrail, 403, 403, 403, 403, 403, 403, 403, 403]
    POST /files/x.bak: [allow, allow, allow, allow, allow, allow, allow, allow, allow]
    GET /files/private/x: [401, 403, 403, allow, 403, 403, 401, 401, 401]
cases:
  - { name: pinned, request: GET /notes, token: pinned, expect: { allow: GET /notes } }
  - name: by hand
    request: { method: GET, path: /notes, headers: { Authorization: 'Bearer {token}' } }
    token: r
    expect: { allow: GET /notes, variables: {} }
  - { name: weak, request: GET /notes, token: weak, expect: unknown_key }
  - { name: cubed, request: GET /notes, token: cubed, expect: allow }
  - { name: lost, request: GET /nowhere, expect: 404 }
  - { name: odd, request: GET //, expect: ambiguous_path }
  - { name: skipped, request: GET /open, expect: deny, skip: for another day }
";

fn suite(policy: &str, specs: &[&str], minter: &Minter) -> Suite {
    let source = Arc::new(Source::new("p.yaml", policy));
    let file = Arc::new(PolicyFile::of_text(&PathBuf::from("p.yaml"), source).unwrap());
    let made = specs.iter().map(|spec| {
        let source = Arc::new(Source::new("s.yaml", *spec));
        let spec = Spec::read(&source).unwrap().0;
        let valid = file.validate(&spec.set, &Values::default(), false).unwrap();
        assert!(!spec.check_against(&source, &valid.policy).has_errors());
        let policy = ReadyPolicy::new(Arc::clone(&file), valid.policy, minter).unwrap();
        ReadySpec { spec, source, policy: Arc::new(policy) }
    });
    Suite { specs: made.collect(), ..Suite::default() }
}

fn judged(suite: &Suite, differ: Option<&dyn Differ>, minter: &Minter) -> Result<Mutation, Unfit> {
    mutate(suite, &Selection::default(), differ, minter, Progress::hidden)
}

/// What becomes of the mutants of a policy, by description.
fn fates(policy: &str, spec: &str, differ: Option<&dyn Differ>) -> Vec<(String, Fate)> {
    let minter = Minter::new(KeyStore::fresh());
    let spec = format!("version: 1\npolicy: p.yaml\n{spec}");
    let mutation = judged(&suite(policy, &[&spec], &minter), differ, &minter).unwrap();
    mutation.mutants.into_iter().map(|one| (one.description, one.fate)).collect()
}

fn fate<'f>(fates: &'f [(String, Fate)], description: &str) -> &'f Fate {
    &fates.iter().find(|(own, _)| own == description).unwrap().1
}

fn killed_by(rows: &[usize]) -> Fate {
    Fate::Killed(Killed { by: rows.to_vec(), of_access: true, ..Killed::default() })
}

/// The rows that fail when the specs are run with the mutant in the place of the policy.
fn failing(spec: &ReadySpec, edited: Policy, minter: &Minter) -> Vec<String> {
    let policy = ReadyPolicy::new(Arc::clone(&spec.policy.file), edited, minter).unwrap();
    let (own, source) = (spec.spec.clone(), Arc::clone(&spec.source));
    let spec = ReadySpec { spec: own, source, policy: Arc::new(policy) };
    let suite = Suite { specs: vec![spec], ..Suite::default() };
    let ran = run::run(&suite, &run::Selection::default(), minter, None, &Progress::hidden(0));
    let failing = ran.rows.into_iter();
    let failing = failing.filter(|row| matches!(row.outcome, Outcome::Fail | Outcome::Error));
    failing.map(|row| row.name).collect()
}

#[test]
fn the_rows_that_kill_a_mutant_are_those_that_fail_when_it_is_run() {
    let minter = Minter::new(KeyStore::fresh());
    let suite = suite(POLICY, &[SPEC], &minter);
    let spec = &suite.specs[0];
    let mutation = judged(&suite, None, &minter).unwrap();
    let policy = spec.policy.engine.policy();
    let mutants = Mutants::of(policy).list;
    assert_eq!(mutation.mutants.len(), mutants.len());
    let (mut killed, mut survived) = (0, 0);
    for (one, mutant) in mutation.mutants.iter().zip(&mutants) {
        assert_eq!(one.description, mutant.description);
        let failing = failing(spec, policy.edited(&mutant.edits).unwrap(), &minter);
        let by: Vec<String> = match &one.fate {
            Fate::Killed(by) => by.by.iter().map(|at| mutation.rows[*at].name.clone()).collect(),
            Fate::Survived { .. } | Fate::Equivalent => Vec::new(),
        };
        assert_eq!(by, failing, "{}", mutant.description);
        if failing.is_empty() { survived += 1 } else { killed += 1 }
    }
    assert!(killed > 50 && survived > 30, "{killed} killed, {survived} survived");
}

#[test]
fn every_number_of_threads_gives_the_same() {
    let minter = Minter::new(KeyStore::fresh());
    let suite = suite(POLICY, &[SPEC], &minter);
    let by = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| judged(&suite, None, &minter)).unwrap()
    };
    assert_eq!(by(1), by(5));
}

const SMALL: &str = "
version: 1
authorizers: { a: { issuer: https://a.example, audience: [x] } }
routes:
  GET /a: { authorizer: a, scopes: r, claims: { c: v } }
";

#[test]
fn a_decision_that_no_row_expects_otherwise_kills_nothing() {
    let bare = "cases: [{ name: x, request: GET /a, token: { scopes: [w] }, expect: 403 }]";
    let said = "cases:
  - { name: x, request: GET /a, token: { scopes: [w] }, expect: insufficient_scope }";
    let dropped = "GET /a: scope `r` dropped";
    // The mutant denies by the claim: the status is the same, the reason is not.
    assert!(matches!(fate(&fates(SMALL, bare, None), dropped), Fate::Survived { .. }));
    assert_eq!(*fate(&fates(SMALL, said, None), dropped), killed_by(&[0]));
}

#[test]
fn a_spec_that_tests_nothing_has_a_low_score_and_is_told_why() {
    let minter = Minter::new(KeyStore::fresh());
    let spec = "version: 1\npolicy: p.yaml\ntokens: { r: { scopes: [r] } }\ncases:
  - { name: missing, request: TRACE /a, token: r, expect: 404 }
  - { name: status, request: GET /a, token: { scopes: [w], claims: { c: x } }, expect: 403 }
  - { name: denied, request: GET /a, token: { scopes: [w], claims: { c: x } }, expect: deny }
  - { name: late, request: GET /a, token: { expires_in: -2h }, expect: expired }";
    let mutation = judged(&suite(SMALL, &[spec], &minter), None, &minter).unwrap();
    let percent = mutation.score(false).percent().unwrap();
    assert!(percent < 50.0, "{percent}");
    let weakness = |name: &str| {
        let row = mutation.rows.iter().find(|row| row.name == name).unwrap();
        (row.kills == 0, row.weakness)
    };
    assert_eq!(weakness("missing"), (true, "expects that no route takes it"));
    assert_eq!(weakness("status").1, "expects a bare status");
    assert_eq!(weakness("denied").1, "expects a denial for whatever reason");
    assert!(!weakness("late").0);
}

#[test]
fn rows_that_fail_for_the_policy_itself_are_refused() {
    let minter = Minter::new(KeyStore::fresh());
    let spec = "version: 1\npolicy: p.yaml\ncases:
  - { name: good, request: GET /a, expect: missing_token }
  - { name: bad, request: GET /a, expect: allow }";
    let refused = judged(&suite(SMALL, &[spec], &minter), None, &minter).unwrap_err();
    assert_eq!(refused, Unfit::Failing { rows: 1, first: "s.yaml:5:5".to_owned() });
}

#[test]
fn specs_with_other_values_kill_together() {
    let minter = Minter::new(KeyStore::fresh());
    let policy = SMALL.replace("version: 1", "version: 1\nparameters: { pool: {} }");
    let policy = policy.replace("[x]", "[\"${pool}\"]");
    let spec = |pool: &str, row: &str| {
        format!("version: 1\npolicy: p.yaml\nset: {{ pool: {pool} }}\ncases:\n  - {row}")
    };
    let one = spec("p", "{ name: one, request: GET /a, expect: missing_token }");
    let other = spec("q", "{ name: two, request: GET /a, token: {}, expect: insufficient_scope }");
    let mutation = judged(&suite(&policy, &[&one, &other], &minter), None, &minter).unwrap();
    let by = |description: &str| {
        let found: Vec<_> =
            mutation.mutants.iter().filter(|one| one.description == description).collect();
        assert_eq!(found.len(), 1, "{description}");
        found[0].fate.clone()
    };
    assert_eq!(by("GET /a: made public"), killed_by(&[0, 1]));
    assert_eq!(by("GET /a: scope `r` dropped"), killed_by(&[1]));
}

/// Stands in for exact answers: all requests of a few paths without a token, and with `r`.
#[derive(Debug)]
struct Few;

impl Differ for Few {
    fn differences(&self, old: &Policy, new: &Policy) -> Result<Vec<Difference>, Refusal> {
        if new.routes().len() > old.routes().len() {
            return Err(Refusal("more routes".to_owned()));
        }
        let compile = |policy: &Policy| Engine::compile(policy.clone()).unwrap();
        let (old, new) = (compile(old), compile(new));
        let mut found = Vec::new();
        for payload in ["{}", r#"{"scope":"r"}"#, r#"{"scope":"r","c":"v"}"#] {
            let claims = engine::Claims::from_json(payload.as_bytes()).unwrap();
            for (method, path) in [("GET", "/a"), ("PUT", "/a"), ("GET", "/b")] {
                let request = Request::new(method, path);
                let before = old.decide_claims(&request, &claims);
                let after = new.decide_claims(&request, &claims);
                let change = match (before.is_allowed(), after.is_allowed()) {
                    (false, true) => Change::NewlyAllowed,
                    (true, false) => Change::NewlyDenied,
                    _ if before.reason() != after.reason() => Change::DeniedDifferently,
                    _ => continue,
                };
                let told = |reason: Option<engine::DenyReason>| {
                    reason.map_or_else(|| "allow".to_owned(), |reason| reason.to_string())
                };
                let (old, new) = (told(before.reason()), told(after.reason()));
                let (request, row) = (format!("{method} {path}"), format!("row {method} {path}"));
                found.push(Difference { change, request, old, new, row });
            }
        }
        Ok(found)
    }
}

#[test]
fn what_decides_alike_is_equivalent_and_what_does_not_is_shown() {
    let spec =
        "cases: [{ name: x, request: GET /a, token: { scopes: [r] }, expect: claim_mismatch }]";
    let policy = SMALL.replace("claims: { c: v }", "claims: { c: { any_of: [v, v] } }");
    let fates = fates(&policy, spec, Some(&Few));
    let same = "GET /a: claim `c`: `any_of [\"v\",\"v\"]` became `all_of [\"v\",\"v\"]`";
    assert_eq!(*fate(&fates, same), Fate::Equivalent);
    let Fate::Survived { shown: Some(shown), .. } = fate(&fates, "GET /a: scope `r` dropped")
    else {
        panic!("{fates:?}");
    };
    assert_eq!(shown.change, Change::DeniedDifferently);
    assert_eq!(shown.row, "row GET /a");
    let Fate::Survived { shown: None, refusal: Some(refusal) } =
        fate(&fates, "$default: added, public")
    else {
        panic!("{fates:?}");
    };
    assert_eq!(refusal.0, "more routes");
}

#[test]
fn mutants_of_reasons_alone_are_counted_when_asked_for() {
    let minter = Minter::new(KeyStore::fresh());
    let spec = "version: 1\npolicy: p.yaml\n\
                cases: [{ name: x, request: GET /a, token: { scopes: [r] }, expect: claim_mismatch }]";
    let mutation = judged(&suite(SMALL, &[spec], &minter), Some(&Few), &minter).unwrap();
    let (without, with) = (mutation.score(false), mutation.score(true));
    assert!(without.of_reasons > 0);
    assert_eq!(with.of_reasons, 0);
    let counted = |score: Score| score.killed + score.survived;
    assert_eq!(counted(with), counted(without) + without.of_reasons);
    assert_eq!(with.equivalent, without.equivalent);
}
