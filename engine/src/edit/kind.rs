//! What can be edited, and parts of a policy.

use std::collections::BTreeSet;

use crate::policy::{Access, Authorizer, Cors, Guardrail};
use crate::route_key::RouteKey;
use crate::source::Span;

/// A change of one part of a policy. Indices are those of the policy before any edit.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Puts a route in the place of another.
    Route {
        /// An index into [`crate::Policy::routes`].
        index: usize,
        /// What it takes.
        key: RouteKey,
        /// What it asks for.
        access: Access,
    },
    /// Takes a route away.
    RemoveRoute(usize),
    /// Adds a route after all others.
    AddRoute {
        /// What it takes.
        key: RouteKey,
        /// What it asks for.
        access: Access,
        /// What it is told to stand at.
        span: Span,
    },
    /// Puts a guardrail in the place of another of its name.
    Guardrail {
        /// An index into [`crate::Policy::guardrails`].
        index: usize,
        /// The guardrail.
        guardrail: Guardrail,
    },
    /// Takes a guardrail away.
    RemoveGuardrail(usize),
    /// Puts an authorizer in the place of another of its name.
    Authorizer {
        /// An index into [`crate::Policy::authorizers`].
        index: usize,
        /// The authorizer.
        authorizer: Box<Authorizer>,
    },
    /// Puts this in the place of what browsers of other origins may do; none is nothing.
    Cors(Option<Box<Cors>>),
}

/// Some routes and guardrails of a policy, by index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Indices into [`crate::Policy::routes`].
    pub routes: BTreeSet<usize>,
    /// Indices into [`crate::Policy::guardrails`].
    pub guardrails: BTreeSet<usize>,
}
