//! The least spec of a policy: rows that together show every way in which its clauses decide, and
//! of which one at least fails for each mistake that could be made in it.

mod mistakes;
mod pool;
mod written;

use std::sync::Arc;

pub use self::written::{Generated, Left};
use self::{mistakes::Mistakes, pool::Pool};
use crate::{
    analysis::{
        cover::{Cover, Proof, least::least},
        mutation::Mutants,
        witness::ReplayError,
    },
    clock::DEFAULT_NOW,
    mint::Minter,
    progress::Progress,
    spec_row::{Apart, name_line},
    suite::ReadyPolicy,
};

/// Finds the fewest rows that show how a policy decides and kill its mutants.
///
/// To choose from there are, for each way in which a clause of a route decides, the weakest row that
/// shows it, and, for each mutant that none of these kills, the weakest one that does. Mutants that
/// change nothing but the reason of denials are killed, too.
///
/// # Errors
/// The policy asks for what no exact answer is given about, no token can be made, or an engine
/// decides otherwise than the analysis: our own fault.
pub fn generate(
    policy: &Arc<ReadyPolicy>,
    minter: &Minter,
    progress: impl FnOnce(usize) -> Progress,
) -> Result<Generated, ReplayError> {
    let own = policy.engine.policy();
    let mut cover = Cover::new(own, DEFAULT_NOW)?;
    let mut proof = Proof::new(minter);
    let mut pool = Pool::default();
    for route in 0..own.routes().len() {
        pool.add_clauses(route, cover.candidates(route, &mut proof)?);
    }
    let ways = pool.ways();
    if ways == 0 {
        return Ok(Generated::default());
    }
    let mutants = Mutants::of(own).list;
    let progress = progress(mutants.len());
    let mistakes = Mistakes { policy, mutants: &mutants, minter };
    let fates = mistakes.add_rows(&mut pool, &mut cover, &progress)?;
    drop(progress);
    let sets = pool.sets();
    let found = least(&sets);
    let mut chosen: Vec<usize> = found.chosen;
    chosen.sort_by_key(|at| pool.order(*at));
    let rows = chosen.into_iter().filter_map(|at| pool.row(at));
    let rows = named_apart(rows).map_err(|error| ReplayError::Minting(error.to_string()))?;
    Ok(Generated { rows, is_minimal: found.is_minimal, ways, ..fates })
}

/// Numbers rows that have one name.
fn named_apart<'r>(rows: impl Iterator<Item = (&'r str, &'r str)>) -> std::io::Result<Vec<String>> {
    let mut apart = Apart::default();
    rows.map(|(name, text)| Ok(apart.row(&format!("{}\n{text}", name_line(name)?)))).collect()
}
