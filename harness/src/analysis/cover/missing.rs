//! Rows that are missing: for each clause that no row covers the weakest token that would, sent
//! before it is shown.

use std::collections::BTreeSet;

use super::{
    goals::Goals,
    rows::{Counts, Cover, Shown, Wanted},
};
use crate::analysis::{
    cell::Cell,
    clauses::Kind,
    diagram::Node,
    outcome::Grain,
    query::Assignment,
    refusal::Refusal,
    witness::{Replay, ReplayError, RowOf},
};
use crate::mint::Minter;

/// What no row shows of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The clause, by its place among those of the route.
    pub clause: usize,
    /// What is wanted.
    pub wanted: Wanted,
    /// A row to paste; none where a row before shows it, too.
    pub row: Option<String>,
}

/// What is found out about a route of which rows are missing.
#[derive(Debug, Default)]
pub struct Gaps {
    /// What is missing.
    pub missing: Vec<Missing>,
    /// By clause and what is wanted: it cannot be, as the policy stands.
    pub impossible: Vec<[bool; 2]>,
}

/// A row that could be part of a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What it was made to show.
    pub of: Shown,
    /// Its name, which another row may have, too.
    pub name: String,
    /// The row, as it stands under `cases:`.
    pub row: String,
    /// All that it shows.
    pub shown: Vec<Shown>,
}

/// What rows of one policy are sent with before they are shown.
#[derive(Debug)]
pub struct Proof<'m> {
    minter: &'m Minter,
    replay: Option<Replay<'m>>,
    names: BTreeSet<String>,
}

impl<'m> Proof<'m> {
    /// Mints with these keys; engines are made when there is a row to send.
    pub fn new(minter: &'m Minter) -> Self {
        Self { minter, replay: None, names: BTreeSet::new() }
    }
}

/// A request that would show what is wanted.
struct Found {
    clause: usize,
    wanted: Wanted,
    cell: Cell,
    token: Assignment,
}

impl Counts {
    fn of(&self, wanted: Wanted) -> usize {
        match wanted {
            Wanted::Allowed => self.allowed,
            Wanted::Denied => self.denied,
        }
    }
}

impl Goals {
    fn of(self, wanted: Wanted) -> Node {
        match wanted {
            Wanted::Allowed => self.allowed,
            Wanted::Denied => self.denied,
        }
    }
}

