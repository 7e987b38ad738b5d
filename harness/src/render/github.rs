//! Findings as annotations of GitHub Actions: workflow commands, one a line.
//!
//! The escapes are those of the runner: `%`, carriage return and line feed everywhere, `:` and
//! `,` too in properties. Hidden characters are shown before that.

use std::io;

use engine::{Diagnostic, Diagnostics, Severity};

use super::dropped::dropped_line;
use crate::visible::Visible;

/// Which command an annotation is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Level {
    Error,
    Warning,
    Notice,
}

/// One annotation; all texts are as their authors wrote them.
#[derive(Debug)]
pub(crate) struct Annotation<'a> {
    pub(crate) level: Level,
    pub(crate) file: &'a str,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) title: &'a str,
    /// The lines of the message.
    pub(crate) message: Vec<String>,
}

impl Annotation<'_> {
    /// Writes the command and its line feed.
    pub(crate) fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let command = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => "notice",
        };
        let (file, title) = (property(self.file), property(self.title));
        let lines: Vec<String> = self.message.iter().map(|line| data(line)).collect();
        let message = lines.join("%0A");
        let Self { line, column, .. } = self;
        writeln!(out, "::{command} file={file},line={line},col={column},title={title}::{message}")
    }
}

impl<'a> From<&'a Diagnostic> for Annotation<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        let mut message = vec![diagnostic.message.clone()];
        for related in &diagnostic.related {
            let at = related.location;
            message.push(format!("line {}:{}: {}", at.line, at.column, related.message));
        }
        message.extend(diagnostic.example.iter().map(|example| format!("example: {example}")));
        message.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
        Self {
            level: match diagnostic.severity() {
                Severity::Error => Level::Error,
                Severity::Warning => Level::Warning,
                Severity::Note => Level::Notice,
            },
            file: &diagnostic.file,
            line: diagnostic.location.line,
            column: diagnostic.location.column,
            title: diagnostic.code.as_str(),
            message,
        }
    }
}

pub(super) fn write(diagnostics: &Diagnostics, out: &mut dyn io::Write) -> io::Result<()> {
    for diagnostic in diagnostics {
        Annotation::from(diagnostic).write(out)?;
    }
    match dropped_line(diagnostics) {
        Some(line) => writeln!(out, "::warning::{line}"),
        None => Ok(()),
    }
}

/// Escapes one line of a message. No line feed or carriage return is left to escape.
fn data(text: &str) -> String {
    Visible(text).to_string().replace('%', "%25")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use engine::{Code, Source, Span};

    use super::*;

    #[test]
    fn a_finding_is_one_command_with_escaped_texts() {
        let source = Source::new("a,b:c.yaml", "x: 1\nx: 2\n");
        let span = Span { start: 5, end: 6 };
        let diagnostic =
            Diagnostic::new(&source, span, Code::DuplicateKey, "100% `x`\r\n::error::y")
                .with_related(&source, Span { start: 0, end: 1 }, "first here")
                .with_help("keep one");
        let mut out = Vec::new();
        write(&diagnostic.into(), &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "::error file=a%2Cb%3Ac.yaml,line=2,col=1,title=duplicate-key::\
             100%25 `x`\\r\\n::error::y%0Aline 1:1: first here%0Ahelp: keep one\n"
        );
    }

    #[test]
    fn a_note_is_a_notice_with_its_example() {
        let source = Source::new("p.yaml", "x: 1\n");
        let code = Code::PublicUnderProtected;
        let diagnostic = Diagnostic::new(&source, Span { start: 0, end: 1 }, code, "open")
            .with_example("GET /x: allowed");
        let mut out = Vec::new();
        write(&diagnostic.into(), &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "::notice file=p.yaml,line=1,col=1,title=public-under-protected::\
             open%0Aexample: GET /x: allowed\n"
        );
    }
}
