//! Mints signed tokens and runs table-driven specs against a gateway policy.

pub mod cache;
pub mod clock;
pub mod mint;
pub mod outcome;
