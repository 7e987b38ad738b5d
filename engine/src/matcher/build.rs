//! Builds a [`Tree`]: first segment by segment, then with runs of literals put together.

use std::collections::HashMap;

use super::leaf::{Leaf, Methods};
use super::tree::{NOWHERE, Node, Only, Tree};
use crate::method::RouteMethod;
use crate::path_pattern::{PathPattern, Segment};
use crate::table::Table;
use crate::table::hash::{Key, Keys};
use crate::table::text::Text;

/// A node while patterns are added; the first is the root, and parents come before children.
struct Draft<'k> {
    text: &'k str,
    leaf: Leaf,
    greedy: Leaf,
    variable: u32,
    /// Its literal children, as a list through `next`.
    first: u32,
    next: u32,
}

/// Patterns being added.
pub(super) struct Builder<'k> {
    drafts: Vec<Draft<'k>>,
    literals: HashMap<(u32, &'k str), u32, Key>,
}

/// A run of literals and what it leads to; its text is a part of one long text.
struct Run {
    under: u32,
    end: usize,
    node: Node,
}

/// What is put together of the drafts.
#[derive(Default)]
struct Finished {
    nodes: Vec<Node>,
    singles: Vec<Only>,
    runs: Vec<Run>,
    texts: String,
    numbered: u32,
    /// Drafts whose literal children are still to be put together, with what becomes of them.
    open: Vec<(u32, Node)>,
}

impl<'k> Builder<'k> {
    pub(super) fn new(key: Key) -> Self {
        let mut builder = Self { drafts: Vec::new(), literals: HashMap::with_hasher(key) };
        builder.draft("");
        builder
    }

    fn draft(&mut self, text: &'k str) -> u32 {
        let (leaf, greedy) = (Leaf::NONE, Leaf::NONE);
        let (variable, first, next) = (NOWHERE, NOWHERE, NOWHERE);
        self.drafts.push(Draft { text, leaf, greedy, variable, first, next });
        u32::try_from(self.drafts.len() - 1).unwrap_or(NOWHERE)
    }

    /// Adds a pattern.
    pub(super) fn add(
        &mut self,
        method: RouteMethod,
        pattern: &'k PathPattern,
        route: u32,
        several: &mut Vec<Methods>,
    ) {
        let mut at = 0;
        for segment in pattern.segments() {
            at = match segment {
                Segment::Greedy(_) => break,
                Segment::Variable(_) => self.variable(at),
                Segment::Literal(text) => self.literal(at, text),
            };
        }
        if let Some(draft) = self.drafts.get_mut(at as usize) {
            let leaf = if pattern.is_greedy() { &mut draft.greedy } else { &mut draft.leaf };
            *leaf = leaf.with(method, route, several);
        }
    }

    fn variable(&mut self, at: u32) -> u32 {
        let known = self.drafts.get(at as usize).map_or(NOWHERE, |draft| draft.variable);
        if known != NOWHERE {
            return known;
        }
        let new = self.draft("");
        if let Some(draft) = self.drafts.get_mut(at as usize) {
            draft.variable = new;
        }
        new
    }

    fn literal(&mut self, at: u32, text: &'k str) -> u32 {
        if let Some(known) = self.literals.get(&(at, text)) {
            return *known;
        }
        let new = self.draft(text);
        let first =
            self.drafts.get_mut(at as usize).map(|draft| std::mem::replace(&mut draft.first, new));
        if let (Some(draft), Some(first)) = (self.drafts.get_mut(new as usize), first) {
            draft.next = first;
        }
        self.literals.insert((at, text), new);
        new
    }

    /// Puts runs together and builds the table; a key under which it gets crowded is replaced.
    pub(super) fn build(mut self, keys: &mut Keys) -> Tree {
        // Whatever is not needed any more makes room first.
        self.literals = HashMap::with_hasher(keys.draw());
        let free = self.free_lengths();
        let mut finished = Finished::default();
        let root = self.finish(0, &free, &mut finished);
        while let Some((draft, node)) = finished.open.pop() {
            self.put_together(draft, node, &free, &mut finished);
        }
        let Finished { mut nodes, mut singles, runs, texts, .. } = finished;
        nodes.shrink_to_fit();
        singles.shrink_to_fit();
        loop {
            if let Some(runs) = table(keys.draw(), &runs, &texts) {
                return Tree { root, nodes, singles, runs };
            }
        }
    }

