//! What is asked of one function: one pass over its nodes, children first.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Diagram, END, Inner, Node, mix::Mixed};
use crate::analysis::refusal::Refusal;

impl Diagram {
    /// Returns the nodes of a function, children before parents.
    pub(super) fn reached(&self, node: Node) -> Vec<Node> {
        let mut seen: HashSet<Node, Mixed> = HashSet::default();
        let mut reached = vec![node];
        let mut next = 0;
        seen.insert(node);
        while let Some(inner) = reached.get(next).map(|node| self.inner(*node)) {
            next += 1;
            for child in [inner.low, inner.high] {
                if inner.fact != END && seen.insert(child) {
                    reached.push(child);
                }
            }
        }
        reached.sort_unstable();
        reached
    }

    /// Returns the facts that a function asks for, in order.
    pub fn support(&self, node: Node) -> Vec<u32> {
        let facts = self.reached(node).into_iter().map(|node| self.inner(node).fact);
        let facts: BTreeSet<u32> = facts.filter(|fact| *fact != END).collect();
        facts.into_iter().collect()
    }

    /// Returns the ends that a function has, in order of their numbers.
    pub fn ends(&self, node: Node) -> Vec<u32> {
        let mut ends: Vec<u32> =
            self.reached(node).into_iter().filter_map(|node| self.end_of(node)).collect();
        ends.sort_unstable();
        ends
    }

    /// Returns the end that a function comes to.
    pub fn evaluate(&self, node: Node, holds: impl Fn(u32) -> bool) -> u32 {
        let mut at = self.inner(node);
        while at.fact != END {
            at = self.inner(if holds(at.fact) { at.high } else { at.low });
        }
        at.low.0
    }

    /// Returns the function with other ends.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn with_ends(&mut self, node: Node, other: impl Fn(u32) -> u32) -> Result<Node, Refusal> {
        self.rebuild(node, |diagram, end| diagram.end(other(end)), Self::node)
    }

    /// Returns where a function comes to an end.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn comes_to(&mut self, node: Node, end: u32) -> Result<Node, Refusal> {
        self.with_ends(node, |own| u32::from(own == end))
    }

    /// Returns the function once facts are known.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn restrict(
        &mut self,
        node: Node,
        known: impl Fn(u32) -> Option<bool>,
    ) -> Result<Node, Refusal> {
        self.rebuild(node, Self::end, |diagram, fact, low, high| match known(fact) {
            Some(holds) => Ok(if holds { high } else { low }),
            None => diagram.node(fact, low, high),
        })
    }

    /// Returns where a truth holds for some setting of the facts chosen.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn exists(&mut self, node: Node, chosen: impl Fn(u32) -> bool) -> Result<Node, Refusal> {
        self.rebuild(node, Self::end, |diagram, fact, low, high| {
            if chosen(fact) { diagram.or(low, high) } else { diagram.node(fact, low, high) }
        })
    }

    /// Makes each end and node anew, nodes from their children made anew.
    fn rebuild(
        &mut self,
        node: Node,
        end: impl Fn(&mut Self, u32) -> Result<Node, Refusal>,
        inner: impl Fn(&mut Self, u32, Node, Node) -> Result<Node, Refusal>,
    ) -> Result<Node, Refusal> {
        let mut anew: HashMap<Node, Node, Mixed> = HashMap::default();
        for old in self.reached(node) {
            let Inner { fact, low, high } = self.inner(old);
            let made = if fact == END {
                end(self, low.0)?
            } else {
                let made = |child: Node| anew.get(&child).copied().unwrap_or(Node::FALSE);
                inner(self, fact, made(low), made(high))?
            };
            anew.insert(old, made);
        }
        Ok(anew.get(&node).copied().unwrap_or(Node::FALSE))
    }

    /// Returns how many of all settings of so many facts come to an end, between 0 and 1.
    pub fn share(&self, node: Node, end: u32) -> f64 {
        let mut shares: HashMap<Node, f64, Mixed> = HashMap::default();
        for node in self.reached(node) {
            let inner = self.inner(node);
            let share = |node: Node| shares.get(&node).copied().unwrap_or(0.0);
            let own = match inner.fact {
                END => f64::from(u8::from(inner.low.0 == end)),
                _ => f64::midpoint(share(inner.low), share(inner.high)),
            };
            shares.insert(node, own);
        }
        shares.get(&node).copied().unwrap_or(0.0)
    }
}
