//! Rows made ready to be asked of many policies: the request built, the token judged.

use std::sync::Arc;

use engine::{DenyReason, Engine, IdentitySource, Part, Request, Verdict};
use rayon::prelude::*;

use super::unfit::Unfit;
use crate::mint::Minter;
use crate::run::{got, sending};
use crate::spec::Case;
use crate::suite::{ReadyPolicy, ReadySpec};

/// A row with the spec it is of.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowOf<'s> {
    pub(super) spec: &'s ReadySpec,
    pub(super) case: &'s Case,
}

/// The rows of a policy.
#[derive(Debug)]
pub(super) struct Rows<'s> {
    pub(super) list: Vec<Ready<'s>>,
}

/// A row that holds for the policy as it is.
#[derive(Debug)]
pub(super) struct Ready<'s> {
    pub(super) row: RowOf<'s>,
    pub(super) request: Request,
    /// The request as the row writes it.
    pub(super) bare: Request,
    /// The token, and where it was put, when the policy said where.
    pub(super) placed: Option<(String, IdentitySource)>,
    /// The engine with the key set of a token whose fault lies there.
    pub(super) engine: Option<Engine>,
    /// All of the policy that can have a say in it.
    pub(super) part: Part,
    /// The route that took it.
    pub(super) winner: Option<usize>,
    pub(super) allowed: bool,
    pub(super) reason: Option<DenyReason>,
    /// Whose token is asked for, by index.
    pub(super) verifier: Option<usize>,
    /// What each authorizer makes of its token.
    pub(super) verdicts: Vec<Verdict>,
}

impl<'s> Rows<'s> {
    /// Runs every row on the policy as it is.
    pub(super) fn resolve(
        policy: &Arc<ReadyPolicy>,
        rows: &[RowOf<'s>],
        minter: &Minter,
    ) -> Result<Self, Unfit> {
        let ready = Self::try_each(policy, rows, minter);
        let mut failing = rows.iter().zip(&ready).filter(|(_, ready)| ready.is_none());
        if let Some((first, _)) = failing.next() {
            let (file, line) = (first.spec.source.name(), first.case.line);
            let place = format!("{file}:{line}:{}", first.case.column);
            return Err(Unfit::Failing { rows: failing.count() + 1, first: place });
        }
        Ok(Self { list: ready.into_iter().flatten().collect() })
    }

    /// Runs every row on the policy as it is; nothing stands for one that fails or cannot be run.
    pub(super) fn try_each(
        policy: &Arc<ReadyPolicy>,
        rows: &[RowOf<'s>],
        minter: &Minter,
    ) -> Vec<Option<Ready<'s>>> {
        rows.into_par_iter().map(|row| resolve(policy, *row, minter)).collect()
    }
}

/// Runs a row; nothing is returned of one that fails or cannot be run.
fn resolve<'s>(policy: &ReadyPolicy, row: RowOf<'s>, minter: &Minter) -> Option<Ready<'s>> {
    let (spec, case) = (&row.spec.spec, row.case);
    let sent = sending::prepare(spec, policy, case, minter).ok()?;
    let engine = sent.engine.as_ref().unwrap_or(&policy.engine);
    let decision = engine.decide(&sent.request, spec.now);
    if !case.expectation.met_by(&got(&decision)) {
        return None;
    }
    let routes = || engine.policy().routes().iter();
    let winner = decision.route().and_then(|won| routes().position(|own| own.span == won.span));
    let (allowed, reason) = (decision.is_allowed(), decision.reason());
    let authorizers = engine.policy().authorizers();
    let asked = engine.authorizer_for(&sent.request).map(|one| &one.name);
    let verifier = asked.and_then(|name| authorizers.iter().position(|one| one.name == *name));
    let judged = (0..authorizers.len()).filter_map(|at| engine.judge(&sent.request, at, spec.now));
    let verdicts = judged.collect();
    let part = engine.part_of(&sent.request);
    drop(decision);
    Some(Ready {
        row,
        bare: sending::request(&case.request),
        placed: sent.token.zip(sent.source),
        engine: sent.engine,
        request: sent.request,
        part,
        winner,
        allowed,
        reason,
        verifier,
        verdicts,
    })
}
