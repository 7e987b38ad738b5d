//! For each clause the tokens that are allowed because of it, and those that it alone denies.

use engine::{DenyReason, Effect, Requirement};

use crate::analysis::{
    cell::Cell,
    clauses::{Kind, Leaf},
    diagram::Node,
    facts::{
        Facts,
        route::{asked_of, pattern_of},
    },
    outcome::{Answer, Grain, Outcome},
    refusal::Refusal,
};

/// Where a row covers a clause, in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Goals {
    /// Allowed, and would not be but for the clause.
    pub(super) allowed: Node,
    /// Denied, and would not be but for the clause.
    pub(super) denied: Node,
}

impl Facts<'_> {
    /// Returns where a row of a cell covers a clause of the first side.
    pub(super) fn goals(&mut self, cell: &Cell, kind: Kind) -> Result<Goals, Refusal> {
        let never = Node::FALSE;
        Ok(match kind {
            Kind::Method(method) if method == cell.method => {
                Goals { allowed: self.allow(0, cell)?, denied: never }
            }
            Kind::Method(_) => Goals { allowed: never, denied: never },
            Kind::MissingToken => {
                let denied = self.answered(cell, Answer::Deny(DenyReason::MissingToken))?;
                Goals { allowed: never, denied }
            }
            Kind::RefusedToken => {
                Goals { allowed: never, denied: self.answered(cell, Answer::Refused)? }
            }
            Kind::Leaf(leaf) => {
                let fulfilled = self.allow_with(cell, leaf, true)?;
                let unfulfilled = self.allow_with(cell, leaf, false)?;
                let matters = self.diagram.choose(unfulfilled, never, fulfilled)?;
                self.parted(cell, matters)?
            }
            Kind::Guardrail(index) => {
                let mut without = cell.clone();
                let laid = without.laid.iter_mut().next();
                let Some((place, laid)) =
                    laid.and_then(|laid| Some((laid.iter().position(|own| *own == index)?, laid)))
                else {
                    return Ok(Goals { allowed: never, denied: never });
                };
                laid.remove(place);
                let (own, other) = (self.verifier(0, cell), self.verifier(0, &without));
                if other.is_some() && other != own {
                    // Those that stay ask for another authorizer's token: none passes either way.
                    return Ok(Goals { allowed: never, denied: never });
                }
                let matters = self.allow(0, &without)?;
                self.parted(cell, matters)?
            }
        })
    }

    /// Parts the tokens to which something matters by what becomes of them.
    fn parted(&mut self, cell: &Cell, matters: Node) -> Result<Goals, Refusal> {
        let allow = self.allow(0, cell)?;
        let allowed = self.diagram.and(matters, allow)?;
        let denied = self.diagram.choose(allow, Node::FALSE, matters)?;
        Ok(Goals { allowed, denied })
    }

    fn answered(&mut self, cell: &Cell, answer: Answer) -> Result<Node, Refusal> {
        let outcome = self.outcome(0, cell, Grain::Answer)?;
        let number = self.outcomes.number(Outcome { answer, clause: None });
        self.diagram.comes_to(outcome, number)
    }

    /// Returns where a cell's requests are allowed with a leaf thought fulfilled or not.
    fn allow_with(&mut self, cell: &Cell, leaf: Leaf, fulfilled: bool) -> Result<Node, Refusal> {
        let never = Ok(Node::FALSE);
        let Some(policy) = self.sides.first().copied() else { return never };
        let route = cell.winners.first().copied().flatten();
        let Some(route) = route.and_then(|index| policy.routes().get(index)) else { return never };
        let Some(verifier) = self.verifier(0, cell) else { return never };
        let thought = asked_of(route).and_then(|own| leaf.thought(own, fulfilled));
        let Some(thought) = thought else { return never };
        let mut node = self.require(0, cell, &Requirement::default())?;
        for index in cell.laid.first().into_iter().flatten() {
            match policy.guardrails().get(*index).map(|one| &one.effect) {
                Some(Effect::Require { authorizer, requirement }) if *authorizer == verifier => {
                    let held = self.requirement(requirement, None)?;
                    node = self.diagram.and(node, held)?;
                }
                Some(_) => return never,
                None => {}
            }
        }
        let held = self.requirement(&thought, pattern_of(route))?;
        self.diagram.and(node, held)
    }
}
