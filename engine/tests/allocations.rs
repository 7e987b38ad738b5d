//! Deciding on verified claims allocates nothing, whatever the policy and the request.

use allocation_counter::measure;
use engine::{Claims, Engine, Policy, Request, Settings, Source};

const POLICY: &str = r#"
version: 1
authorizers:
  a: { issuer: https://a.example, audience: [x] }
default_authorizer: a
routes:
  GET /health: { public: true }
  GET /tenants/{tenant}/orders/{id}:
    scopes: { any_of: [read, admin], all_of: [use] }
    claims:
      tenant: { path_variable: tenant }
      level: { at_least: 3, at_most: 9 }
      groups: { any_of: [staff], none_of: [suspended] }
      /realm_access/roles: { all_of: [reader] }
      mail: { glob: "*@a.example" }
  ANY /files/{path+}: { scopes: { all_of: [read, use] } }
  $default: { scopes: nobody }
guardrails:
  admin: { paths: ["/admin/**"], claims: { groups: { any_of: [admins] } } }
  backups: { paths: ["**/*.bak"], deny: true }
"#;

const CLAIMS: &str = r#"{"scope":"read use","tenant":"acme","level":5,"groups":["staff"],
    "realm_access":{"roles":["reader"]},"mail":"x@a.example"}"#;

#[test]
fn decisions_on_verified_claims_allocate_nothing() {
    let source = Source::new("p.yaml", POLICY);
    let policy = Policy::from_source(&source, &Settings::default()).unwrap().policy;
    let engine = Engine::compile(policy).unwrap();
    let claims = Claims::from_json(CLAIMS.as_bytes()).unwrap();
    let prepared = engine.prepare(&claims);
    for (method, target, status) in [
        ("GET", "/health", 200),
        ("GET", "/tenants/acme/orders/7", 200),
        ("GET", "/tenants/other/orders/7", 403),
        ("PUT", "/files/a/b/c", 200),
        ("PUT", "/files/a/b.bak", 403),
        ("GET", "/admin/x", 403),
        ("GET", "/a/../b", 400),
        ("PROPFIND", "/health", 404),
    ] {
        let request = Request::new(method, target);
        // The first use of a regex in a thread makes room for its work.
        let expected = engine.decide_prepared(&request, &prepared).status();
        let mut got = 0;
        let counted = measure(|| got = engine.decide_prepared(&request, &prepared).status());
        assert_eq!((got, expected), (status, status), "{method} {target}");
        assert_eq!(counted.count_total, 0, "{method} {target}");
    }
}

#[test]
fn allocations_are_counted_at_all() {
    assert!(measure(|| drop(vec![1_u8, 2, 3])).count_total > 0);
}
