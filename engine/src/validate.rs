//! From a document to a [`Policy`]: every rule of the format that is not about shape.
//!
//! All findings are collected; the policy exists only when none is an error. The rules are listed,
//! code by code, in `policies/README.md`.

use self::checker::{Checker, Named};
pub use self::invariant::{Invariant, InvariantParts};
pub use self::parameter::Settings;
use crate::document::{AmbiguousPathsDocument, PolicyDocument};
use crate::parse::{Parsed, parse};
use crate::policy::{AmbiguousPaths, Policy};
use crate::{Code, Diagnostics, Source};

mod authorizer;
mod checker;
mod condition;
mod cors;
mod guardrail;
mod invariant;
mod parameter;
mod placement;
mod reach;
mod route;
mod takers;
mod unreached;

/// A valid policy and what its author should know.
#[derive(Clone, Debug)]
pub struct Validated {
    /// The policy.
    pub policy: Policy,
    /// Warnings, sorted by place.
    pub warnings: Diagnostics,
}

impl Policy {
    /// Reads and validates a policy.
    ///
    /// # Errors
    /// Every mistake of the file, sorted by place; warnings come along.
    pub fn from_source(source: &Source, settings: &Settings) -> Result<Validated, Diagnostics> {
        let parsed = parse::<PolicyDocument>(source)?;
        Self::validate(source, &parsed, settings)
    }

    /// Validates a policy that has been read from the same source.
    ///
    /// # Errors
    /// As [`Policy::from_source`].
    pub fn validate(
        source: &Source,
        parsed: &Parsed<PolicyDocument>,
        settings: &Settings,
    ) -> Result<Validated, Diagnostics> {
        let mut checker = Checker::new(source, parsed, settings);
        let policy = checker.policy();
        let Checker { mut found, .. } = checker;
        found.extend(parsed.found().clone());
        let found = found.sorted();
        if found.has_errors() { Err(found) } else { Ok(Validated { policy, warnings: found }) }
    }
}

impl Checker<'_> {
    fn policy(&mut self) -> Policy {
        let document = self.document;
        if document.version != 1 {
            let message = format!("version {} of the format is unknown", document.version);
            let finding = self.root.key("version").finding(Code::WrongVersion, message);
            self.found.push(finding.with_help("this program reads `version: 1`"));
        }
        self.check_parameters();
        self.read_catalogue();
        let authorizers = self.read_authorizers();
        let default_authorizer = self.default_authorizer();
        self.read_requirements();
        let routes = self.read_routes(default_authorizer);
        let guardrails = self.read_guardrails(default_authorizer);
        let cors = self.read_cors();
        let ambiguous_paths = match document.ambiguous_paths {
            None | Some(AmbiguousPathsDocument::Deny) => AmbiguousPaths::Deny,
            Some(AmbiguousPathsDocument::AsGateway) => AmbiguousPaths::AsGateway,
        };
        // Where a part is broken, nobody knows what it uses or reaches.
        if !self.found.has_errors() && self.is_whole {
            self.warn_of_reach(&routes, &guardrails, ambiguous_paths);
            self.warn_of_unused();
        }
        Policy {
            api: document.api.as_ref().map(|text| text.0.clone()),
            authorizers,
            default_authorizer: default_authorizer.and_then(Named::index),
            routes,
            guardrails,
            cors,
            ambiguous_paths,
            unset: self.parameters.unset(),
            requirements: std::mem::take(&mut self.requirements),
            catalogue: self.catalogue.listed.take(),
        }
    }
}
