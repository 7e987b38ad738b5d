//! What findings of all kinds look at: the cells of one policy, the facts about its tokens, and
//! the engine that decides every example.

use std::collections::BTreeSet;

use engine::{Decision, DenyReason, Method, Policy, spell::quote};

use super::written::Written;
use crate::analysis::{
    bound::Texts,
    cell::Cell,
    facts::Facts,
    outcome::Grain,
    query::Assignment,
    refusal::{About, Refusal},
    space::{Focus, Query, Space},
    witness::{Replay, ReplayError, Witness},
};
use crate::mint::Minter;

/// A policy, opened for questions.
#[derive(Debug)]
pub(super) struct Ground<'p, 'm> {
    pub(super) policy: &'p Policy,
    pub(super) written: Written<'p>,
    pub(super) space: Space<'p>,
    pub(super) facts: Facts<'p>,
    /// The least cells of every method and route, those that no route takes left out.
    pub(super) cells: Vec<Cell>,
    /// Those of them of which nothing is told.
    pub(super) unknown: Vec<Cell>,
    /// Why nothing is told of some, each reason once.
    pub(super) refused: Vec<Refusal>,
    pub(super) minter: &'m Minter,
    /// Made when the first example is shown.
    replay: Option<Replay<'m>>,
}

/// Cells that were asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) cells: Vec<Cell>,
    /// Those of which nothing is told: what they have in common with the others, nobody knows.
    pub(super) unknown: Vec<Cell>,
}

/// A request that was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// The request: method, target and token.
    pub(super) request: String,
    /// What became of it.
    pub(super) decision: String,
}

impl Shown {
    /// Writes both as an example.
    pub(super) fn example(&self) -> String {
        format!("{}: {}", self.request, self.decision)
    }
}

impl<'p, 'm> Ground<'p, 'm> {
    /// Opens a policy; examples are decided at an instant in Unix seconds.
    pub(super) fn new(
        policy: &'p Policy,
        written: Written<'p>,
        now: i64,
        minter: &'m Minter,
    ) -> Result<Self, Refusal> {
        let space = Space::new(&[policy])?;
        let facts = Facts::new(&[policy], &[], now)?;
        let (cells, unknown, refused, replay) = (Vec::new(), Vec::new(), Vec::new(), None);
        let mut ground =
            Self { policy, written, space, facts, cells, unknown, refused, minter, replay };
        let found = ground.cells_under(&[], &|_, _| true)?;
        (ground.cells, ground.unknown) = (found.cells, found.unknown);
        Ok(ground)
    }

    /// Leaves out what a refusal is about, and nothing else.
    ///
    /// # Errors
    /// The refusal, where it is about the whole policy.
    pub(super) fn leave_out(&mut self, refusal: Refusal, route: usize) -> Result<(), Refusal> {
        if !refusal.is_of_part() {
            return Err(refusal);
        }
        let about = self.policy.routes().get(route).map(|own| About {
            side: None,
            name: quote(&own.name),
            span: own.span,
            claims: Vec::new(),
        });
        let mut refusal = refusal.of(about);
        refusal.about.iter_mut().for_each(|about| about.side = None);
        if !self.refused.contains(&refusal) {
            self.refused.push(refusal);
        }
        Ok(())
    }

    /// Returns the least cells under all that is in focus, of the methods and routes asked for.
    /// Where a claim is bound to a variable and compared to texts as well, paths with and without
    /// these texts are told apart.
    pub(super) fn cells_under(
        &mut self,
        focus: &[Focus],
        asked: &dyn Fn(Method, usize) -> bool,
    ) -> Result<Found, Refusal> {
        let wanted = |method: Method, winners: &[Option<usize>]| {
            winners.first().copied().flatten().is_some_and(|route| asked(method, route))
        };
        let query = Query { focus, told: &[], wanted: Some(&wanted) };
        let mut cells = self.space.cells(&query)?;
        let winner = |cell: &Cell| Some((cell.winners.first().copied().flatten()?, cell.method));
        let won: BTreeSet<(usize, Method)> = cells.iter().filter_map(winner).collect();
        let routes: BTreeSet<usize> = won.iter().map(|(route, _)| *route).collect();
        let mut refused = BTreeSet::new();
        for route in routes {
            let texts = Texts::of_routes(self.policy, &[route]);
            let wanted = |method: Method, winners: &[Option<usize>]| {
                winners.first() == Some(&Some(route)) && won.contains(&(route, method))
            };
            match texts.cells(&mut self.space, focus, &wanted) {
                Ok(told) => cells.extend(told),
                Err(refusal) => {
                    self.leave_out(refusal, route)?;
                    refused.insert(Some(route));
                }
            }
        }
        let mut found = Found::default();
        for cell in cells {
            let route = cell.winners.first().copied().flatten();
            match self.facts.check_cell(0, &cell) {
                Err(refusal) => {
                    self.leave_out(refusal, route.unwrap_or_default())?;
                    found.unknown.push(cell);
                }
                Ok(()) if refused.contains(&route) => found.unknown.push(cell),
                Ok(()) => found.cells.push(cell),
            }
        }
        Ok(found)
    }

    /// Sends a token to a cell, really signed, and tells what is decided, which must be what was
    /// found.
    pub(super) fn show(&mut self, cell: &Cell, token: &Assignment) -> Result<Shown, ReplayError> {
        let lost = || ReplayError::Mismatch("an outcome is lost".to_owned());
        let outcome = self.facts.outcome(0, cell, Grain::Clause)?;
        let holds = |fact| token.facts.binary_search(&fact).is_ok();
        let end = self.facts.diagram.evaluate(outcome, holds);
        let expected = self.facts.outcome_of(end).cloned().ok_or_else(lost)?;
        let witness = self.facts.witness(cell, token)?;
        let replay = match &mut self.replay {
            Some(replay) => replay,
            none @ None => none.insert(Replay::new(&self.facts, self.minter)?),
        };
        let request = replay.check(&self.facts, cell, &witness, &[&expected])?;
        let engine = replay.engine(0).ok_or_else(lost)?;
        let decision = decided(&engine.decide(&request, self.facts.now));
        Ok(Shown { request: written(&witness), decision })
    }
}

/// Writes what was decided.
pub(super) fn decided(decision: &Decision<'_>) -> String {
    match (decision.reason(), decision.guardrail()) {
        (None, _) => "allowed".to_owned(),
        (Some(DenyReason::Guardrail), Some(guardrail)) => {
            format!("denied by guardrail `{}`", guardrail.name)
        }
        (Some(reason), _) => format!("denied, {}", reason.as_str()),
    }
}

/// Writes a request with the claims of its token.
pub(super) fn written(witness: &Witness) -> String {
    let token = match witness.claims() {
        Some(claims) if claims.is_empty() => "with any good token".to_owned(),
        Some(claims) => format!("with {}", serde_json::Value::Object(claims.clone())),
        None if witness.tokens.is_empty() => "without a token".to_owned(),
        None => "with a bad token".to_owned(),
    };
    format!("{} {} {token}", witness.method, witness.path)
}
