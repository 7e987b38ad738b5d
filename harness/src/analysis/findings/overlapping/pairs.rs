//! Pairs of routes that take the same requests, and tokens that one lets in and the other does not.
//!
//! The policy stands on two sides: on one the stronger route takes the requests, on the other the
//! weaker one. Where the first path of a pair shows nothing, all guardrails and texts are told
//! apart that could hide it.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Access, ClaimTest, GlobInput, Method, Policy, Route};

use crate::analysis::{
    bound::Texts,
    cell::Cell,
    diagram::{Node, Weight},
    facts::Facts,
    findings::ground::Ground,
    query::Assignment,
    refusal::Refusal,
    space::{Overlap, Overlapping},
};

/// Whom the stronger of two routes lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// Some whom the weaker one denies.
    Opens,
    /// Not all whom the weaker one lets in.
    Closes,
}

impl Way {
    const ALL: [Self; 2] = [Self::Opens, Self::Closes];
}

/// The routes that stand to one route in one way, and the weakest request that shows it.
#[derive(Debug)]
pub(super) struct Others {
    pub(super) routes: BTreeSet<usize>,
    rank: (Weight, usize, String, Method),
    /// The winner of one side is the stronger route, that of the other the weaker one.
    pub(super) cell: Cell,
    pub(super) token: Assignment,
}

/// What has been found of pairs.
#[derive(Debug)]
pub(super) struct Pairs<'p> {
    pub(super) facts: Facts<'p>,
    /// By the route that is told of.
    pub(super) found: BTreeMap<(usize, Way), Others>,
    /// The stronger and the weaker route.
    seen: BTreeSet<(usize, usize, Way)>,
}

impl<'p> Pairs<'p> {
    /// Finds all pairs of a policy.
    pub(super) fn of(ground: &mut Ground<'p, '_>) -> Result<Self, Refusal> {
        let policy = ground.policy;
        let facts = Facts::new(&[policy, policy], &[], ground.facts.now)?;
        let mut pairs = Self { facts, found: BTreeMap::new(), seen: BTreeSet::new() };
        let differ = |_: Method, one: usize, other: usize| {
            routes(policy, (one, other)).is_some_and(|(one, other)| !asks_the_same(one, other))
        };
        let all = Overlapping { asked: &differ, stronger: None, told: &[], laid: false };
        let mut left = BTreeSet::new();
        for overlap in ground.space.overlaps(&all)? {
            let cell = cell(overlap);
            let Some(pair) = pair(&cell) else { continue };
            let is_told = pairs.ask(ground, &with_laid(policy, &cell))?;
            if is_told && pairs.may_hide(policy, &cell, pair)? {
                left.insert(pair);
            }
        }
        if left.is_empty() {
            return Ok(pairs);
        }
        if !policy.guardrails().is_empty() {
            let own = |_: Method, one: usize, other: usize| left.contains(&(one, other));
            let all = Overlapping { asked: &own, stronger: None, told: &[], laid: true };
            for overlap in ground.space.overlaps(&all)? {
                pairs.ask(ground, &cell(overlap))?;
            }
        }
        for pair in left {
            let texts = Texts::of_routes(policy, &[pair.0, pair.1]);
            let own = |_: Method, one: usize, other: usize| (one, other) == pair;
            let cells = texts.cells_by(&mut ground.space, &[], &|space, told| {
                let stronger = Some(pair.0);
                let all = Overlapping { asked: &own, stronger, told, laid: true };
                Ok(space.overlaps(&all)?.into_iter().map(cell).collect())
            });
            let cells = cells.or_else(|refusal| {
                ground.leave_out(refusal, pair.0)?;
                Ok::<_, Refusal>(Vec::new())
            })?;
            for cell in cells {
                pairs.ask(ground, &cell)?;
            }
        }
        Ok(pairs)
    }

    /// Looks for tokens that one of the two routes lets in and the other does not, and returns
    /// whether an exact answer is given.
    fn ask(&mut self, ground: &mut Ground<'p, '_>, cell: &Cell) -> Result<bool, Refusal> {
        let Some((stronger, _)) = pair(cell) else { return Ok(false) };
        match self.answer(cell) {
            Ok(()) => Ok(true),
            Err(refusal) => ground.leave_out(refusal, stronger).map(|()| false),
        }
    }

