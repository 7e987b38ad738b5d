//! `harness routes`: the table in match order.

use crate::harness::Folder;

const POLICY: &str = "\
version: 1
routes:
  $default: { public: true }
  'ANY /{path+}': { public: true }
  'GET /{path+}': { public: true }
  'GET /a/{path+}': { public: true }
  'ANY /a/b': { public: true }
  'GET /{x}/b': { public: true }
  'GET /a/{x}': { public: true }
  'GET /a/b': { public: true }
";

/// By the rules of the contract: no greedy variable before greedy, literal before variable, exact
/// method before `ANY`, `$default` last.
const ORDER: [&str; 8] = [
    "GET /a/b",
    "ANY /a/b",
    "GET /a/{x}",
    "GET /{x}/b",
    "GET /a/{path+}",
    "GET /{path+}",
    "ANY /{path+}",
    "$default",
];

#[test]
fn routes_stand_in_match_order() {
    let folder = Folder::with(&[("policy.yaml", POLICY)]);
    let text = folder.call(&["routes", "policy.yaml"]).exits(0).out;
    let names: Vec<&str> = text.lines().map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!(names, ORDER);
}

#[test]
fn json_has_the_same_order() {
    let folder = Folder::with(&[("policy.yaml", POLICY)]);
    let table = folder.call(&["routes", "policy.yaml", "--format", "json"]).exits(0).json();
    let routes = table["routes"].as_array().unwrap();
    let names: Vec<&str> = routes.iter().map(|one| one["route"].as_str().unwrap()).collect();
    assert_eq!(names, ORDER);
    assert!(routes.iter().all(|one| one["access"] == "public"));
}

#[test]
fn a_table_of_a_broken_policy_is_none() {
    let folder = Folder::with(&[("policy.yaml", "version: 1\nroutes: { GET /: {} }\n")]);
    let answer = folder.call(&["routes", "policy.yaml"]).exits(2);
    assert_eq!(answer.out, "");
    answer.says("policy.yaml:2:");
}
