//! A policy decision point for HTTP APIs behind a JWT authorizer.

mod algorithm;
mod claims;
mod code;
mod condition;
mod diagnostic;
pub mod document;
mod glob;
mod identity_source;
pub mod json;
mod jwks;
mod method;
mod parse;
mod policy;
mod route_key;
#[cfg(feature = "schema")]
pub mod schema;
mod scope;
mod shape;
mod signature;
mod source;
pub mod spell;
pub mod text;
mod tree;
mod validate;
mod value;

pub use algorithm::{Algorithm, AlgorithmError};
pub use claims::{ClaimPath, ClaimPathError, Claims};
pub use code::Code;
pub use condition::{ClaimCondition, ClaimTest};
pub use diagnostic::{Diagnostic, Diagnostics, Related, Severity};
pub use glob::{Flat, Glob, GlobError, GlobInput, Sign};
pub use identity_source::{IdentitySource, IdentitySourceError};
pub use jwks::{KeySet, KeySetError};
pub use method::{Method, RouteMethod};
pub use parse::{Parsed, Place, parse, top_level_keys};
pub use policy::{
    Access, AmbiguousPaths, Authorizer, Effect, Guardrail, KeySource, Policy, Requirement, Route,
    ScopeRequirement,
};
pub use route_key::{PathPattern, RouteKey, RouteKeyError, Segment};
pub use scope::{Scope, ScopeError};
pub use source::{Location, Source, Span};
pub use validate::{Settings, Validated};
pub use value::{Number, Object, Value};
