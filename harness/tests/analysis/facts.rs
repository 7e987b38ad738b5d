//! Functions of tokens against the engine: what they say of a token is what is decided, and what
//! they find can be sent.

mod agree;
mod authorizers;
mod bound;
mod policies;
mod registered;
mod shown;
