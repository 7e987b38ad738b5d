//! What fetches one document, and why it may fail.

use std::fmt;

use super::address::Address;

/// Why keys could not be had, one line without any key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchError(String);

impl FetchError {
    /// Takes the line.
    pub fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FetchError {}

/// Fetches one document.
pub trait Transport: Sync {
    /// Returns the body of the answer 200, within bounds of time and size; nothing else is an
    /// answer, a redirect neither.
    ///
    /// # Errors
    /// Why there is none.
    fn get(&self, address: &Address) -> Result<Vec<u8>, FetchError>;
}
