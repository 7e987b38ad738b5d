//! The least spec of a policy: rows that together show every way in which its clauses decide.

use std::collections::BTreeSet;
use std::io;

use engine::Policy;

use crate::{
    analysis::{
        cover::{Cover, Proof, Shown, least::least},
        witness::ReplayError,
    },
    clock::DEFAULT_NOW,
    json_text::quoted,
    mint::Minter,
};

/// Rows for a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// The rows, as they stand under `cases:`.
    pub rows: Vec<String>,
    /// Whether no fewer of the rows looked at would do; else none can be left out.
    pub is_minimal: bool,
}

/// Finds the rows of a policy: of each route, for each way in which a clause decides, the weakest
/// one that shows it, and of those the fewest.
///
/// # Errors
/// The policy asks for what no exact answer is given about, no token can be made, or an engine
/// decides otherwise than the analysis: our own fault.
pub fn generate(policy: &Policy, minter: &Minter) -> Result<Generated, ReplayError> {
    let mut cover = Cover::new(policy, DEFAULT_NOW)?;
    let mut proof = Proof::new(minter);
    let mut generated = Generated { rows: Vec::new(), is_minimal: true };
    for route in 0..policy.routes().len() {
        let candidates = cover.candidates(route, &mut proof)?;
        let sets: Vec<BTreeSet<Shown>> =
            candidates.iter().map(|one| one.shown.iter().copied().collect()).collect();
        let found = least(&sets);
        generated.is_minimal &= found.is_minimal;
        let chosen = found.chosen.iter().filter_map(|at| candidates.get(*at));
        generated.rows.extend(chosen.map(|one| one.row.clone()));
    }
    Ok(generated)
}

impl Generated {
    /// Writes the spec of a policy, given its path from the spec and the values of its parameters.
    ///
    /// # Errors
    /// The text cannot be made; that does not happen for texts of ours.
    pub fn spec<'v>(
        &self,
        policy: &str,
        values: impl Iterator<Item = (&'v str, &'v str)>,
    ) -> io::Result<String> {
        let least = if self.is_minimal { "minimal" } else { "irredundant" };
        let mut text = format!(
            "# Rows that show every way in which a clause of the policy decides: {}, {least}.\n\
             # Written by `harness generate`; `--check` tells whether the policy still says the same.\n\
             version: 1\npolicy: {}\n",
            self.rows.len(),
            quoted(policy)?
        );
        let pairs =
            values.map(|(name, value)| Ok(format!("{}: {}", quoted(name)?, quoted(value)?)));
        let pairs = pairs.collect::<io::Result<Vec<_>>>()?;
        if !pairs.is_empty() {
            text.extend(["set: { ", &pairs.join(", "), " }\n"]);
        }
        text.push_str("cases:\n");
        for row in &self.rows {
            text.push_str(row);
            text.push('\n');
        }
        Ok(text)
    }
}
