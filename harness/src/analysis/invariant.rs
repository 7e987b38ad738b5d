//! Invariants: whether every allowed request that one is about fulfils it. Proved over all
//! requests, and where it does not hold, shown by the weakest one.
//!
//! Guardrails only deny, and who may pass under more of them may pass under fewer: so it is enough
//! to look at the least sets of them.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Effect, Invariant, Method, Policy};

use super::{
    bound::{Deciding, Texts},
    cell::Cell,
    diagram::Node,
    facts::Facts,
    refusal::Refusal,
    space::{Focus, Query, Space},
    witness::{Replay, ReplayError, RowOf},
};
use crate::mint::Minter;

/// What became of an invariant.
#[derive(Clone, Debug, PartialEq)]
pub enum Proof {
    /// Every allowed request fulfils it.
    Holds {
        /// How many kinds of requests it is about that can be allowed.
        cells: usize,
    },
    /// No request that it is about can be allowed.
    Vacuous,
    /// A request is allowed and does not fulfil it.
    Broken(Box<Counterexample>),
}

/// The weakest request that is allowed and does not fulfil an invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// The request: method and target.
    pub request: String,
    /// The deciding route, an index into [`Policy::routes`].
    pub route: Option<usize>,
    /// The claims of its token, as JSON, beside those that its issuer gives to each; none where it
    /// carries no token.
    pub claims: Option<String>,
    /// The request as a row of a spec, as it stands under `cases:`; it expects what the invariant
    /// wants, a denial.
    pub row: String,
}

/// Proves an invariant of a policy, or finds what breaks it. Decisions are those of an instant in
/// Unix seconds; `except` are the routes it is not about, indices into [`Policy::routes`].
///
/// # Errors
/// What cannot be answered exactly is refused by name; a key or token cannot be made; or what was
/// found does not hold, which is a fault of ours.
pub fn prove(
    policy: &Policy,
    invariant: &Invariant,
    except: &BTreeSet<usize>,
    now: i64,
    minter: &Minter,
) -> Result<Proof, ReplayError> {
    let sides = [policy];
    let mut space = Space::new(&sides)?;
    let mut facts = Facts::new(&sides, &[&invariant.requirement], now)?;
    let mut allowed = 0;
    let mut broken: Option<(Breach, Cell)> = None;
    for cell in cells(policy, invariant, except, &mut space)? {
        let Some(breach) = breach(&mut facts, &cell, invariant)? else { continue };
        allowed += 1;
        let Some(weakest) = facts.weakest(&cell, breach, 1)? else { continue };
        let rank = (weakest.weight, cell.segments.len(), cell.path(), cell.method);
        if broken.as_ref().is_none_or(|(known, _)| rank < known.rank) {
            broken = Some((Breach { rank, weakest }, cell));
        }
    }
    match broken {
        Some((breach, cell)) => {
            show(&mut facts, &cell, &breach, minter).map(|one| Proof::Broken(Box::new(one)))
        }
        None if allowed == 0 => Ok(Proof::Vacuous),
        None => Ok(Proof::Holds { cells: allowed }),
    }
}

/// What [`prove`] finds, without what shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Every allowed request fulfils it.
    Holds,
    /// No request that it is about can be allowed.
    Vacuous,
    /// A request is allowed and does not fulfil it.
    Broken,
}

/// Tells what becomes of an invariant, up to the first breach.
///
/// # Errors
/// What cannot be answered exactly is refused by name.
pub fn standing(
    policy: &Policy,
    invariant: &Invariant,
    except: &BTreeSet<usize>,
    now: i64,
) -> Result<Standing, Refusal> {
    let sides = [policy];
    let mut space = Space::new(&sides)?;
    let mut facts = Facts::new(&sides, &[&invariant.requirement], now)?;
    let mut standing = Standing::Vacuous;
    for cell in cells(policy, invariant, except, &mut space)? {
        let Some(breach) = breach(&mut facts, &cell, invariant)? else { continue };
        if !facts.is_impossible(&cell, breach)? {
            return Ok(Standing::Broken);
        }
        standing = Standing::Holds;
    }
    Ok(standing)
}

/// Finds the routes that decide what an invariant is about, and whether each lets anybody in.
///
/// # Errors
/// What cannot be answered exactly is refused by name.
pub fn deciding(
    policy: &Policy,
    invariant: &Invariant,
    except: &BTreeSet<usize>,
    now: i64,
) -> Result<BTreeMap<usize, bool>, Refusal> {
    let sides = [policy];
    let mut space = Space::new(&sides)?;
    let mut facts = Facts::new(&sides, &[&invariant.requirement], now)?;
    let mut routes = BTreeMap::new();
    for cell in cells(policy, invariant, except, &mut space)? {
        let allow = facts.allow(0, &cell)?;
        let lets_in = !facts.is_impossible(&cell, allow)?;
        if let Some(route) = cell.winners.first().copied().flatten() {
            *routes.entry(route).or_default() |= lets_in;
        }
    }
    Ok(routes)
}

