//! Properties of reading: what is printed is read back, and no text makes reading panic.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use engine::{
    Algorithm, ClaimPath, Glob, IdentitySource, Method, PathPattern, RouteKey, Scope, Settings,
    Source,
};
use proptest::prelude::*;

use crate::invalid::findings;

/// Every text that is taken is printed as it was written.
fn prints_as_written<T: FromStr + Display + PartialEq>(text: &str) -> bool {
    text.parse::<T>().ok().is_none_or(|read| read.to_string() == text)
}

fn variable() -> impl Strategy<Value = String> {
    "[A-Za-z0-9_.:-]{1,8}"
}

fn literal() -> impl Strategy<Value = String> {
    "[A-Za-z0-9._~!$&'()+,=:@-]{1,8}"
        .prop_filter("dot segments", |text| text != "." && text != "..")
}

fn pattern() -> impl Strategy<Value = String> {
    let segment =
        prop_oneof![3 => literal(), 1 => variable().prop_map(|name| format!("{{{name}}}"))];
    let greedy = prop::option::of(variable().prop_map(|name| format!("/{{{name}+}}")));
    (prop::collection::vec(segment, 0..5), greedy).prop_map(|(segments, greedy)| {
        let path = segments.iter().fold(String::new(), |path, segment| path + "/" + segment);
        let path = path + greedy.as_deref().unwrap_or("");
        if path.is_empty() { "/".to_owned() } else { path }
    })
}

fn route_key() -> impl Strategy<Value = String> {
    let method = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY";
    prop_oneof![
        20 => (method, pattern()).prop_map(|(method, path)| format!("{method} {path}")),
        1 => Just("$default".to_owned()),
    ]
}

/// The variables' names of a pattern, found without reading it.
fn is_repeated(pattern: &str) -> bool {
    let names = pattern.split('{').skip(1).map(|rest| rest.split(['}', '+']).next().unwrap_or(""));
    let mut names: Vec<&str> = names.collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    names.len() != count
}

const VALID: &str = r#"version: 1
api: orders
parameters:
  client: { default: order-middleware }
authorizers:
  cognito:
    issuer: "https://cognito.example"
    audience: ["${client}"]
default_authorizer: cognito
scopes:
  read: Lets you read
  write: Lets you write
requirements:
  staff: { claims: { groups: { any_of: [staff, admin] } } }
routes:
  POST /orders: { scopes: write }
  GET /health: { public: true }
  GET /tenants/{tenant}:
    scopes: { any_of: [read, write] }
    claims: { tenant: { path_variable: tenant } }
    require: [staff]
guardrails:
  admin: { paths: ["/admin/**"], claims: { groups: admin } }
"#;

/// Findings without their places, which move with the routes.
fn placeless(text: &str) -> BTreeMap<String, usize> {
    let source = Source::new("policy.yaml", text);
    let mut counts = BTreeMap::new();
    for one in &findings(&source, &Settings::default()) {
        *counts.entry(one.code.as_str().to_owned()).or_default() += 1;
    }
    counts
}

fn route() -> impl Strategy<Value = String> {
    let access = prop_oneof![
        Just("public: true"),
        Just("authorizer: a"),
        Just("authorizer: b"),
        Just("scopes: [x, y]"),
        Just("require: [r]"),
        Just("public: 1, scopes: 2"),
        Just("scope: x"),
        Just(""),
    ];
    let key = "(GET|ANY) /(a|\\{x\\}|\\{y\\}|\\{p\\+\\}|a;b|a@b)(/(b|\\{z\\}))?";
    (key, access).prop_map(|(key, access)| format!("  \"{key}\": {{ {access} }}\n"))
}

