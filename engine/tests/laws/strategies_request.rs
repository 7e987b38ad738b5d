//! Requests and claims near a policy: hits of a route, then changed a little.

use engine::{Policy, RouteKey, Segment};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// How many requests are made for one policy.
pub(crate) const REQUESTS: usize = 40;

/// A request to be; the policy gives the route that it is near to.
#[derive(Clone, Debug)]
pub(crate) struct Near {
    method: &'static str,
    own_method: bool,
    route: Index,
    filling: Vec<&'static str>,
    changes: Vec<Change>,
    pub(crate) claims: Value,
}

#[derive(Clone, Debug)]
enum Change {
    Swap(Index, &'static str),
    Add(Index, &'static str),
    Drop(Index),
    Append(&'static str),
}

const WORDS: [&str; 14] = [
    "a", "b", "c", "admin", "one", "x.bak", "ab", "%61", "%C3%A9", "A", "a%20b", "%2561", "...",
    "+",
];

const TRAPS: [&str; 16] = [
    "", "..", ".", "%2e%2e", ".%2E", "a%2Fb", "a;b", "%3b", "%zz", "%", "%00", "%ff", "a%5cb",
    "\\", "%23", "é",
];

const ENDS: [&str; 7] = ["/", "?", "?x=/a/b", "#a", "//", "/?y", "%3F"];

/// The requests for one policy.
pub(crate) fn requests() -> impl Strategy<Value = Vec<Near>> {
    prop::collection::vec(near(), REQUESTS)
}

fn near() -> impl Strategy<Value = Near> {
    let method =
        select(vec!["GET", "GET", "POST", "PUT", "HEAD", "OPTIONS", "ANY", "get", "TRACE"]);
    let own_method = prop::bool::weighted(0.7);
    let filling = prop::collection::vec(select(&WORDS[..]), 6);
    let change = prop_oneof![
        4 => (any::<Index>(), select(&WORDS[..])).prop_map(|(at, word)| Change::Swap(at, word)),
        1 => (any::<Index>(), select(&TRAPS[..])).prop_map(|(at, trap)| Change::Swap(at, trap)),
        3 => (any::<Index>(), select(&WORDS[..])).prop_map(|(at, word)| Change::Add(at, word)),
        1 => (any::<Index>(), select(&TRAPS[..])).prop_map(|(at, trap)| Change::Add(at, trap)),
        3 => any::<Index>().prop_map(Change::Drop),
        3 => select(&ENDS[..]).prop_map(Change::Append),
    ];
    let changes = prop::collection::vec(change, 0..3);
    (method, own_method, any::<Index>(), filling, changes, claims()).prop_map(
        |(method, own_method, route, filling, changes, claims)| Near {
            method,
            own_method,
            route,
            filling,
            changes,
            claims,
        },
    )
}

impl Near {
    /// Makes the method and the target of the request.
    pub(crate) fn line(&self, policy: &Policy) -> (String, String) {
        let route = &policy.routes()[self.route.index(policy.routes().len())];
        let (method, segments) = match &route.key {
            RouteKey::Default => (None, &[][..]),
            RouteKey::Path(method, pattern) => (method.methods().next(), pattern.segments()),
        };
        let mut path: Vec<String> = Vec::new();
        for (segment, word) in segments.iter().zip(&self.filling) {
            match segment {
                Segment::Literal(text) => path.push(text.clone()),
                Segment::Variable(_) => path.push((*word).to_owned()),
                Segment::Greedy(_) => {
                    let rest = self.filling.iter().rev().take(self.filling[0].len() % 3 + 1);
                    path.extend(rest.map(|word| (*word).to_owned()));
                }
            }
        }
        let mut end = "";
        for change in &self.changes {
            match change {
                Change::Swap(at, word) if !path.is_empty() => {
                    let at = at.index(path.len());
                    (*word).clone_into(&mut path[at]);
                }
                Change::Add(at, word) => path.insert(at.index(path.len() + 1), (*word).to_owned()),
                Change::Drop(at) if !path.is_empty() => drop(path.remove(at.index(path.len()))),
                Change::Append(text) => end = text,
                Change::Swap(..) | Change::Drop(_) => {}
            }
        }
        let method = method.filter(|_| self.own_method).map_or(self.method, engine::Method::as_str);
        (method.to_owned(), format!("/{}{end}", path.join("/")))
    }
}

/// Claims near the conditions.
pub(crate) fn claims() -> impl Strategy<Value = Value> {
    let scopes = || {
        let list =
            prop::sample::subsequence(vec!["s/read", "s/write", "s/admin", "s/reads"], 0..=4);
        prop_oneof![
            4 => list.clone().prop_map(|list| json!(list.join(" "))),
            1 => list.prop_map(|list| json!(list)),
            1 => select(vec![json!(null), json!(5), json!(["s/read", 5]), json!(" s/read  s/write ")]),
        ]
    };
    let value = || {
        select(vec![
            json!("one"),
            json!("two"),
            json!("a"),
            json!("é"),
            json!("x/ab"),
            json!(1),
            json!(2),
            json!(2.0),
            json!(2.5),
            json!(3),
            json!(true),
            json!(null),
            json!([]),
            json!(["one"]),
            json!(["one", "two"]),
            json!(["one", 2]),
            json!([["one"]]),
            json!({"one": 1}),
        ])
    };
    let names = select(vec!["tenant", "groups", "level", "realm"]);
    let other = prop::collection::vec((names, value(), value()), 0..5);
    let scope = prop::option::weighted(0.8, scopes());
    let scp = prop::option::weighted(0.2, scopes());
    (scope, scp, other).prop_map(|(scope, scp, other)| {
        let mut claims = json!({});
        for (name, value, deep) in other {
            claims[name] = value.clone();
            if name == "realm" {
                claims[name] = json!({ "roles": value, "deep": [deep] });
            }
        }
        for (name, value) in [("scope", scope), ("scp", scp)] {
            if let Some(value) = value {
                claims[name] = value;
            }
        }
        claims
    })
}
