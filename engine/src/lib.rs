//! A policy decision point for HTTP APIs behind a JWT authorizer.

mod code;
mod diagnostic;
mod source;

pub use code::Code;
pub use diagnostic::{Diagnostic, Diagnostics, Related, Severity};
pub use source::{Location, Source, Span};
