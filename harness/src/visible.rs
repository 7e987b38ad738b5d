//! Text of others, made safe to print.
//!
//! Names and values come from files. Printed as they are, they could move the cursor, recolour
//! the terminal, forge lines of a report or turn text around; so what is invisible is shown as
//! its escape and a text never leaves its line.

use std::fmt::{self, Display, Write as _};

/// Shows a text on one line without any control, bidirectional or invisible character.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visible<'a>(pub(crate) &'a str);

impl Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((at, character)) = rest.char_indices().find(|(_, c)| is_hidden(*c)) {
            f.write_str(rest.get(..at).unwrap_or(""))?;
            match character {
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                other => write!(f, "{}", other.escape_unicode())?,
            }
            rest = rest.get(at + character.len_utf8()..).unwrap_or("");
        }
        f.write_str(rest)
    }
}

/// Returns whether a character acts on the reader's screen instead of showing itself.
///
/// The two non-characters at the end of the first plane are here because XML refuses them.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// Puts one visible character in the place of a hidden one, so that columns stay.
///
/// Tabs stay tabs: whoever lays out a source line widens them.
pub(crate) fn stand_in(character: char) -> char {
    match character {
        '\t' => '\t',
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        other if is_hidden(other) => '\u{fffd}',
        other => other,
    }
}

/// Shows at most so many characters of a text, and says when there are more.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let mut shown = String::new();
    let cut = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    // Writing to a string does not fail.
    let _written = write!(shown, "{}", Visible(text.get(..cut).unwrap_or("")));
    if cut < text.len() {
        shown.push_str("...");
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_lines_and_direction_marks_are_shown_not_obeyed() {
        let hostile = "a\x1b[31m\nb\r\t\u{9b}2J\u{202e}é%#";
        assert_eq!(Visible(hostile).to_string(), "a\\u{1b}[31m\\nb\\r\\t\\u{9b}2J\\u{202e}é%#");
    }

    #[test]
    fn a_shortened_text_says_so() {
        assert_eq!(shortened("äöü", 3), "äöü");
        assert_eq!(shortened("äöüx", 3), "äöü...");
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left(text in any::<String>()) {
            prop_assert!(!Visible(&text).to_string().chars().any(is_hidden));
            prop_assert!(!text.chars().map(stand_in).any(|c| c != '\t' && is_hidden(c)));
        }
    }
}
