//! A policy decision point for HTTP APIs behind a JWT authorizer.

mod code;
mod diagnostic;
pub mod document;
mod glob;
pub mod json;
mod method;
mod parse;
mod route_key;
mod scope;
mod shape;
mod source;
pub mod spell;
pub mod text;
mod tree;
mod value;

pub use code::Code;
pub use diagnostic::{Diagnostic, Diagnostics, Related, Severity};
pub use glob::{Flat, Glob, GlobError, GlobInput, Sign};
pub use method::{Method, RouteMethod};
pub use parse::{Parsed, Place, parse, top_level_keys};
pub use route_key::{PathPattern, RouteKey, RouteKeyError, Segment};
pub use scope::{Scope, ScopeError};
pub use source::{Location, Source, Span};
pub use value::{Number, Object, Value};
