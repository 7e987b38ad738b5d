//! What a run found, in the format asked for. Each format is one file.
//!
//! Reports go to the standard output or a file and hold the answer only: warnings are in them
//! where a machine format has a place for them; for people they go through [`crate::render`].

mod coverage;
mod github;
mod json;
mod junit;
mod lines;
mod pretty;
mod tap;
mod words;

pub use coverage::write as write_coverage;
pub use lines::{CoverageFormat, write as write_lines};
pub use words::Style;

#[cfg(test)]
mod fixture;

use std::io;

use clap::ValueEnum;

use crate::{outcome::Run, render::Sources};

/// The value of `--format` of `harness run`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Pretty,
    /// One JSON object.
    Json,
    /// JUnit XML.
    Junit,
    /// TAP version 14.
    Tap,
    /// Annotations of GitHub Actions.
    Github,
}

/// Writes a report. Many small writes: hand over a buffered writer.
///
/// # Errors
///
/// Fails when the writer does.
pub fn write(
    format: Format,
    run: &Run,
    sources: &Sources,
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Pretty => pretty::write(run, style, out),
        Format::Json => json::write(run, sources, out),
        Format::Junit => junit::write(run, out),
        Format::Tap => tap::write(run, out),
        Format::Github => github::write(run, out),
    }
}
