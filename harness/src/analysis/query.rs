//! Questions about functions of one cell, asked of the tokens that there can be.

use std::sync::Arc;

use super::{
    cell::Cell,
    claim::Position,
    diagram::{Node, Weight},
    facts::{Facts, route::pattern_of},
    outcome::Grain,
    refusal::Refusal,
    theory::{Rule, Setting, Theory},
};

/// A token that there can be, by the facts that hold of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// What it costs: of two, the lesser is shown.
    pub weight: Weight,
    /// The facts that hold, in order.
    pub facts: Vec<u32>,
    /// The claims that were looked at, by number.
    pub claims: Vec<usize>,
}

/// Tokens that two functions send to different ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The end on one side.
    pub old: u32,
    /// The end on the other.
    pub new: u32,
    /// Where in the facts they differ so.
    pub node: Node,
    /// The weakest such token.
    pub weakest: Assignment,
}

impl<'p> Facts<'p> {
    /// Returns where the facts that functions ask for are those of a token that can be sent to a
    /// cell.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn theory(&mut self, cell: &Cell, of: &[Node]) -> Result<Node, Refusal> {
        let mut theories = Vec::new();
        for place in self.claims_asked(of) {
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
    fn claims_asked(&self, of: &[Node]) -> Vec<usize> {
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
    fn text_at(&self, cell: &Cell, position: Position) -> Option<String> {
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

    /// Finds the weakest token that can be sent to a cell and that a function sends to an end.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn weakest(
        &mut self,
        cell: &Cell,
        node: Node,
        end: u32,
    ) -> Result<Option<Assignment>, Refusal> {
        let theory = self.theory(cell, &[node])?;
        let wanted = self.diagram.comes_to(node, end)?;
        let possible = self.diagram.and(theory, wanted)?;
        let claims = self.claims_asked(&[node]);
        Ok(self.assignment(possible, claims))
    }

    /// Finds the cheapest setting of a truth that the theory of the claims looked at is part of.
    fn assignment(&self, possible: Node, claims: Vec<usize>) -> Option<Assignment> {
        let found = self.diagram.weakest(possible, 1, |fact| self.weight(fact))?;
        Some(Assignment { weight: found.weight, facts: found.facts, claims })
    }

    /// Returns whether no token that can be sent to a cell makes it true.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn is_impossible(&mut self, cell: &Cell, truth: Node) -> Result<bool, Refusal> {
        if truth == Node::FALSE {
            return Ok(true);
        }
        let theory = self.theory(cell, &[truth])?;
        Ok(self.diagram.and(theory, truth)? == Node::FALSE)
    }

    /// Returns whether every token that can be sent to a cell and makes one true makes the other
    /// true.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn implies(&mut self, cell: &Cell, one: Node, other: Node) -> Result<bool, Refusal> {
        let against = self.diagram.choose(other, Node::FALSE, one)?;
        self.is_impossible(cell, against)
    }

    /// Returns whether two functions send every token that there can be to the same end.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn are_equal(&mut self, cell: &Cell, one: Node, other: Node) -> Result<bool, Refusal> {
        if one == other {
            return Ok(true);
        }
        let theory = self.theory(cell, &[one, other])?;
        let one = self.diagram.choose(theory, one, Node::FALSE)?;
        let other = self.diagram.choose(theory, other, Node::FALSE)?;
        Ok(one == other)
    }

    /// Returns the pairs of different ends that tokens come to, each with its weakest token.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn differences(
        &mut self,
        cell: &Cell,
        old: Node,
        new: Node,
    ) -> Result<Vec<Difference>, Refusal> {
        if old == new {
            return Ok(Vec::new());
        }
        let theory = self.theory(cell, &[old, new])?;
        let claims = self.claims_asked(&[old, new]);
        let mut found = Vec::new();
        for own in self.diagram.ends(old) {
            let at_own = self.diagram.comes_to(old, own)?;
            let at_own = self.diagram.and(theory, at_own)?;
            if at_own == Node::FALSE {
                continue;
            }
            for its in self.diagram.ends(new).into_iter().filter(|its| *its != own) {
                let at_its = self.diagram.comes_to(new, its)?;
                let node = self.diagram.and(at_own, at_its)?;
                if let Some(weakest) = self.assignment(node, claims.clone()) {
                    found.push(Difference { old: own, new: its, node, weakest });
                }
            }
        }
        Ok(found)
    }

    /// Returns how two sides treat a cell's requests differently.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn compare(&mut self, cell: &Cell, grain: Grain) -> Result<Vec<Difference>, Refusal> {
        let (old, new) = (self.outcome(0, cell, grain)?, self.outcome(1, cell, grain)?);
        self.differences(cell, old, new)
    }

    /// Returns the least tokens that make it true, cheapest first and no more than asked for:
    /// of none of them could a fact be left out.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn least(
        &mut self,
        cell: &Cell,
        truth: Node,
        most: usize,
    ) -> Result<Vec<Assignment>, Refusal> {
        let theory = self.theory(cell, &[truth])?;
        let claims = self.claims_asked(&[truth]);
        let mut left = self.diagram.and(theory, truth)?;
        let mut found = Vec::new();
        while found.len() < most {
            let Some(next) = self.assignment(left, claims.clone()) else { break };
            let more = self.diagram.all_of(next.facts.iter().copied())?;
            left = self.diagram.choose(more, Node::FALSE, left)?;
            found.push(next);
        }
        Ok(found)
    }

    /// Returns the function once a claim, by its name or pointer, is known to be missing.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn without_claim(&mut self, node: Node, claim: &str) -> Result<Node, Refusal> {
        let facts = self.facts_of(claim);
        self.diagram.restrict(node, |fact| facts.contains(&fact).then_some(false))
    }

    /// Returns the function once it is known whether the token has a scope.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn with_scope(&mut self, node: Node, scope: &str, has: bool) -> Result<Node, Refusal> {
        let own = self.scope(scope);
        self.diagram.restrict(node, |fact| (Some(fact) == own).then_some(has))
    }

    /// Returns the function once it is known that no token is sent.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn without_token(&mut self, node: Node) -> Result<Node, Refusal> {
        let credentials = u32::try_from(self.credentials.len()).unwrap_or(u32::MAX);
        self.diagram.restrict(node, |fact| (fact < credentials).then_some(false))
    }

    /// Returns the share of all sets of the scopes looked at with which some token that can be
    /// sent to a cell makes it true, between 0 and 1.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn share_of_scopes(&mut self, cell: &Cell, truth: Node) -> Result<f64, Refusal> {
        let theory = self.theory(cell, &[truth])?;
        let possible = self.diagram.and(theory, truth)?;
        let scopes = self.scope_facts();
        let some = self.diagram.exists(possible, |fact| !scopes.contains(&fact))?;
        Ok(self.diagram.share(some, 1))
    }
}
