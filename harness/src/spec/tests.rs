use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

const HEAD: &str = "version: 1\npolicy: p.yaml\n";

fn read(text: &str) -> (Spec, Vec<String>) {
    let (spec, warnings) = Spec::read(&Source::new("s.yaml", format!("{HEAD}{text}"))).unwrap();
    (spec, warnings.iter().map(|one| one.code.as_str().to_owned()).collect())
}

fn codes(text: &str) -> Vec<&'static str> {
    let found = Spec::read(&Source::new("s.yaml", format!("{HEAD}{text}"))).unwrap_err();
    found.iter().map(|one| one.code.as_str()).collect()
}

#[test]
fn a_cell_is_a_row_with_the_place_of_the_cell() {
    let (spec, warnings) = read(
        "tokens: { r: {} }\ntable:\n  tokens: [none, r]\n  GET /x?a=b: [401, { allow: GET /x,\n    \
         status: 200 }]\n",
    );
    assert!(warnings.is_empty(), "{warnings:?}");
    let [first, second] = spec.cases.as_slice() else { panic!("{:?}", spec.cases) };
    assert_eq!((first.name.as_str(), first.line, first.column), ("GET /x?a=b as none", 6, 16));
    assert_eq!((second.name.as_str(), second.line, second.column), ("GET /x?a=b as r", 6, 21));
    assert_eq!(first.token, CaseToken::None);
    assert_eq!(second.token, CaseToken::Named("r".to_owned()));
    assert_eq!(second.expectation.text, "{ allow: GET /x, status: 200 }");
    assert_eq!(second.request.path, "/x?a=b");
    assert!(matches!(spec.plan(second), Some(TokenPlan::Minted { .. })));
}

#[test]
fn rows_stand_in_the_order_of_the_file() {
    let (spec, _) = read(
        "cases:\n  - { name: b, request: GET /b, expect: 404 }\n  - { name: a, request: GET /a, \
         expect: 404 }\ntable: { tokens: [none], GET /c: [404] }\n",
    );
    let names: Vec<&str> = spec.cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names, ["b", "a", "GET /c as none"]);
}

#[test]
fn a_case_says_everything_about_its_request() {
    let (spec, _) = read(
        "set: { pool: p }\nnow: 1970-01-01T00:01:00Z\ncases:\n  - name: a\n    skip: later\n    \
         request: { method: get, path: '', headers: { A: [x, y], b: '{token}' } }\n    \
         token: { raw: t }\n    expect: deny\n",
    );
    assert_eq!((spec.now, spec.policy_path.as_str()), (60, "p.yaml"));
    assert_eq!(spec.set.get("pool").map(String::as_str), Some("p"));
    let case = &spec.cases[0];
    assert_eq!((case.line, case.column), (6, 5));
    assert_eq!(case.skip.as_deref(), Some("later"));
    assert_eq!((case.request.method.as_str(), case.request.path.as_str()), ("get", ""));
    let headers = case.request.headers.iter().map(|(name, value)| format!("{name}: {value}"));
    assert_eq!(headers.collect::<Vec<_>>(), ["A: x", "A: y", "b: {token}"]);
    assert_eq!(case.token, CaseToken::Inline(TokenPlan::Raw("t".to_owned())));
    assert_eq!(case.expectation.decision, Expected::Deny);
}

#[test]
fn the_clock_of_a_spec_is_frozen_unless_it_says_otherwise() {
    assert_eq!(read("").0.now, DEFAULT_NOW);
    assert_eq!(codes("now: yesterday\n"), ["invalid-instant"]);
    assert_eq!(codes("now: 1767225600\n"), ["wrong-type"]);
}

#[test]
fn a_token_counts_as_used_through_a_used_one_alone() {
    let tokens = "tokens: { a: {}, b: { like: a }, c: {}, d: { like: c } }\n";
    let case = "cases:\n  - { name: x, request: GET /, expect: 404, token: { like: b } }\n";
    assert_eq!(read(&format!("{tokens}{case}")).1, ["unused-token", "unused-token"]);
}

