//! Exact answers about policies: which requests they decide alike, and what shows a difference.
//!
//! Requests are cut into cells on which the same route and the same guardrails apply; within a cell
//! the decision is a Boolean function of the token. Every answer comes with a request and a token,
//! and is held against [`engine::Engine::decide`] before it is given.

mod apart;
mod bound;
pub mod cell;
pub mod claim;
pub mod clauses;
pub mod cover;
pub mod credential;
mod decided;
pub mod diagram;
pub mod diff;
pub mod difference;
pub mod facts;
pub mod findings;
mod held;
pub mod invariant;
pub mod mutation;
pub mod outcome;
mod outside;
pub mod path;
mod payload;
mod possible;
pub mod query;
pub mod refusal;
pub mod space;
pub mod theory;
pub mod witness;