    fn answer(&mut self, cell: &Cell) -> Result<(), Refusal> {
        let Some((stronger, weaker)) = pair(cell) else { return Ok(()) };
        for way in Way::ALL {
            let wanted = self.wanted(cell, way)?;
            let Some(token) = self.facts.weakest(cell, wanted, 1)? else { continue };
            self.seen.insert((stronger, weaker, way));
            let (own, other) = match way {
                Way::Opens => (stronger, weaker),
                Way::Closes => (weaker, stronger),
            };
            let rank = (token.weight, cell.segments.len(), cell.path(), cell.method);
            let known = self.found.entry((own, way)).or_insert_with(|| Others {
                routes: BTreeSet::new(),
                rank: rank.clone(),
                cell: cell.clone(),
                token: token.clone(),
            });
            known.routes.insert(other);
            if rank < known.rank {
                (known.rank, known.cell, known.token) = (rank, cell.clone(), token);
            }
        }
        Ok(())
    }

    /// Returns the tokens that the one route lets in and the other does not.
    fn wanted(&mut self, cell: &Cell, way: Way) -> Result<Node, Refusal> {
        let [one, other] = [self.facts.allow(0, cell)?, self.facts.allow(1, cell)?];
        let (lets, denies) = match way {
            Way::Opens => (one, other),
            Way::Closes => (other, one),
        };
        self.facts.diagram().choose(denies, Node::FALSE, lets)
    }

    /// Returns whether another path of a pair may show what has not been seen: one under other
    /// guardrails, or with other texts.
    fn may_hide(
        &mut self,
        policy: &Policy,
        cell: &Cell,
        pair: (usize, usize),
    ) -> Result<bool, Refusal> {
        let has_same_authorizer = routes(policy, pair).is_some_and(|(one, other)| {
            let authorizer = |route: &Route| match route.access {
                Access::Public => None,
                Access::Protected { authorizer, .. } => Some(authorizer),
            };
            authorizer(one) == authorizer(other)
        });
        for way in Way::ALL {
            if self.seen.contains(&(pair.0, pair.1, way)) {
                continue;
            }
            // Guardrails that ask both for the same make no difference between them.
            let wanted = self.wanted(cell, way)?;
            if !has_same_authorizer
                || !self.facts.is_impossible(cell, wanted)?
                || Texts::of_routes(policy, &[pair.0, pair.1]).are_bound()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Returns the stronger and the weaker route of a cell.
pub(super) fn pair(cell: &Cell) -> Option<(usize, usize)> {
    match cell.winners.as_slice() {
        [Some(stronger), Some(weaker)] => Some((*stronger, *weaker)),
        _ => None,
    }
}

fn routes(policy: &Policy, (one, other): (usize, usize)) -> Option<(&Route, &Route)> {
    policy.routes().get(one).zip(policy.routes().get(other))
}

fn cell(overlap: Overlap) -> Cell {
    let Overlap { method, stronger, weaker, laid, segments, alone } = overlap;
    let winners = vec![Some(stronger), Some(weaker)];
    Cell { method, winners, laid: vec![laid.clone(), laid], segments, alone }
}

/// Returns the cell under the guardrails that match its path.
fn with_laid(policy: &Policy, cell: &Cell) -> Cell {
    let path = cell.path();
    let input = GlobInput::new(&path);
    let over = |index: &usize| {
        policy.guardrails().get(*index).is_some_and(|one| {
            one.methods.contains(&cell.method) && one.paths.iter().any(|glob| glob.matches(&input))
        })
    };
    let laid: Vec<usize> = (0..policy.guardrails().len()).filter(over).collect();
    Cell { laid: vec![laid.clone(), laid], ..cell.clone() }
}

/// Returns whether two routes surely let the same tokens in, whatever their variables are.
fn asks_the_same(one: &Route, other: &Route) -> bool {
    match (&one.access, &other.access) {
        (Access::Public, Access::Public) => true,
        (
            Access::Protected { authorizer, requirement },
            Access::Protected { authorizer: other, requirement: its },
        ) => {
            let binds = |test: &ClaimTest| matches!(test, ClaimTest::PathVariable(_));
            authorizer == other
                && requirement == its
                && !requirement.claims.iter().any(|one| one.tests.iter().any(binds))
        }
        (Access::Public, Access::Protected { .. }) | (Access::Protected { .. }, Access::Public) => {
            false
        }
    }
}
