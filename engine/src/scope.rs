//! Scopes as RFC 6749 section 3.3 writes them.

use std::fmt;
use std::str::FromStr;

/// One scope: visible ASCII without space, `"` and `\`; case-sensitive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(String);

/// A text that is no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopeError;

impl Scope {
    /// Returns the scope as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ScopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scope is visible ASCII without space, `\"` and `\\`")
    }
}

impl std::error::Error for ScopeError {}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let taken = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        if text.is_empty() || !text.bytes().all(taken) {
            return Err(ScopeError);
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_that_of_rfc_6749() {
        for text in ["order/post.order", "https://www.googleapis.com/auth/drive", "!", "~", "a:b"] {
            assert_eq!(text.parse::<Scope>().unwrap().to_string(), text);
        }
        for text in ["", "a b", "a\"", "a\\b", "é", "a\tb", "\u{7f}"] {
            assert!(text.parse::<Scope>().is_err(), "{text:?}");
        }
    }
}
