//! Rows that are not yet in any spec, held against mutants: which would kill which.

use std::sync::Arc;

use engine::{Diagnostics, Engine, Request, Source};
use rayon::prelude::*;

use super::invariants::Invariants;
use super::judge::{Judge, Kill, Look};
use super::rows::{Ready, RowOf, Rows};
use crate::analysis::difference::Differ;
use crate::analysis::mutation::Mutant;
use crate::mint::Minter;
use crate::progress::Progress;
use crate::spec::Spec;
use crate::suite::{ReadyPolicy, ReadySpec};

/// Rows of a policy; those that do not hold for it as it is are left out of everything.
#[derive(Debug)]
pub struct Matrix {
    policy: Arc<ReadyPolicy>,
    spec: ReadySpec,
}

/// A row that holds, as the policy decides it.
#[derive(Debug)]
pub struct Standing {
    /// Its place among all that were given.
    pub place: usize,
    /// The request with its token.
    pub request: Request,
    /// The engine that decides it, where that is not the policy's.
    pub engine: Option<Engine>,
    /// The route that takes it, by index.
    pub route: Option<usize>,
}

/// What was found out of each mutant, and the rows that hold: places of rows are among these.
type Found<L> = (Vec<L>, Vec<Standing>);

impl Matrix {
    /// Reads rows as they stand under `cases:`.
    ///
    /// # Errors
    /// The rows are no spec for the policy: our own fault.
    pub fn new(policy: &Arc<ReadyPolicy>, rows: &[String]) -> Result<Self, String> {
        let text = format!("version: 1\npolicy: policy\ncases:\n{}\n", rows.join("\n"));
        let source = Arc::new(Source::new("generated", text));
        let told = |found: &Diagnostics| {
            let first = found.into_iter().next().map(|one| one.message.clone());
            format!("a generated row is refused: {}", first.unwrap_or_default())
        };
        let (spec, _) = Spec::read(&source).map_err(|found| told(&found))?;
        let found = spec.check_against(&source, policy.engine.policy());
        if found.has_errors() {
            return Err(told(&found));
        }
        let spec = ReadySpec { spec, source, policy: Arc::clone(policy) };
        Ok(Self { policy: Arc::clone(policy), spec })
    }

    /// Finds out which rows kill which mutants, and what those decide differently that no row kills.
    ///
    /// # Errors
    /// A mutant cannot be made.
    pub fn look(
        self,
        mutants: &[Mutant],
        differ: &dyn Differ,
        minter: &Minter,
        progress: &Progress,
    ) -> Result<Found<Look>, String> {
        self.each(mutants, Some(differ), minter, |judge, mutant| {
            let look = judge.look(mutant);
            progress.advance();
            look
        })
    }

    /// Finds out which rows kill which mutants.
    ///
    /// # Errors
    /// A mutant cannot be made.
    pub fn kills(self, mutants: &[Mutant], minter: &Minter) -> Result<Found<Vec<Kill>>, String> {
        self.each(mutants, None, minter, |judge, mutant| Ok(judge.look(mutant)?.kills))
    }

    fn each<L: Send>(
        self,
        mutants: &[Mutant],
        differ: Option<&dyn Differ>,
        minter: &Minter,
        find: impl Fn(&Judge<'_>, &Mutant) -> Result<L, String> + Sync,
    ) -> Result<Found<L>, String> {
        let spec = &self.spec;
        let all: Vec<RowOf<'_>> = spec.spec.cases.iter().map(|case| RowOf { spec, case }).collect();
        let ready = Rows::try_each(&self.policy, &all, minter);
        let ready = ready.into_iter().enumerate().filter_map(|(place, row)| Some((place, row?)));
        let (places, list): (Vec<usize>, Vec<Ready<'_>>) = ready.unzip();
        let rows = Rows { list };
        let (policy, invariants) = (&self.policy, &Invariants::default());
        let judge = Judge { policy, rows: &rows, invariants, differ, minter };
        let found: Result<Vec<L>, String> =
            mutants.par_iter().map(|mutant| find(&judge, mutant)).collect();
        let found = found?;
        let standing = places.into_iter().zip(rows.list).map(|(place, row)| Standing {
            place,
            request: row.request,
            engine: row.engine,
            route: row.winner,
        });
        Ok((found, standing.collect()))
    }
}
