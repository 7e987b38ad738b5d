//! What an invariant of a spec says in its policy's language: paths, methods, a requirement.

use super::checker::Checker;
use super::condition::{Asked, Variables};
use crate::condition::ClaimTest;
use crate::document::{ClaimDocument, PolicyDocument, ScopesDocument};
use crate::glob::Glob;
use crate::method::Method;
use crate::parse::Place;
use crate::policy::{Policy, Requirement};
use crate::route_key::RouteKey;
use crate::spell::{nearest, quote};
use crate::text::{Named, Text};
use crate::{Code, Diagnostic, Diagnostics};

/// The parts of an invariant, as written.
#[derive(Clone, Copy, Debug, Default)]
pub struct InvariantParts<'d> {
    /// Globs of the paths it is about.
    pub paths: Option<&'d Vec<Text>>,
    /// The methods it is about.
    pub methods: Option<&'d Vec<Text>>,
    /// Scopes the token must have.
    pub scopes: Option<&'d ScopesDocument>,
    /// Conditions on claims, all of which must hold.
    pub claims: Option<&'d Named<ClaimDocument>>,
    /// Requirements of the policy, all of which must hold.
    pub require: Option<&'d Vec<Text>>,
}

/// What an invariant is about, and what it asks of every token that is let in there.
#[derive(Clone, Debug)]
pub struct Invariant {
    /// Globs of the paths; none stands for every path.
    pub paths: Vec<Glob>,
    /// The methods.
    pub methods: Vec<Method>,
    /// What the token must have; `path_variable` names a variable of the deciding route.
    pub requirement: Requirement,
}

impl Policy {
    /// Reads the parts of an invariant against the policy's requirements, scopes and variables.
    /// `place` is the invariant's; `asked` is where `scopes`, `claims` and `require` stand.
    /// What is found may hold errors: then the invariant says less than is written.
    pub fn read_invariant(
        &self,
        parts: &InvariantParts<'_>,
        place: Place<'_>,
        asked: Place<'_>,
    ) -> (Invariant, Diagnostics) {
        let empty = PolicyDocument::default();
        let mut checker = Checker::of_policy(self, &empty, place);
        let paths = match parts.paths {
            Some(list) => checker.read_globs(list, place.key("paths")),
            None => Vec::new(),
        };
        let methods = match parts.methods {
            Some(list) => checker.read_methods(list, place.key("methods")),
            None => Method::ALL.to_vec(),
        };
        let own = Asked { scopes: parts.scopes, claims: parts.claims, require: None };
        let mut requirement = checker.read_requirement(&own, asked, Variables::Later);
        // `require: [NAME]` is the short form of `require: { require: [NAME] }`.
        let names = if asked.has("require") { asked.key("require") } else { asked };
        for (index, name) in parts.require.into_iter().flatten().enumerate() {
            match self.requirements.get(&name.0) {
                Some(known) => {
                    requirement.scopes.extend(known.scopes.iter().cloned());
                    requirement.claims.extend(known.claims.iter().cloned());
                }
                None => checker.found.push(self.unknown_requirement(&name.0, names.at(index))),
            }
        }
        let mut found = std::mem::take(&mut checker.found);
        self.check_variables(&requirement, asked, &mut found);
        (Invariant { paths, methods, requirement }, found)
    }

    fn unknown_requirement(&self, name: &str, place: Place<'_>) -> Diagnostic {
        let message = format!("the policy has no requirement {}", quote(name));
        let finding = place.finding(Code::UndefinedRequirement, message);
        match nearest(name, self.requirements.keys().map(String::as_str)) {
            Some(near) => finding.with_help(format!("did you mean {}?", quote(near))),
            None => finding.with_help("define it under the policy's `requirements:`"),
        }
    }

    /// A variable that no route has can never be met.
    fn check_variables(&self, asked: &Requirement, place: Place<'_>, found: &mut Diagnostics) {
        for test in asked.claims.iter().flat_map(|condition| &condition.tests) {
            let ClaimTest::PathVariable(name) = test else { continue };
            let has = |key: &RouteKey| match key {
                RouteKey::Path(_, pattern) => pattern.variables().any(|own| own == name),
                RouteKey::Default => false,
            };
            if !self.routes.iter().any(|route| has(&route.key)) {
                let message = format!("no route of the policy has a variable {}", quote(name));
                found.push(place.finding(Code::UndefinedVariable, message));
            }
        }
    }
}
