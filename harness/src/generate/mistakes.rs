//! Rows that kill the mutants which rows of clauses leave alive: each shows what the mutant decides
//! differently.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::pool::Pool;
use super::written::{Generated, Left};
use crate::{
    analysis::{
        cover::Cover,
        difference::{Difference, Exact},
        mutation::Mutant,
        witness::ReplayError,
    },
    clock::DEFAULT_NOW,
    mint::Minter,
    mutate::{Kill, Look, Matrix, Standing},
    progress::Progress,
    suite::ReadyPolicy,
};

/// Most rows that are tried for a mutant.
const MOST_TRIED: usize = 8;

/// The mutants of a policy.
pub(super) struct Mistakes<'a> {
    pub(super) policy: &'a Arc<ReadyPolicy>,
    pub(super) mutants: &'a [Mutant],
    pub(super) minter: &'a Minter,
}

/// A mutant that no row kills yet, and requests that it decides differently.
struct Alive {
    mutant: usize,
    differences: std::vec::IntoIter<Difference>,
}

impl Mistakes<'_> {
    /// Adds rows until each mutant is killed, and tells what became of all.
    pub(super) fn add_rows(
        &self,
        pool: &mut Pool,
        cover: &mut Cover<'_>,
        progress: &Progress,
    ) -> Result<Generated, ReplayError> {
        let matrix = self.matrix(pool, 0)?;
        let found = matrix.look(self.mutants, &Exact(self.minter), self.minter, progress);
        let (looks, rows) = found.map_err(ReplayError::Minting)?;
        let mut places = rows.iter().map(|row| row.place);
        if let Some(lost) = (0..pool.len()).find(|at| places.next() != Some(*at)) {
            let name = pool.row(lost).map_or("", |(name, _)| name);
            return Err(ReplayError::Mismatch(format!("a row does not hold: {name}")));
        }
        let mut told = Generated::default();
        let mut alive = Vec::new();
        for (mutant, look) in looks.into_iter().enumerate() {
            note_kills(pool, (&rows, 0), mutant, &look.kills);
            alive.extend(self.judge(mutant, look, pool, &mut told));
        }
        for _ in 0..MOST_TRIED {
            let first = pool.len();
            for one in &mut alive {
                if let Some(difference) = one.differences.next() {
                    pool.add(self.name(one.mutant, &difference), &difference.row);
                }
            }
            let killed = self.hold(pool, cover, first)?;
            for mutant in alive.extract_if(.., |one| killed.contains(&one.mutant)) {
                told.killed += 1;
                pool.want_killed(mutant.mutant);
            }
        }
        let why = "no row tells it from the policy";
        told.left.extend(alive.iter().map(|one| self.left(one.mutant, why)));
        Ok(told)
    }

    /// Tells what becomes of a mutant by the rows of clauses, and returns it where it is to be
    /// killed yet.
    fn judge(
        &self,
        mutant: usize,
        look: Look,
        pool: &mut Pool,
        told: &mut Generated,
    ) -> Option<Alive> {
        if !look.kills.is_empty() {
            told.killed += 1;
            pool.want_killed(mutant);
            return None;
        }
        match look.differences {
            Some(Ok(list)) if list.is_empty() => told.equivalent += 1,
            Some(Ok(mut list)) => {
                list.retain(|one| !one.row.is_empty());
                let operator = self.mutants.get(mutant).map(|one| one.operator);
                list.sort_by_key(|one| operator.map(|operator| operator.rank(one)));
                return Some(Alive { mutant, differences: list.into_iter() });
            }
            Some(Err(refusal)) => told.left.push(self.left(mutant, &refusal.to_string())),
            None => told.left.push(self.left(mutant, "it was not compared")),
        }
        None
    }

    /// Holds the rows from a place on against all mutants, and returns those that they kill.
    fn hold(
        &self,
        pool: &mut Pool,
        cover: &mut Cover<'_>,
        first: usize,
    ) -> Result<BTreeSet<usize>, ReplayError> {
        let mut killed = BTreeSet::new();
        if pool.len() == first {
            return Ok(killed);
        }
        let found = self.matrix(pool, first)?.kills(self.mutants, self.minter);
        let (kills, rows) = found.map_err(ReplayError::Minting)?;
        for (mutant, kills) in kills.iter().enumerate().filter(|(_, kills)| !kills.is_empty()) {
            killed.insert(mutant);
            note_kills(pool, (&rows, first), mutant, kills);
        }
        for row in rows {
            let engine = row.engine.as_ref().unwrap_or(&self.policy.engine);
            let shown = cover.add(engine, &row.request, DEFAULT_NOW)?;
            pool.note_taken(first + row.place, row.route, &shown);
        }
        Ok(killed)
    }

    fn matrix(&self, pool: &Pool, first: usize) -> Result<Matrix, ReplayError> {
        let rows = pool.rows_from(first);
        let rows = rows.map_err(|error| ReplayError::Minting(error.to_string()))?;
        Matrix::new(self.policy, &rows).map_err(ReplayError::Mismatch)
    }

    /// Names a row after what it kills: "GET /notes: denied, unlike if made public".
    fn name(&self, mutant: usize, difference: &Difference) -> String {
        let answer = if difference.old == "allow" { "allowed" } else { "denied" };
        let description = self.description(mutant);
        match description.split_once(": ") {
            Some((place, mistake)) => format!("{place}: {answer}, unlike if {mistake}"),
            None => format!("{answer}, unlike if {description}"),
        }
    }

    fn left(&self, mutant: usize, why: &str) -> Left {
        Left { description: self.description(mutant).to_owned(), why: why.to_owned() }
    }

    fn description(&self, mutant: usize) -> &str {
        self.mutants.get(mutant).map_or("", |one| one.description.as_str())
    }
}

/// Notes which rows kill a mutant, given the rows and the place of the first among all.
fn note_kills(pool: &mut Pool, (rows, first): (&[Standing], usize), mutant: usize, kills: &[Kill]) {
    for row in kills.iter().filter_map(|kill| rows.get(kill.row)) {
        pool.note_kill(first + row.place, mutant);
    }
}
