//! Claims bound to two variables, and claims that authorizers look at: what texts have in common,
//! and what guardrails say of those, decides.

use std::collections::BTreeSet;

use engine::{Access, Glob, Invariant, Method, Policy};
use harness::{
    analysis::invariant::{Proof, prove},
    clock::DEFAULT_NOW,
};

use crate::{MINTER, compared, random::policy};

const HEAD: &str = "\
version: 1
authorizers: { main: { issuer: https://main.example, audience: [client], algorithms: [ES256] } }
default_authorizer: main
";

fn asking(routes: &str, guardrails: &str) -> Policy {
    let guardrails =
        if guardrails.is_empty() { "" } else { &format!("guardrails: {guardrails}\n") };
    policy(&format!("{HEAD}{guardrails}routes:\n{routes}"))
}

/// Proves of a policy that every token asks for what its first route's other form asks for.
fn proof(policy: &Policy, required: &Policy) -> Proof {
    let Access::Protected { requirement, .. } = &required.routes()[0].access else { panic!() };
    let invariant = Invariant {
        paths: Vec::<Glob>::new(),
        methods: Method::ALL.to_vec(),
        requirement: requirement.clone(),
    };
    prove(policy, &invariant, &BTreeSet::new(), DEFAULT_NOW, &MINTER).unwrap()
}

/// Guardrails under which neither variable's own text can be both, nor one that begins with `t`.
const NARROW: &str = "{ g: { paths: [/t*/**, /pb/**, '/*/pa', '/*/t*'], deny: true } }";

#[test]
fn an_invariant_is_broken_where_two_variables_have_one_text() {
    let routes =
        "  GET /{pa}/{pb}: { claims: { c: { path_variable: pa }, /c: { path_variable: pb } } }\n";
    let required = asking("  GET /{pa}/{pb}: { scopes: r }\n", "");
    let found = proof(&asking(routes, NARROW), &required);
    let Proof::Broken(shown) = found else { panic!("{found:?}") };
    let path = shown.request.strip_prefix("GET /").unwrap();
    let (one, other) = path.split_once('/').unwrap();
    assert_eq!(one, other, "{shown:?}");
}

#[test]
fn an_invariant_on_one_variable_of_a_claim_bound_to_another_is_broken_by_different_texts() {
    let routes = "  GET /{pa}/{pb}: { claims: { c: { path_variable: pa } } }\n";
    let required = asking("  GET /{pa}/{pb}: { claims: { c: { path_variable: pb } } }\n", "");
    for guardrails in ["", NARROW, "{ g: { paths: ['/?*?/**', '/*/?*?'], deny: true } }"] {
        let found = proof(&asking(routes, guardrails), &required);
        assert!(matches!(found, Proof::Broken(_)), "{guardrails}: {found:?}");
    }
}

#[test]
fn a_route_that_binds_a_claim_twice_is_opened_where_both_texts_are_one() {
    let routes = |scope: &str| {
        format!(
            "  GET /{{pa}}/{{pb}}: {{ {scope}claims: {{ c: {{ path_variable: pa }}, /c: {{ path_variable: pb }} }} }}\n"
        )
    };
    let (old, new) = (asking(&routes("scopes: r, "), NARROW), asking(&routes(""), NARROW));
    let diff = compared(&old, &new);
    assert!(diff.has(harness::analysis::diff::Change::NewlyAllowed), "{diff:?}");
}

#[test]
fn globs_of_a_claim_tell_texts_in_common_apart() {
    let routes = |glob: &str| {
        format!(
            "  GET /{{pa}}/{{pb}}: {{ claims: {{ c: {{ path_variable: pa, glob: '{glob}' }}, /c: {{ path_variable: pb }} }} }}\n"
        )
    };
    let guardrails = "{ g: { paths: ['/v?/**', '/*/?w'], deny: true } }";
    let diff = compared(&asking(&routes("v?*"), guardrails), &asking(&routes("v*w"), guardrails));
    // `vww` is taken by both, `v--` by the old one; `vw` by the new one and by no path.
    assert!(diff.has(harness::analysis::diff::Change::NewlyDenied), "{diff:?}");
    assert!(!diff.has(harness::analysis::diff::Change::NewlyAllowed), "{diff:?}");
}

#[test]
fn a_client_is_told_apart_where_it_stands_for_the_audience() {
    let routes = "  GET /t/{id}: { claims: { client_id: { path_variable: id } } }\n";
    let guardrails = "{ g: { paths: [/t/**], claims: { aud: { present: false } } } }";
    let required = asking("  GET /t/{id}: { scopes: r }\n", "");
    let found = proof(&asking(routes, guardrails), &required);
    let Proof::Broken(shown) = found else { panic!("{found:?}") };
    assert_eq!(shown.request, "GET /t/client");
}

#[test]
fn an_audience_is_told_apart_where_the_path_names_it() {
    let routes = |scope: &str| {
        format!("  GET /t/{{id}}: {{ {scope}claims: {{ aud: {{ path_variable: id }} }} }}\n")
    };
    let diff = compared(&asking(&routes("scopes: r, "), ""), &asking(&routes(""), ""));
    let opened = &diff.differences[0];
    assert_eq!(opened.target, "/t/client", "{diff:?}");
}
