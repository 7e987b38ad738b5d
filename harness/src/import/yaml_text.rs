//! Texts as YAML writes them: bare where nothing can be misread, else in double quotes.

use std::fmt::Write as _;

/// Words that some reader takes for a boolean, a null or a number.
const OTHER_MEANINGS: &[&str] =
    &["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

/// Writes a text where a key or value stands on a line of its own.
pub(super) fn key(text: &str) -> String {
    let begins = |c: char| c.is_ascii_alphabetic() || c == '$';
    let sign = |c: char| c.is_ascii_alphanumeric() || " _-./{}+$~@()!':,;=*".contains(c);
    let plain = text.starts_with(begins)
        && text.chars().all(sign)
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !has_other_meaning(text);
    if plain { text.to_owned() } else { quoted(text) }
}

/// Writes a text inside brackets.
pub(super) fn flow(text: &str) -> String {
    let sign = |c: char| c.is_ascii_alphanumeric() || "_-./+".contains(c);
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(sign)
        && !has_other_meaning(text);
    if plain { text.to_owned() } else { quoted(text) }
}

fn has_other_meaning(text: &str) -> bool {
    OTHER_MEANINGS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Writes a text in double quotes.
pub(in crate::import) fn quoted(text: &str) -> String {
    let mut written = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => written.extend(['\\', character]),
            '\n' => written.push_str("\\n"),
            other if other.is_control() => {
                // Writing to a string does not fail.
                let _written = write!(written, "\\u{:04x}", u32::from(other));
            }
            other => written.push(other),
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nothing_misreads_is_bare() {
        for text in ["GET /a/{b+}", "$default", "Main", "https://idp.example/x", "a:b"] {
            assert_eq!(key(text), text);
        }
        for text in ["", "5", "no", "True", "-a", "a: b", "a:", "#a", "a #b", "*a", "ä", "a\"b"] {
            assert!(key(text).starts_with('"'), "{text}");
        }
        assert_eq!(flow("order/post.order"), "order/post.order");
        for text in ["a,b", "{a}", "a:b", "on", "$a"] {
            assert!(flow(text).starts_with('"'), "{text}");
        }
        assert_eq!(quoted("a\"\\\n\u{1}"), "\"a\\\"\\\\\\n\\u0001\"");
    }
}
