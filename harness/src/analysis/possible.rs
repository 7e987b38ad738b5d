//! Which tokens can be sent to a cell: the theories of its claims, put together.

use std::sync::Arc;

use super::{
    cell::Cell,
    claim::Position,
    diagram::Node,
    facts::{Facts, route::pattern_of},
    refusal::Refusal,
    theory::{Rule, Setting, Theory},
};

impl<'p> Facts<'p> {
    /// Returns where the facts that functions ask for are those of a token that can be sent to a
    /// cell.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn theory(&mut self, cell: &Cell, of: &[Node]) -> Result<Node, Refusal> {
        let mut theories = Vec::new();
        let asked = self.claims_asked(of);
        self.check_claims(cell, &asked)?;
        for place in asked {
            let (theory, rule) = self.theory_of(cell, place)?;
            theories.push((place, theory, rule));
        }
        let mut all = Node::TRUE;
        for (_, theory, _) in theories.iter().rev() {
            all = self.diagram.and(theory.node, all)?;
        }
        for (one, other) in [("/aud", "/client_id"), ("/exp", "/nbf"), ("/exp", "/iat")] {
            let place = |own: &str| self.pointers.iter().position(|pointer| pointer == own);
            let find = |own: &str| {
                let place = place(own)?;
                theories.iter().find(|(other, ..)| *other == place)
            };
            if let (Some((_, one, own)), Some((_, other, its))) = (find(one), find(other)) {
                let agreed = one.agreement(&mut self.diagram, *own, other, *its)?;
                all = self.diagram.and(all, agreed)?;
            }
        }
        if self.credentials.is_opened(&self.classes_asked(cell)) {
            let credentials = self.credentials.theory(&mut self.diagram)?;
            all = self.diagram.and(credentials, all)?;
        }
        Ok(all)
    }

    /// Returns the claims that functions ask about, by number.
    pub(super) fn claims_asked(&self, of: &[Node]) -> Vec<usize> {
        let support: Vec<u32> = of.iter().flat_map(|node| self.diagram.support(*node)).collect();
        self.claims_of(&support)
    }

    /// Returns the classes of one claim in a cell, and its rule.
    pub(super) fn theory_of(
        &mut self,
        cell: &Cell,
        place: usize,
    ) -> Result<(Arc<Theory>, Rule<'p>), Refusal> {
        let lost = || Refusal::new("unknown-requirement", "a claim is not among those gathered");
        let claim = self.claims.get(place).ok_or_else(lost)?;
        let pointer = self.pointers.get(place).ok_or_else(lost)?;
        let class =
            if Rule::is_registered(pointer) { self.only_class(cell, pointer)? } else { None };
        let authorizer = class.and_then(|class| self.credentials.authorizer(class));
        let rule = authorizer.map_or(Rule::Free, |one| Rule::of(pointer, one, self.now));
        let texts: Vec<(Position, String)> = claim
            .positions()
            .iter()
            .filter_map(|position| Some((*position, self.text_at(cell, *position)?)))
            .collect();
        let key = (place, texts, class);
        if let Some(theory) = self.theories.get(&key) {
            return Ok((Arc::clone(theory), rule));
        }
        let dates = ["/exp", "/nbf", "/iat"];
        let cuts = if dates.contains(&pointer.as_str()) {
            let all = self.claims.iter().zip(&self.pointers);
            let own = all.filter(|(_, pointer)| dates.contains(&pointer.as_str()));
            own.flat_map(|(claim, _)| claim.numbers()).collect()
        } else {
            Vec::new()
        };
        let setting = Setting { claim, texts: &key.1, rule, cuts: &cuts };
        let theory = Arc::new(Theory::new(&mut self.diagram, setting)?);
        self.theories.insert(key, Arc::clone(&theory));
        Ok((theory, rule))
    }

    /// A claim that authorizers look at can be told only where all sides have one and the same.
    fn only_class(&self, cell: &Cell, pointer: &str) -> Result<Option<usize>, Refusal> {
        let mut classes: Vec<usize> = self.classes_asked(cell).into_iter().flatten().collect();
        classes.sort_unstable();
        classes.dedup();
        if classes.len() > 1 {
            let message = format!("a condition on `{pointer}` where authorizers differ");
            return Err(Refusal::new("unsupported-registered-claim", message));
        }
        Ok(classes.first().copied())
    }

    /// Returns the text that a variable takes of a cell's path, where some side's route has it.
    pub(super) fn text_at(&self, cell: &Cell, position: Position) -> Option<String> {
        let winner = |(side, winner): (&&'p engine::Policy, &Option<usize>)| {
            pattern_of(side.routes().get((*winner)?)?)
        };
        let patterns = self.sides.iter().zip(&cell.winners).filter_map(winner);
        let has = |pattern: &engine::PathPattern| match pattern.segments().get(position.index) {
            Some(engine::Segment::Variable(_)) => !position.greedy,
            Some(engine::Segment::Greedy(_)) => position.greedy,
            Some(engine::Segment::Literal(_)) | None => false,
        };
        patterns.into_iter().any(has).then_some(())?;
        if position.greedy {
            return Some(cell.segments.get(position.index..)?.join("/"));
        }
        cell.segments.get(position.index).cloned()
    }
}
