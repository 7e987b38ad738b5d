//! Event parsers count characters; everything else here counts bytes.

use std::ops::Range;

use crate::source::Span;

/// Turns offsets in characters of a text into offsets in bytes.
#[derive(Clone, Debug)]
pub struct Offsets<'s> {
    text: &'s str,
    /// The byte of every 64th character; empty for ASCII, where both are the same.
    marks: Vec<usize>,
    ascii: bool,
}

impl<'s> Offsets<'s> {
    /// Goes through a text once.
    pub fn new(text: &'s str) -> Self {
        let ascii = text.is_ascii();
        let every_64th = text.char_indices().step_by(64).map(|(at, _)| at);
        let marks = if ascii { Vec::new() } else { every_64th.collect() };
        Self { text, marks, ascii }
    }

    /// Returns the byte at which a character begins; past the end, the text's length.
    pub fn byte(&self, character: usize) -> u32 {
        let byte = if self.ascii {
            character.min(self.text.len())
        } else {
            let mark = self.marks.get(character / 64).copied().unwrap_or(self.text.len());
            let rest = self.text.get(mark..).unwrap_or("");
            mark + rest.char_indices().nth(character % 64).map_or(rest.len(), |(at, _)| at)
        };
        u32::try_from(byte).unwrap_or(u32::MAX)
    }

    /// Returns the bytes of a range of characters.
    pub fn span(&self, characters: Range<usize>) -> Span {
        Span { start: self.byte(characters.start), end: self.byte(characters.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_every_width_are_counted() {
        let wide = "aé€😀".repeat(50);
        for text in [wide.as_str(), "plain", ""] {
            let offsets = Offsets::new(text);
            let starts = text.char_indices().map(|(at, _)| at).chain([text.len(), text.len()]);
            for (character, byte) in starts.enumerate() {
                assert_eq!(offsets.byte(character) as usize, byte, "{character}");
            }
        }
        assert_eq!(Offsets::new("é€x").span(1..2), Span { start: 2, end: 5 });
    }
}
