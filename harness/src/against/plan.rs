//! What is sent for a row, and what the engine decides for it; or why it is not sent.

use engine::Engine;

use super::clock::Clock;
use super::facts::Facts;
use super::unsent::Unsent;
use crate::mint::{Minter, Recipe};
use crate::run::{Task, sending};
use crate::send::Raw;
use crate::spec::TokenPlan;

/// A row ready to be sent.
pub(super) struct Planned {
    pub(super) raw: Raw,
    pub(super) token: Option<String>,
    pub(super) facts: Facts,
    /// The instant that its token is minted for.
    pub(super) now: i64,
}

/// Why there is nothing to send.
pub(super) enum Left {
    /// It is left out.
    Unsent(Unsent),
    /// It cannot be made.
    Broken(String),
}

/// Mints the row's token, builds its request and asks the engine.
pub(super) fn prepare(
    task: &Task<'_>,
    clock: Clock,
    wall: i64,
    minter: &Minter,
) -> Result<Planned, Left> {
    if let Some(reason) = &task.case.skip {
        return Err(Left::Unsent(Unsent::Said(reason.clone())));
    }
    let plan = task.spec.spec.plan(task.case);
    if plan.is_some_and(sending::has_own_keys) {
        return Err(Left::Unsent(Unsent::OwnKeys));
    }
    let engine = &task.spec.policy.engine;
    let (now, last) = clock.instants(task.spec.spec.now, wall);
    let token = write(task, plan, now, minter)?;
    let raw = sending::raw(&task.spec.spec, &task.spec.policy.engine, task.case, token.as_deref());
    let facts = facts(engine, &raw, now);
    if clock == Clock::Wall {
        let then = task.spec.spec.now;
        let frozen = write(task, plan, then, minter)?;
        let frozen =
            sending::raw(&task.spec.spec, &task.spec.policy.engine, task.case, frozen.as_deref());
        if !self::facts(engine, &frozen, then).agree(&facts) {
            return Err(Left::Unsent(Unsent::Instant));
        }
        if !self::facts(engine, &raw, last).agree(&facts) {
            return Err(Left::Unsent(Unsent::Second));
        }
    }
    Ok(Planned { raw, token, facts, now })
}

/// Returns what a row asks a token endpoint for: none of a raw text.
pub(super) fn recipe<'t>(task: &Task<'t>) -> Option<&'t Recipe> {
    match task.spec.spec.plan(task.case)? {
        TokenPlan::Minted { recipe, .. } => Some(recipe),
        TokenPlan::Raw(_) => None,
    }
}

fn write(
    task: &Task<'_>,
    plan: Option<&TokenPlan>,
    now: i64,
    minter: &Minter,
) -> Result<Option<String>, Left> {
    let token = plan.map(|plan| sending::write(&task.spec.policy, plan, now, minter)).transpose();
    token.map_err(Left::Broken)
}

fn facts(engine: &Engine, raw: &Raw, now: i64) -> Facts {
    let request = raw.clone().into_request();
    Facts::of(engine, &request, &engine.decide(&request, now))
}
