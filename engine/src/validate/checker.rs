//! What is known while a policy is validated, and what the rules share.

use std::collections::{BTreeMap, BTreeSet};

use super::parameter::{Parameters, Settings};
use crate::document::PolicyDocument;
use crate::parse::{Parsed, Place};
use crate::policy::{Policy, Requirement};
use crate::spell::{nearest, quote};
use crate::{Code, Diagnostic, Diagnostics, Source};

/// What a name in the file turned out to be.
enum Lookup {
    /// Defined, at this index of what is valid so far.
    Found(usize),
    /// Defined, but its own definition is wrong: told there.
    Broken,
    /// Not defined: told at the use.
    Undefined,
}

/// The scopes that the policy lists, if it lists any.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub(super) listed: Option<BTreeSet<String>>,
    pub(super) used: BTreeSet<String>,
}

impl Catalogue {
    pub(super) fn used(&self) -> &BTreeSet<String> {
        &self.used
    }
}

pub(super) struct Checker<'a> {
    pub(super) document: &'a PolicyDocument,
    pub(super) root: Place<'a>,
    pub(super) found: Diagnostics,
    pub(super) parameters: Parameters,
    pub(super) catalogue: Catalogue,
    /// Valid authorizers by name, with their place in the policy.
    pub(super) authorizers: BTreeMap<String, usize>,
    /// Globs without braces so far, in the whole policy.
    pub(super) alternatives: usize,
    pub(super) requirements: BTreeMap<String, Requirement>,
    pub(super) used_authorizers: BTreeSet<String>,
    pub(super) used_requirements: BTreeSet<String>,
    /// Nothing of the file was left out for its shape.
    pub(super) is_whole: bool,
}

impl<'a> Checker<'a> {
    pub(super) fn new(
        source: &'a Source,
        parsed: &'a Parsed<PolicyDocument>,
        settings: &Settings,
    ) -> Self {
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

    /// Takes up a policy that is valid, to read what another file says in its language.
    pub(super) fn of_policy(policy: &Policy, empty: &'a PolicyDocument, root: Place<'a>) -> Self {
        let listed = policy.catalogue().cloned();
        Self {
            document: empty,
            root,
            found: Diagnostics::new(),
            parameters: Parameters::new(empty, &Settings::default()),
            catalogue: Catalogue { listed, ..Catalogue::default() },
            authorizers: BTreeMap::new(),
            alternatives: 0,
            requirements: policy.requirements().clone(),
            used_authorizers: BTreeSet::new(),
            used_requirements: BTreeSet::new(),
            is_whole: true,
        }
    }

    pub(super) fn default_authorizer(&mut self) -> Option<Named> {
        let name = self.document.default_authorizer.as_ref()?;
        let place = self.root.key("default_authorizer");
        Some(Named(self.authorizer_index(&name.0, place)))
    }

    /// Finds an authorizer, notes its use, and tells when it is not defined.
    pub(super) fn authorizer_index(&mut self, name: &str, place: Place<'_>) -> Option<usize> {
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

    pub(super) fn defined(&self, section: &str, name: &str) -> bool {
        self.root.has(section) && self.root.key(section).names().any(|own| own == name)
    }

    /// A name that leads nowhere, with the one that was probably meant.
    pub(super) fn undefined(
        &self,
        place: Place<'_>,
        code: Code,
        what: &str,
        name: &str,
    ) -> Diagnostic {
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
    pub(super) fn refuse_empty(&mut self, is_empty: bool, place: Place<'_>, what: &str) {
        if is_empty {
            let finding = place.finding(Code::EmptyList, format!("{what} is empty"));
            self.found.push(finding.with_help("say what is meant, or delete the key"));
        }
    }

    /// Names are shown in reports: they are not empty and have no blanks around them.
    pub(super) fn check_name(&mut self, name: &str, place: Place<'_>, what: &str) {
        if name.is_empty() || name.trim() != name {
            let message = format!("{} is no name of {what}", quote(name));
            let finding = place.key_finding(Code::InvalidName, message);
            self.found.push(finding.with_help("a name is a text without blanks around it"));
        }
    }

    pub(super) fn warn_of_unused(&mut self) {
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
    pub(super) fn warn_of_quota(
        &mut self,
        place: Place<'_>,
        count: usize,
        most: usize,
        what: &str,
    ) {
        if count > most {
            let message = format!("{count} {what}; API Gateway's quota is {most}");
            self.found.push(place.key_finding(Code::QuotaExceeded, message));
        }
    }
}

/// An authorizer that was named, whether or not it is valid.
#[derive(Clone, Copy)]
pub(super) struct Named(Option<usize>);

impl Named {
    pub(super) fn index(self) -> Option<usize> {
        self.0
    }
}
