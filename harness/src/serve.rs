//! A whole gateway on this machine: an issuer with its token endpoint, and the gateway before the
//! routes' integrations, for real clients.

pub mod integration;
pub mod issuer;
