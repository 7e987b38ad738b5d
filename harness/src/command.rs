//! The command line: one file for each subcommand, and what they share.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::colour::ColourChoice;
use crate::exit::Exit;
use crate::policy_file::{PolicyFile, Values};
use crate::render::Sources;
use crate::terminal::{Answer, Failure, Terminal};

mod check;
mod completions;
mod decide;
mod fuzz;
mod mint;
mod routes;
mod run;
mod schema;

/// Tests gateway policies with really signed tokens, offline.
#[derive(Debug, Parser)]
#[command(name = "harness", version, about, long_about = None, after_help = Exit::HELP)]
#[command(
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct CommandLine {
    /// When to colour.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: ColourChoice,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run specs: does every row hold?
    Run(run::RunArgs),
    /// Check policies and specs: are they valid and sound?
    Check(check::CheckArgs),
    /// Decide one request, and say why.
    Decide(decide::DecideArgs),
    /// Mint a signed test token, also a deliberately bad one.
    Mint(mint::MintArgs),
    /// Try random requests and tokens against the laws of every policy.
    Fuzz(fuzz::FuzzArgs),
    /// Print a policy's routes in match order.
    Routes(routes::RoutesArgs),
    /// Print the JSON Schema of policies or specs.
    Schema(schema::SchemaArgs),
    /// Print a completion script for a shell.
    Completions(completions::CompletionsArgs),
}

impl CommandLine {
    /// Runs the subcommand.
    ///
    /// # Errors
    /// Why it could not answer.
    pub fn execute(self, terminal: &mut Terminal<'_>) -> Answer {
        match self.command {
            Command::Run(args) => args.execute(terminal),
            Command::Check(args) => args.execute(terminal),
            Command::Decide(args) => args.execute(terminal),
            Command::Mint(args) => args.execute(terminal),
            Command::Fuzz(args) => args.execute(terminal),
            Command::Routes(args) => args.execute(terminal),
            Command::Schema(args) => args.execute(terminal),
            Command::Completions(args) => args.execute(terminal),
        }
    }
}

/// Parameter values, on every command that reads a policy.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Parameters")]
struct ValueArgs {
    /// Give a parameter of the policy a value.
    #[arg(long, value_name = "NAME=VALUE", value_parser = name_and_value)]
    set: Vec<(String, String)>,
    /// Read values from a YAML file of `NAME: VALUE` lines; `--set` wins over it.
    #[arg(long, value_name = "FILE")]
    values: Vec<PathBuf>,
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    if name.is_empty() {
        Err("the name is empty".to_owned())
    } else {
        Ok((name.to_owned(), value.to_owned()))
    }
}

impl ValueArgs {
    fn read(&self, terminal: &mut Terminal<'_>) -> Result<Values, Failure> {
        Values::read(&self.values, &self.set).map_err(|(found, source)| {
            let mut sources = Sources::new();
            sources.insert_some(source);
            terminal.refuse(&found, &sources)
        })
    }

    /// Every value given must be for a parameter of some policy that is read.
    fn refuse_strangers(values: &Values, policies: &[PolicyFile]) -> Result<(), Failure> {
        for name in values.names() {
            if !policies.iter().any(|policy| policy.has_parameter(name)) {
                let message = format!("no policy has a parameter {}", engine::spell::quote(name));
                return Err(Failure::with_help(message, "look under `parameters:` for its name"));
            }
        }
        Ok(())
    }
}

/// Reads and validates the one policy of a command; warnings are told.
fn load_policy(
    path: &std::path::Path,
    values: &ValueArgs,
    leave_unset: bool,
    terminal: &mut Terminal<'_>,
) -> Result<(PolicyFile, engine::Policy), Failure> {
    let values = values.read(terminal)?;
    let mut sources = Sources::new();
    let file = PolicyFile::read(path).map_err(|(found, source)| {
        sources.insert_some(source);
        terminal.refuse(&found, &sources)
    })?;
    sources.insert(std::sync::Arc::clone(&file.source));
    ValueArgs::refuse_strangers(&values, std::slice::from_ref(&file))?;
    match file.validate(&std::collections::BTreeMap::new(), &values, leave_unset) {
        Ok(validated) => {
            terminal.tell(&validated.warnings, &sources)?;
            Ok((file, validated.policy))
        }
        Err(found) => Err(terminal.refuse(&found, &sources)),
    }
}

/// Reads `--now`; without it, the wall clock.
fn instant(now: Option<&str>) -> Result<i64, Failure> {
    match now {
        None => Ok(crate::clock::wall_clock()),
        Some(text) => crate::clock::parse_instant(text)
            .map_err(|error| Failure::new(format!("--now: {error}"))),
    }
}

/// Reads `--claim NAME=JSON` arguments into a payload's members.
fn claims(
    list: &[(String, String)],
) -> Result<serde_json::Map<String, serde_json::Value>, Failure> {
    let mut claims = serde_json::Map::new();
    for (name, json) in list {
        let value = engine::json::parse_value(json.as_bytes())
            .ok()
            .and_then(|_strict| serde_json::from_str(json).ok())
            .ok_or_else(|| {
                let message = format!("--claim {name}: the value is no JSON");
                Failure::with_help(message, format!("quote a text: --claim '{name}=\"TEXT\"'"))
            })?;
        if claims.insert(name.clone(), value).is_some() {
            return Err(Failure::new(format!("--claim {name} is given twice")));
        }
    }
    Ok(claims)
}
