//! The matchers: matchit, wayfind and path-tree, all of which return captures.

use std::fmt;

use crate::{
    matchers::{Finder, Notation, templates},
    routes::RouteSet,
};

/// The radix tree of axum.
pub struct Matchit(matchit::Router<usize>);

/// The pruned trie of wayfind.
pub struct Wayfind(wayfind::Router<usize>);

/// The byte-wise tree of path-tree.
#[derive(Debug)]
pub struct PathTree(path_tree::PathTree<usize>);

impl Matchit {
    /// Builds the router of templates in braces.
    ///
    /// # Errors
    ///
    /// Refuses templates that conflict.
    pub fn new(templates: &[String]) -> Result<Self, String> {
        let mut router = matchit::Router::new();
        for (route, template) in templates.iter().enumerate() {
            router.insert(template.as_str(), route).map_err(|error| error.to_string())?;
        }
        Ok(Self(router))
    }
}

impl Wayfind {
    /// Builds the router of templates in angles.
    ///
    /// # Errors
    ///
    /// Refuses templates that conflict.
    pub fn new(templates: &[String]) -> Result<Self, String> {
        let mut builder = wayfind::RouterBuilder::new();
        for (route, template) in templates.iter().enumerate() {
            builder.insert(template, route).map_err(|error| error.to_string())?;
        }
        Ok(Self(builder.build()))
    }
}

/// Leaves out of a set what one of the peers refuses because it conflicts with what came before.
pub fn without_conflicts(set: &RouteSet) -> RouteSet {
    let (braces, angles) = (templates(set, Notation::Braces), templates(set, Notation::Angles));
    let (mut matchit, mut wayfind) = (matchit::Router::new(), wayfind::RouterBuilder::new());
    let taken = braces.iter().zip(&angles).map(|(braces, angles)| {
        // What wayfind refuses stays in matchit's router, where it may cost another route.
        matchit.insert(braces, 0_usize).is_ok() && wayfind.insert(angles, 0_usize).is_ok()
    });
    let keys = set.keys.iter().zip(taken).filter(|(_, taken)| *taken).map(|(key, _)| key.clone());
    RouteSet::new(keys.collect())
}

impl PathTree {
    /// Builds the tree of templates with colons.
    pub fn new(templates: &[String]) -> Self {
        let mut tree = path_tree::PathTree::new();
        for (route, template) in templates.iter().enumerate() {
            let _index = tree.insert(template, route);
        }
        Self(tree)
    }
}

impl Finder for Matchit {
    #[inline]
    fn lookup(&self, path: &str) -> Option<(usize, usize)> {
        let found = self.0.at(path).ok()?;
        Some((*found.value, found.params.iter().map(|(_, text)| text.len()).sum()))
    }
}

impl Finder for Wayfind {
    #[inline]
    fn lookup(&self, path: &str) -> Option<(usize, usize)> {
        let found = self.0.search(path)?;
        Some((*found.data(), found.parameters().iter().map(|(_, text)| text.len()).sum()))
    }
}

impl Finder for PathTree {
    #[inline]
    fn lookup(&self, path: &str) -> Option<(usize, usize)> {
        let (route, found) = self.0.find(path)?;
        Some((*route, found.params_iter().map(|(_, text)| text.len()).sum()))
    }
}

impl fmt::Debug for Matchit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Matchit")
    }
}

impl fmt::Debug for Wayfind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wayfind")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lookups::{Lookups, Spread},
        matchers::Ours,
        routes::Mix,
    };

    #[test]
    fn peers_take_the_generated_set_and_capture_the_same_bytes() {
        let set = RouteSet::generate(1_000, Mix::Mixed);
        let ours = Ours::new(&set);
        let matchit = Matchit::new(&templates(&set, Notation::Braces)).unwrap();
        let wayfind = Wayfind::new(&templates(&set, Notation::Angles)).unwrap();
        let path_tree = PathTree::new(&templates(&set, Notation::Colons));
        for spread in Spread::ALL {
            for path in Lookups::draw(&set, spread, 1_000).paths() {
                let own = ours.lookup(path);
                assert_eq!(matchit.lookup(path), own, "matchit {path}");
                assert_eq!(wayfind.lookup(path), own, "wayfind {path}");
                assert_eq!(path_tree.lookup(path), own, "path-tree {path}");
            }
        }
    }
}
