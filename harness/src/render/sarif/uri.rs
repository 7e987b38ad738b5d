//! A file's name as the URI reference that SARIF asks for (RFC 3986 section 4.1).

use std::{
    fmt::Write as _,
    path::{Path, is_separator},
};

/// Returns a relative name as a relative reference and an absolute one as a `file` URI.
pub(super) fn uri(file: &str) -> String {
    let mut uri = String::new();
    if Path::new(file).is_absolute() {
        uri.push_str("file://");
    }
    for character in file.chars() {
        match character {
            separator if is_separator(separator) => uri.push('/'),
            'a'..='z'
            | 'A'..='Z'
            | '0'..='9'
            | '-'
            | '.'
            | '_'
            | '~'
            | '!'
            | '$'
            | '&'
            | '\''
            | '('
            | ')'
            | '*'
            | '+'
            | ','
            | ';'
            | '='
            | '@' => uri.push(character),
            // A colon too: in a first segment it would end a scheme.
            other => {
                for byte in other.encode_utf8(&mut [0; 4]).bytes() {
                    // Writing to a string does not fail.
                    let _written = write!(uri, "%{byte:02X}");
                }
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_uri_references() {
        assert_eq!(uri("policies/orders.yaml"), "policies/orders.yaml");
        assert_eq!(uri("a b/é#?%:[1].yaml"), "a%20b/%C3%A9%23%3F%25%3A%5B1%5D.yaml");
        assert_eq!(uri("x\n\"<.yaml"), "x%0A%22%3C.yaml");
    }

    #[cfg(unix)]
    #[test]
    fn an_absolute_name_is_a_file_uri() {
        assert_eq!(uri("/srv/p.yaml"), "file:///srv/p.yaml");
    }
}
