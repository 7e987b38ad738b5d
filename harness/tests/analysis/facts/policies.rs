//! Random small policies, and the cells of a few paths.

use std::fmt::Write as _;

use engine::{Claims, Decision, DenyReason, GlobInput, Matcher, Method, Policy, Settings, Source};
use harness::analysis::{cell::Cell, outcome::Answer};
use proptest::prelude::*;

/// Reads a policy.
pub(crate) fn policy(text: &str) -> Policy {
    let source = Source::new("policy.yaml", text);
    Policy::from_source(&source, &Settings::default())
        .unwrap_or_else(|found| panic!("{found:?}\n{text}"))
        .policy
}

/// The cells of a few paths under some policies, one for each method and path.
pub(crate) fn cells(sides: &[&Policy]) -> Vec<Cell> {
    let paths = ["/a", "/a/b", "/a/acme", "/b", "/b/", "/b/a/c", "/c/c", "/zz/y/x"];
    let methods = [Method::Get, Method::Post];
    let both = paths.iter().flat_map(|path| methods.map(|method| (*path, method)));
    both.map(|(path, method)| cell(sides, method, path)).collect()
}

/// The cell of one path, found by the engine's own matcher and globs.
pub(crate) fn cell(sides: &[&Policy], method: Method, path: &str) -> Cell {
    let winner = |side: &&Policy| {
        Matcher::new(side.routes().iter().map(|route| &route.key)).find(method, path)
    };
    let laid = |side: &&Policy| {
        let over = |guardrail: &engine::Guardrail| {
            guardrail.methods.contains(&method)
                && guardrail.paths.iter().any(|glob| glob.matches(&GlobInput::new(path)))
        };
        (0..).zip(side.guardrails()).filter(|(_, one)| over(one)).map(|(index, _)| index).collect()
    };
    Cell {
        method,
        winners: sides.iter().map(winner).collect(),
        laid: sides.iter().map(laid).collect(),
        segments: path.split('/').skip(1).map(str::to_owned).collect(),
        alone: Vec::new(),
    }
}

/// What a decision answers, in the words of the analysis.
pub(crate) fn answer(decision: &Decision<'_>) -> Answer {
    decision.reason().map_or(Answer::Allow, Answer::Deny)
}

/// Whether a token was refused.
pub(crate) fn is_of_token(answer: Answer) -> bool {
    let Answer::Deny(reason) = answer else { return false };
    let place = |wanted: DenyReason| DenyReason::ALL.iter().position(|one| *one == wanted);
    place(reason) > place(DenyReason::MissingToken)
        && place(reason) < place(DenyReason::InsufficientScope)
}

fn test(bound: bool) -> impl Strategy<Value = String> {
    let mut tests = vec![
        "equals: b",
        "equals: 2",
        "equals: true",
        "any_of: [b, c, 1.0]",
        "any_of: [acme]",
        "all_of: [b, c]",
        "none_of: [b]",
        "none_of: [1, b]",
        "none_of: [true, false]",
        "at_least: 1",
        "at_most: 2.5",
        "glob: 'a*'",
        "glob: '*e'",
        "present: true",
        "present: false",
        "present: true, none_of: [c]",
        "at_least: 0, at_most: 1",
    ];
    if bound {
        tests.extend(["path_variable: x", "path_variable: x, none_of: [acme]", "path_variable: x"]);
    }
    prop::sample::select(tests).prop_map(str::to_owned)
}

fn asked(bound: bool) -> impl Strategy<Value = String> {
    let scopes = prop::sample::select(vec![
        "",
        "scopes: s",
        "scopes: { any_of: [s, t] }",
        "scopes: { all_of: [s, t] }",
        "scopes: { any_of: [s, u], all_of: [t] }",
    ]);
    let claim = (prop::sample::select(vec!["c", "d", "/e/f"]), test(bound));
    let claims = prop::collection::btree_map(claim.0, claim.1, 0..3);
    (scopes, claims).prop_map(|(scopes, claims)| {
        let claims: Vec<String> =
            claims.iter().map(|(name, tests)| format!("{name}: {{ {tests} }}")).collect();
        let claims = if claims.is_empty() {
            String::new()
        } else {
            format!("claims: {{ {} }}", claims.join(", "))
        };
        let parts = [scopes.to_owned(), claims];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    })
}

