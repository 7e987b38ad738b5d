//! What becomes of a cell's requests, as a function of their tokens: `Engine::decide`'s order.

use engine::{DenyReason, Effect, Guardrail, Policy, Request, Requirement};

use super::{
    cell::Cell,
    diagram::Node,
    facts::{
        Facts,
        route::{asked_of, pattern_of},
    },
    outcome::{Answer, Clause, Grain, Outcome},
    path::encoded,
    refusal::Refusal,
};

impl Facts<'_> {
    /// Returns what becomes of a cell's requests on one side, told apart as finely as asked.
    ///
    /// # Errors
    /// What is asked for lies outside, or too much is asked of one analysis.
    pub fn outcome(&mut self, side: usize, cell: &Cell, grain: Grain) -> Result<Node, Refusal> {
        let Some(policy) = self.sides.get(side).copied() else { return Ok(Node::FALSE) };
        if self.is_ambiguous(policy, cell) {
            return self.denied(grain, DenyReason::AmbiguousPath, Clause::Path);
        }
        let route = cell.winners.get(side).copied().flatten();
        let Some(route) = route.and_then(|index| policy.routes().get(index)) else {
            return self.denied(grain, DenyReason::NoRoute, Clause::NoRoute);
        };
        let laid = laid(policy, side, cell);
        if let Some(denying) = laid.iter().find(|one| matches!(one.effect, Effect::Deny)) {
            return self.stopped(grain, denying);
        }
        self.check_cell(side, cell)?;
        let Some(verifier) = self.verifier(side, cell) else { return Ok(Node::TRUE) };
        let mut node = Node::TRUE;
        for guardrail in laid.iter().rev() {
            let Effect::Require { authorizer, requirement } = &guardrail.effect else { continue };
            let denied = self.stopped(grain, guardrail)?;
            let held = if *authorizer == verifier {
                self.requirement(requirement, None)?
            } else {
                Node::FALSE
            };
            node = self.diagram.choose(held, node, denied)?;
        }
        if let Some(requirement) = asked_of(route) {
            let pattern = pattern_of(route);
            for (at, condition) in requirement.claims.iter().enumerate().rev() {
                let held = self.condition(condition, pattern)?;
                let denied = self.denied(grain, DenyReason::ClaimMismatch, Clause::Claim(at))?;
                node = self.diagram.choose(held, node, denied)?;
            }
            for (at, scopes) in requirement.scopes.iter().enumerate().rev() {
                let held = self.scopes_of(scopes)?;
                let clause = Clause::Scopes(at);
                let denied = self.denied(grain, DenyReason::InsufficientScope, clause)?;
                node = self.diagram.choose(held, node, denied)?;
            }
        }
        self.verified(side, cell, grain, node)
    }

    /// Returns where a cell's requests are allowed on one side.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn allow(&mut self, side: usize, cell: &Cell) -> Result<Node, Refusal> {
        self.outcome(side, cell, Grain::Access)
    }

    /// Returns where a cell's requests have a good token that fulfils a requirement; variables
    /// are those of the deciding route of the side.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn require(
        &mut self,
        side: usize,
        cell: &Cell,
        requirement: &Requirement,
    ) -> Result<Node, Refusal> {
        if self.verifier(side, cell).is_none() {
            return Ok(Node::FALSE);
        }
        let route = cell.winners.get(side).copied().flatten();
        let policy = self.sides.get(side).copied();
        let route = policy.zip(route).and_then(|(policy, index)| policy.routes().get(index));
        let held = self.requirement(requirement, route.and_then(pattern_of))?;
        self.verified(side, cell, Grain::Access, held)
    }

    /// Returns what an end of a function made here stands for; 0 in a truth is a denial.
    pub fn outcome_of(&self, end: u32) -> Option<&Outcome> {
        self.outcomes.of(end)
    }

    /// Returns the authorizer that verifies a cell's tokens on one side, an index into its own.
    pub fn verifier(&self, side: usize, cell: &Cell) -> Option<usize> {
        let policy = self.sides.get(side).copied()?;
        let route = policy.routes().get(cell.winners.get(side).copied().flatten()?)?;
        match &route.access {
            engine::Access::Protected { authorizer, .. } => Some(*authorizer),
            engine::Access::Public => {
                laid(policy, side, cell).into_iter().find_map(|one| match &one.effect {
                    Effect::Require { authorizer, .. } => Some(*authorizer),
                    Effect::Deny => None,
                })
            }
        }
    }

    /// Returns the classes of authorizers that a cell's sides ask.
    pub(super) fn classes_asked(&self, cell: &Cell) -> Vec<Option<usize>> {
        let class = |side| self.credentials.class(side, self.verifier(side, cell)?);
        (0..self.sides.len()).map(class).collect()
    }

    /// Goes on with a good token.
    fn verified(
        &mut self,
        side: usize,
        cell: &Cell,
        grain: Grain,
        next: Node,
    ) -> Result<Node, Refusal> {
        let asked = self.classes_asked(cell);
        let Some(class) = asked.get(side).copied().flatten() else { return Ok(Node::FALSE) };
        let opened = self.credentials.is_opened(&asked);
        let (credentials, outcomes) = (&self.credentials, &mut self.outcomes);
        credentials.verdict(&mut self.diagram, class, opened, next, |diagram, reason| {
            let answer = reason.map_or(Answer::Refused, Answer::Deny);
            let told = (grain == Grain::Clause).then_some(Clause::Token);
            match grain {
                Grain::Access => Ok(Node::FALSE),
                Grain::Answer | Grain::Clause => {
                    diagram.end(outcomes.number(Outcome { answer, clause: told }))
                }
            }
        })
    }

    /// A path that one side refuses is met only when another reads it as API Gateway does.
    fn is_ambiguous(&self, policy: &Policy, cell: &Cell) -> bool {
        let reading = policy.ambiguous_paths();
        self.sides.iter().any(|side| side.ambiguous_paths() != reading)
            && Request::new(cell.method.as_str(), encoded(cell)).path(reading).is_err()
    }

    fn stopped(&mut self, grain: Grain, guardrail: &Guardrail) -> Result<Node, Refusal> {
        self.denied(grain, DenyReason::Guardrail, Clause::Guardrail(guardrail.name.clone()))
    }

    fn denied(
        &mut self,
        grain: Grain,
        reason: DenyReason,
        clause: Clause,
    ) -> Result<Node, Refusal> {
        let clause = Some(clause).filter(|_| grain == Grain::Clause);
        let answer = Answer::Deny(reason);
        match grain {
            Grain::Access => Ok(Node::FALSE),
            Grain::Answer | Grain::Clause => {
                let number = self.outcomes.number(Outcome { answer, clause });
                self.diagram.end(number)
            }
        }
    }
}

/// Returns the guardrails over a cell, by name.
fn laid<'p>(policy: &'p Policy, side: usize, cell: &Cell) -> Vec<&'p Guardrail> {
    let indices = cell.laid.get(side).map_or(&[][..], Vec::as_slice);
    indices.iter().filter_map(|index| policy.guardrails().get(*index)).collect()
}
