//! OpenAPI documents: operations, security schemes, and what one asks of the other.
//!
//! The same reader serves documents inside templates (`Body`, `DefinitionBody`) and plain files.
//! The dialect tells how a list of scopes is meant: API Gateway takes any one of them, OpenAPI
//! itself wants all.

mod base_path;
mod document;
mod file;
mod operation;
mod references;
mod scheme;
mod schemes;
mod security;

pub(super) use self::document::{api, cors};
pub(super) use self::file::read;
pub(super) use self::operation::{is_default, operations};
pub(super) use self::scheme::{BEHIND_IAM, Dialect, Scheme, behind_lambda};
pub(super) use self::schemes::Schemes;
pub(super) use self::security::{Asked, asked};

#[cfg(test)]
mod tests;
