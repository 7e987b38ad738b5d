//! A policy decision point for HTTP APIs behind a JWT authorizer.
//!
//! A policy file is read ([`parse()`]), validated ([`Policy::from_source`]) and compiled
//! ([`Engine::compile`]); the engine then decides requests exactly as the gateway would, with the
//! reason, status and challenge. The crate is pure: it reads no files, clock or environment, and
//! a denial is a value like any other.
//!
//! ```
//! use engine::{Engine, Policy, Request, Settings, Source};
//!
//! let source = Source::new(
//!     "orders.yaml",
//!     "version: 1\nroutes:\n  GET /health: { public: true }\n",
//! );
//! let policy = Policy::from_source(&source, &Settings::default()).expect("valid").policy;
//! let engine = Engine::compile(policy).expect("no parameters");
//! assert!(engine.decide(&Request::new("GET", "/health"), 0).is_allowed());
//! assert_eq!(engine.decide(&Request::new("GET", "/orders"), 0).status(), 404);
//! ```

mod algorithm;
mod cache;
mod certainty;
mod claims;
mod code;
mod condition;
mod dates;
mod decide;
mod decision;
mod diagnostic;
pub mod document;
mod edit;
mod engine;
mod fidelity;
mod glob;
mod globs;
mod headers;
mod identity_source;
pub mod json;
mod jwks;
mod jws;
mod laid;
mod matcher;
mod method;
mod offsets;
mod parse;
mod path;
mod path_pattern;
mod policy;
mod prepared;
mod request;
mod route_key;
#[cfg(feature = "schema")]
pub mod schema;
mod scope;
mod shape;
mod signature;
mod source;
pub mod spell;
mod table;
pub mod text;
mod token_error;
mod trace;
mod tree;
mod validate;
mod value;
mod verdict;
mod verify;
mod vocabulary;
mod weak_key;

pub use algorithm::{Algorithm, AlgorithmError};
pub use cache::{Capacity, PinnedTokens, TokenCache};
pub use certainty::Certainty;
pub use claims::{ClaimPath, ClaimPathError, Claims};
pub use code::{Code, Severity};
pub use condition::{ClaimCondition, ClaimTest};
pub use decision::{Challenge, Decision, DenyReason};
pub use diagnostic::{Diagnostic, Diagnostics, Related};
pub use edit::{Edit, EditError, Part};
pub use engine::{Engine, UnsetParameters};
pub use glob::{Flat, Glob, GlobError, GlobInput, Sign};
pub use identity_source::{IdentitySource, IdentitySourceError};
pub use jwks::{KeySet, KeySetError};
pub use matcher::{Found, Matcher, captures};
pub use method::{Method, RouteMethod};
pub use offsets::Offsets;
pub use parse::{Parsed, Place, parse, top_level_keys};
pub use path::{PathFault, is_legal_segment};
pub use path_pattern::{PathPattern, RouteKeyError, Segment, Shape};
pub use policy::{
    Access, AmbiguousPaths, Authorizer, Cors, Effect, Guardrail, KeySource, Policy, Requirement,
    Route, ScopeRequirement,
};
pub use prepared::Prepared;
pub use request::Request;
pub use route_key::RouteKey;
pub use scope::{Scope, ScopeError};
pub use source::{Location, Source, Span};
pub use trace::{Step, Trace};
pub use validate::{Invariant, InvariantParts, Settings, Validated};
pub use value::{Number, Object, Value};
pub use verdict::Verdict;
