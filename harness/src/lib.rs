//! Mints signed tokens and runs table-driven specs against a gateway policy.

pub mod analysis;
pub mod cache;
pub mod clock;
pub mod colour;
pub mod command;
pub mod exit;
pub mod fuzz;
pub mod import;
pub mod input;
pub mod issuer;
mod json_text;
pub mod mint;
pub mod online;
pub mod outcome;
pub mod policy_file;
pub mod progress;
pub mod render;
pub mod report;
pub mod run;
pub mod send;
pub mod serve;
pub mod spec;
pub mod spec_row;
pub mod suite;
pub mod terminal;
mod visible;
pub mod watch;
