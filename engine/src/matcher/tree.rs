//! Patterns with variables: a tree of segments, walked once, literal first.
//!
//! A node's literal continuations are runs of one length, the longest that no other pattern
//! interrupts, and each run is one look-up. What it leads to stands in the slot that is found.

use super::found::{Found, Spans};
use super::leaf::{Leaf, Methods};
use super::slashes::Slashes;
use crate::method::Method;
use crate::table::Table;

/// No node.
pub(super) const NOWHERE: u32 = u32::MAX;
/// Bytes of a run that stand in its slot, beside what it leads to.
pub(super) const INLINE: usize = 35;

/// What follows one beginning of paths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// Its number in the table of runs.
    pub(super) id: u32,
    /// The routes that end here.
    pub(super) leaf: Leaf,
    /// The routes that take the rest from here.
    pub(super) greedy: Leaf,
    /// The routes that end with a variable.
    pub(super) variable_leaf: Leaf,
    /// What follows a variable.
    pub(super) variable: u32,
    /// How many segments its literal continuations have; 0 when there are none.
    pub(super) run: u8,
}

impl Default for Node {
    fn default() -> Self {
        let none = Leaf::NONE;
        Self { id: 0, leaf: none, greedy: none, variable_leaf: none, variable: NOWHERE, run: 0 }
    }
}

/// The patterns that have variables.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) root: Node,
    pub(super) nodes: Vec<Node>,
    pub(super) runs: Table<Node, INLINE>,
}

/// A path being walked.
pub(super) struct Walk<'p> {
    pub(super) path: &'p [u8],
    pub(super) slashes: Slashes<'p>,
    pub(super) method: Method,
    pub(super) several: &'p [Methods],
    /// The variables on the way.
    pub(super) spans: Spans,
}

impl<'p> Walk<'p> {
    pub(super) fn new(path: &'p [u8], method: Method, several: &'p [Methods]) -> Self {
        Self { path, slashes: Slashes::new(path), method, several, spans: Spans::default() }
    }

    #[inline]
    fn route(&self, leaf: Leaf) -> Option<Found> {
        leaf.get(self.method, self.several).map(|route| Found::new(route, self.spans))
    }

    /// The route whose greedy variable takes the rest from an offset.
    fn rest(&self, leaf: Leaf, from: usize) -> Option<Found> {
        let route = leaf.get(self.method, self.several)?;
        let mut spans = self.spans;
        spans.push(from, self.path.len());
        Some(Found::new(route, spans))
    }
}

/// The best route of a part of the tree: one whose pattern takes the path segment by segment, or
/// else perhaps one that takes a rest.
type Best = Result<Found, Option<Found>>;

impl Tree {
    /// Follows a node's literal run: what it leads to, and where the next segment begins, past
    /// the end of the path when there is none.
    #[inline]
    fn literal(
        &self,
        node: &Node,
        from: usize,
        end: usize,
        walk: &Walk<'_>,
    ) -> Option<(Node, usize)> {
        if node.run == 0 {
            return None;
        }
        let end = walk.slashes.end_of_run(end, node.run)?;
        let child = self.runs.get(node.id, walk.path.get(from..end)?)?;
        Some((child, end + 1))
    }

    /// Finds the best route of the patterns that begin with what led to a node, for the path from
    /// an offset on.
    ///
    /// Greedy patterns come after all others; among them, those of the literal way, then those of
    /// the variable's, then the node's own.
    pub(super) fn find(&self, node: Node, from: usize, walk: &mut Walk<'_>) -> Best {
        let (mut node, mut from, mut rest) = (node, from, None);
        let length = walk.path.len();
        while from <= length {
            if node.greedy != Leaf::NONE {
                rest = walk.rest(node.greedy, from).or(rest);
            }
            let end = walk.slashes.end(from);
            let literal = self.literal(&node, from, end, walk);
            let filled = end > from;
            if filled && end == length && node.variable_leaf != Leaf::NONE {
                // The literal way first, then the variable that ends the path.
                let noted = walk.spans.count();
                if let Some((child, next)) = literal {
                    match self.find(child, next, walk) {
                        Ok(found) => return Ok(found),
                        Err(better) => rest = better.or(rest),
                    }
                    walk.spans.truncate(noted);
                }
                walk.spans.push(from, end);
                if let Some(found) = walk.route(node.variable_leaf) {
                    return Ok(found);
                }
                walk.spans.truncate(noted);
                return Err(rest);
            }
            let variable = if filled { self.nodes.get(node.variable as usize) } else { None };
            match (literal, variable) {
                (Some((child, next)), None) => (node, from) = (child, next),
                (None, Some(child)) => {
                    walk.spans.push(from, end);
                    (node, from) = (*child, end + 1);
                }
                (Some((child, next)), Some(other)) => {
                    let noted = walk.spans.count();
                    let literal_rest = match self.find(child, next, walk) {
                        Ok(found) => return Ok(found),
                        Err(rest) => rest,
                    };
                    walk.spans.truncate(noted);
                    walk.spans.push(from, end);
                    let variable_rest = match self.find(*other, end + 1, walk) {
                        Ok(found) => return Ok(found),
                        Err(rest) => rest,
                    };
                    return Err(literal_rest.or(variable_rest).or(rest));
                }
                (None, None) => return Err(rest),
            }
        }
        walk.route(node.leaf).ok_or(rest)
    }

    /// Goes through all routes whose pattern takes the path, for reports: about 64 at most.
    pub(super) fn collect(&self, node: Node, from: usize, walk: &Walk<'_>, found: &mut Vec<u32>) {
        if from > walk.path.len() {
            return node.leaf.collect(walk.several, found);
        }
        if found.len() >= 64 {
            return;
        }
        node.greedy.collect(walk.several, found);
        let end = walk.slashes.end(from);
        if let Some((child, next)) = self.literal(&node, from, end, walk) {
            self.collect(child, next, walk, found);
        }
        if end > from && end == walk.path.len() {
            node.variable_leaf.collect(walk.several, found);
        } else if end > from
            && let Some(child) = self.nodes.get(node.variable as usize)
        {
            self.collect(*child, end + 1, walk, found);
        }
    }
}
