//! Questions about functions of one cell, asked of the tokens that there can be.

use super::{
    cell::Cell,
    diagram::{Node, Weight},
    facts::Facts,
    outcome::Grain,
    refusal::Refusal,
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
    /// The second side's token, where it looks for one in another place than the first.
    pub other: Option<Box<Self>>,
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

impl Facts<'_> {
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

    /// Finds the weakest token that can be sent to a cell and makes something true, of which all is
    /// told that another function looks at.
    ///
    /// # Errors
    /// Too much is asked of one analysis.
    pub fn weakest_beside(
        &mut self,
        cell: &Cell,
        truth: Node,
        other: Node,
    ) -> Result<Option<Assignment>, Refusal> {
        let theory = self.theory(cell, &[truth, other])?;
        let possible = self.diagram.and(theory, truth)?;
        let claims = self.claims_asked(&[truth, other]);
        Ok(self.assignment(possible, claims))
    }

    /// Finds the cheapest setting of a truth that the theory of the claims looked at is part of.
    fn assignment(&self, possible: Node, claims: Vec<usize>) -> Option<Assignment> {
        let found = self.diagram.weakest(possible, 1, |fact| self.weight(fact))?;
        Some(Assignment { weight: found.weight, facts: found.facts, claims, other: None })
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
        if self.are_apart(cell) {
            return self.differences_apart(cell, old, new);
        }
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
