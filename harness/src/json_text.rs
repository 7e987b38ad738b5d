//! JSON whose strings hold nothing that acts on a terminal.
//!
//! JSON demands escapes only below U+0020. Here every hidden character is escaped, which any
//! reader undoes: the value is exact, and the text is safe to look at.

use std::io;

use serde::Serialize;
use serde_json::{Serializer, ser::Formatter};

use crate::visible::is_hidden;

/// Writes a value as one line.
pub(crate) fn write_line<T: Serialize>(value: &T, out: &mut dyn io::Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Guarded))?;
    out.write_all(b"\n")
}

/// Returns a text as a JSON string.
pub(crate) fn quoted(text: &str) -> io::Result<String> {
    let mut bytes = Vec::new();
    text.serialize(&mut Serializer::with_formatter(&mut bytes, Guarded))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// Compact JSON, with the escapes named above.
struct Guarded;

impl Formatter for Guarded {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        let mut rest = fragment;
        while let Some((at, character)) = rest.char_indices().find(|(_, c)| is_hidden(*c)) {
            writer.write_all(rest.get(..at).unwrap_or("").as_bytes())?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = rest.get(at + character.len_utf8()..).unwrap_or("");
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_json_would_let_through_is_escaped() {
        assert_eq!(
            quoted("\x1b[m\"\n\u{9b}\u{202e}\u{e0041}é").unwrap(),
            r#""\u001b[m\"\n\u009b\u202e\udb40\udc41é""#
        );
    }

    proptest! {
        #[test]
        fn a_reader_gets_the_text_back(text in any::<String>()) {
            let json = quoted(&text).unwrap();
            prop_assert!(!json.chars().any(is_hidden));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
