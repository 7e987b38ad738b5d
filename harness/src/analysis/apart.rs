//! Two sides that look for tokens in different places: a request may carry a token in each, and
//! what one of them says the other need not.

use super::{
    cell::Cell,
    diagram::Node,
    facts::Facts,
    query::{Assignment, Difference},
    refusal::Refusal,
};

/// The end of those who may pass.
const ALLOWED: u32 = 1;

/// An end that some tokens come to, which ones, and the weakest of them.
type End = (u32, Node, Assignment);

impl Facts<'_> {
    /// Returns whether a cell's two sides look in different places. Then neither knows anything of
    /// the other's token.
    pub(super) fn are_apart(&self, cell: &Cell) -> bool {
        match self.classes_asked(cell).as_slice() {
            [Some(old), Some(new)] => {
                self.credentials.source(*old) != self.credentials.source(*new)
            }
            _ => false,
        }
    }

    /// Returns the pairs of different ends: whatever one side comes to, the other comes to any of
    /// its own.
    pub(super) fn differences_apart(
        &mut self,
        cell: &Cell,
        old: Node,
        new: Node,
    ) -> Result<Vec<Difference>, Refusal> {
        let (old, new) = (self.ends_reached(cell, old)?, self.ends_reached(cell, new)?);
        let mut found = Vec::new();
        for (own, node, weakest) in &old {
            for (its, its_node, other) in new.iter().filter(|(its, ..)| its != own) {
                let weakest = Assignment {
                    weight: weakest.weight + other.weight,
                    other: Some(Box::new(other.clone())),
                    ..weakest.clone()
                };
                // The token that may pass is the one that is of interest.
                let node = if *own == ALLOWED { *node } else { *its_node };
                found.push(Difference { old: *own, new: *its, node, weakest });
            }
        }
        Ok(found)
    }

    fn ends_reached(&mut self, cell: &Cell, node: Node) -> Result<Vec<End>, Refusal> {
        let theory = self.theory(cell, &[node])?;
        let mut found = Vec::new();
        for end in self.diagram.ends(node) {
            let at_end = self.diagram.comes_to(node, end)?;
            let tokens = self.diagram.and(theory, at_end)?;
            if let Some(weakest) = self.weakest(cell, node, end)? {
                found.push((end, tokens, weakest));
            }
        }
        Ok(found)
    }
}
