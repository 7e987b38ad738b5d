//! A policy that cannot be wrong: what [`crate::Policy::validate`] makes of a document.
//!
//! Everything is public to read, and only validation makes it: the matcher, the reports and the
//! analysis all read this one form.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::algorithm::Algorithm;
use crate::condition::ClaimCondition;
use crate::glob::Glob;
use crate::identity_source::IdentitySource;
use crate::jwks::KeySet;
use crate::method::Method;
use crate::route_key::RouteKey;
use crate::scope::Scope;
use crate::source::Span;

/// A valid policy.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(crate) api: Option<String>,
    pub(crate) authorizers: Vec<Authorizer>,
    pub(crate) default_authorizer: Option<usize>,
    pub(crate) routes: Vec<Route>,
    pub(crate) guardrails: Vec<Guardrail>,
    pub(crate) cors: Option<Cors>,
    pub(crate) ambiguous_paths: AmbiguousPaths,
    pub(crate) unset: BTreeSet<String>,
    pub(crate) requirements: BTreeMap<String, Requirement>,
    pub(crate) catalogue: Option<BTreeSet<String>>,
}

impl Policy {
    /// Returns the name of the API.
    pub fn api(&self) -> Option<&str> {
        self.api.as_deref()
    }

    /// Returns the authorizers in the order of the file.
    pub fn authorizers(&self) -> &[Authorizer] {
        &self.authorizers
    }

    /// Returns the authorizer of routes that name none.
    pub fn default_authorizer(&self) -> Option<&Authorizer> {
        self.default_authorizer.and_then(|index| self.authorizers.get(index))
    }

    /// Returns an authorizer by its name.
    pub fn authorizer(&self, name: &str) -> Option<&Authorizer> {
        self.authorizers.iter().find(|one| one.name == name)
    }

    /// Returns the routes in the order of the file.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// Returns the guardrails by name, in byte order.
    pub fn guardrails(&self) -> &[Guardrail] {
        &self.guardrails
    }

    /// Returns what browsers of other origins may do, where the policy says so.
    pub fn cors(&self) -> Option<&Cors> {
        self.cors.as_ref()
    }

    /// Returns how paths that servers read differently are taken.
    pub fn ambiguous_paths(&self) -> AmbiguousPaths {
        self.ambiguous_paths
    }

    /// Returns the named requirements, by name.
    pub fn requirements(&self) -> &BTreeMap<String, Requirement> {
        &self.requirements
    }

    /// Returns the scopes that the policy lists, if it lists any.
    pub fn catalogue(&self) -> Option<&BTreeSet<String>> {
        self.catalogue.as_ref()
    }

    /// Returns the policy with parameters that have no value standing for their own text, as
    /// analyses read it. It decides tokens minted for it, and no others.
    #[must_use]
    pub fn with_unset_as_text(mut self) -> Self {
        self.unset.clear();
        self
    }

    /// Returns the parameters that were left as text for want of a value.
    pub fn unset(&self) -> &BTreeSet<String> {
        &self.unset
    }
}

/// What becomes of a path that proxies and servers read differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AmbiguousPaths {
    /// It is denied before routing.
    #[default]
    Deny,
    /// It is read as API Gateway is known to read it.
    AsGateway,
}

/// What browsers of other origins may do. A preflight that no route takes is answered by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cors {
    /// `*`, `https://*`, `http://*`, or origins.
    pub allow_origins: Vec<String>,
    /// Methods, or `*`.
    pub allow_methods: Vec<String>,
    /// Header names, or `*`.
    pub allow_headers: Vec<String>,
    /// Header names of answers that scripts may read, or `*`.
    pub expose_headers: Vec<String>,
    /// How long a browser may keep the answer to a preflight; -1 for not at all.
    pub max_age_seconds: Option<i64>,
    /// Whether requests may carry cookies and the like.
    pub allow_credentials: bool,
}

/// Whose tokens are taken, and where they are looked for.
#[derive(Clone, Debug)]
pub struct Authorizer {
    /// Its name in the policy.
    pub name: String,
    /// The `iss` of its tokens, compared byte by byte.
    pub issuer: String,
    /// One of these must be in `aud`, or be `client_id` when `aud` is absent.
    pub audience: Vec<String>,
    /// Where the token stands in a request.
    pub identity_source: IdentitySource,
    /// Algorithms taken.
    pub algorithms: Vec<Algorithm>,
    /// Tolerance of clocks, in seconds.
    pub leeway_seconds: i64,
    /// Where its keys come from.
    pub keys: KeySource,
    /// Where its name stands in the file.
    pub span: Span,
}

/// Where an authorizer's keys come from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// `jwks`: in the policy.
    Inline(KeySet),
    /// `jwks_file`: in a file beside the policy.
    File(String),
    /// `jwks_uri`: at an address.
    Uri(String),
    /// From the issuer's discovery document.
    Discovery,
}

/// A route and what it asks for.
#[derive(Clone, Debug)]
pub struct Route {
    /// What it takes.
    pub key: RouteKey,
    /// The key as printed, for reports.
    pub name: String,
    /// What it asks for.
    pub access: Access,
    /// Where its key stands in the file.
    pub span: Span,
}

/// Who may pass a route.
#[derive(Clone, Debug)]
pub enum Access {
    /// Everybody.
    Public,
    /// A token of the authorizer (an index into [`Policy::authorizers`]) that fulfils all.
    Protected {
        /// Whose token.
        authorizer: usize,
        /// What the token must have.
        requirement: Requirement,
    },
}

/// What a token must have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// Scope requirements, all of which hold: the route's own, then those of its `require`.
    pub scopes: Vec<ScopeRequirement>,
    /// Conditions on claims, all of which hold: the route's own, then those of its `require`.
    pub claims: Vec<ClaimCondition>,
}

impl Requirement {
    /// Returns whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty() && self.claims.is_empty()
    }

    /// Goes through all scopes in the order of a challenge.
    pub fn scope_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.scopes.iter().flat_map(|one| one.any_of.iter().chain(&one.all_of)).map(Scope::as_str)
    }
}

/// Scopes with their quantifiers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeRequirement {
    /// The token must have one of these; empty asks for nothing.
    pub any_of: Vec<Scope>,
    /// The token must have each of these.
    pub all_of: Vec<Scope>,
}

/// Writes the scopes as the policy does: `any_of [a b]`.
impl fmt::Display for ScopeRequirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list =
            |scopes: &[Scope]| scopes.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ");
        let (any, all) = (list(&self.any_of), list(&self.all_of));
        match (any.is_empty(), all.is_empty()) {
            (false, true) => write!(f, "any_of [{any}]"),
            (true, _) => write!(f, "all_of [{all}]"),
            (false, false) => write!(f, "any_of [{any}] and all_of [{all}]"),
        }
    }
}

/// A condition laid over all routes.
#[derive(Clone, Debug)]
pub struct Guardrail {
    /// Its name.
    pub name: String,
    /// The paths it is laid over.
    pub paths: Vec<Glob>,
    /// The methods it is laid over.
    pub methods: Vec<Method>,
    /// What it does.
    pub effect: Effect,
    /// Where its name stands in the file.
    pub span: Span,
}

/// What a guardrail does.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Nothing passes.
    Deny,
    /// Only a token of the authorizer that fulfils all passes.
    Require {
        /// Whose token.
        authorizer: usize,
        /// What the token must have.
        requirement: Requirement,
    },
}
