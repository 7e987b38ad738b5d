//! Rows sent to running gateways: ours gives the engine's answer to every row that HTTP carries, bad
//! gateways do not pass, and of gateways of others it is recorded where they answer otherwise.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod bad;
mod envoy;
mod gateway;
mod offline;
mod ours;
mod record;
mod tokens;
