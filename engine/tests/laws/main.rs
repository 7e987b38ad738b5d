//! The laws of the engine: properties held against a second, naive decision, tables of tokens, and
//! the verdicts of other people's programs.
//!
//! The properties run `PROPTEST_CASES` policies each (256 when unset), with forty requests a policy.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::format_collect,
    reason = "the functions that tests share may fail like tests"
)]

mod api_gateway_rows;
mod authorizers;
mod cache;
mod claims;
mod corpora;
mod decisions;
mod hostile;
mod key_sets;
mod oracle;
mod oracle_claims;
mod oracle_glob;
mod preflight;
mod signer;
mod small_scope;
mod sources;
mod strategies;
mod strategies_request;
mod tampering;
mod tokens;