/// Returns who is let into a cell and does not fulfil the invariant; nothing where nobody is let in.
fn breach(
    facts: &mut Facts<'_>,
    cell: &Cell,
    invariant: &Invariant,
) -> Result<Option<Node>, Refusal> {
    let allow = facts.allow(0, cell)?;
    if facts.is_impossible(cell, allow)? {
        return Ok(None);
    }
    let fulfilled = facts.require(0, cell, &invariant.requirement)?;
    facts.diagram().choose(fulfilled, Node::FALSE, allow).map(Some)
}

/// A request that breaks the invariant, with what it is chosen by.
struct Breach {
    rank: (super::diagram::Weight, usize, String, Method),
    weakest: super::query::Assignment,
}

/// Finds the cells that an invariant is about.
fn cells<'p>(
    policy: &'p Policy,
    invariant: &'p Invariant,
    except: &BTreeSet<usize>,
    space: &mut Space<'p>,
) -> Result<Vec<Cell>, Refusal> {
    let focus: Vec<Focus> = match invariant.paths.as_slice() {
        [] => Vec::new(),
        paths => vec![Focus::Paths(space.add_paths(paths))],
    };
    let is_about = |method: Method, winners: &[Option<usize>]| {
        let route = winners.first().copied().flatten();
        invariant.methods.contains(&method) && route.is_some_and(|route| !except.contains(&route))
    };
    let mut cells = space.cells(&Query { focus: &focus, told: &[], wanted: Some(&is_about) })?;
    let mut routes = BTreeSet::new();
    for cell in &cells {
        if let Some(route) = cell.winners.first().copied().flatten() {
            routes.insert((cell.method, route));
        }
    }
    for (method, route) in routes {
        let texts = texts(policy, invariant, route);
        let wanted = |own: Method, winners: &[Option<usize>]| {
            own == method && winners.first() == Some(&Some(route))
        };
        cells.extend(texts.cells(space, &focus, &wanted)?);
    }
    Ok(cells)
}

/// Finds the texts of a route's variables that claims are compared to.
fn texts<'p>(policy: &'p Policy, invariant: &'p Invariant, index: usize) -> Texts<'p> {
    let route = policy.routes().get(index);
    let own = route.and_then(super::facts::route::asked_of);
    let deciding = route.into_iter().flat_map(|route| {
        let asked = own.into_iter().chain([&invariant.requirement]);
        asked.map(move |asked| Deciding { side: 0, index, route, asked })
    });
    Texts::of(&[policy], deciding, || {
        let guardrails = policy.guardrails().iter().filter_map(|one| match &one.effect {
            Effect::Require { requirement, .. } => Some(requirement),
            Effect::Deny => None,
        });
        let all = own.into_iter().chain([&invariant.requirement]).chain(guardrails);
        all.flat_map(|requirement| &requirement.claims).collect()
    })
}

/// Sends what breaks it with a really signed token, and holds the decision against what was found.
fn show(
    facts: &mut Facts<'_>,
    cell: &Cell,
    breach: &Breach,
    minter: &Minter,
) -> Result<Counterexample, ReplayError> {
    let lost = || ReplayError::Refused(Refusal::new("analysis-fault", "an outcome is lost"));
    // Of functions that are truths the end 1 is that it may pass.
    let expected = facts.outcome_of(1).cloned().ok_or_else(lost)?;
    let witness = facts.witness(cell, &breach.weakest)?;
    let mut replay = Replay::new(facts, minter)?;
    let request = replay.check(facts, cell, &witness, &[&expected])?;
    let engine = replay.engine(0).ok_or_else(lost)?;
    let name = format!("{} {} breaks it", witness.method, witness.path);
    let of = RowOf { side: 0, engine, request: &request, name: &name, headers: &[] };
    let row = witness.row(facts, of);
    let row = row.map_err(|error| ReplayError::Minting(error.to_string()))?;
    Ok(Counterexample {
        request: format!("{} {}", witness.method, witness.path),
        route: cell.winners.first().copied().flatten(),
        claims: witness
            .claims()
            .map(|claims| serde_json::Value::Object(claims.clone()).to_string()),
        row: row.map(denied).unwrap_or_default(),
    })
}

/// Returns a row with a denial as what is expected: pasted, it must not pin the breach.
fn denied(row: String) -> String {
    match row.rsplit_once("    expect: ") {
        Some((before, _)) => format!("{before}    expect: deny"),
        None => row,
    }
}
