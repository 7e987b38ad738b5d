//! Patterns with variables: a tree of segments, walked literal first.
//!
//! A node's literal continuations are runs of one length, the longest that no other pattern
//! interrupts, and each run is one look-up. What it leads to stands in the slot that is found.

use super::leaf::{Leaf, Methods};
use super::slashes::Slashes;
use crate::method::Method;
use crate::table::Table;

/// No node.
pub(super) const NOWHERE: u32 = u32::MAX;
/// Bytes of a run that stand in its slot, beside what it leads to.
pub(super) const INLINE: usize = 39;

/// What follows one beginning of paths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// Its number in the table of runs.
    pub(super) id: u32,
    /// The routes that end here; in a tree of greedy patterns, those that take the rest from here.
    pub(super) leaf: Leaf,
    /// The routes that end with a variable.
    pub(super) variable_leaf: Leaf,
    /// What follows a variable.
    pub(super) variable: u32,
    /// How many segments its literal continuations have; 0 when there are none.
    pub(super) run: u8,
}

impl Default for Node {
    fn default() -> Self {
        Self { id: 0, leaf: Leaf::NONE, variable_leaf: Leaf::NONE, variable: NOWHERE, run: 0 }
    }
}

/// The patterns of one kind: all without a greedy variable, or all with one.
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
}

impl Walk<'_> {
    fn text(&self, from: usize, end: usize) -> &[u8] {
        self.path.get(from..end).unwrap_or(&[])
    }
}

impl Tree {
    pub(super) fn is_empty(&self) -> bool {
        self.root.run == 0
            && self.root.variable == NOWHERE
            && self.root.leaf == Leaf::NONE
            && self.root.variable_leaf == Leaf::NONE
    }

    /// Follows a node's literal run from an offset: what it leads to, and where the next segment
    /// begins, past the end of the path when there is none.
    fn literal(
        &self,
        node: &Node,
        from: usize,
        end: usize,
        walk: &mut Walk<'_>,
    ) -> Option<(Node, usize)> {
        let mut end = end;
        for _ in 1..node.run {
            if end >= walk.path.len() {
                return None;
            }
            end = walk.slashes.end(end + 1);
        }
        let child = self.runs.get(node.id, walk.text(from, end))?;
        Some((child, end + 1))
    }

    /// Finds the route of the best pattern that takes the whole path from an offset.
    pub(super) fn exact(&self, node: Node, from: usize, walk: &mut Walk<'_>) -> Option<u32> {
        let (mut node, mut from) = (node, from);
        loop {
            if from > walk.path.len() {
                return node.leaf.get(walk.method, walk.several);
            }
            let end = walk.slashes.end(from);
            let last = end >= walk.path.len();
            let literal = if node.run > 0 { self.literal(&node, from, end, walk) } else { None };
            let variable = end > from
                && if last { node.variable_leaf != Leaf::NONE } else { node.variable != NOWHERE };
            if let Some((child, next)) = literal {
                if !variable {
                    (node, from) = (child, next);
                    continue;
                }
                if let Some(route) = self.exact(child, next, walk) {
                    return Some(route);
                }
            }
            if !variable {
                return None;
            }
            if last {
                return node.variable_leaf.get(walk.method, walk.several);
            }
            (node, from) = (*self.nodes.get(node.variable as usize)?, end + 1);
        }
    }

    /// Finds the route of the best pattern whose greedy variable takes the path's rest.
    pub(super) fn greedy(&self, node: Node, from: usize, walk: &mut Walk<'_>) -> Option<u32> {
        let (mut node, mut from, mut best) = (node, from, None);
        while from <= walk.path.len() {
            best = node.leaf.get(walk.method, walk.several).or(best);
            let end = walk.slashes.end(from);
            let literal = if node.run > 0 { self.literal(&node, from, end, walk) } else { None };
            let variable = self.nodes.get(node.variable as usize).filter(|_| end > from);
            match (literal, variable) {
                (Some((child, next)), None) => (node, from) = (child, next),
                (None, Some(child)) => (node, from) = (*child, end + 1),
                (Some((child, next)), Some(other)) => {
                    if let Some(route) = self.greedy(child, next, walk) {
                        return Some(route);
                    }
                    (node, from) = (*other, end + 1);
                }
                (None, None) => break,
            }
        }
        best
    }

    /// Goes through all routes whose pattern takes the path, for reports: at most 64 or so.
    pub(super) fn collect(
        &self,
        node: Node,
        from: usize,
        greedy: bool,
        walk: &mut Walk<'_>,
        found: &mut Vec<u32>,
    ) {
        if found.len() >= 64 {
            return;
        }
        if from > walk.path.len() {
            if !greedy {
                node.leaf.collect(walk.several, found);
            }
            return;
        }
        if greedy {
            node.leaf.collect(walk.several, found);
        }
        let end = walk.slashes.end(from);
        let literal = if node.run > 0 { self.literal(&node, from, end, walk) } else { None };
        if let Some((child, next)) = literal {
            self.collect(child, next, greedy, walk, found);
        }
        if end == from {
            return;
        }
        if end >= walk.path.len() {
            node.variable_leaf.collect(walk.several, found);
        }
        if let Some(child) =
            self.nodes.get(node.variable as usize).filter(|_| greedy || end < walk.path.len())
        {
            self.collect(*child, end + 1, greedy, walk, found);
        }
    }
}
