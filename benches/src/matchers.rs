//! Matchers under test: one route and its captures for one path, ours or a peer's.

use std::{collections::HashMap, fmt::Write as _, hint::black_box};

use engine::{Matcher, Method, Segment, captures};
use foldhash::fast::RandomState;

use crate::{lookups::Lookups, routes::RouteSet};

/// Something that finds the route of a path.
pub trait Finder {
    /// Finds the route and reads every capture: their bytes are counted.
    fn lookup(&self, path: &str) -> Option<(usize, usize)>;

    /// Looks everything up.
    #[inline]
    fn run(&self, lookups: &Lookups) {
        for path in lookups.paths() {
            black_box(self.lookup(black_box(path)));
        }
    }
}

/// Our matcher; the places of the variables come with the route.
#[derive(Debug)]
pub struct Ours<'s> {
    matcher: Matcher,
    set: &'s RouteSet,
}

impl<'s> Ours<'s> {
    /// Compiles a set.
    pub fn new(set: &'s RouteSet) -> Self {
        Self { matcher: Matcher::new(&set.keys), set }
    }
}

impl Finder for Ours<'_> {
    #[inline]
    fn lookup(&self, path: &str) -> Option<(usize, usize)> {
        let found = self.matcher.locate(Method::Get, path)?;
        let bytes = match found.texts(path) {
            Some(texts) => texts.map(str::len).sum(),
            None => {
                captures(self.set.pattern(found.route()), path).map(|(_, text)| text.len()).sum()
            }
        };
        Some((found.route(), bytes))
    }
}

/// A hash map of whole paths: the floor for literal routes.
#[derive(Debug)]
pub struct PathMap(HashMap<Box<str>, u32, RandomState>);

impl PathMap {
    /// Maps the paths of a set of literal routes.
    pub fn new(set: &RouteSet) -> Self {
        let paths = (0..set.keys.len()).map(|route| set.pattern(route).to_string());
        Self(paths.map(String::into_boxed_str).zip(0..).collect())
    }
}

impl Finder for PathMap {
    #[inline]
    fn lookup(&self, path: &str) -> Option<(usize, usize)> {
        self.0.get(path).map(|route| (*route as usize, 0))
    }
}

/// How a matcher writes patterns.
#[derive(Clone, Copy, Debug)]
pub enum Notation {
    /// `{x}` and `{*x}`, of matchit.
    Braces,
    /// `<x>` and `<*x>`, of wayfind.
    Angles,
    /// `:x` and `:x+`, of path-tree.
    Colons,
}

/// Writes the patterns of a set. Variables are named by their place, so that patterns of common
/// beginnings share it in every matcher.
pub fn templates(set: &RouteSet, notation: Notation) -> Vec<String> {
    let write = |route| {
        let mut text = String::new();
        for (segment, at) in set.pattern(route).segments().iter().zip(0_u8..) {
            text.push('/');
            let (before, after) = match (segment, notation) {
                (Segment::Literal(literal), _) => {
                    text.push_str(literal);
                    continue;
                }
                (Segment::Variable(_), Notation::Braces) => ("{", "}"),
                (Segment::Variable(_), Notation::Angles) => ("<", ">"),
                (Segment::Variable(_), Notation::Colons) => (":", ""),
                (Segment::Greedy(_), Notation::Braces) => ("{*", "}"),
                (Segment::Greedy(_), Notation::Angles) => ("<*", ">"),
                (Segment::Greedy(_), Notation::Colons) => (":", "+"),
            };
            let _written = write!(text, "{before}v{at}{after}");
        }
        text
    };
    (0..set.keys.len()).map(write).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lookups::Spread, routes::Mix};

    #[test]
    fn every_notation_says_the_same_pattern() {
        let set = RouteSet::new(vec!["GET /a/{b}/{c+}".parse().unwrap()]);
        assert_eq!(templates(&set, Notation::Braces), ["/a/{v1}/{*v2}"]);
        assert_eq!(templates(&set, Notation::Angles), ["/a/<v1>/<*v2>"]);
        assert_eq!(templates(&set, Notation::Colons), ["/a/:v1/:v2+"]);
        assert_eq!(Ours::new(&set).lookup("/a/12/345/6"), Some((0, 7)));
    }

    #[test]
    fn the_map_knows_every_literal_path() {
        let set = RouteSet::generate(100, Mix::Literal);
        let map = PathMap::new(&set);
        Lookups::new(&set, Spread::Uniform).check("map", |path| map.lookup(path).map(|hit| hit.0));
    }
}
