//! Patterns with variables: a tree of segments, walked once, literal first.
//!
//! A node's literal continuations are runs of one length, the longest that no other pattern
//! interrupts, and each run is one look-up. What it leads to stands in the slot that is found.

use super::found::Spans;
use super::leaf::{Leaf, Methods};
use super::slashes::Slashes;
use crate::method::Method;
use crate::table::Table;
use crate::table::inline::Inline;
use crate::table::text::Whole;

/// No node.
pub(super) const NOWHERE: u32 = u32::MAX;
/// Bytes of a run that stand in its slot, beside what it leads to: two cache lines.
pub(super) const INLINE: usize = 99;

/// What follows one beginning of paths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// Its number in the table of runs, or that of its only run.
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
    /// It has one literal continuation, which needs no looking up.
    pub(super) single: bool,
}

impl Default for Node {
    fn default() -> Self {
        let none = Leaf::NONE;
        let (leaf, greedy, variable_leaf, variable) = (none, none, none, NOWHERE);
        Self { id: 0, leaf, greedy, variable_leaf, variable, run: 0, single: false }
    }
}

impl Node {
    /// Returns whether a pattern goes on with a variable, which takes the path's last segment or
    /// one before it.
    #[inline]
    fn takes_variable(&self, last: bool) -> bool {
        if last { self.variable_leaf != Leaf::NONE } else { self.variable != NOWHERE }
    }
}

/// The only run of a node, and what it leads to.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Only {
    node: Node,
    text: Inline<{ Self::ROOM }>,
}

impl Only {
    /// Bytes of its text, so that all is one cache line.
    pub(super) const ROOM: usize = 39;

    /// A run of a length for which there is room.
    pub(super) fn new(text: &str, node: Node) -> Self {
        Self { node, text: Inline::new(text.as_bytes()).unwrap_or(Inline::EMPTY) }
    }
}

impl Default for Only {
    fn default() -> Self {
        Self { node: Node::default(), text: Inline::EMPTY }
    }
}

/// The patterns that have variables.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) root: Node,
    pub(super) nodes: Vec<Node>,
    pub(super) singles: Vec<Only>,
    pub(super) runs: Table<Node, u32, INLINE>,
}

/// A path being walked.
pub(super) struct Walk<'p> {
    pub(super) path: Whole<'p>,
    pub(super) slashes: Slashes<'p>,
    pub(super) method: Method,
    pub(super) several: &'p [Methods],
    /// The variables on the way.
    pub(super) spans: &'p mut Spans,
    /// The best route so far whose greedy variable takes a rest.
    pub(super) rest: Option<Rest>,
}

/// A route whose greedy variable takes a rest, and the variables on the way to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest {
    pub(super) route: u32,
    pub(super) spans: Spans,
}

impl<'p> Walk<'p> {
    #[inline]
    pub(super) fn new(
        path: &'p [u8],
        method: Method,
        several: &'p [Methods],
        spans: &'p mut Spans,
    ) -> Self {
        let slashes = Slashes::new(path);
        Self { path: Whole::new(path), slashes, method, several, spans, rest: None }
    }

    /// Notes the routes that take the rest from an offset; what is noted later is better.
    #[inline]
    fn note_rest(&mut self, leaf: Leaf, from: usize) {
        if let Some(route) = leaf.get(self.method, self.several) {
            let mut spans = *self.spans;
            spans.push(from, self.path.bytes().len());
            self.rest = Some(Rest { route, spans });
        }
    }
}

impl Tree {
    /// Follows a node's literal run: what it leads to, and where the next segment begins, past
    /// the end of the path when there is none. Apart, so that what only this needs is not made
    /// ready on every way through [`Self::find`].
    #[inline(never)]
    fn literal(
        &self,
        node: &Node,
        from: usize,
        end: usize,
        walk: &Walk<'_>,
    ) -> Option<(&Node, usize)> {
        let end = walk.slashes.end_of_run(end, node.run)?;
        let text = walk.path.part(from..end)?;
        let next = end.wrapping_add(1);
        if node.single {
            let only = self.singles.get(node.id as usize)?;
            return only.text.holds(text).then_some((&only.node, next));
        }
        self.runs.get(node.id, text).map(|child| (child, next))
    }

    /// Finds the best route of the patterns that begin with what led to a node, for the path from
    /// an offset on: one that takes it segment by segment. If there is none, the walk holds the
    /// best that takes a rest; of these, the literal way's comes first, then the variable's, then
    /// the node's own.
    pub(super) fn find(&self, node: &Node, from: usize, walk: &mut Walk<'_>) -> Option<u32> {
        let (mut node, mut from) = (node, from);
        let length = walk.path.bytes().len();
        while from <= length {
            if node.greedy != Leaf::NONE {
                walk.note_rest(node.greedy, from);
            }
            let end = walk.slashes.end(from);
            let literal = if node.run == 0 { None } else { self.literal(node, from, end, walk) };
            if end == from || !node.takes_variable(end == length) {
                (node, from) = literal?;
                continue;
            }
            if let Some((child, next)) = literal {
                let noted = walk.spans.count();
                let own = walk.rest.take();
                let found = self.find(child, next, walk);
                if found.is_some() {
                    return found;
                }
                walk.spans.truncate(noted);
                let better = walk.rest.take();
                let found = self.variable(node, from, end, walk);
                walk.rest = better.or(walk.rest).or(own);
                return found;
            }
            walk.spans.push(from, end);
            if end == length {
                return node.variable_leaf.get(walk.method, walk.several);
            }
            (node, from) = (self.nodes.get(node.variable as usize)?, end.wrapping_add(1));
        }
        node.leaf.get(walk.method, walk.several)
    }

    /// Follows a node's variable, which takes the segment up to `end`.
    fn variable(&self, node: &Node, from: usize, end: usize, walk: &mut Walk<'_>) -> Option<u32> {
        walk.spans.push(from, end);
        if end == walk.path.bytes().len() {
            return node.variable_leaf.get(walk.method, walk.several);
        }
        self.find(self.nodes.get(node.variable as usize)?, end.wrapping_add(1), walk)
    }

    /// Goes through all routes whose pattern takes the path, for reports: about 64 at most.
    pub(super) fn collect(&self, node: &Node, from: usize, walk: &Walk<'_>, found: &mut Vec<u32>) {
        let length = walk.path.bytes().len();
        if from > length {
            return node.leaf.collect(walk.several, found);
        }
        if found.len() >= 64 {
            return;
        }
        node.greedy.collect(walk.several, found);
        let end = walk.slashes.end(from);
        if node.run > 0
            && let Some((child, next)) = self.literal(node, from, end, walk)
        {
            self.collect(child, next, walk, found);
        }
        if end > from && end == length {
            node.variable_leaf.collect(walk.several, found);
        } else if end > from
            && let Some(child) = self.nodes.get(node.variable as usize)
        {
            self.collect(child, end + 1, walk, found);
        }
    }
}
