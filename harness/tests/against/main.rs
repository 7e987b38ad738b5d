//! Rows sent to running gateways: ours gives the engine's answer to every row that HTTP carries, and
//! bad gateways do not pass.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod bad;
mod gateway;
mod ours;
mod tokens;
