//! The command line: one file for each subcommand, and what they share.

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::colour::ColourChoice;
use crate::exit::Exit;
use crate::terminal::{Answer, Terminal};

mod against;
mod arguments;
mod check;
mod completions;
mod coverage;
mod decide;
mod diff;
mod fuzz;
mod generate;
mod import;
mod mint;
mod mutate;
mod output;
mod refused;
mod routes;
mod run;
mod schema;
mod serve;
mod values;

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
    /// Compare two policies: which requests are decided differently?
    Diff(diff::DiffArgs),
    /// Mint a signed test token, also a deliberately bad one.
    Mint(mint::MintArgs),
    /// Hold specs against mistakes in their policies: which would they miss?
    Mutate(mutate::MutateArgs),
    /// Try random requests and tokens against the laws of every policy.
    Fuzz(fuzz::FuzzArgs),
    /// Write the least spec that shows every way in which a policy's clauses decide.
    Generate(generate::GenerateArgs),
    /// Write the policy of a template: CloudFormation, SAM or OpenAPI.
    Import(import::ImportArgs),
    /// Print a policy's routes in match order.
    Routes(routes::RoutesArgs),
    /// Serve a policy or template on this machine: an issuer, and the gateway.
    Serve(serve::ServeArgs),
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
            Command::Diff(args) => args.execute(terminal),
            Command::Mint(args) => args.execute(terminal),
            Command::Mutate(args) => args.execute(terminal),
            Command::Fuzz(args) => args.execute(terminal),
            Command::Generate(args) => args.execute(terminal),
            Command::Import(args) => args.execute(terminal),
            Command::Routes(args) => args.execute(terminal),
            Command::Serve(args) => args.execute(terminal),
            Command::Schema(args) => args.execute(terminal),
            Command::Completions(args) => args.execute(Self::command(), terminal),
        }
    }
}
