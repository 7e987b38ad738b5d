//! Asks the rows of a policy about a mutant, and, where none fails, who can tell the two apart.

use std::sync::Arc;

use engine::{Decision, Edit, Engine, Part, Policy};

use super::invariants::Invariants;
use super::rows::{Ready, Rows};
use super::score::{Fate, Killed};
use super::touched::{is_touched, new_keys};
use crate::analysis::difference::{Differ, Difference, Refusal};
use crate::analysis::mutation::Mutant;
use crate::mint::Minter;
use crate::run::{got, sending};
use crate::suite::ReadyPolicy;

/// A policy with its rows and invariants.
pub(super) struct Judge<'a> {
    pub(super) policy: &'a Arc<ReadyPolicy>,
    pub(super) rows: &'a Rows<'a>,
    pub(super) invariants: &'a Invariants<'a>,
    pub(super) differ: Option<&'a dyn Differ>,
    pub(super) minter: &'a Minter,
}

/// A row that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kill {
    /// Its place among the rows.
    pub row: usize,
    /// What differs.
    pub how: How,
}

/// How a row fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It was allowed and is denied, or the reverse.
    Flipped,
    /// It is denied for another reason.
    Otherwise,
    /// It is decided as it was, by a route or with variables of other names.
    Named,
}

/// What is found out about a mutant.
#[derive(Debug)]
pub struct Look {
    /// The rows that fail, in their order.
    pub kills: Vec<Kill>,
    /// What the mutant decides differently; asked only where no row fails.
    pub differences: Option<Result<Vec<Difference>, Refusal>>,
}