fn access(bound: bool) -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just("{ public: true }".to_owned()),
        6 => asked(bound).prop_map(|asked| format!("{{ {asked} }}")),
        1 => asked(bound).prop_map(|asked| {
            let comma = if asked.is_empty() { "" } else { ", " };
            format!("{{ authorizer: two{comma}{asked} }}")
        }),
    ]
}

fn guardrail() -> impl Strategy<Value = String> {
    let paths = prop::sample::select(vec!["'/**'", "/a/*", "'**/c'", "/b/**", "'/*'"]);
    let effect = prop_oneof![
        1 => Just("deny: true".to_owned()),
        5 => asked(false).prop_filter("asks for something", |asked| !asked.is_empty()),
        1 => asked(false).prop_filter("asks for something", |asked| !asked.is_empty())
            .prop_map(|asked| format!("authorizer: two, {asked}")),
    ];
    let methods = prop::sample::select(vec!["", "methods: [GET], "]);
    (paths, methods, effect)
        .prop_map(|(paths, methods, effect)| format!("{{ paths: [{paths}], {methods}{effect} }}"))
}

const AUTHORIZERS: &str = "authorizers:
  one: { issuer: https://one.example, audience: [x], algorithms: [ES256] }
  two: { issuer: https://two.example, audience: [y, x], algorithms: [ES256], identity_source: $request.querystring.t }
default_authorizer: one
";

/// Texts of random policies.
pub(crate) fn policies() -> impl Strategy<Value = String> {
    let routes = prop::sample::subsequence(
        vec!["GET /a", "GET /a/{x}", "ANY /a/{x}", "ANY /{x}/{y}", "GET /b/{x+}", "$default"],
        1..=6,
    );
    let accesses =
        (prop::collection::vec(access(true), 6), prop::collection::vec(access(false), 6));
    let guardrails = prop::collection::vec(guardrail(), 0..3);
    (routes, accesses, guardrails).prop_map(|(routes, (bound, free), guardrails)| {
        let mut text = format!("version: 1\n{AUTHORIZERS}routes:\n");
        for (at, route) in routes.iter().enumerate() {
            // The rest of a path is bound to nothing, as claims have globs.
            let has = route.contains("{x}");
            let access = if has { &bound[at] } else { &free[at] };
            writeln!(text, "  '{route}': {access}").unwrap();
        }
        if !guardrails.is_empty() {
            text += "guardrails:\n";
        }
        for (at, guardrail) in guardrails.iter().enumerate() {
            writeln!(text, "  g{at}: {guardrail}").unwrap();
        }
        text
    })
}

/// Random claims.
pub(crate) fn claims() -> impl Strategy<Value = Claims> {
    let scalar = prop::sample::select(vec![
        "\"b\"", "\"c\"", "\"acme\"", "\"a\"", "\"\"", "\"axe\"", "1", "2.0", "0.5", "-3", "true",
        "false", "null", "{}", "[]",
    ]);
    let list = prop::collection::vec(scalar.clone(), 0..4)
        .prop_map(|items| format!("[{}]", items.join(",")));
    let value = prop_oneof![3 => scalar.prop_map(str::to_owned), 1 => list];
    let scopes = prop::sample::subsequence(vec!["s", "t", "u", "v"], 0..=4);
    (
        scopes,
        prop::option::of(value.clone()),
        prop::option::of(value.clone()),
        prop::option::of(value),
    )
        .prop_map(|(scopes, c, d, f)| {
            let mut members = vec![format!("\"scope\":\"{}\"", scopes.join(" "))];
            members.extend(c.map(|value| format!("\"c\":{value}")));
            members.extend(d.map(|value| format!("\"d\":{value}")));
            members.extend(f.map(|value| format!("\"e\":{{\"f\":{value}}}")));
            Claims::from_json(format!("{{{}}}", members.join(",")).as_bytes()).unwrap()
        })
}
