//! Decision diagrams: functions of facts, each kept once, so that equal functions are equal nodes.
//!
//! A node asks for one fact and goes on to one of two others; ends are numbers. Facts are asked for
//! in one fixed order. Children are made before their parents, so a pass over all nodes of a
//! function needs no recursion: it goes through their numbers in order.

use std::collections::HashMap;

use self::mix::Mixed;
use super::refusal::Refusal;

mod mix;
mod passes;
mod weakest;
mod weight;

pub use self::weight::{Weakest, Weight};

/// Most nodes of one analysis.
const MOST_NODES: usize = 2_000_000;
/// Most results remembered; after them memory begins anew.
const MOST_REMEMBERED: usize = 2_000_000;
/// What stands in the place of a fact's number in an end.
const END: u32 = u32::MAX;

/// A function of facts, by the number of its first node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(u32);

impl Node {
    /// The function that never holds: the end 0.
    pub const FALSE: Self = Self(0);
    /// The function that always holds: the end 1.
    pub const TRUE: Self = Self(1);

    fn at(self) -> usize {
        self.0 as usize
    }
}

/// What a node does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Inner {
    /// The fact asked for, or [`END`].
    fact: u32,
    /// Where to go when the fact does not hold; of an end, its number.
    low: Node,
    /// Where to go when it holds.
    high: Node,
}

/// All functions of one analysis.
#[derive(Debug)]
pub struct Diagram {
    nodes: Vec<Inner>,
    known: HashMap<Inner, Node, Mixed>,
    chosen: HashMap<[Node; 3], Node, Mixed>,
    most: usize,
}

impl Default for Diagram {
    fn default() -> Self {
        Self::with_most(MOST_NODES)
    }
}

impl Diagram {
    /// Returns a diagram of at most so many nodes.
    pub fn with_most(most: usize) -> Self {
        let (known, chosen) = (HashMap::default(), HashMap::default());
        let mut diagram = Self { nodes: Vec::new(), known, chosen, most: most.max(2) };
        for number in [0, 1] {
            let end = Inner { fact: END, low: Node(number), high: Node(number) };
            diagram.nodes.push(end);
            diagram.known.insert(end, Node(number));
        }
        diagram
    }

    /// Returns the number of nodes made.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns whether nothing but ends was made.
    pub fn is_empty(&self) -> bool {
        self.nodes.iter().all(|inner| inner.fact == END)
    }

    fn inner(&self, node: Node) -> Inner {
        // Nodes are made here alone, so each is there.
        let lost = Inner { fact: END, low: Node::FALSE, high: Node::FALSE };
        self.nodes.get(node.at()).copied().unwrap_or(lost)
    }

    /// Returns the number of an end.
    pub fn end_of(&self, node: Node) -> Option<u32> {
        let inner = self.inner(node);
        (inner.fact == END).then_some(inner.low.0)
    }

