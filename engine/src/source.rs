//! A named text and places in it.
//!
//! Spans are byte ranges of the text; a [`Location`] is what people and editors count: lines and
//! columns from 1, columns in characters. Locations are computed only when somebody asks.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A range of bytes in a [`Source`], `start` included and `end` excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// First byte after the range.
    pub end: u32,
}

/// A place in a text as editors show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A text with the name that diagnostics give for it, usually its path.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    /// Where each line begins; a text of 64 MiB fits 32 bits.
    lines: OnceLock<Vec<u32>>,
    /// Where lines of a text that was written from others come from.
    origins: BTreeMap<usize, (Arc<Self>, Span)>,
}

impl Source {
    /// Names a text. A leading byte order mark is dropped.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Self { name: name.into(), text, lines: OnceLock::new(), origins: BTreeMap::new() }
    }

    /// Says where lines of the text come from, by line from 1: of a policy that is imported, the
    /// places in its template.
    #[must_use]
    pub fn with_origins(
        mut self,
        origins: impl IntoIterator<Item = (usize, (Arc<Self>, Span))>,
    ) -> Self {
        self.origins.extend(origins);
        self
    }

    /// Returns the name given to the text.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text without its byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the line and column of a byte offset; an offset past the end is the end.
    pub fn location(&self, offset: u32) -> Location {
        let starts = self.lines.get_or_init(|| {
            let ends = self.text.match_indices('\n').map(|(at, _)| u32::try_from(at + 1));
            std::iter::once(Ok(0)).chain(ends).map(|at| at.unwrap_or(u32::MAX)).collect()
        });
        let offset = offset.min(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let start = starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start as usize..offset as usize).unwrap_or("");
        Location { line, column: before.chars().count() + 1 }
    }

    /// Returns the text of a span.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Returns the text that a span was written from and the span there; of what nobody wrote from
    /// another text, the same again.
    pub fn origin(&self, span: Span) -> (&Self, Span) {
        let line = self.start(span).line;
        self.origins.get(&line).map_or((self, span), |(source, span)| (source, *span))
    }

    /// Returns the name of the text that a span was written from, and where it starts there.
    pub fn place(&self, span: Span) -> (&str, Location) {
        let (source, span) = self.origin(span);
        (source.name(), source.start(span))
    }

    /// Returns the line and column where a span starts.
    pub fn start(&self, span: Span) -> Location {
        self.location(span.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let source = Source::new("x.yaml", "a: é\nbé: 1\n");
        let at = u32::try_from(source.text().find(": 1").unwrap()).unwrap();
        assert_eq!(source.location(at), Location { line: 2, column: 3 });
    }

    #[test]
    fn an_offset_past_the_end_is_the_end() {
        let source = Source::new("x.yaml", "ab");
        assert_eq!(source.location(99), Location { line: 1, column: 3 });
    }

    #[test]
    fn what_was_written_from_another_text_has_its_place_there() {
        let template = Arc::new(Source::new("t.json", "{}\n  a"));
        let span = |start, end| Span { start, end };
        let written = Source::new("p.yaml", "x: 1\ny: 2\n")
            .with_origins([(2, (Arc::clone(&template), span(5, 6)))]);
        assert_eq!(written.place(span(0, 1)), ("p.yaml", Location { line: 1, column: 1 }));
        assert_eq!(written.place(span(8, 9)), ("t.json", Location { line: 2, column: 3 }));
        assert_eq!(written.origin(span(5, 6)).1, span(5, 6));
    }

    #[test]
    fn a_byte_order_mark_does_not_shift_columns() {
        let source = Source::new("x.yaml", "\u{feff}a: 1");
        assert_eq!(source.text(), "a: 1");
    }
}