#[test]
fn methods_and_algorithms_are_read_back() {
    for method in Method::ALL {
        assert_eq!(Method::from_bytes(method.to_string().as_bytes()), Some(method));
    }
    for algorithm in Algorithm::ALL {
        assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_route_key_of_the_grammar_is_read_back(text in route_key()) {
        prop_assume!(!is_repeated(&text));
        let key = text.parse::<RouteKey>();
        prop_assert!(key.is_ok(), "{} {:?}", text, key);
        prop_assert_eq!(key.map(|key| key.to_string()), Ok(text));
    }

    #[test]
    fn a_path_pattern_of_the_grammar_is_read_back(text in pattern()) {
        prop_assume!(!is_repeated(&text));
        prop_assert_eq!(text.parse::<PathPattern>().map(|path| path.to_string()), Ok(text));
    }

    #[test]
    fn what_is_taken_is_printed_as_written(text in "[ -~é]{0,12}") {
        prop_assert!(prints_as_written::<Scope>(&text));
        prop_assert!(prints_as_written::<ClaimPath>(&text));
        prop_assert!(prints_as_written::<Algorithm>(&text));
        prop_assert!(prints_as_written::<RouteKey>(&text));
        prop_assert!(prints_as_written::<PathPattern>(&text));
        for prefix in ["$request.header.", "$request.querystring."] {
            let source = format!("{prefix}{text}");
            prop_assert!(prints_as_written::<IdentitySource>(&source));
        }
    }

    #[test]
    fn scopes_claims_and_sources_of_the_grammar_are_read_back(
        scope in "[!#-\\[\\]-~]{1,20}",
        claim in "([a-z:]{1,8}|(/([a-z]|~0|~1){0,5}){1,4})",
        name in "[A-Za-z0-9_-]{1,20}",
    ) {
        prop_assert_eq!(scope.parse::<Scope>().map(|one| one.to_string()), Ok(scope));
        prop_assert_eq!(claim.parse::<ClaimPath>().map(|one| one.to_string()), Ok(claim));
        for text in [format!("$request.header.{name}"), format!("$request.querystring.{name}")] {
            prop_assert_eq!(text.parse::<IdentitySource>().map(|one| one.to_string()), Ok(text));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(\\PC|[\\x00-\\x20:{}\\[\\],&*!|>'\"#%@?-]){0,80}") {
        drop(placeless(&text));
        drop(placeless(&format!("version: 1\nroutes:\n  {text}\n")));
    }

    #[test]
    fn any_bytes_read_as_text_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        drop(placeless(&String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn a_line_less_or_a_line_twice_is_read_or_refused(at in 0_usize..30, twice in any::<bool>(), cut in 0_usize..400) {
        let mut lines: Vec<&str> = VALID.lines().collect();
        let at = at % lines.len();
        let line = lines.remove(at);
        if twice {
            lines.insert(at, line);
            lines.insert(at, line);
        }
        let text = lines.join("\n");
        drop(placeless(&text));
        let cut = text.char_indices().nth(cut).map_or(text.len(), |(at, _)| at);
        drop(placeless(&text[..cut]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_globs_text_is_kept(text in "/?[a-c*?{},/\\\\]{0,12}") {
        for glob in [Glob::path(&text), Glob::any(&text)].into_iter().flatten() {
            prop_assert_eq!(glob.to_string(), text.as_str());
        }
    }

    #[test]
    fn the_order_of_routes_does_not_change_what_is_found(
        (routes, shuffled) in prop::collection::vec(route(), 1..8)
            .prop_flat_map(|routes| (Just(routes.clone()), Just(routes).prop_shuffle()))
    ) {
        let head = "version: 1\nauthorizers: { a: { issuer: x, audience: [x] } }\nrequirements: { r: { scopes: x } }\nroutes:\n";
        let text = |routes: &[String]| format!("{head}{}", routes.concat());
        prop_assert_eq!(placeless(&text(&routes)), placeless(&text(&shuffled)));
    }
}

#[test]
fn the_valid_policy_is_valid() {
    assert_eq!(
        placeless(VALID).keys().map(String::as_str).collect::<Vec<_>>(),
        ["unreachable-guardrail"]
    );
}