    /// Returns the end of a number; 0 is false and 1 is true.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn end(&mut self, number: u32) -> Result<Node, Refusal> {
        self.intern(Inner { fact: END, low: Node(number), high: Node(number) })
    }

    /// Returns the function that asks for a fact first. Both others ask for later facts only.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn node(&mut self, fact: u32, low: Node, high: Node) -> Result<Node, Refusal> {
        if low == high {
            return Ok(low);
        }
        self.intern(Inner { fact, low, high })
    }

    fn intern(&mut self, inner: Inner) -> Result<Node, Refusal> {
        if let Some(node) = self.known.get(&inner) {
            return Ok(*node);
        }
        let number = u32::try_from(self.nodes.len()).ok().filter(|_| self.nodes.len() < self.most);
        let full = || Refusal::too_large(format!("over {} nodes of decision diagrams", self.most));
        let node = Node(number.ok_or_else(full)?);
        self.nodes.push(inner);
        self.known.insert(inner, node);
        Ok(node)
    }

    /// Returns the function that a fact holds.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn fact(&mut self, fact: u32) -> Result<Node, Refusal> {
        self.node(fact, Node::FALSE, Node::TRUE)
    }

    /// Returns whether any of some facts holds.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn any_of(&mut self, facts: impl IntoIterator<Item = u32>) -> Result<Node, Refusal> {
        descending(facts)
            .into_iter()
            .try_fold(Node::FALSE, |any, fact| self.node(fact, any, Node::TRUE))
    }

    /// Returns whether each of some facts holds.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn all_of(&mut self, facts: impl IntoIterator<Item = u32>) -> Result<Node, Refusal> {
        descending(facts)
            .into_iter()
            .try_fold(Node::TRUE, |all, fact| self.node(fact, Node::FALSE, all))
    }

    /// Returns where both hold.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn and(&mut self, one: Node, other: Node) -> Result<Node, Refusal> {
        let (one, other) = (one.min(other), one.max(other));
        self.choose(one, other, Node::FALSE)
    }

    /// Returns where one of both holds.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn or(&mut self, one: Node, other: Node) -> Result<Node, Refusal> {
        let (one, other) = (one.min(other), one.max(other));
        self.choose(one, Node::TRUE, other)
    }

    /// Returns where it does not hold.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn not(&mut self, node: Node) -> Result<Node, Refusal> {
        self.choose(node, Node::FALSE, Node::TRUE)
    }

    /// Returns the function that is `yes` where `when` holds, else `no`; their ends may be any.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn choose(&mut self, when: Node, yes: Node, no: Node) -> Result<Node, Refusal> {
        // A stack of our own: a function may ask for more facts than a thread's stack is deep.
        let mut tasks = vec![Task::Choose([when, yes, no])];
        let mut done: Vec<Node> = Vec::new();
        while let Some(task) = tasks.pop() {
            match task {
                Task::Choose(of) => {
                    if let Some(node) = self.at_once(of) {
                        done.push(node);
                        continue;
                    }
                    let fact = of.iter().map(|node| self.inner(*node).fact).min().unwrap_or(END);
                    tasks.push(Task::Join(fact, of));
                    tasks.push(Task::Choose(of.map(|node| self.below(node, fact, true))));
                    tasks.push(Task::Choose(of.map(|node| self.below(node, fact, false))));
                }
                Task::Join(fact, of) => {
                    let (high, low) = (done.pop(), done.pop());
                    let (low, high) = (low.unwrap_or(Node::FALSE), high.unwrap_or(Node::FALSE));
                    let node = self.node(fact, low, high)?;
                    if self.chosen.len() >= MOST_REMEMBERED {
                        self.chosen.clear();
                    }
                    self.chosen.insert(of, node);
                    done.push(node);
                }
            }
        }
        Ok(done.pop().unwrap_or(Node::FALSE))
    }

    fn at_once(&self, [when, yes, no]: [Node; 3]) -> Option<Node> {
        match when {
            Node::TRUE => Some(yes),
            Node::FALSE => Some(no),
            _ if yes == no => Some(yes),
            _ if yes == Node::TRUE && no == Node::FALSE => Some(when),
            // An end that is no truth is none that holds.
            _ if self.inner(when).fact == END => Some(no),
            _ => self.chosen.get(&[when, yes, no]).copied(),
        }
    }

    /// Returns the function once a fact is known that none before it is asked for.
    fn below(&self, node: Node, fact: u32, holds: bool) -> Node {
        let inner = self.inner(node);
        match (inner.fact == fact, holds) {
            (false, _) => node,
            (true, false) => inner.low,
            (true, true) => inner.high,
        }
    }
}

enum Task {
    Choose([Node; 3]),
    Join(u32, [Node; 3]),
}

fn descending(facts: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut facts: Vec<u32> = facts.into_iter().collect();
    facts.sort_unstable_by(|a, b| b.cmp(a));
    facts.dedup();
    facts
}

#[cfg(test)]
mod tests;
