//! Policies by chance: many routes over few words, so that they meet and shadow each other.

use std::collections::BTreeSet;

use engine::{Engine, Policy, Settings, Source};
use proptest::prelude::*;
use proptest::sample::select;

/// A policy as text, its entries apart so that they can be put in another order.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) routes: Vec<(String, String)>,
    pub(crate) guardrails: Vec<(String, String)>,
}

const HEAD: &str = r#"version: 1
authorizers:
  main: { issuer: "https://main.example", audience: [api], jwks_file: keys.json }
  partner: { issuer: "https://partner.example", audience: [api], jwks_file: keys.json }
default_authorizer: main
requirements:
  writers: { scopes: s/write, claims: { level: { at_least: 2 } } }
  guests: { claims: { tenant: { present: false } } }
"#;

impl Draft {
    /// Writes the policy.
    pub(crate) fn text(&self) -> String {
        let entries = |all: &[(String, String)]| {
            all.iter().map(|(key, body)| format!("  \"{key}\": {body}\n")).collect::<String>()
        };
        let guardrails = if self.guardrails.is_empty() { "" } else { "guardrails:\n" };
        let (routes, laid) = (entries(&self.routes), entries(&self.guardrails));
        format!("{HEAD}routes:\n{routes}{guardrails}{laid}")
    }

    /// Compiles the policy; a strategy that writes an invalid one is a mistake of ours.
    pub(crate) fn engine(&self) -> Engine {
        compile(&self.text())
    }
}

/// Compiles a policy that must be valid.
pub(crate) fn compile(text: &str) -> Engine {
    let source = Source::new("policy.yaml", text);
    let validated = Policy::from_source(&source, &Settings::default());
    let policy = validated.unwrap_or_else(|error| panic!("{error:?}\n{text}")).policy;
    Engine::compile(policy).unwrap()
}

/// Any policy of the small language.
pub(crate) fn draft() -> impl Strategy<Value = Draft> {
    let routes = prop::collection::vec((key(), any::<prop::sample::Index>(), access()), 1..12);
    let default = prop::option::weighted(0.3, access());
    let guardrails = prop::collection::vec(guardrail(), 0..4);
    (routes, default, guardrails).prop_map(|(routes, default, guardrails)| {
        let mut shapes = BTreeSet::new();
        let mut kept = Vec::new();
        for (key, at, access) in routes {
            let parsed: engine::RouteKey = key.parse().unwrap();
            let engine::RouteKey::Path(method, pattern) = &parsed else { continue };
            if shapes.insert(format!("{method} {}", pattern.shape())) {
                let names: Vec<&str> = pattern.variables().collect();
                let variable = (!names.is_empty()).then(|| names[at.index(names.len())]);
                kept.push((key.clone(), access.replace("VARIABLE", variable.unwrap_or("none"))));
            }
        }
        for (_, access) in &mut kept {
            // A route without variables cannot compare a claim with one.
            *access = access.replace("{ path_variable: none }", "one");
        }
        if let Some(access) = default {
            let access = access.replace("{ path_variable: VARIABLE }", "one");
            kept.push(("$default".to_owned(), access));
        }
        let named = guardrails.into_iter().enumerate();
        // Names whose order is neither that of the file nor that of their numbers.
        let guardrails = named.map(|(at, body)| (format!("{} guard", 97 * (at + 3) % 31), body));
        Draft { routes: kept, guardrails: guardrails.collect() }
    })
}

fn key() -> impl Strategy<Value = String> {
    let literal = || select(vec!["a", "b", "c", "admin"]).prop_map(str::to_owned);
    let segment = prop_oneof![3 => literal(), 2 => Just("{}".to_owned())];
    let greedy = prop::bool::weighted(0.25);
    let method = select(vec!["GET", "GET", "POST", "ANY"]);
    (method, prop::collection::vec(segment, 0..4), greedy).prop_map(|(method, mut path, greedy)| {
        for (at, segment) in path.iter_mut().enumerate() {
            *segment = segment.replace("{}", &format!("{{v{at}}}"));
        }
        if greedy {
            path.push("{rest+}".to_owned());
        }
        format!("{method} /{}", path.join("/"))
    })
}

