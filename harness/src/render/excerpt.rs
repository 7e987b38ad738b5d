//! The piece of a line that a finding is shown with.
//!
//! Lines may be as long as a file, and findings many: only what stands near the caret is looked
//! at, and every character keeps its column.

use std::ops::Range;

use engine::Span;

use crate::visible::stand_in;

/// A caret farther into its line is shown by its place alone.
const MOST_BEFORE: usize = 64 * 1024;
/// How much of a line is kept after the start of a span, in bytes.
const MOST_AFTER: usize = 256;
/// How much of a span is underlined, in bytes.
const MOST_UNDERLINED: usize = 80;

/// A line, cut behind the caret, and the part of it to underline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The text, from the start of its line, without hidden characters but tabs.
    pub(super) text: String,
    /// The bytes of that text to underline; empty for a place between two characters.
    pub(super) underlined: Range<usize>,
}

/// Cuts the first line of a span out of a text; any span will do.
pub(super) fn excerpt(text: &str, span: Span) -> Option<Excerpt> {
    let offset = |at: u32| text.floor_char_boundary(usize::try_from(at).unwrap_or(usize::MAX));
    let start = offset(span.start);
    let end = offset(span.end).max(start);
    // A span of a line's end points behind its last character.
    let earliest = text.floor_char_boundary(start.saturating_sub(MOST_BEFORE));
    let before = text.get(earliest..start)?;
    let head = match before.rsplit_once('\n') {
        Some((_, head)) => head,
        None if earliest == 0 => before,
        None => return None,
    };
    let after = text.get(start..text.floor_char_boundary(start.saturating_add(MOST_AFTER)))?;
    let tail = after.split('\n').next().unwrap_or("");
    let tail = tail.strip_suffix('\r').unwrap_or(tail);
    let length = tail.floor_char_boundary((end - start).min(MOST_UNDERLINED));

    let mut shown: String = head.chars().map(stand_in).collect();
    let from = shown.len();
    shown.extend(tail.get(..length)?.chars().map(stand_in));
    let to = shown.len();
    shown.extend(tail.get(length..)?.chars().map(stand_in));
    Some(Excerpt { text: shown, underlined: from..to })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, start: usize, end: usize) -> Option<Excerpt> {
        let offset = |at: usize| u32::try_from(at).unwrap();
        excerpt(text, Span { start: offset(start), end: offset(end) })
    }

    #[test]
    fn the_line_of_the_span_is_cut_out() {
        let expected = Excerpt { text: "b: two".to_owned(), underlined: 3..6 };
        assert_eq!(cut("a: 1\nb: two\r\nc: 3\n", 8, 11), Some(expected));
    }

    #[test]
    fn a_span_of_many_lines_is_underlined_to_the_end_of_its_first() {
        assert_eq!(cut("a: |\n  x\n  y\n", 3, 12).unwrap().underlined, 3..4);
    }

    #[test]
    fn a_span_past_the_end_is_the_end() {
        let expected = Excerpt { text: "ab".to_owned(), underlined: 2..2 };
        assert_eq!(cut("ab", 90, 99), Some(expected));
    }

    #[test]
    fn hidden_characters_are_shown_without_moving_columns() {
        let expected = Excerpt { text: "␛\t\u{fffd}x".to_owned(), underlined: 7..8 };
        assert_eq!(cut("\x1b\t\u{202e}x", 5, 6), Some(expected));
    }

    #[test]
    fn a_long_line_is_cut_and_a_far_caret_is_not_shown() {
        let line = "x".repeat(200_000);
        let near = cut(&line, 1_000, 150_000).unwrap();
        assert_eq!((near.text.len(), near.underlined), (1_256, 1_000..1_080));
        assert_eq!(cut(&line, 100_000, 100_001), None);
    }
}
