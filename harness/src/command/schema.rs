//! `harness schema`: the JSON Schema of a format, for editors.

use clap::{Args, ValueEnum};

use crate::exit::Exit;
use crate::terminal::{Answer, Terminal};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  harness schema policy > policy.schema.json
  # in a policy:  # yaml-language-server: $schema=policy.schema.json")]
pub(super) struct SchemaArgs {
    /// Which format.
    #[arg(value_enum)]
    format: Kind,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// Policy files.
    Policy,
    /// Spec files.
    Spec,
}

impl SchemaArgs {
    pub(super) fn execute(&self, terminal: &mut Terminal<'_>) -> Answer {
        let schema = match self.format {
            Kind::Policy => engine::schema::policy_schema(),
            Kind::Spec => crate::spec::spec_schema(),
        };
        writeln!(terminal.out, "{schema:#}")?;
        Ok(Exit::Success)
    }
}
