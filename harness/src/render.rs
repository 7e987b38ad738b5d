//! Findings about files, in the format asked for. Each format is one file.
//!
//! `check` answers with them on the standard output; every other command talks of them on the
//! standard error stream, in the format for people.

mod dropped;
mod excerpt;
mod github;
mod json;
mod pretty;
mod sarif;
mod sources;

pub use dropped::dropped_line;
pub use sources::Sources;

pub(crate) use github::{Annotation, Level};
pub(crate) use json::Finding;

use std::io;

use clap::ValueEnum;
use engine::{Diagnostic, Diagnostics};

/// The value of `--format` of `harness check`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Pretty,
    /// One JSON array.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

/// Writes findings. Many small writes: hand over a buffered writer.
///
/// The JSON array has no place for findings that were dropped; tell of them with
/// [`dropped_line`] on the standard error stream.
///
/// # Errors
///
/// Fails when the writer does.
pub fn write(
    format: Format,
    diagnostics: &Diagnostics,
    sources: &Sources,
    colour: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Pretty => {
            write_pretty(diagnostics, sources, colour, out)?;
            if let Some(line) = dropped_line(diagnostics) {
                writeln!(out, "{line}")?;
            }
            Ok(())
        }
        Format::Json => json::write(diagnostics, sources, out),
        Format::Sarif => sarif::write(diagnostics, sources, out),
        Format::Github => github::write(diagnostics, out),
    }
}

/// Writes findings for people, each with its source line and an empty line after it.
///
/// # Errors
///
/// Fails when the writer does.
pub fn write_pretty<'a>(
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &Sources,
    colour: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for diagnostic in diagnostics {
        writeln!(out, "{}\n", pretty::block(diagnostic, sources, colour))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use engine::{Code, Source, Span};

    use super::*;

    #[test]
    fn what_is_dropped_is_counted_for_people() {
        let source = Source::new("x.yaml", "");
        let mut diagnostics = Diagnostics::new();
        for _ in 0..1_002 {
            let span = Span::default();
            diagnostics.push(Diagnostic::new(&source, span, Code::EmptyDocument, "empty"));
        }
        let mut out = Vec::new();
        let sources = Sources::default();
        write(Format::Pretty, &diagnostics, &sources, false, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.ends_with("\n\n2 more findings are not shown\n"), "{text}");
        assert_eq!(dropped_line(&Diagnostics::new()), None);
    }
}
