//! What commands share that read a policy: parameter values, and reading the policy with them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::name_and_value;
use crate::policy_file::{PolicyFile, Values};
use crate::render::Sources;
use crate::suite::Suite;
use crate::terminal::{Failure, Terminal};

/// Parameter values, on every command that reads a policy.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Parameters")]
pub(super) struct ValueArgs {
    /// Give a parameter of the policy a value.
    #[arg(long, value_name = "NAME=VALUE", value_parser = name_and_value)]
    set: Vec<(String, String)>,
    /// Read values from a YAML file of `NAME: VALUE` lines; `--set` wins over it.
    #[arg(long, value_name = "FILE")]
    values: Vec<PathBuf>,
}

impl ValueArgs {
    /// Returns the files of values.
    pub(super) fn files(&self) -> &[PathBuf] {
        &self.values
    }

    /// Reads the values.
    pub(super) fn read(&self, terminal: &mut Terminal<'_>) -> Result<Values, Failure> {
        let mut names = BTreeSet::new();
        if let Some((name, _)) = self.set.iter().find(|(name, _)| !names.insert(name)) {
            let message = format!("--set gives {} twice", engine::spell::quote(name));
            return Err(Failure::new(message));
        }
        Values::read(&self.values, &self.set).map_err(|(found, source)| {
            let mut sources = Sources::new();
            sources.insert_some(source);
            terminal.refuse(&found, &sources)
        })
    }

    /// Every value given must be for a parameter of some policy that is read.
    pub(super) fn refuse_strangers(
        values: &Values,
        policies: &[PolicyFile],
    ) -> Result<(), Failure> {
        for name in values.names() {
            if !policies.iter().any(|policy| policy.has_parameter(name)) {
                let message = format!("no policy has a parameter {}", engine::spell::quote(name));
                return Err(Failure::with_help(message, "look under `parameters:` for its name"));
            }
        }
        Ok(())
    }
}

/// Refuses values for parameters that no policy of a suite has.
pub(super) fn refuse_strangers(values: &Values, suite: &Suite) -> Result<(), Failure> {
    // With a broken file among them, nobody knows which parameters there are.
    let strange = values.names().find(|name| suite.broken.is_empty() && !suite.has_parameter(name));
    strange.map_or(Ok(()), |name| {
        let message = format!("no policy has a parameter {}", engine::spell::quote(name));
        Err(Failure::with_help(message, "look under `parameters:` for its name"))
    })
}

/// Reads and validates the one policy of a command; warnings are told.
pub(super) fn load_policy(
    path: &Path,
    values: &ValueArgs,
    leave_unset: bool,
    terminal: &mut Terminal<'_>,
) -> Result<(PolicyFile, engine::Policy), Failure> {
    load_policy_with(path, (&BTreeMap::new(), values), leave_unset, terminal)
}

/// Reads and validates the one policy of a command with a spec's values, over which those of the
/// command line are laid.
pub(super) fn load_policy_with(
    path: &Path,
    (own, values): (&BTreeMap<String, String>, &ValueArgs),
    leave_unset: bool,
    terminal: &mut Terminal<'_>,
) -> Result<(PolicyFile, engine::Policy), Failure> {
    let values = values.read(terminal)?;
    let mut sources = Sources::new();
    let file = PolicyFile::read(path).map_err(|(found, source)| {
        sources.insert_some(source);
        terminal.refuse(&found, &sources)
    })?;
    file.add_sources(&mut sources);
    ValueArgs::refuse_strangers(&values, std::slice::from_ref(&file))?;
    match file.validate(own, &values, leave_unset) {
        Ok(validated) => {
            terminal.tell(&validated.warnings, &sources)?;
            Ok((file, validated.policy))
        }
        Err(found) => Err(terminal.refuse(&found, &sources)),
    }
}
