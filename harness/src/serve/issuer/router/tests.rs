//! The issuer, asked over its router as a client would ask.

mod by_client;
mod by_code;
mod fixture;
mod hostile;
mod keys;
mod several;
mod sign_in;
