//! From a document to a [`Policy`]: every rule of the format that is not about shape.
//!
//! All findings are collected; the policy exists only when none is an error. The rules are listed,
//! code by code, in `policies/README.md`.

use std::collections::{BTreeMap, BTreeSet};

use self::condition::Catalogue;
use self::parameter::Parameters;
use crate::document::{AmbiguousPathsDocument, PolicyDocument};
use crate::parse::{Parsed, Place, parse};
use crate::policy::{AmbiguousPaths, Policy, Requirement};
use crate::spell::{nearest, quote};
use crate::{Code, Diagnostic, Diagnostics, Source};

mod authorizer;
mod condition;
mod guardrail;
mod parameter;
mod reach;
mod route;

/// Values of a policy's parameters, and what to do where one is missing.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Values by name; they win over defaults.
    pub values: BTreeMap<String, String>,
    /// Leaves `${NAME}` as text where no value is known, instead of refusing the policy.
    pub leave_unset: bool,
}

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

/// What a name in the file turned out to be.
enum Lookup {
    /// Defined, at this index of what is valid so far.
    Found(usize),
    /// Defined, but its own definition is wrong: told there.
    Broken,
    /// Not defined: told at the use.
    Undefined,
}

struct Checker<'a> {
    document: &'a PolicyDocument,
    root: Place<'a>,
    found: Diagnostics,
    parameters: Parameters,
    catalogue: Catalogue,
    /// Valid authorizers by name, with their place in the policy.
    authorizers: BTreeMap<String, usize>,
    /// Globs without braces so far, in the whole policy.
    alternatives: usize,
    requirements: BTreeMap<String, Requirement>,
    used_authorizers: BTreeSet<String>,
    used_requirements: BTreeSet<String>,
    /// Nothing of the file was left out for its shape.
    is_whole: bool,
}

impl<'a> Checker<'a> {
    fn new(source: &'a Source, parsed: &'a Parsed<PolicyDocument>, settings: &Settings) -> Self {
        Self {
            document: &parsed.document,
            root: parsed.place(source),
            found: Diagnostics::new(),
            parameters: Parameters::new(&parsed.document, settings),
            catalogue: Catalogue::default(),
            authorizers: BTreeMap::new(),
            alternatives: 0,
            requirements: BTreeMap::new(),
            used_authorizers: BTreeSet::new(),
            used_requirements: BTreeSet::new(),
            is_whole: parsed.found().is_empty(),
        }
    }

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
            ambiguous_paths,
            unset: self.parameters.unset(),
        }
    }

    fn default_authorizer(&mut self) -> Option<Named> {
        let name = self.document.default_authorizer.as_ref()?;
        let place = self.root.key("default_authorizer");
        Some(Named(self.authorizer_index(&name.0, place)))
    }

    /// Finds an authorizer, notes its use, and tells when it is not defined.
    fn authorizer_index(&mut self, name: &str, place: Place<'_>) -> Option<usize> {
        self.used_authorizers.insert(name.to_owned());
        let lookup = match self.authorizers.get(name) {
            Some(index) => Lookup::Found(*index),
            None if self.found.is_full() => Lookup::Broken,
            None if self.defined("authorizers", name) => Lookup::Broken,
            None => Lookup::Undefined,
        };
        match lookup {
            Lookup::Found(index) => return Some(index),
            Lookup::Broken => {}
            Lookup::Undefined => {
                let finding = self.undefined(place, Code::UndefinedAuthorizer, "authorizer", name);
                self.found.push(finding);
            }
        }
        None
    }

    fn defined(&self, section: &str, name: &str) -> bool {
        self.root.has(section) && self.root.key(section).names().any(|own| own == name)
    }

    /// A name that leads nowhere, with the one that was probably meant.
    fn undefined(&self, place: Place<'_>, code: Code, what: &str, name: &str) -> Diagnostic {
        let finding = place.finding(code, format!("no {what} is named {}", quote(name)));
        let section = format!("{what}s");
        if !self.root.has(&section) {
            return finding.with_help(format!("define it under `{section}:`"));
        }
        let section = self.root.key(&section);
        match nearest(name, section.names()) {
            Some(near) => {
                let line = place.source().start(section.key(near).key_span()).line;
                finding.with_help(format!("did you mean `{near}`, defined on line {line}?"))
            }
            None => finding.with_help(format!("define it under `{what}s:`")),
        }
    }

    /// Tells of an empty list or map that would ask for nothing.
    fn refuse_empty(&mut self, is_empty: bool, place: Place<'_>, what: &str) {
        if is_empty {
            let finding = place.finding(Code::EmptyList, format!("{what} is empty"));
            self.found.push(finding.with_help("say what is meant, or delete the key"));
        }
    }

    /// Names are shown in reports: they are not empty and have no blanks around them.
    fn check_name(&mut self, name: &str, place: Place<'_>, what: &str) {
        if name.is_empty() || name.trim() != name {
            let message = format!("{} is no name of {what}", quote(name));
            let finding = place.key_finding(Code::InvalidName, message);
            self.found.push(finding.with_help("a name is a text without blanks around it"));
        }
    }

    fn warn_of_unused(&mut self) {
        let root = self.root;
        let mut warn = |section: &str, code, what: &str, used: &dyn Fn(&str) -> bool| {
            let place = root.key(section);
            let names = place.names().enumerate().filter(|_| root.has(section));
            for (index, name) in names.filter(|(_, name)| !used(name)) {
                let message = format!("nothing uses the {what} {}", quote(name));
                self.found.push(place.at(index).key_finding(code, message));
            }
        };
        let used = &self.used_authorizers;
        warn("authorizers", Code::UnusedAuthorizer, "authorizer", &|name| used.contains(name));
        let used = &self.used_requirements;
        warn("requirements", Code::UnusedRequirement, "requirement", &|name| used.contains(name));
        let used = self.catalogue.used();
        warn("scopes", Code::UnusedScope, "scope", &|name| used.contains(name));
        let used = self.parameters.used();
        warn("parameters", Code::UnusedParameter, "parameter", &|name| used.contains(name));
    }

    /// API Gateway's quotas page; a policy over them is valid, its API cannot be deployed.
    fn warn_of_quota(&mut self, place: Place<'_>, count: usize, most: usize, what: &str) {
        if count > most {
            let message = format!("{count} {what}; API Gateway's quota is {most}");
            self.found.push(place.key_finding(Code::QuotaExceeded, message));
        }
    }
}

/// An authorizer that was named, whether or not it is valid.
#[derive(Clone, Copy)]
struct Named(Option<usize>);

impl Named {
    fn index(self) -> Option<usize> {
        self.0
    }
}