impl Cover<'_> {
    /// Finds the rows that are missing for a route. They count as its rows from then on, so ask
    /// for the numbers before.
    ///
    /// # Errors
    /// Too much is asked of one analysis, no token can be made, or a row would not be decided as
    /// it is said: our own fault.
    pub fn gaps(&mut self, route: usize, proof: &mut Proof<'_>) -> Result<Gaps, ReplayError> {
        let (found, impossible) = self.wanted(route)?;
        let mut gaps = Gaps { missing: Vec::new(), impossible };
        if found.is_empty() {
            return Ok(gaps);
        }
        for Found { clause, wanted, cell, token } in found {
            let is_shown = self.count(route, clause, wanted) > 0;
            let row = if is_shown {
                None
            } else {
                self.show(route, (clause, wanted), &cell, &token, proof)?.0
            };
            if self.count(route, clause, wanted) == 0 {
                let message =
                    format!("a row for {} does not cover it", self.name(route, clause, wanted));
                return Err(ReplayError::Mismatch(message));
            }
            gaps.missing.push(Missing { clause, wanted, row });
        }
        Ok(gaps)
    }

    /// Returns for each way in which a clause of a route decides the weakest row that shows it, and
    /// what it shows beside. A policy without rows is asked.
    ///
    /// # Errors
    /// As [`Cover::gaps`].
    pub fn candidates(
        &mut self,
        route: usize,
        proof: &mut Proof<'_>,
    ) -> Result<Vec<Candidate>, ReplayError> {
        let (found, _) = self.wanted(route)?;
        let mut all = Vec::new();
        for Found { clause, wanted, cell, token } in found {
            let (row, shown) = self.show(route, (clause, wanted), &cell, &token, proof)?;
            let row = row.filter(|_| shown.contains(&(clause, wanted)));
            let lost = || ReplayError::Mismatch(self.name(route, clause, wanted));
            let name = self.name(route, clause, wanted);
            all.push(Candidate { of: (clause, wanted), name, row: row.ok_or_else(lost)?, shown });
        }
        Ok(all)
    }

    fn count(&self, route: usize, clause: usize, wanted: Wanted) -> usize {
        let counts = self.routes.get(route).and_then(|own| own.counts.get(clause));
        counts.map_or(0, |counts| counts.of(wanted))
    }

    /// Returns what is wanted of a route's clauses and can be shown, and what cannot be.
    fn wanted(&mut self, route: usize) -> Result<(Vec<Found>, Vec<[bool; 2]>), Refusal> {
        let Some(own) = self.routes.get(route) else { return Ok(Default::default()) };
        let (kinds, cells) =
            (own.clauses.iter().map(|clause| clause.kind).collect::<Vec<_>>(), own.cells.clone());
        let mut impossible = Vec::new();
        let mut all = Vec::new();
        for (clause, kind) in kinds.into_iter().enumerate() {
            let mut found = Vec::new();
            let mut cannot = [false; 2];
            let goals = kind.goals(self.policy);
            for ((wanted, cannot), is_goal) in
                [Wanted::Allowed, Wanted::Denied].into_iter().zip(&mut cannot).zip(goals)
            {
                if !is_goal || self.count(route, clause, wanted) > 0 {
                    continue;
                }
                match self.weakest(route, clause, wanted, &cells)? {
                    Some((cell, token)) => found.push(Found { clause, wanted, cell, token }),
                    None => *cannot = true,
                }
            }
            // What never denies by itself could be left out: nothing is allowed because of it.
            if matches!(kind, Kind::Leaf(_) | Kind::Guardrail(_)) && cannot[1] {
                cannot = [true; 2];
                found.clear();
            }
            impossible.push(cannot);
            all.extend(found);
        }
        Ok((all, impossible))
    }

    /// Finds the weakest token that shows what is wanted, and the cell to send it to.
    fn weakest(
        &mut self,
        route: usize,
        clause: usize,
        wanted: Wanted,
        cells: &[Cell],
    ) -> Result<Option<(Cell, Assignment)>, Refusal> {
        let mut best: Option<(Cell, Assignment)> = None;
        for cell in cells {
            let goals = self.goals_of(route, cell)?;
            let node = goals.get(clause).map_or(Node::FALSE, |goals| goals.of(wanted));
            if node == Node::FALSE {
                continue;
            }
            let Some(token) = self.facts.weakest(cell, node, 1)? else { continue };
            if best.as_ref().is_none_or(|(_, best)| token.weight < best.weight) {
                best = Some((cell.clone(), token));
            }
        }
        Ok(best)
    }

    /// Sends a request, writes it as a row and counts what it covers.
    fn show(
        &mut self,
        route: usize,
        (clause, wanted): (usize, Wanted),
        cell: &Cell,
        token: &Assignment,
        proof: &mut Proof<'_>,
    ) -> Result<(Option<String>, Vec<Shown>), ReplayError> {
        let witness = self.facts.witness(cell, token)?;
        let outcome = self.facts.outcome(0, cell, Grain::Clause)?;
        let holds = |fact| token.facts.binary_search(&fact).is_ok();
        let end = self.facts.diagram.evaluate(outcome, holds);
        let lost = || ReplayError::Mismatch("an outcome is lost".to_owned());
        let expected = self.facts.outcome_of(end).cloned().ok_or_else(lost)?;
        let replay = match &mut proof.replay {
            Some(replay) => replay,
            none @ None => none.insert(Replay::new(&self.facts, proof.minter)?),
        };
        let request = replay.check(&self.facts, cell, &witness, &[&expected])?;
        let mut name = self.name(route, clause, wanted);
        let base = name.clone();
        let mut number = 1;
        while !proof.names.insert(name.clone()) {
            number += 1;
            name = format!("{base} ({number})");
        }
        let engine = replay.engine(0).ok_or_else(lost)?;
        let of = RowOf { side: 0, engine, request: &request, name: &name, headers: &[] };
        let row = witness.row(&self.facts, of);
        let row = row.map_err(|error| ReplayError::Minting(error.to_string()))?;
        let shown = self.add(engine, &request, self.facts.now)?;
        Ok((row, shown))
    }

    /// Names a row after what it shows.
    fn name(&self, route: usize, clause: usize, wanted: Wanted) -> String {
        let name = self.policy.routes().get(route).map_or("", |route| route.name.as_str());
        let own = self.routes.get(route).and_then(|own| own.clauses.get(clause));
        let Some(own) = own else { return name.to_owned() };
        match (own.kind, wanted) {
            (Kind::Method(method), _) => format!("{name}: {method} is allowed"),
            (Kind::MissingToken, _) => format!("{name}: denied without a token"),
            (Kind::RefusedToken, _) => format!("{name}: denied with a bad token"),
            (Kind::Leaf(_) | Kind::Guardrail(_), Wanted::Allowed) => {
                format!("{name}: allowed by {}", own.text)
            }
            (Kind::Leaf(_) | Kind::Guardrail(_), Wanted::Denied) => {
                format!("{name}: denied by {} alone", own.text)
            }
        }
    }
}
