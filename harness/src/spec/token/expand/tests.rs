use std::fmt::Write as _;

use engine::{Source, parse};
use serde_json::json;

use super::*;
use crate::{mint::Fault, spec::document::SpecDocument};

/// Writes out the tokens of a spec: the plans, and the codes of what is found.
fn expanded(tokens: &str) -> (BTreeMap<String, Token>, Vec<&'static str>) {
    let source = Source::new("s.yaml", format!("version: 1\npolicy: p.yaml\ntokens:\n{tokens}"));
    let parsed = parse::<SpecDocument>(&source).unwrap();
    let mut found = Diagnostics::new();
    let tokens = Tokens::read(&parsed.document.tokens, parsed.place(&source), &mut found);
    let codes = found.iter().map(|one| one.code.as_str()).collect();
    (tokens.finish().0, codes)
}

fn minted<'t>(tokens: &'t BTreeMap<String, Token>, name: &str) -> (Option<&'t str>, &'t Recipe) {
    match &tokens[name].plan {
        TokenPlan::Minted { authorizer, recipe } => (authorizer.as_deref(), recipe),
        TokenPlan::Raw(raw) => panic!("{raw}"),
    }
}

#[test]
fn a_token_keeps_of_what_it_is_like_all_that_it_does_not_say() {
    let (tokens, codes) = expanded(
        "  top: { like: middle, scopes: [], authorizer: other }\n  \
         middle: { like: base, claims: { exp: null, n: 2 }, expires_in: -1s, fault: no_kid }\n  \
         base: { authorizer: one, scopes: [a, b], claims: { n: 1, m: [1.5, true] }, \
         header: { typ: x } }\n",
    );
    assert!(codes.is_empty(), "{codes:?}");
    let (authorizer, recipe) = minted(&tokens, "top");
    assert_eq!(authorizer, Some("other"));
    assert_eq!(recipe.scopes, Some(Vec::new()));
    assert_eq!(
        Value::from(recipe.claims.clone()),
        json!({ "exp": null, "n": 2, "m": [1.5, true] })
    );
    assert_eq!(recipe.header.get("typ"), Some(&json!("x")));
    assert_eq!((recipe.expires_in, recipe.fault), (Some(-1), "no_kid".parse::<Fault>().ok()));
    let (authorizer, recipe) = minted(&tokens, "middle");
    assert_eq!(authorizer, Some("one"));
    assert_eq!(recipe.scopes.as_ref().map(Vec::len), Some(2));
}

#[test]
fn a_token_like_a_raw_one_is_that_text() {
    let (tokens, codes) = expanded("  raw: { raw: 'a b' }\n  same: { like: raw }\n");
    assert!(codes.is_empty(), "{codes:?}");
    assert_eq!(tokens["same"].plan, TokenPlan::Raw("a b".to_owned()));
}

#[test]
fn a_circle_is_told_once_and_what_leads_into_it_is_left_out() {
    let (tokens, codes) = expanded(
        "  in: { like: a }\n  a: { like: b }\n  b: { like: c }\n  c: { like: a }\n  alone: {}\n",
    );
    assert_eq!(codes, ["token-cycle"]);
    assert_eq!(tokens.keys().collect::<Vec<_>>(), ["alone"]);
}

#[test]
fn a_chain_of_any_length_is_written_out() {
    let mut text = String::new();
    for index in 0..50_000 {
        writeln!(text, "  t{index}: {{ like: t{} }}", index + 1).unwrap();
    }
    let (tokens, codes) = expanded(&format!("{text}  t50000: {{ scopes: [deep] }}\n"));
    assert!(codes.is_empty(), "{codes:?}");
    assert_eq!(minted(&tokens, "t0").1.scopes, Some(vec!["deep".to_owned()]));
}

#[test]
fn tokens_that_would_not_fit_into_memory_are_refused() {
    let claim = "x".repeat(60_000);
    let mut text =
        format!("  t0: {{ claims: {{ big: {claim}, two: {claim}, three: {claim} }} }}\n");
    for index in 1..200 {
        writeln!(text, "  t{index}: {{ like: t0 }}").unwrap();
    }
    let (_, codes) = expanded(&text);
    assert!(codes.contains(&"file-too-large"), "{codes:?}");
}
