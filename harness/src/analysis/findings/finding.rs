//! What every kind of finding tells, and how it becomes a diagnostic.

use engine::{Code, Diagnostic, Source, Span};

/// Something that a reviewer should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind it is; it also says how grave it is.
    pub code: Code,
    /// The place it is about.
    pub span: Span,
    /// One line: lower case, no full stop.
    pub message: String,
    /// The request that shows it and what becomes of it, when there is one.
    pub example: Option<String>,
    /// How to mend it, when that can be said.
    pub help: Option<String>,
    /// The other places that it speaks of, each with what is there.
    pub related: Vec<(Span, String)>,
}

impl Finding {
    /// Starts a finding that has nothing but a message.
    pub(in crate::analysis) fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, span, message, example: None, help: None, related: Vec::new() }
    }

    /// Tells it of the text of its policy, or of that which all its places were imported from.
    pub fn diagnostic(self, source: &Source) -> Diagnostic {
        let own = source.origin(self.span).0;
        let is_own = |(span, _): &(Span, String)| source.origin(*span).0.name() == own.name();
        let is_imported = self.related.iter().all(is_own);
        let (text, place) =
            if is_imported { source.origin(self.span) } else { (source, self.span) };
        let mut told = Diagnostic::new(text, place, self.code, self.message);
        (told.example, told.help) = (self.example, self.help);
        self.related.into_iter().fold(told, |told, (span, message)| {
            let place = if is_imported { source.origin(span).1 } else { span };
            told.with_related(text, place, message)
        })
    }
}
