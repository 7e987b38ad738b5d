//! What is found in a file: one finding is a [`Diagnostic`], all of them are [`Diagnostics`].
//!
//! A diagnostic is a value with a stable [`Code`]; rendering it with its source line is the
//! reader's business. Messages quote the user's text in backticks and never hold a token or key.

use std::fmt;

use crate::code::{Code, Severity};
use crate::source::{Location, Source, Span};

/// Most errors, most warnings and most notes kept for one file: a hostile file must not fill the memory with
/// complaints.
const MOST_KEPT: usize = 1_000;

/// A second place that a finding speaks of, such as the earlier of two equal keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Where, in the same file as the diagnostic.
    pub span: Span,
    /// Where, as editors count.
    pub location: Location,
}

/// One finding about a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Name of the file.
    pub file: String,
    /// Where the finding starts.
    pub location: Location,
    /// The bytes it is about.
    pub span: Span,
    /// What kind of finding it is.
    pub code: Code,
    /// One line: lower case, no full stop.
    pub message: String,
    /// A request that shows it and what becomes of it, when there is one; one line.
    pub example: Option<String>,
    /// How to mend it, when that can be said.
    pub help: Option<String>,
    /// Other places it speaks of.
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// Makes a finding about a span of a source.
    pub fn new(source: &Source, span: Span, code: Code, message: impl Into<String>) -> Self {
        Self {
            file: source.name().to_owned(),
            location: source.start(span),
            span,
            code,
            message: message.into(),
            example: None,
            help: None,
            related: Vec::new(),
        }
    }

    /// Makes a finding about a file whose text cannot be had.
    pub fn about_file(file: &str, code: Code, message: impl Into<String>) -> Self {
        Self::new(&Source::new(file, ""), Span::default(), code, message)
    }

    /// Adds a request that shows it.
    #[must_use]
    pub fn with_example(mut self, example: impl Into<String>) -> Self {
        self.example = Some(example.into());
        self
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place in the same source.
    #[must_use]
    pub fn with_related(mut self, source: &Source, span: Span, message: impl Into<String>) -> Self {
        let related = Related { message: message.into(), span, location: source.start(span) };
        self.related.push(related);
        self
    }

    /// Returns how grave the finding is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Location { line, column } = self.location;
        let (severity, code) = (self.severity().as_str(), self.code.as_str());
        write!(f, "{}:{line}:{column}: {severity}[{code}]: {}", self.file, self.message)
    }
}

/// Findings about one or more files, in the order of file, place and code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
    notes: usize,
    dropped: usize,
}

impl Diagnostics {
    /// Starts without findings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding. Past a thousand errors, a thousand warnings or a thousand notes, they are
    /// counted and not kept.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let kept = match diagnostic.severity() {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Note => &mut self.notes,
        };
        *kept += 1;
        if *kept <= MOST_KEPT {
            self.items.push(diagnostic);
        } else {
            self.dropped += 1;
        }
    }

    /// Returns whether another error would be counted only: nobody reads what it says.
    pub(crate) fn is_full(&self) -> bool {
        self.errors >= MOST_KEPT
    }

    /// Adds all findings of another collection.
    pub fn extend(&mut self, other: Self) {
        self.dropped += other.dropped;
        // What the other only counted; what it kept is counted below.
        let kept = |severity| other.items.iter().filter(|one| one.severity() == severity).count();
        let errors = other.errors.saturating_sub(kept(Severity::Error));
        let warnings = other.warnings.saturating_sub(kept(Severity::Warning));
        let notes = other.notes.saturating_sub(kept(Severity::Note));
        for diagnostic in other.items {
            self.push(diagnostic);
        }
        self.errors += errors;
        self.warnings += warnings;
        self.notes += notes;
    }

    /// Sorts by file, place and code and drops exact repetitions.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.items.sort();
        self.items.dedup();
        self
    }

    /// Returns whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Returns whether any finding is a warning.
    pub fn has_warnings(&self) -> bool {
        self.warnings > 0
    }

    /// Returns whether there is no finding at all.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.dropped == 0
    }

    /// Returns how many findings were counted but not kept.
    pub fn dropped(&self) -> usize {
        self.dropped
    }

    /// Goes through the findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.items.iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        let mut all = Self::new();
        all.push(diagnostic);
        all
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(code: Code, count: u32) -> Diagnostics {
        let source = Source::new("x.yaml", "x");
        let mut all = Diagnostics::new();
        for start in 0..count {
            all.push(Diagnostic::new(&source, Span { start, end: start }, code, "m"));
        }
        all
    }

    #[test]
    fn warnings_past_the_limit_are_no_errors_and_displace_none() {
        let mut all = many(Code::UnusedScope, 2_000);
        assert!(!all.has_errors());
        assert_eq!((all.iter().count(), all.dropped()), (1_000, 1_000));
        all.extend(many(Code::UnknownKey, 1_500));
        assert!(all.has_errors());
        assert_eq!((all.iter().count(), all.dropped()), (2_000, 1_500));
    }

    #[test]
    fn notes_are_no_warnings_and_displace_none() {
        let mut all = many(Code::OverlappingRoutes, 1_001);
        assert!(!all.has_errors() && !all.has_warnings() && !all.is_empty());
        all.extend(many(Code::UnusedScope, 1));
        assert!(all.has_warnings());
        assert_eq!((all.iter().count(), all.dropped()), (1_001, 1));
    }
}
