//! Mints signed tokens and runs table-driven specs against a gateway policy.

pub mod cache;
pub mod clock;
pub mod colour;
pub mod exit;
mod json_text;
pub mod mint;
pub mod outcome;
pub mod progress;
pub mod render;
pub mod report;
pub mod spec;
mod visible;
