//! Findings as a JSON array, the shape that other programs rely on.
//!
//! `end_line` and `end_column` are the first place after the finding; they are null where the
//! text of the file could not be had. `example` is a request that was decided, and is null where
//! none shows the finding; `help` is null where nothing can be said.

use std::io;

use engine::{Diagnostic, Diagnostics, Related};
use serde::Serialize;

use super::sources::Sources;
use crate::json_text;

/// One finding as other programs read it.
#[derive(Debug, Serialize)]
pub(crate) struct Finding<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
    end_line: Option<usize>,
    end_column: Option<usize>,
    example: Option<&'a str>,
    help: Option<&'a str>,
    related: Vec<Place<'a>>,
}

#[derive(Debug, Serialize)]
struct Place<'a> {
    message: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
}

impl<'a> Finding<'a> {
    /// Prepares a diagnostic.
    pub(crate) fn new(diagnostic: &'a Diagnostic, sources: &Sources) -> Self {
        let end = sources.end(&diagnostic.file, diagnostic.location, diagnostic.span);
        let place = |related: &'a Related| Place {
            message: &related.message,
            file: &diagnostic.file,
            line: related.location.line,
            column: related.location.column,
        };
        Self {
            code: diagnostic.code.as_str(),
            severity: diagnostic.severity().as_str(),
            message: &diagnostic.message,
            file: &diagnostic.file,
            line: diagnostic.location.line,
            column: diagnostic.location.column,
            end_line: end.map(|end| end.line),
            end_column: end.map(|end| end.column),
            example: diagnostic.example.as_deref(),
            help: diagnostic.help.as_deref(),
            related: diagnostic.related.iter().map(place).collect(),
        }
    }
}

pub(super) fn write(
    diagnostics: &Diagnostics,
    sources: &Sources,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let findings: Vec<_> = diagnostics.iter().map(|each| Finding::new(each, sources)).collect();
    json_text::write_line(&findings, out)
}

#[cfg(test)]
mod tests {
    use engine::{Code, Source, Span};
    use serde_json::{Value, json};

    use super::*;

    fn written(diagnostics: &Diagnostics, sources: &Sources) -> Value {
        let mut out = Vec::new();
        write(diagnostics, sources, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn a_finding_has_the_promised_shape() {
        let source = Source::new("p.yaml", "a: 1\na: 2\n");
        let (first, second) = (Span { start: 0, end: 1 }, Span { start: 5, end: 6 });
        let diagnostic = Diagnostic::new(&source, second, Code::DuplicateKey, "`a` stands twice")
            .with_example("GET /a: allowed")
            .with_help("keep one")
            .with_related(&source, first, "first here");
        let mut sources = Sources::new();
        sources.insert(source);
        assert_eq!(
            written(&diagnostic.into(), &sources),
            json!([{
                "code": "duplicate-key", "severity": "error", "message": "`a` stands twice",
                "file": "p.yaml", "line": 2, "column": 1, "end_line": 2, "end_column": 2,
                "example": "GET /a: allowed", "help": "keep one",
                "related": [{"message": "first here", "file": "p.yaml", "line": 1, "column": 1}],
            }])
        );
    }

    #[test]
    fn no_findings_are_an_empty_array() {
        assert_eq!(written(&Diagnostics::new(), &Sources::new()), json!([]));
    }
}