    /// For each draft, how many literal segments follow on every way from it without any choice
    /// but between literals.
    fn free_lengths(&self) -> Vec<u8> {
        let mut free = vec![0; self.drafts.len()];
        for (at, draft) in self.drafts.iter().enumerate().rev() {
            let ends = draft.leaf != Leaf::NONE || draft.greedy != Leaf::NONE;
            let chosen = ends || draft.variable != NOWHERE;
            let length = if chosen { 0 } else { self.longest(draft, &free) };
            if let Some(own) = free.get_mut(at) {
                *own = length;
            }
        }
        free
    }

    /// The length that runs from a draft can have; 0 when it has no literal children.
    fn longest(&self, draft: &Draft<'_>, free: &[u8]) -> u8 {
        let mut shortest = u8::MAX;
        let mut child = draft.first;
        while let Some(next) = self.drafts.get(child as usize) {
            shortest = shortest.min(free.get(child as usize).copied().unwrap_or(0));
            child = next.next;
        }
        if draft.first == NOWHERE { 0 } else { shortest.saturating_add(1).min(u8::MAX - 1) }
    }

    /// Returns whether one run alone follows, which is short enough to stand by itself.
    fn is_single(&self, first: u32, run: u8) -> bool {
        let (mut at, mut length) = (first, 0);
        for _ in 0..run {
            let Some(draft) = self.drafts.get(at as usize) else { return false };
            if draft.next != NOWHERE {
                return false;
            }
            length += draft.text.len() + 1;
            at = draft.first;
        }
        length <= Only::ROOM + 1
    }

    /// Makes the final node of a draft, and of the variables that follow it.
    fn finish(&self, draft: u32, free: &[u8], finished: &mut Finished) -> Node {
        let Some(own) = self.drafts.get(draft as usize) else { return Node::default() };
        let run = self.longest(own, free);
        let single = run > 0 && self.is_single(own.first, run);
        let id = if single { finished.single() } else { finished.numbered };
        let (leaf, greedy) = (own.leaf, own.greedy);
        let mut node = Node { id, leaf, greedy, run, single, ..Node::default() };
        if run > 0 {
            finished.numbered += u32::from(!single);
            finished.open.push((draft, node));
        }
        if let Some(variable) = self.drafts.get(own.variable as usize) {
            node.variable_leaf = variable.leaf;
            let further = variable.first != NOWHERE || variable.variable != NOWHERE;
            if further || variable.greedy != Leaf::NONE {
                let child = self.finish(own.variable, free, finished);
                node.variable = u32::try_from(finished.nodes.len()).unwrap_or(NOWHERE);
                finished.nodes.push(child);
            }
        }
        node
    }

    /// Puts the runs of a draft together, each as one text.
    fn put_together(&self, draft: u32, parent: Node, free: &[u8], finished: &mut Finished) {
        let first = self.drafts.get(draft as usize).map_or(NOWHERE, |draft| draft.first);
        // Each step: a draft at a depth, and how much of the text before it is its parents'.
        let mut text = String::new();
        let mut steps = vec![(first, 1, 0)];
        while let Some((at, depth, before)) = steps.pop() {
            let Some(own) = self.drafts.get(at as usize) else { continue };
            steps.push((own.next, depth, before));
            text.truncate(before);
            if depth > 1 {
                text.push('/');
            }
            text.push_str(own.text);
            if depth < parent.run {
                steps.push((own.first, depth + 1, text.len()));
                continue;
            }
            let node = self.finish(at, free, finished);
            finished.add(parent, &text, node);
        }
    }
}

impl Finished {
    /// Makes room for an only run.
    fn single(&mut self) -> u32 {
        self.singles.push(Only::default());
        u32::try_from(self.singles.len() - 1).unwrap_or(NOWHERE)
    }

    /// Adds a run of a node, and what it leads to.
    fn add(&mut self, parent: Node, text: &str, node: Node) {
        if !parent.single {
            self.texts.push_str(text);
            self.runs.push(Run { under: parent.id, end: self.texts.len(), node });
        } else if let Some(only) = self.singles.get_mut(parent.id as usize) {
            *only = Only::new(text, node);
        }
    }
}

fn table<const N: usize>(key: Key, runs: &[Run], texts: &str) -> Option<Table<Node, u32, N>> {
    let mut table = Table::with_capacity(key, runs.len());
    let mut start = 0;
    for run in runs {
        let text = texts.get(start..run.end).unwrap_or("");
        *table.entry(run.under, Text::new(text.as_bytes()))? = run.node;
        start = run.end;
    }
    table.shrink();
    Some(table)
}
