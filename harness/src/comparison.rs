//! What `diff` found, in the format asked for. Each format is one file.
//!
//! All formats say the same: each way in which requests are decided differently, grouped by the
//! routes that decide them, with the weakest request that shows it; then how far it reaches.

mod github;
mod json;
mod markdown;
mod pretty;
mod words;

#[cfg(test)]
mod fixture;

use std::io;

pub use self::words::{Comparison, Side};
use clap::ValueEnum;

/// The value of `--format` of `harness diff`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Pretty,
    /// One JSON object.
    Json,
    /// Annotations of GitHub Actions.
    Github,
    /// A comment on a merge request.
    Markdown,
}

/// Writes a report. Many small writes: hand over a buffered writer.
///
/// # Errors
/// Fails when the writer does.
pub fn write(
    format: Format,
    comparison: &Comparison<'_>,
    colour: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Pretty => pretty::write(comparison, colour, out),
        Format::Json => json::write(comparison, out),
        Format::Github => github::write(comparison, out),
        Format::Markdown => markdown::write(comparison, out),
    }
}
