//! Picks the route of a request. Precedence is stated formally on [`crate::Engine::decide`].
//!
//! Paths without variables are one lookup; all others are a tree of segments that is walked
//! literal first. Patterns with a greedy variable are asked only when no other pattern takes the
//! request. Both tables hash with a random seed: paths are chosen by attackers.

use std::collections::HashMap;

use crate::method::{Method, RouteMethod};
use crate::path_pattern::{PathPattern, Segment};
use crate::route_key::RouteKey;

/// The compiled routes of a policy.
#[derive(Debug, Default)]
pub struct Matcher {
    literal: HashMap<Box<str>, Methods>,
    nodes: Vec<Node>,
    default: Option<u32>,
}

/// The routes of one pattern, by method.
#[derive(Debug, Default, Clone)]
struct Methods {
    own: [Option<u32>; Method::ALL.len()],
    any: Option<u32>,
}

/// The patterns that agree up to one segment.
#[derive(Debug, Default)]
struct Node {
    literals: HashMap<Box<str>, u32>,
    variable: Option<u32>,
    exact: Methods,
    greedy: Methods,
}

impl Methods {
    fn get(&self, method: Method) -> Option<u32> {
        self.own.get(method as usize).copied().flatten().or(self.any)
    }

    fn collect(&self, found: &mut Vec<u32>) {
        found.extend(self.own.iter().flatten().chain(&self.any));
    }

    fn set(&mut self, method: RouteMethod, route: u32) {
        let slot = match method {
            RouteMethod::Any => Some(&mut self.any),
            RouteMethod::Only(method) => self.own.get_mut(method as usize),
        };
        if let Some(slot) = slot {
            *slot = Some(route);
        }
    }
}

impl Matcher {
    /// Compiles the keys of routes; what [`Matcher::find`] answers is an index into them.
    pub fn new<'k>(keys: impl IntoIterator<Item = &'k RouteKey>) -> Self {
        let mut matcher = Self { nodes: vec![Node::default()], ..Self::default() };
        for (key, route) in keys.into_iter().zip(0..) {
            match key {
                RouteKey::Default => matcher.default = Some(route),
                RouteKey::Path(method, pattern) => matcher.add(*method, pattern, route),
            }
        }
        matcher
    }

    fn add(&mut self, method: RouteMethod, pattern: &PathPattern, route: u32) {
        if pattern.variables().next().is_none() {
            let path = pattern.to_string().into_boxed_str();
            self.literal.entry(path).or_default().set(method, route);
            return;
        }
        let mut at = 0_u32;
        for segment in pattern.segments() {
            let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
            let Some(node) = self.nodes.get_mut(at as usize) else { return };
            at = match segment {
                Segment::Greedy(_) => return node.greedy.set(method, route),
                Segment::Variable(_) => *node.variable.get_or_insert(next),
                Segment::Literal(text) => {
                    *node.literals.entry(text.as_str().into()).or_insert(next)
                }
            };
            if at == next {
                self.nodes.push(Node::default());
            }
        }
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.exact.set(method, route);
        }
    }

    /// Finds the route of a method and a decoded path.
    pub fn find(&self, method: Method, path: &str) -> Option<usize> {
        let literal = self.literal.get(path).and_then(|methods| methods.get(method));
        let rest = path.strip_prefix('/');
        literal
            .or_else(|| self.exact(0, rest, method))
            .or_else(|| self.greedy(0, rest, method))
            .or(self.default)
            .map(|route| route as usize)
    }

    fn exact(&self, at: u32, rest: Option<&str>, method: Method) -> Option<u32> {
        let node = self.nodes.get(at as usize)?;
        let Some(rest) = rest else { return node.exact.get(method) };
        let (segment, rest) = split(rest);
        let literal = node.literals.get(segment).and_then(|next| self.exact(*next, rest, method));
        literal.or_else(|| {
            let next = node.variable.filter(|_| !segment.is_empty())?;
            self.exact(next, rest, method)
        })
    }

    fn greedy(&self, at: u32, rest: Option<&str>, method: Method) -> Option<u32> {
        let node = self.nodes.get(at as usize)?;
        let (segment, rest) = split(rest?);
        let literal = node.literals.get(segment).and_then(|next| self.greedy(*next, rest, method));
        literal
            .or_else(|| {
                let next = node.variable.filter(|_| !segment.is_empty())?;
                self.greedy(next, rest, method)
            })
            .or_else(|| node.greedy.get(method))
    }
}

impl Matcher {
    /// Finds the routes of all methods whose pattern takes a path, for reports: at most 64.
    pub(crate) fn candidates(&self, path: &str) -> Vec<usize> {
        let mut found = Vec::new();
        if let Some(methods) = self.literal.get(path) {
            methods.collect(&mut found);
        }
        self.collect(0, path.strip_prefix('/'), &mut found);
        found.into_iter().map(|route| route as usize).collect()
    }

