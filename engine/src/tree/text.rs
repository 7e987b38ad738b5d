//! Characters of a source: which are never taken.

/// Finds the first control character (but tab and line ends) or bidirectional control.
///
/// A carriage return alone ends a line in YAML and in few editors: what follows it could hide
/// behind a comment.
pub(super) fn forbidden_character(text: &str) -> Option<(usize, char)> {
    if text.bytes().all(|byte| matches!(byte, b'\t' | b'\n' | b' '..=b'~')) {
        return None;
    }
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let line_ends = characters.peek().is_some_and(|(_, next)| *next == '\n');
        if is_forbidden(character) || (character == '\r' && !line_ends) {
            return Some((at, character));
        }
    }
    None
}

/// Counts what opens a list or map inside a line, and what parts its items.
pub(super) fn flow_signs(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count()
}

fn is_forbidden(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{061c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{feff}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    }
}
