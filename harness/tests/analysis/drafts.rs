//! Small policies by chance, in pairs that differ by some routes and guardrails.

use std::collections::BTreeSet;

use engine::{Policy, Settings, Source};
use proptest::{prelude::*, sample::select};

/// Policies to compare, one or two.
#[derive(Clone, Debug)]
pub(crate) struct Drafts {
    pub(crate) texts: Vec<String>,
}

/// What an entry of a policy stands in: one side, the other, or both.
type Sides = [bool; 2];

impl Drafts {
    pub(crate) fn policies(&self) -> Vec<Policy> {
        self.texts.iter().map(|text| policy(text)).collect()
    }
}

/// Reads a policy that must be valid.
pub(crate) fn policy(text: &str) -> Policy {
    let source = Source::new("policy.yaml", text);
    let validated = Policy::from_source(&source, &Settings::default());
    validated.unwrap_or_else(|error| panic!("{error:?}\n{text}")).policy
}

/// Writes a policy of public routes and of guardrails that deny.
pub(crate) fn write(routes: &[&str], guardrails: &[(&str, &str)]) -> String {
    let routes: String =
        routes.iter().map(|key| format!("  \"{key}\": {{ public: true }}\n")).collect();
    let laid: String = guardrails
        .iter()
        .enumerate()
        .map(|(at, (globs, methods))| {
            let methods = if methods.is_empty() { "" } else { &format!("methods: [{methods}], ") };
            format!("  g{at:02}: {{ paths: [{globs}], {methods}deny: true }}\n")
        })
        .collect();
    let section = if laid.is_empty() { "" } else { "guardrails:\n" };
    format!("version: 1\nroutes:\n{routes}{section}{laid}")
}

/// The methods that policies speak of; another is told apart from them in each test.
const METHODS: [&str; 3] = ["GET", "POST", "ANY"];

fn key() -> impl Strategy<Value = String> {
    let segment = select(vec!["a", "b", "ab", "{}", "{}"]);
    let path = prop::collection::vec(segment, 0..3);
    let last = prop::option::weighted(0.3, Just("{+}"));
    (select(&METHODS[..]), path, last).prop_map(|(method, path, last)| {
        let segments: String = path
            .iter()
            .copied()
            .chain(last)
            .enumerate()
            .map(|(at, segment)| format!("/{}", segment.replace('{', &format!("{{v{at}"))))
            .collect();
        format!("{method} {}", if segments.is_empty() { "/" } else { &segments })
    })
}

fn globs() -> impl Strategy<Value = String> {
    let segment =
        select(vec!["a", "b", "*", "**", "**", "a*", "*b", "?", "??", "?*", "{a,ab}", "*a*", ""]);
    let glob = prop::collection::vec(segment, 1..4).prop_map(|segments| {
        let last = segments.len() - 1;
        let kept = segments.iter().enumerate().filter(|(at, one)| *at == last || !one.is_empty());
        kept.map(|(_, segment)| format!("/{segment}")).collect::<String>()
    });
    prop::collection::vec(glob, 1..3).prop_map(|globs| {
        globs.iter().map(|glob| format!("{glob:?}")).collect::<Vec<_>>().join(", ")
    })
}

fn sides() -> impl Strategy<Value = Sides> {
    select(vec![[true, true], [true, true], [true, true], [true, false], [false, true]])
}

/// Any one policy, or any pair.
pub(crate) fn drafts(count: usize) -> impl Strategy<Value = Drafts> {
    let routes = prop::collection::vec((key(), sides()), 1..7);
    let default = prop::option::weighted(0.2, sides());
    let methods = select(vec!["", "", "GET", "POST, HEAD"]);
    let guardrails = prop::collection::vec((globs(), methods, sides()), 0..4);
    (routes, default, guardrails).prop_map(move |(routes, default, guardrails)| {
        let mut known = BTreeSet::new();
        let default = default.map(|sides| ("$default".to_owned(), sides));
        let mut routes: Vec<(String, Sides)> = routes.into_iter().chain(default).collect();
        routes.retain(|(key, _)| known.insert(key.clone()));
        if count == 1 {
            for (_, sides) in &mut routes {
                sides[0] = true;
            }
        }
        let text = |side: usize| {
            let routes: Vec<&str> =
                routes.iter().filter(|(_, on)| on[side]).map(|(key, _)| key.as_str()).collect();
            let guardrails = guardrails.iter().filter(|(.., on)| on[side] || count == 1);
            let guardrails: Vec<(&str, &str)> =
                guardrails.map(|(globs, methods, _)| (globs.as_str(), *methods)).collect();
            // A policy has a route at least; this one is met by no path that is tried.
            write(if routes.is_empty() { &["PUT /z/z/z/z/z/z"] } else { &routes }, &guardrails)
        };
        Drafts { texts: (0..count).map(text).collect() }
    })
}
