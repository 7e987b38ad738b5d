//! Thousands of real routes: loaded as policies, each is met by a path made from itself.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Request, RouteKey, Segment};
use serde_json::Value;

use super::{Tally, read};
use crate::strategies::compile;

/// Loads routes by API; each route's own path must select it.
fn check(lines: impl IntoIterator<Item = (String, String, String)>) -> Tally {
    let mut tally = Tally::default();
    let mut apis: BTreeMap<String, (BTreeSet<String>, Vec<RouteKey>)> = BTreeMap::new();
    for (api, method, path) in lines {
        let Ok(key) = format!("{method} {}", numbered(&path)).parse::<RouteKey>() else {
            tally.skip(match () {
                () if path.contains('?') => "query in the path",
                () if path.ends_with('/') => "trailing slash in the pattern",
                () if path.contains("+}/") => "greedy variable inside",
                () if path.contains("}:") => "verb after a variable",
                () if path.contains('(') => "function call",
                () => "variable within a segment",
            });
            continue;
        };
        let RouteKey::Path(own, pattern) = &key else { continue };
        let (shapes, keys) = apis.entry(api).or_default();
        if shapes.insert(format!("{own} {}", pattern.shape())) {
            keys.push(key);
        } else {
            tally.skip("shape of another route");
        }
    }
    for (_, keys) in apis.into_values() {
        let routes: Vec<String> =
            keys.iter().map(|key| format!("  \"{key}\": {{ public: true }}\n")).collect();
        let engine = compile(&format!("version: 1\nroutes:\n{}", routes.concat()));
        for key in &keys {
            let RouteKey::Path(method, pattern) = key else { continue };
            let parts = pattern.segments().iter().map(|segment| match segment {
                Segment::Literal(text) => text.as_str(),
                Segment::Variable(_) => "one~",
                Segment::Greedy(_) => "one~/two~",
            });
            let path = format!("/{}", parts.collect::<Vec<_>>().join("/"));
            let request = Request::new(method.to_string(), &path);
            let decision = engine.decide(&request, 0);
            let got = decision.route().map(|route| &route.key);
            let full = |key: &&RouteKey| match key {
                RouteKey::Path(_, pattern) => !pattern.is_greedy(),
                RouteKey::Default => false,
            };
            let cause = (pattern.is_greedy() && got.as_ref().is_some_and(full))
                .then_some("a full match before a greedy one");
            tally.take(got == Some(key), cause, || format!("{key}: {got:?}"));
        }
    }
    tally
}

/// The path with its variables named by place: the lists repeat names.
fn numbered(path: &str) -> String {
    let name = |(at, segment): (usize, &str)| {
        let inner = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match inner.filter(|inner| !inner.contains(['{', '}'])) {
            Some(inner) if inner.ends_with('+') => format!("{{v{at}+}}"),
            Some(_) => format!("{{v{at}}}"),
            None => segment.to_owned(),
        }
    };
    path.split('/').enumerate().map(name).collect::<Vec<_>>().join("/")
}

fn columns(name: &str, api: bool) -> Vec<(String, String, String)> {
    let text = read(name);
    let row = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        let api = if api { cells.next() } else { Some(String::new()) };
        Some((api?, cells.next()?, cells.next()?))
    };
    text.lines().filter_map(row).collect()
}

fn objects(name: &str) -> Vec<Value> {
    read(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_routes_of_github_are_met() {
    check(columns("route-lists/github.tsv", false)).assert(795, &[]);
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_routes_of_kubernetes_are_met() {
    check(columns("route-lists/kubernetes.tsv", false)).assert(499, &[]);
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_routes_of_aws_are_met() {
    check(columns("route-lists/aws-rest-services.tsv", true)).assert(6818, &[]);
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_routes_of_google_are_met() {
    let methods = objects("google-discovery/methods.jsonl");
    let row = |one: &Value| {
        let path = if one["flat"].is_string() { &one["flat"] } else { &one["path"] };
        (text(&one["api"]), text(&one["method"]), text(path))
    };
    check(methods.iter().map(row)).assert(8301, &[]);
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_routes_of_microsoft_graph_are_met() {
    let routes = objects("msgraph-permissions/routes.jsonl");
    let row = |one: &Value| (String::new(), text(&one["method"]), text(&one["path"]));
    check(routes.iter().map(row)).assert(6671, &[]);
}
