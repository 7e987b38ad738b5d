//! Whole policies as their authors and attackers write them: read, validated, and told what is
//! wrong with them. One binary for all, a file a theme.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::string_slice,
    clippy::panic,
    reason = "a test may panic: that is how it fails"
)]

mod certainty;
mod hostile;
mod invalid;
mod oddities;
mod reading;
mod reference;
