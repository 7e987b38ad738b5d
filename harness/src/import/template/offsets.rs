//! Turns the event parser's offsets, in characters, into bytes.

use engine::Span;

/// Where characters of a text begin.
pub(super) struct Offsets<'s> {
    text: &'s str,
    /// The byte of every 64th character; empty for ASCII.
    marks: Vec<usize>,
    ascii: bool,
}

impl<'s> Offsets<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        let ascii = text.is_ascii();
        let every_64th = text.char_indices().step_by(64).map(|(at, _)| at);
        let marks = if ascii { Vec::new() } else { every_64th.collect() };
        Self { text, marks, ascii }
    }

    pub(super) fn byte(&self, character: usize) -> u32 {
        let byte = if self.ascii {
            character.min(self.text.len())
        } else {
            let mark = self.marks.get(character / 64).copied().unwrap_or(self.text.len());
            let rest = self.text.get(mark..).unwrap_or("");
            mark + rest.char_indices().nth(character % 64).map_or(rest.len(), |(at, _)| at)
        };
        u32::try_from(byte).unwrap_or(u32::MAX)
    }

    pub(super) fn span(&self, span: saphyr_parser::Span) -> Span {
        Span { start: self.byte(span.start.index()), end: self.byte(span.end.index()) }
    }
}
