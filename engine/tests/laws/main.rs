//! The laws of the engine: properties held against a second, naive decision, tables of tokens, and
//! the verdicts of other people's programs.
//!
//! The properties run `PROPTEST_CASES` policies each (256 when unset), with forty requests a policy.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the functions that tests share may fail like tests"
)]

mod decisions;
mod oracle;
mod oracle_claims;
mod oracle_glob;
mod small_scope;
mod strategies;
mod strategies_request;
