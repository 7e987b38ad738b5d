//! A local issuer with Amazon Cognito's endpoints: discovery, keys, tokens, sign-in.
//!
//! Tokens name the real issuer and are signed by test keys, which are served here. What it serves is
//! an [`IssuerConfig`]: of a policy alone, of a template, or of a file of its own.

mod answer;
mod authorize;
mod config;
mod credentials;
mod discovery;
mod document;
mod file;
mod form;
mod from_policy;
mod from_template;
mod host;
mod issue;
mod key_ring;
mod login_page;
mod pkce;
mod pool;
mod profile;
mod random;
mod revoke;
mod router;
mod secret;
mod sessions;
mod state;
mod store;
mod token;
mod user_info;

pub use self::{
    config::{Client, ClientSecret, Flow, IssuerConfig, Pool, User},
    file::read_issuers,
    key_ring::KeyRing,
    secret::Secret,
    state::{Clock, Issuer, IssuerError, ServedClient},
};
