//! Mints signed tokens and runs table-driven specs against a gateway policy.

pub mod colour;
pub mod exit;
pub mod outcome;
pub mod progress;