fn access() -> impl Strategy<Value = String> {
    let authorizer =
        select(vec![None, None, Some("authorizer: main"), Some("authorizer: partner")]);
    let protected = (authorizer, asked()).prop_map(|(authorizer, asked)| {
        let mut parts: Vec<String> = authorizer.into_iter().map(str::to_owned).collect();
        parts.extend(asked);
        format!("{{ {} }}", parts.join(", "))
    });
    prop_oneof![1 => Just("{ public: true }".to_owned()), 4 => protected]
}

fn asked() -> impl Strategy<Value = Vec<String>> {
    let require =
        select(vec![None, None, None, Some("require: [writers]"), Some("require: [guests]")]);
    let claims = prop::collection::vec(condition(), 0..3);
    (prop::option::of(scopes()), claims, require).prop_map(|(scopes, claims, require)| {
        let mut parts: Vec<String> = scopes.into_iter().collect();
        let mut names = BTreeSet::new();
        let claims: Vec<String> = claims
            .into_iter()
            .filter(|(name, _)| names.insert(*name))
            .map(|(name, test)| format!("\"{name}\": {test}"))
            .collect();
        if !claims.is_empty() {
            parts.push(format!("claims: {{ {} }}", claims.join(", ")));
        }
        parts.extend(require.map(str::to_owned));
        parts
    })
}

fn scopes() -> impl Strategy<Value = String> {
    select(vec![
        "scopes: s/read",
        "scopes: [s/write]",
        "scopes: { any_of: [s/read, s/write] }",
        "scopes: { all_of: [s/write, s/read] }",
        "scopes: { any_of: [s/admin, s/read], all_of: [s/write] }",
    ])
    .prop_map(str::to_owned)
}

fn condition() -> impl Strategy<Value = (&'static str, &'static str)> {
    let name = select(vec!["tenant", "groups", "level", "/realm/roles", "/realm/deep/0"]);
    let test = select(vec![
        "one",
        "2",
        "true",
        "{ equals: one }",
        "{ any_of: [one, 2, true] }",
        "{ all_of: [one, two] }",
        "{ none_of: [one, 3] }",
        "{ none_of: [two], at_least: 1 }",
        "{ at_least: 2 }",
        "{ at_most: 2.5, at_least: 1 }",
        "{ glob: \"o*\" }",
        "{ glob: \"**/\" }",
        "{ glob: \"**/{a,b}?\" }",
        "{ path_variable: VARIABLE }",
        "{ present: true }",
        "{ present: false }",
        "{ present: true, none_of: [one] }",
    ]);
    (name, test)
}

fn guardrail() -> impl Strategy<Value = String> {
    let glob = select(vec![
        "/**",
        "/a/**",
        "/admin/**",
        "**/b",
        "**/*.bak",
        "/*/b",
        "/?",
        "/{a,b}/**",
        "/a/**/c",
        "/a{,/**}",
        "/{a,{b,admin}}/*",
        "**/a*/**",
        "/*",
        "**/",
    ]);
    let paths = prop::collection::vec(glob, 1..3).prop_map(|globs| {
        let quoted: Vec<String> = globs.iter().map(|glob| format!("\"{glob}\"")).collect();
        format!("paths: [{}]", quoted.join(", "))
    });
    let methods = select(vec!["", "", ", methods: [GET, HEAD]", ", methods: [POST]"]);
    let requires = (select(vec!["", ", authorizer: main", ", authorizer: partner"]), asked());
    let requires = requires.prop_filter_map("asks for nothing", |(authorizer, asked)| {
        let asked = asked.join(", ");
        let text = format!("{authorizer}{}{asked}", if asked.is_empty() { "" } else { ", " });
        (!text.is_empty()).then(|| text.replace("{ path_variable: VARIABLE }", "one"))
    });
    let effect = prop_oneof![1 => Just(", deny: true".to_owned()), 3 => requires];
    (paths, methods, effect)
        .prop_map(|(paths, methods, effect)| format!("{{ {paths}{methods}{effect} }}"))
}
