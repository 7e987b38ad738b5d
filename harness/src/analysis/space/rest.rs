//! The walk along a greedy variable, whose text may be of any length: breadth first, until nothing
//! new is come to.

use std::collections::HashSet;

use super::{
    super::refusal::Refusal,
    method_set::MethodSet,
    texts::Text,
    trie::{Takes, Term, TermId},
    walk::{Context, Goal, Reached, Step, Walk},
};

impl Walk<'_> {
    /// Walks on from where a greedy variable begins, for some methods of its shape.
    pub(super) fn along_rest(
        &mut self,
        contexts: &[Context],
        id: TermId,
        methods: MethodSet,
        absent: u8,
    ) -> Result<(), Refusal> {
        let trie = self.trie;
        let Some(term) = trie.term(id).filter(|_| !methods.is_empty()) else { return Ok(()) };
        let goal = Goal { node: term.node, absent, is_greedy: true, way: &[] };
        let mut frontier = contexts.to_vec();
        if term.takes == Takes::Everything {
            // `/{name+}` takes every path before it comes to this.
            let root = trie.methods(trie.branch(term.node).rest);
            for context in &mut frontier {
                context.reached.beaten = root;
            }
        }
        let mut seen: HashSet<Reached> = HashSet::new();
        let mut step = Step::Rest;
        while !frontier.is_empty() {
            for context in &frontier {
                let last = self.step(context, term.node, step, Text::EMPTY, &goal)?;
                self.end_rest(&last, term, methods, absent);
            }
            let next = self.step_all(&frontier, term.node, step, &goal)?;
            frontier = next;
            if self.is_told_after(&frontier) {
                seen.clear();
            }
            frontier.retain(|context| seen.insert(context.reached.clone()));
            for context in &frontier {
                self.end_rest(context, term, methods, absent);
            }
            step = Step::Further;
        }
        self.least.finish_shape();
        Ok(())
    }

    /// Returns whether the next segments may have to be told apart: then it matters how many have
    /// been taken.
    fn is_told_after(&self, frontier: &[Context]) -> bool {
        let depth = frontier.first().map_or(0, |context| self.depth(context));
        self.told.iter().any(|told| told.segment >= depth)
    }

    /// Ends a path within a greedy variable. Shapes without one come first, weaker ones too.
    fn end_rest(&mut self, context: &Context, term: &Term, methods: MethodSet, absent: u8) {
        let trie = self.trie;
        let rivals = context.reached.rivals.iter();
        let beaten = rivals.fold(context.reached.beaten, |beaten, rival| {
            beaten.with(trie.methods(trie.branch(rival.node).path))
        });
        self.end(context, term, methods.without(beaten), absent);
    }
}
