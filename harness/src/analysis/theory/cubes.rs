//! Sets of classes as functions of facts, built from the last fact to the first.

use crate::analysis::{
    diagram::{Diagram, Node},
    refusal::Refusal,
};

/// Returns where, of some facts, exactly those hold that some list names by their places. The
/// lists are sorted, and each is.
pub(super) fn union(
    diagram: &mut Diagram,
    facts: &[u32],
    lists: &[&[usize]],
) -> Result<Node, Refusal> {
    let mut none_after = vec![Node::TRUE];
    for fact in facts.iter().rev() {
        let after = none_after.last().copied().unwrap_or(Node::TRUE);
        none_after.push(diagram.node(*fact, after, Node::FALSE)?);
    }
    none_after.reverse();
    Builder { diagram, facts, none_after }.build(0, lists)
}

struct Builder<'a> {
    diagram: &'a mut Diagram,
    facts: &'a [u32],
    /// By place, where no fact holds from there on.
    none_after: Vec<Node>,
}

impl Builder<'_> {
    /// Calls itself once for each fact that holds in one list.
    fn build(&mut self, from: usize, lists: &[&[usize]]) -> Result<Node, Refusal> {
        let (has_none, some) = match lists.split_first() {
            Some(([], others)) => (true, others),
            _ => (false, lists),
        };
        let Some(last) = some.last().and_then(|list| list.first()) else {
            let all = self.none_after.get(from).copied().filter(|_| has_none);
            return Ok(all.unwrap_or(Node::FALSE));
        };
        let mut at = last + 1;
        let mut node = self.none_after.get(at).copied().filter(|_| has_none).unwrap_or(Node::FALSE);
        let groups: Vec<&[&[usize]]> =
            some.chunk_by(|one, other| one.first() == other.first()).collect();
        for group in groups.into_iter().rev() {
            let Some(head) = group.first().and_then(|list| list.first()).copied() else { continue };
            let tails: Vec<&[usize]> = group.iter().filter_map(|list| list.get(1..)).collect();
            let high = self.build(head + 1, &tails)?;
            node = self.skip(head + 1, at, node)?;
            node = self.ask(head, node, high)?;
            at = head;
        }
        self.skip(from, at, node)
    }

    /// None of the facts between two places holds.
    fn skip(&mut self, from: usize, to: usize, node: Node) -> Result<Node, Refusal> {
        (from..to).rev().try_fold(node, |node, place| self.ask(place, node, Node::FALSE))
    }

    fn ask(&mut self, place: usize, low: Node, high: Node) -> Result<Node, Refusal> {
        match self.facts.get(place) {
            Some(fact) => self.diagram.node(*fact, low, high),
            None => Ok(Node::FALSE),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn exactly_the_lists_are_taken(
            lists in proptest::collection::btree_set(
                proptest::collection::btree_set(0_usize..6, 0..5), 0..12),
        ) {
            let facts = [3, 4, 7, 8, 20, 21];
            let lists: Vec<Vec<usize>> =
                lists.into_iter().map(|list| list.into_iter().collect()).collect();
            let mut sorted = lists.clone();
            sorted.sort();
            let mut diagram = Diagram::default();
            let slices: Vec<&[usize]> = sorted.iter().map(Vec::as_slice).collect();
            let node = union(&mut diagram, &facts, &slices).unwrap();
            for setting in 0..64_usize {
                let held: Vec<usize> = (0..6).filter(|place| setting >> place & 1 == 1).collect();
                let end = diagram.evaluate(node, |fact| {
                    let place = facts.iter().position(|own| *own == fact).unwrap();
                    held.contains(&place)
                });
                prop_assert_eq!(end == 1, lists.contains(&held));
            }
        }
    }
}
