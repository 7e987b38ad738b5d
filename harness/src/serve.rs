//! A whole gateway on this machine: an issuer with its token endpoint, and the gateway before the
//! routes' integrations, for real clients.

pub mod access_log;
mod answer;
mod body;
mod cors;
pub mod event;
pub mod gateway;
pub mod integration;
pub mod issuer;
mod judge;
pub mod keys;
pub mod limits;
pub mod listen;
mod request_id;
pub mod served;
pub mod stage;
pub mod stop;
mod target;
