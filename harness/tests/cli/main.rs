//! The command from the outside: the real binary, its streams and its exit codes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]
#![expect(clippy::indexing_slicing, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "tests read what the command wrote")]

mod check;
mod completions;
mod coverage;
mod decide;
mod diff;
mod diff_rows;
mod extremes;
mod generate;
mod harness;
mod hostile;
mod invariants;
mod mint;
mod mutate;
mod online;
mod report;
mod revision;
mod routes;
mod run;
mod schema;
mod secrecy;
mod selection;
mod server;
mod specs;
mod streams;
