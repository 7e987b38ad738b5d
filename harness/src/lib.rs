//! Mints signed tokens and runs table-driven specs against a gateway policy.

pub mod colour;
pub mod exit;
mod json_text;
pub mod outcome;
pub mod progress;
pub mod render;
pub mod report;
mod visible;
