//! Questions that are refused by name, never answered about.

use std::fmt;

/// Why an exact answer is not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable name, such as `analysis-too-large`.
    pub code: &'static str,
    /// What asks too much, one line.
    pub message: String,
}

impl Refusal {
    /// Makes a refusal.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Makes the refusal of what takes more memory or time than is given.
    pub fn too_large(message: impl Into<String>) -> Self {
        Self::new("analysis-too-large", message)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Refusal {}
