//! What is asked for in a policy, as functions of the tokens that there can be.

use std::collections::BTreeSet;
use std::rc::Rc;

use engine::{Effect, Method, Requirement};

use super::{
    asks::{Asker, Asks, users},
    ground::Ground,
    needless::Same,
    part::{Part, parts},
    piece::{Deleted, left},
};
use crate::analysis::{
    cell::Cell,
    diagram::Node,
    facts::{Facts, route::pattern_of},
    outcome::Grain,
    refusal::Refusal,
    space::Focus,
    witness::ReplayError,
};

/// Most requests among which one is looked for that shows something.
const MOST_TRIED: usize = 16;

/// All who ask for something, with the requests on which they are asked.
pub(super) struct Formulas<'g, 'p, 'm> {
    pub(super) ground: &'g mut Ground<'p, 'm>,
    pub(super) all: Rc<[Asks<'p>]>,
    /// By route, its cells.
    by_route: Vec<Vec<Cell>>,
    /// By asker, who uses it: for a requirement several.
    users: Vec<Vec<usize>>,
}

impl<'g, 'p, 'm> Formulas<'g, 'p, 'm> {
    pub(super) fn new(ground: &'g mut Ground<'p, 'm>) -> Self {
        let all: Rc<[Asks<'p>]> = known(ground).into();
        let mut by_route = vec![Vec::new(); ground.policy.routes().len()];
        for cell in &ground.cells {
            let route = cell.winners.first().copied().flatten();
            if let Some(own) = route.and_then(|route| by_route.get_mut(route)) {
                own.push(cell.clone());
            }
        }
        let named = users(&all);
        let users = all.iter().enumerate().map(|(place, asks)| match asks.asker {
            Asker::Requirement => named.get(asks.name).cloned().unwrap_or_default(),
            Asker::Route(_) | Asker::Guardrail(_) => vec![place],
        });
        let users = users.collect();
        Self { ground, all, by_route, users }
    }

    /// Returns the cells of a route.
    pub(super) fn cells_of(&self, route: usize) -> &[Cell] {
        self.by_route.get(route).map_or(&[], Vec::as_slice)
    }

    /// Returns cells that show every way in which parts of what somebody asks for can be looked
    /// at; one without a path where neither path nor authorizer says anything.
    pub(super) fn cells(&self, place: usize, parts: &[&Part]) -> Vec<Cell> {
        if !parts.iter().any(|part| part.is_registered || part.is_bound) {
            let (winners, laid) = (vec![None], vec![Vec::new()]);
            let (segments, alone) = (Vec::new(), Vec::new());
            return vec![Cell { method: Method::Get, winners, laid, segments, alone }];
        }
        let is_bound = parts.iter().any(|part| part.is_bound);
        let mut known = BTreeSet::new();
        let mut cells = Vec::new();
        for user in self.users.get(place).into_iter().flatten() {
            for cell in self.cells_of_user(*user) {
                let path = is_bound.then(|| (cell.winners.clone(), cell.segments.clone()));
                if known.insert((self.ground.facts.verifier(0, cell), path)) {
                    cells.push(cell.clone());
                }
            }
        }
        cells
    }

    fn cells_of_user(&self, user: usize) -> Vec<&Cell> {
        match self.all.get(user).map(|asks| asks.asker) {
            Some(Asker::Route(route)) => self.cells_of(route).iter().collect(),
            // Tokens of its authorizer are looked at, wherever they are sent.
            Some(Asker::Guardrail(index)) => {
                let own = self.authorizer_of(index);
                let is_own = |cell: &&Cell| self.ground.facts.verifier(0, cell) == own;
                self.ground.cells.iter().find(is_own).into_iter().collect()
            }
            Some(Asker::Requirement) | None => Vec::new(),
        }
    }

    fn authorizer_of(&self, guardrail: usize) -> Option<usize> {
        match self.ground.policy.guardrails().get(guardrail).map(|one| &one.effect)? {
            Effect::Require { authorizer, .. } => Some(*authorizer),
            Effect::Deny => None,
        }
    }

    /// Returns whether a token can fulfil a requirement in one of these cells.
    pub(super) fn is_possible(
        &mut self,
        cells: &[Cell],
        requirement: &Requirement,
    ) -> Result<bool, Refusal> {
        let facts = &mut self.ground.facts;
        for cell in cells {
            let node = held(facts, cell, requirement)?;
            if !facts.is_impossible(cell, node)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns who tells whether requirements let the same tokens in to these cells.
    pub(super) fn same<'s>(&'s mut self, cells: &'s [Cell]) -> Box<Same<'s>> {
        let facts = &mut self.ground.facts;
        Box::new(move |one, other| {
            for cell in cells {
                let nodes = (held(facts, cell, one)?, held(facts, cell, other)?);
                if !facts.are_equal(cell, nodes.0, nodes.1)? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }

    /// Shows a token that one set of deleted pieces lets in and another does not, as what becomes
    /// of it as the policy is; where there is none, one that fulfils both.
    pub(super) fn example(
        &mut self,
        place: usize,
        with: &Deleted,
        without: &Deleted,
    ) -> Result<Option<String>, ReplayError> {
        let all = Rc::clone(&self.all);
        let Some(asks) = all.get(place) else { return Ok(None) };
        let (one, other) = (left(asks.requirement, with), left(asks.requirement, without));
        let stage = self.stage(place)?;
        for is_alone in [true, false] {
            for (cell, others) in &stage {
                let facts = &mut self.ground.facts;
                let (one, other) = (facts.require(0, cell, &one)?, facts.require(0, cell, &other)?);
                let not = facts.diagram().not(other)?;
                let mut apart = facts.diagram().choose(one, not, other)?;
                if is_alone {
                    apart = facts.diagram().and(apart, *others)?;
                }
                if let Some(example) = self.shown(cell, apart)? {
                    return Ok(Some(example));
                }
            }
        }
        self.example_of(&stage, asks.requirement)
    }

    /// Shows a token that fulfils a requirement in one of these cells, and where it can be all
    /// else that is asked for.
    pub(super) fn example_of(
        &mut self,
        stage: &[(Cell, Node)],
        requirement: &Requirement,
    ) -> Result<Option<String>, ReplayError> {
        for is_alone in [true, false] {
            for (cell, others) in stage {
                let mut truth = self.ground.facts.require(0, cell, requirement)?;
                if is_alone {
                    truth = self.ground.facts.diagram().and(truth, *others)?;
                }
                if let Some(example) = self.shown(cell, truth)? {
                    return Ok(Some(example));
                }
            }
        }
        Ok(None)
    }

    /// Shows the weakest token that can be sent to a cell and makes something true.
    pub(super) fn shown(
        &mut self,
        cell: &Cell,
        truth: Node,
    ) -> Result<Option<String>, ReplayError> {
        let outcome = self.ground.facts.outcome(0, cell, Grain::Clause)?;
        match self.ground.facts.weakest_beside(cell, truth, outcome)? {
            Some(token) => Ok(Some(self.ground.show(cell, &token)?.example())),
            None => Ok(None),
        }
    }

    /// Returns cells of requests on which somebody really asks, and where they would be allowed
    /// otherwise.
    pub(super) fn stage(&mut self, place: usize) -> Result<Vec<(Cell, Node)>, Refusal> {
        let users = self.users.get(place).into_iter().flatten();
        let Some(user) = users.copied().next() else { return Ok(Vec::new()) };
        match self.all.get(user).map(|asks| asks.asker) {
            Some(Asker::Route(route)) => {
                let cells = self.cells_of(route).iter().take(MOST_TRIED);
                Ok(cells.map(|cell| (cell.clone(), Node::TRUE)).collect())
            }
            Some(Asker::Guardrail(index)) => {
                let focus = [Focus::Guardrail { side: 0, index }];
                let own = self.authorizer_of(index);
                let mut cells = self.ground.cells_under(&focus, &|_, _| true)?.cells;
                cells.retain(|cell| self.ground.facts.verifier(0, cell) == own);
                cells.truncate(MOST_TRIED);
                let mut stage = Vec::new();
                for cell in cells {
                    let mut without = cell.clone();
                    without.laid.iter_mut().for_each(|laid| laid.retain(|one| *one != index));
                    let others = self.ground.facts.allow(0, &without)?;
                    stage.push((cell, others));
                }
                Ok(stage)
            }
            Some(Asker::Requirement) | None => Ok(Vec::new()),
        }
    }
}

/// Returns all who ask for something about which exact answers are given, on all requests.
fn known<'p>(ground: &Ground<'p, '_>) -> Vec<Asks<'p>> {
    let mut all = Asks::all(ground.policy, ground.written);
    let winner = |cell: &Cell| cell.winners.first().copied().flatten();
    let unknown: BTreeSet<usize> = ground.unknown.iter().filter_map(winner).collect();
    let is_unknown = |asks: &Asks<'p>| match asks.asker {
        Asker::Route(index) => unknown.contains(&index),
        Asker::Guardrail(_) | Asker::Requirement => {
            ground.facts.check(asks.requirement, None).is_err()
        }
    };
    let lost = all.iter().filter(|asks| is_unknown(asks)).flat_map(|asks| &asks.named);
    let lost: BTreeSet<&str> = lost.map(|(name, _)| *name).collect();
    all.retain(|asks| {
        // Of tokens and paths that its users look at, a requirement says more.
        let hangs = || parts(asks.requirement).iter().any(|one| one.is_registered || one.is_bound);
        let is_lost = asks.asker == Asker::Requirement && lost.contains(asks.name) && hangs();
        !is_lost && !is_unknown(asks)
    });
    all
}

/// Returns where scopes and claims fulfil a requirement in a cell.
pub(super) fn held(
    facts: &mut Facts<'_>,
    cell: &Cell,
    requirement: &Requirement,
) -> Result<Node, Refusal> {
    let winner = cell.winners.first().copied().flatten();
    let policy = facts.sides.first().copied();
    let route = policy.zip(winner).and_then(|(policy, index)| policy.routes().get(index));
    facts.requirement(requirement, route.and_then(pattern_of))
}
