//! The rows of a policy as it sees them, counted by the clauses that they cover.

use std::collections::HashMap;
use std::rc::Rc;

use engine::{Engine, Policy, Request};

use super::{cells::cells, goals::Goals};
use crate::analysis::{
    cell::Cell,
    clauses::{RouteClause, clauses},
    diagram::Node,
    facts::Facts,
    refusal::Refusal,
    witness::ReplayError,
};

/// What is wanted of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    /// A row that is allowed because of it.
    Allowed,
    /// A row that it alone denies.
    Denied,
}

/// What a row shows of a route: a clause by its place, and what is wanted of it.
pub type Shown = (usize, Wanted);

/// What rows cover of a policy.
#[derive(Debug)]
pub struct Cover<'p> {
    pub(super) policy: &'p Policy,
    pub(super) facts: Facts<'p>,
    pub(super) routes: Vec<Covered>,
    known: HashMap<(usize, Cell), Rc<[Goals]>>,
}

/// What rows cover of a route.
#[derive(Debug)]
pub struct Covered {
    /// Its clauses.
    pub clauses: Vec<RouteClause>,
    /// By clause, the rows that cover it.
    pub counts: Vec<Counts>,
    pub(super) cells: Vec<Cell>,
    pub(super) rows: Vec<Seen>,
}

/// Rows that cover a clause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that are allowed because of it.
    pub allowed: usize,
    /// Rows that it alone denies.
    pub denied: usize,
    /// Those of them that differ from an allowed row in one fact of the token.
    pub near_misses: usize,
    /// By number among the route's rows, those that are denied.
    pub(super) by: Vec<usize>,
}

/// A row, as the policy sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// The facts that hold of its token.
    pub(super) held: Vec<u32>,
    /// Whether the token is good.
    pub(super) is_good: bool,
    pub(super) is_allowed: bool,
}

impl<'p> Cover<'p> {
    /// Finds the clauses of a policy; rows are decided at an instant, in Unix seconds.
    ///
    /// # Errors
    /// The policy asks for what no exact answer is given about.
    pub fn new(policy: &'p Policy, now: i64) -> Result<Self, Refusal> {
        let facts = Facts::new(&[policy], &[], now)?;
        let all = policy.routes().iter().zip(cells(policy)?);
        let routes = all.map(|(route, cells)| {
            let clauses = clauses(policy, route, &cells);
            let counts = vec![Counts::default(); clauses.len()];
            Covered { clauses, counts, cells, rows: Vec::new() }
        });
        let routes = routes.collect();
        Ok(Self { policy, facts, routes, known: HashMap::new() })
    }

    /// Returns the policy.
    pub fn policy(&self) -> &'p Policy {
        self.policy
    }

    /// Returns what is covered so far, by route.
    pub fn routes(&self) -> &[Covered] {
        &self.routes
    }

    /// Counts and returns what a row covers whose decision is the one that it expects.
    ///
    /// # Errors
    /// Too much is asked of one analysis, or the engine decides otherwise than it: our own fault.
    pub fn add(
        &mut self,
        engine: &Engine,
        request: &Request,
        now: i64,
    ) -> Result<Vec<Shown>, ReplayError> {
        let decision = engine.decide(request, now);
        let index = decision.route().and_then(|own| {
            engine.policy().routes().iter().position(|route| route.span == own.span)
        });
        let nothing = Ok(Vec::new());
        let (Some(index), Some(method)) = (index, request.method()) else { return nothing };
        let Ok(path) = request.path(self.policy.ambiguous_paths()) else { return nothing };
        let cell = Cell {
            method,
            winners: vec![Some(index)],
            laid: vec![engine.part_of(request).guardrails.into_iter().collect()],
            segments: path.split('/').skip(1).map(str::to_owned).collect(),
            alone: Vec::new(),
        };
        let verdict = self.facts.verifier(0, &cell);
        let verdict = verdict.and_then(|authorizer| engine.judge(request, authorizer, now));
        let claims = verdict.as_ref().and_then(engine::Verdict::claims);
        let mut held = self.facts.held(&cell, claims);
        if verdict.is_some() && claims.is_none() {
            held = self.facts.refused(&cell);
        }
        let is_good = claims.is_some();
        let seen = Seen { held, is_good, is_allowed: decision.is_allowed() };
        let allow = self.facts.allow(0, &cell)?;
        if self.holds(allow, &seen) != seen.is_allowed {
            let message = format!("{method} {path} is decided otherwise than the analysis says");
            return Err(ReplayError::Mismatch(message));
        }
        let goals = self.goals_of(index, &cell)?;
        let hits: Vec<[bool; 2]> = goals
            .iter()
            .map(|goals| [goals.allowed, goals.denied].map(|node| self.holds(node, &seen)))
            .collect();
        let Some(route) = self.routes.get_mut(index) else { return nothing };
        let mut shown = Vec::new();
        for (clause, (counts, [allowed, denied])) in route.counts.iter_mut().zip(hits).enumerate() {
            if allowed {
                counts.allowed += 1;
                shown.push((clause, Wanted::Allowed));
            }
            if denied {
                shown.push((clause, Wanted::Denied));
                counts.denied += 1;
                counts.by.push(route.rows.len());
            }
        }
        route.rows.push(seen);
        Ok(shown)
    }

    fn holds(&self, node: Node, seen: &Seen) -> bool {
        self.facts.diagram.evaluate(node, |fact| seen.held.binary_search(&fact).is_ok()) == 1
    }

    /// Returns the goals of a route's clauses in a cell. What its variables take does not matter
    /// to functions, only to which tokens there can be.
    pub(super) fn goals_of(&mut self, route: usize, cell: &Cell) -> Result<Rc<[Goals]>, Refusal> {
        let key = (route, Cell { segments: Vec::new(), alone: Vec::new(), ..cell.clone() });
        if let Some(known) = self.known.get(&key) {
            return Ok(Rc::clone(known));
        }
        let clauses = self.routes.get(route).map_or(&[][..], |own| own.clauses.as_slice());
        let goals = clauses.iter().map(|clause| self.facts.goals(cell, clause.kind));
        let goals: Rc<[Goals]> = goals.collect::<Result<Vec<_>, _>>()?.into();
        self.known.insert(key, Rc::clone(&goals));
        Ok(goals)
    }
}