    fn collect(&self, at: u32, rest: Option<&str>, found: &mut Vec<u32>) {
        let Some(node) = self.nodes.get(at as usize).filter(|_| found.len() < 64) else { return };
        let Some(rest) = rest else { return node.exact.collect(found) };
        node.greedy.collect(found);
        let (segment, rest) = split(rest);
        if let Some(next) = node.literals.get(segment) {
            self.collect(*next, rest, found);
        }
        if let Some(next) = node.variable.filter(|_| !segment.is_empty()) {
            self.collect(next, rest, found);
        }
    }
}

/// Splits the first segment off; without a further `/` nothing is left.
fn split(rest: &str) -> (&str, Option<&str>) {
    match rest.split_once('/') {
        Some((segment, rest)) => (segment, Some(rest)),
        None => (rest, None),
    }
}

/// Goes through a pattern's variables and what they take of a path that the pattern matches.
pub fn captures<'a>(
    pattern: &'a PathPattern,
    path: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let mut rest = path.strip_prefix('/');
    pattern.segments().iter().filter_map(move |segment| {
        let here = rest?;
        let (text, after) = split(here);
        rest = after;
        match segment {
            Segment::Literal(_) => None,
            Segment::Variable(name) => Some((name.as_str(), text)),
            Segment::Greedy(name) => Some((name.as_str(), here)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find<'k>(keys: &[&'k str], method: Method, path: &str) -> Option<&'k str> {
        let parsed: Vec<RouteKey> = keys.iter().map(|key| key.parse().unwrap()).collect();
        Matcher::new(&parsed).find(method, path).map(|route| keys[route])
    }

    /// The example of API Gateway's routes page.
    #[test]
    fn the_documented_example_is_followed() {
        let keys = [
            "GET /pets/dog/1",
            "GET /pets/dog/{id}",
            "GET /pets/{proxy+}",
            "ANY /{proxy+}",
            "$default",
        ];
        for (method, path, key) in [
            (Method::Get, "/pets/dog/1", "GET /pets/dog/1"),
            (Method::Get, "/pets/dog/2", "GET /pets/dog/{id}"),
            (Method::Get, "/pets/cat/1", "GET /pets/{proxy+}"),
            (Method::Post, "/test/5", "ANY /{proxy+}"),
            (Method::Post, "/pets/dog/1", "ANY /{proxy+}"),
        ] {
            assert_eq!(find(&keys, method, path), Some(key), "{path}");
        }
    }

    #[test]
    fn a_full_match_comes_before_a_greedy_one_with_more_literals() {
        let keys = ["GET /pets/{a}/{b}", "GET /pets/dog/{proxy+}"];
        assert_eq!(find(&keys, Method::Get, "/pets/dog/1"), Some("GET /pets/{a}/{b}"));
        assert_eq!(find(&keys, Method::Get, "/pets/dog/1/2"), Some("GET /pets/dog/{proxy+}"));
    }

    #[test]
    fn a_dead_end_is_left_for_the_next_best_pattern() {
        let keys = ["GET /a/b/c", "POST /a/{x}/d", "GET /{y}/b/d", "ANY /a/{p+}"];
        assert_eq!(find(&keys, Method::Get, "/a/b/d"), Some("GET /{y}/b/d"));
        assert_eq!(find(&keys, Method::Post, "/a/b/d"), Some("POST /a/{x}/d"));
        assert_eq!(find(&keys, Method::Put, "/a/b/d"), Some("ANY /a/{p+}"));
    }

    #[test]
    fn empty_segments_are_taken_by_greedy_variables_alone() {
        let keys = ["GET /x/{p+}", "GET /x", "GET /y/{id}", "GET /"];
        assert_eq!(find(&keys, Method::Get, "/x/"), Some("GET /x/{p+}"));
        assert_eq!(find(&keys, Method::Get, "/x"), Some("GET /x"));
        assert_eq!(find(&keys, Method::Get, "/y/"), None);
        assert_eq!(find(&keys, Method::Get, "/"), Some("GET /"));
        assert_eq!(find(&["GET /{p+}"], Method::Get, "/"), Some("GET /{p+}"));
        assert_eq!(find(&["GET /{x}"], Method::Get, "/"), None);
    }

    #[test]
    fn captures_are_parts_of_the_path() {
        let pattern: PathPattern = "/a/{x}/b/{y+}".parse().unwrap();
        let taken: Vec<_> = captures(&pattern, "/a/1/b/2/3/").collect();
        assert_eq!(taken, [("x", "1"), ("y", "2/3/")]);
    }
}
