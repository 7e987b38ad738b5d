//! The row that is shown for a survivor is worth pasting.

use super::*;
use crate::analysis::difference::Exact;

/// Two places for tokens, two kinds of issuers; keys that are made fast.
const PLACES: &str = "
version: 1
authorizers:
  a: { issuer: https://a.example, audience: [x], algorithms: [ES256], leeway_seconds: 30 }
  b:
    issuer: https://b.example/
    audience: [y, z]
    algorithms: [EdDSA, ES256]
    identity_source: $request.querystring.t
default_authorizer: a
routes:
  GET /notes: { scopes: { any_of: [r, w] }, claims: { level: { at_least: 3 } } }
  'GET /tenants/{tenant}': { authorizer: b, claims: { tenant: { path_variable: tenant } } }
  GET /open/{path+}: { public: true }
guardrails:
  private: { paths: [/open/private/**], methods: [GET, PUT], claims: { groups: { none_of: [guest] } } }
";

/// The row with a name of its own.
fn named(row: &str, at: usize) -> String {
    row.replacen("name: \"", &format!("name: \"{at} "), 1)
}

#[test]
fn the_row_that_is_shown_for_a_survivor_kills_it() {
    let minter = Minter::new(KeyStore::fresh());
    let spec = "version: 1\npolicy: p.yaml\ncases:\n  - { name: open, request: GET /open/x, expect: allow }\n";
    let suite = suite(PLACES, &[spec], &minter);
    let mutation = judged(&suite, Some(&Exact(&minter)), &minter).unwrap();
    let policy = suite.specs[0].policy.engine.policy();
    let mutants = Mutants::of(policy).list;
    let shown: Vec<(usize, String)> = (0..)
        .zip(&mutation.mutants)
        .filter_map(|(at, one)| match &one.fate {
            Fate::Survived { shown: Some(shown), .. } => Some((at, named(&shown.row, at))),
            Fate::Survived { .. } | Fate::Killed(_) | Fate::Equivalent => None,
        })
        .collect();
    assert!(shown.len() > 40, "{}", shown.len());
    let rows: Vec<&str> = shown.iter().map(|(_, row)| row.as_str()).collect();
    let spec = format!("{spec}{}\n", rows.join("\n"));
    let suite = super::suite(PLACES, &[&spec], &minter);
    let spec = &suite.specs[0];
    // As they are, they hold.
    assert_eq!(failing(spec, policy.clone(), &minter), Vec::<String>::new());
    for (at, row) in &shown {
        let mutant = &mutants[*at];
        assert_eq!(mutation.mutants[*at].description, mutant.description);
        let failing = failing(spec, policy.edited(&mutant.edits).unwrap(), &minter);
        let own = format!("{at} ");
        assert!(failing.iter().any(|name| name.starts_with(&own)), "{row}");
    }
}