impl Judge<'_> {
    /// Tells what becomes of a mutant; rows and invariants are those of the policy. Invariants are
    /// asked where no row fails and something is decided differently.
    pub(super) fn fate(&self, mutant: &Mutant) -> Result<Fate, String> {
        let kills = self.kills(mutant)?;
        let by: Vec<usize> = kills.iter().map(|kill| kill.row).collect();
        let by_names = kills.iter().all(|kill| kill.how == How::Named);
        if kills.iter().any(|kill| kill.how == How::Flipped) {
            return Ok(Fate::Killed(Killed { by, of_access: true, by_names, ..Killed::default() }));
        }
        let differences = self.differences(mutant)?;
        // Without an exact answer it counts in full.
        let of_access = match &differences {
            Some(Ok(list)) => list.iter().any(|one| one.change.is_of_access()),
            Some(Err(_)) | None => true,
        };
        if !by.is_empty() {
            return Ok(Fate::Killed(Killed { by, of_access, by_names, ..Killed::default() }));
        }
        if matches!(&differences, Some(Ok(list)) if list.is_empty()) {
            return Ok(Fate::Equivalent);
        }
        let failing = self.invariants.failing(self.policy.engine.policy(), mutant)?;
        if !failing.is_empty() {
            let by_names = failing.iter().all(|one| one.by_names);
            let invariants = failing.iter().map(|one| one.at).collect();
            return Ok(Fate::Killed(Killed { by, invariants, of_access, by_names }));
        }
        Ok(match differences {
            None => Fate::Survived { shown: None, refusal: None },
            Some(Ok(list)) => list
                .into_iter()
                .min_by_key(|one| mutant.operator.rank(one))
                .map_or(Fate::Equivalent, |one| Fate::Survived { shown: Some(one), refusal: None }),
            Some(Err(refusal)) => Fate::Survived { shown: None, refusal: Some(refusal) },
        })
    }

    /// Finds the rows that kill a mutant, or, where none does, what it decides differently.
    pub(super) fn look(&self, mutant: &Mutant) -> Result<Look, String> {
        let kills = self.kills(mutant)?;
        let differences = if kills.is_empty() { self.differences(mutant)? } else { None };
        Ok(Look { kills, differences })
    }

    /// Finds what a mutant decides differently, if there is somebody to ask.
    fn differences(
        &self,
        mutant: &Mutant,
    ) -> Result<Option<Result<Vec<Difference>, Refusal>>, String> {
        let Some(differ) = self.differ else { return Ok(None) };
        let policy = self.policy.engine.policy();
        let edited = policy.edited(&mutant.edits).map_err(|error| error.to_string())?;
        Ok(Some(differ.differences(policy, &edited)))
    }

    /// Finds the rows that fail for a mutant.
    fn kills(&self, mutant: &Mutant) -> Result<Vec<Kill>, String> {
        let policy = self.policy.engine.policy();
        let keys = new_keys(policy, &mutant.edits);
        let rows = self.rows.list.iter().enumerate();
        let touched: Vec<(usize, &Ready<'_>)> =
            rows.filter(|(_, row)| is_touched(policy, &mutant.edits, &keys, row)).collect();
        let is_of_trust = mutant.edits.iter().any(|edit| matches!(edit, Edit::Authorizer { .. }));
        if is_of_trust { self.run(mutant, &touched) } else { self.ask(mutant, &touched) }
    }

    /// Asks the rows that are touched: a part of the mutant decides them as the whole would.
    fn ask(&self, mutant: &Mutant, touched: &[(usize, &Ready<'_>)]) -> Result<Vec<Kill>, String> {
        let mut part = Part::default();
        for (_, row) in touched.iter().filter(|(_, row)| row.engine.is_none()) {
            part.routes.extend(&row.part.routes);
            part.guardrails.extend(&row.part.guardrails);
        }
        let edited = |engine: &Engine, part: &Part| {
            engine.edited(&mutant.edits, part).map_err(|error| error.to_string())
        };
        let shared = edited(&self.policy.engine, &part)?;
        let mut kills = Vec::new();
        for (at, row) in touched {
            let own = row.engine.as_ref().map(|own| edited(own, &row.part)).transpose()?;
            let engine = own.as_ref().unwrap_or(&shared);
            kills.extend(row.failing(engine).map(|how| Kill { row: *at, how }));
        }
        Ok(kills)
    }

    /// Runs the rows as `run` does, where tokens are minted anew: another issuer is another key.
    fn run(&self, mutant: &Mutant, touched: &[(usize, &Ready<'_>)]) -> Result<Vec<Kill>, String> {
        let old: &Policy = self.policy.engine.policy();
        let edited = old.edited(&mutant.edits).map_err(|error| error.to_string())?;
        let ready = ReadyPolicy::new(Arc::clone(&self.policy.file), edited, self.minter)?;
        let mut kills = Vec::new();
        for (at, row) in touched {
            let spec = &row.row.spec.spec;
            // A row that cannot be run is as loud as one that fails.
            let Ok(sent) = sending::prepare(spec, &ready, row.row.case, self.minter) else {
                kills.push(Kill { row: *at, how: How::Otherwise });
                continue;
            };
            let engine = sent.engine.as_ref().unwrap_or(&ready.engine);
            let decision = engine.decide(&sent.request, spec.now);
            if !row.row.case.expectation.met_by(&got(&decision)) {
                kills.push(Kill { row: *at, how: row.how(&decision) });
            }
        }
        Ok(kills)
    }
}

impl Ready<'_> {
    /// Decides the row by another engine; where its expectation fails, tells how.
    fn failing(&self, engine: &Engine) -> Option<How> {
        let (spec, case) = (&self.row.spec.spec, self.row.case);
        let plan = spec.plan(case);
        let elsewhere = plan.zip(self.placed.as_ref()).and_then(|(plan, (token, placed))| {
            let source = sending::source(engine, &self.bare, plan);
            (source != *placed).then(|| sending::sent(case, plan, token, &source).into_request())
        });
        let request = elsewhere.as_ref().unwrap_or(&self.request);
        let decision = engine.decide_judged(request, spec.now, &self.verdicts);
        let fails = !case.expectation.met_by(&got(&decision));
        fails.then(|| self.how(&decision))
    }

    fn how(&self, decision: &Decision<'_>) -> How {
        if decision.is_allowed() != self.allowed {
            How::Flipped
        } else if decision.reason() == self.reason {
            How::Named
        } else {
            How::Otherwise
        }
    }
}