#[test]
fn an_expectation_that_says_a_route_alone_says_nothing_about_the_decision() {
    let (spec, _) = read(
        "table:\n  tokens: [none]\n  GET /a: [{ route: GET /a }]\n  GET /b: [{ guardrail: g }]\n  \
         GET /c: [{ status: 404 }]\n  GET /d: [{ status: 200, variables: {} }]\n",
    );
    let decisions: Vec<Expected> =
        spec.cases.iter().map(|case| case.expectation.decision).collect();
    let [none, deny, allow] = [Expected::None, Expected::Deny, Expected::Allow];
    assert_eq!(decisions, [none, deny, deny, allow]);
    assert_eq!(spec.cases[3].expectation.variables, Some(BTreeMap::new()));
}

#[test]
fn a_claim_may_be_null_and_never_a_number_that_json_lacks() {
    let case = "cases:\n  - { name: x, request: GET /, expect: 404, token: ";
    assert!(read(&format!("{case}{{ claims: {{ exp: null }} }} }}\n")).1.is_empty());
    for token in [
        "{ claims: { exp: .nan } }",
        "{ claims: { a: [{ b: -.inf }] } }",
        "{ claims: null }",
        "{ claims: [] }",
        "{ header: }",
        "{ scopes: a }",
        "{ raw: }",
        "[]",
        "~",
        "7",
    ] {
        assert_eq!(codes(&format!("{case}{token} }}\n")), ["wrong-type"], "{token}");
    }
}

#[test]
fn a_token_named_like_a_free_key_is_a_token_like_others() {
    let rows = "table: { tokens: [header], GET /: [401] }\n";
    assert!(read(&format!("tokens: {{ header: {{}} }}\n{rows}")).1.is_empty());
    for value in ["", "~", "{ scopes: }", "{ like: ~ }", "{ claims: }"] {
        let text = format!("tokens:\n  header: {value}\n{rows}");
        assert_eq!(codes(&text), ["wrong-type"], "{value}");
        assert_eq!(codes(&text.replace("header", "reader")), ["wrong-type"], "{value}");
    }
}

#[test]
fn a_broken_row_does_not_hide_the_others() {
    assert_eq!(
        codes(
            "table:\n  - tokens: [none]\n    GET /a: [tru, allow]\n    GET /b: 401\n  - 7\ncases:\n  \
             - 7\n  - { name: x, request: x, expect: 404 }\n"
        ),
        [
            "row-width",
            "invalid-expectation",
            "wrong-type",
            "wrong-type",
            "wrong-type",
            "invalid-request"
        ]
    );
}

#[test]
fn rows_that_would_not_fit_into_memory_are_refused() {
    let names: Vec<String> = (0..200).map(|index| format!("t{index}")).collect();
    let tokens: Vec<String> = names.iter().map(|name| format!("{name}: {{}}")).collect();
    let mut text = format!("tokens: {{ {} }}\n", tokens.join(", "));
    writeln!(text, "table:\n  tokens: [{}]", names.join(", ")).unwrap();
    writeln!(text, "  ? GET /{}\n  : [{}]", "x".repeat(60_000), vec!["404"; 200].join(", "))
        .unwrap();
    assert!(codes(&text).contains(&"file-too-large"));
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "table:", "tokens:", "cases:", "like:", "raw:", "none", "[", "]", "{", "}", ",", "-",
                "\n", "\n  ", "\n    ", " ", "a", "GET /x:", "401", "expect:", "request:", "name:",
                "token:", "claims:", "null", "deny:", "allow",
            ]),
            0..40,
        )
    ) {
        let source = Source::new("s.yaml", format!("{HEAD}{}", words.concat()));
        if let Ok((spec, _)) = Spec::read(&source) {
            for case in &spec.cases {
                prop_assert!(case.token == CaseToken::None || spec.plan(case).is_some());
            }
        }
    }
}
