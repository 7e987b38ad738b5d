//! What became of the mutants, in the format asked for.

use std::io;

use clap::ValueEnum;

use super::score::Mutation;

mod github;
mod json;
mod pretty;
mod words;

#[cfg(test)]
mod fixture;

/// The value of `--format` of `harness mutate`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Pretty,
    /// One JSON object.
    Json,
    /// Annotations of GitHub Actions.
    Github,
}

/// Writes a report; mutants of reasons alone are counted when they are asked for.
///
/// # Errors
/// The writer fails.
pub fn write(
    format: Format,
    mutation: &Mutation,
    reasons: bool,
    colour: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Pretty => pretty::write(mutation, reasons, colour, out),
        Format::Json => json::write(mutation, reasons, out),
        Format::Github => github::write(mutation, reasons, out),
    }
}
