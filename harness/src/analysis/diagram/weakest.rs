//! The least that must hold for a function to come to an end: the cheapest way through it.

use std::collections::HashMap;

use super::{
    Diagram, END, Node,
    mix::Mixed,
    weight::{Weakest, Weight},
};

impl Diagram {
    /// Finds the cheapest setting of facts by which a function comes to an end. Of two that cost
    /// the same, it is the one in which the first fact that differs does not hold.
    pub fn weakest(&self, node: Node, end: u32, weight: impl Fn(u32) -> Weight) -> Option<Weakest> {
        // For each node that can come to the end: the cost, and whether its fact is to hold.
        let mut best: HashMap<Node, (Weight, bool), Mixed> = HashMap::default();
        for node in self.reached(node) {
            let inner = self.inner(node);
            if inner.fact == END {
                if inner.low.0 == end {
                    best.insert(node, (Weight::default(), false));
                }
                continue;
            }
            let low = best.get(&inner.low).map(|(cost, _)| (*cost, false));
            let high = best.get(&inner.high).map(|(cost, _)| (*cost + weight(inner.fact), true));
            // Ties go low: `false` is less than `true`.
            if let Some(cheapest) = low.into_iter().chain(high).min() {
                best.insert(node, cheapest);
            }
        }
        let whole = best.get(&node)?.0;
        let (mut facts, mut at) = (Vec::new(), node);
        while let Some((_, holds)) = best.get(&at) {
            let inner = self.inner(at);
            if inner.fact == END {
                break;
            }
            if *holds {
                facts.push(inner.fact);
            }
            at = if *holds { inner.high } else { inner.low };
        }
        Some(Weakest { weight: whole, facts })
    }
}
