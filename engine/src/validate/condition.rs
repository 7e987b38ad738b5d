//! Scopes, claims and requirements, wherever a policy asks for them.

use super::checker::Checker;
use crate::claims::ClaimPath;
use crate::condition::{ClaimCondition, ClaimTest};
use crate::document::{ClaimDocument, OperatorsDocument, ScopesDocument};
use crate::glob::Glob;
use crate::parse::Place;
use crate::path_pattern::PathPattern;
use crate::policy::{Requirement, ScopeRequirement};
use crate::scope::Scope;
use crate::spell::{nearest, quote};
use crate::text::{Named, Scalar, Text};
use crate::{Code, Diagnostic};

/// Whose variables a condition may name.
#[derive(Clone, Copy)]
pub(super) enum Variables<'p> {
    /// Of a route with this pattern; `$default` has none.
    Route(Option<&'p PathPattern>),
    /// A guardrail has no route.
    Guardrail,
    /// A requirement is judged where it is used.
    Later,
}

/// What stands under `scopes`, `claims` and `require`.
pub(super) struct Asked<'d> {
    pub(super) scopes: Option<&'d ScopesDocument>,
    pub(super) claims: Option<&'d Named<ClaimDocument>>,
    pub(super) require: Option<&'d Vec<Text>>,
}

impl Asked<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.scopes.is_none() && self.claims.is_none() && self.require.is_none()
    }
}

impl Checker<'_> {
    pub(super) fn read_catalogue(&mut self) {
        let Some(scopes) = &self.document.scopes else { return };
        let section = self.root.key("scopes");
        self.refuse_empty(section.names().next().is_none(), section, "the catalogue `scopes`");
        for entry in scopes {
            let place = section.at(entry.index);
            self.read_scope(&entry.name, place.key_finding(Code::InvalidScope, ""));
            self.warn_of_long_scope(&entry.name, place.key_finding(Code::LongScope, ""));
        }
        self.catalogue.listed = Some(section.names().map(str::to_owned).collect());
    }

    pub(super) fn read_requirements(&mut self) {
        let section = self.root.key("requirements");
        for entry in &self.document.requirements {
            let place = section.at(entry.index);
            self.check_name(&entry.name, place, "a requirement");
            let (scopes, claims) = (entry.value.scopes.as_ref(), entry.value.claims.as_ref());
            let asked = Asked { scopes, claims, require: None };
            self.refuse_empty(asked.is_empty(), place, "the requirement");
            let requirement = self.read_requirement(&asked, place, Variables::Later);
            self.requirements.insert(entry.name.clone(), requirement);
        }
    }

    /// Reads what a place asks for: its own scopes and claims, then those of its requirements.
    pub(super) fn read_requirement(
        &mut self,
        asked: &Asked<'_>,
        place: Place<'_>,
        variables: Variables<'_>,
    ) -> Requirement {
        let mut requirement = Requirement::default();
        if let Some(scopes) = asked.scopes {
            requirement.scopes.push(self.read_scopes(scopes, place.key("scopes")));
        }
        if let Some(claims) = asked.claims {
            let place = place.key("claims");
            self.refuse_empty(place.names().next().is_none(), place, "`claims`");
            for entry in claims {
                let place = place.at(entry.index);
                let condition = self.read_claim(&entry.name, &entry.value, place, variables);
                requirement.claims.extend(condition);
            }
        }
        if let Some(names) = asked.require {
            let place = place.key("require");
            self.refuse_empty(names.is_empty(), place, "`require`");
            for (index, name) in names.iter().enumerate() {
                self.add_named(&name.0, place.at(index), variables, &mut requirement);
            }
        }
        requirement
    }

    fn add_named(
        &mut self,
        name: &str,
        place: Place<'_>,
        variables: Variables<'_>,
        to: &mut Requirement,
    ) {
        self.used_requirements.insert(name.to_owned());
        let Some(named) = self.requirements.get(name).cloned() else {
            if !self.found.is_full() && !self.defined("requirements", name) {
                let code = Code::UndefinedRequirement;
                let finding = self.undefined(place, code, "requirement", name);
                self.found.push(finding);
            }
            return;
        };
        for test in named.claims.iter().flat_map(|condition| &condition.tests) {
            if let ClaimTest::PathVariable(variable) = test {
                self.check_variable(variable, place, variables);
            }
        }
        to.scopes.extend(named.scopes);
        to.claims.extend(named.claims);
    }

    fn read_scopes(&mut self, document: &ScopesDocument, place: Place<'_>) -> ScopeRequirement {
        match document {
            ScopesDocument::One(text) => {
                let any_of = self.use_scope(&text.0, place).into_iter().collect();
                ScopeRequirement { any_of, ..ScopeRequirement::default() }
            }
            ScopesDocument::List(list) => {
                self.refuse_empty(list.is_empty(), place, "`scopes`");
                if list.len() > 1 {
                    let message = "a list of scopes does not say whether one or all are asked for";
                    let names: Vec<&str> = list.iter().map(|text| text.0.as_str()).collect();
                    let names = names.join(", ");
                    let help = format!(
                        "write `{{ any_of: [{names}] }}` (as API Gateway) or `{{ all_of: [{names}] }}`"
                    );
                    self.found.push(place.finding(Code::AmbiguousScopes, message).with_help(help));
                }
                let any_of = self.use_scopes(list, place);
                ScopeRequirement { any_of, ..ScopeRequirement::default() }
            }
            ScopesDocument::Quantified(map) => {
                self.refuse_empty(map.any_of.is_none() && map.all_of.is_none(), place, "`scopes`");
                let mut read = |list: &Option<Vec<Text>>, key: &str| {
                    let Some(list) = list else { return Vec::new() };
                    let place = place.key(key);
                    self.refuse_empty(list.is_empty(), place, &format!("`{key}`"));
                    self.use_scopes(list, place)
                };
                let any_of = read(&map.any_of, "any_of");
                let all_of = read(&map.all_of, "all_of");
                ScopeRequirement { any_of, all_of }
            }
        }
    }

    fn use_scopes(&mut self, list: &[Text], place: Place<'_>) -> Vec<Scope> {
        let items = list.iter().enumerate();
        items.filter_map(|(index, text)| self.use_scope(&text.0, place.at(index))).collect()
    }

    fn use_scope(&mut self, text: &str, place: Place<'_>) -> Option<Scope> {
        let scope = self.read_scope(text, place.finding(Code::InvalidScope, ""))?;
        self.catalogue.used.insert(text.to_owned());
        match &self.catalogue.listed {
            None => self.warn_of_long_scope(text, place.finding(Code::LongScope, "")),
            Some(listed) if listed.contains(text) || self.found.is_full() => {}
            Some(listed) => {
                let message = format!("the catalogue does not list the scope {}", quote(text));
                let help = match nearest(text, listed.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "add it under the top-level `scopes:`, with what it is for".to_owned(),
                };
                let finding = place.finding(Code::UndefinedScope, message);
                self.found.push(finding.with_help(help));
            }
        }
        Some(scope)
    }

    fn read_scope(&mut self, text: &str, mut finding: Diagnostic) -> Option<Scope> {
        let scope = text.parse();
        if scope.is_err() {
            finding.message = format!("{} is no scope", quote(text));
            let help =
                "a scope is visible ASCII without space, `\"` and `\\` (RFC 6749 section 3.3)";
            self.found.push(finding.with_help(help));
        }
        scope.ok()
    }

    fn warn_of_long_scope(&mut self, text: &str, mut finding: Diagnostic) {
        if text.chars().count() > 64 {
            finding.message = format!("the scope has {} characters", text.chars().count());
            self.found.push(finding.with_help("API Gateway's schema takes at most 64"));
        }
    }

    fn read_claim(
        &mut self,
        name: &str,
        document: &ClaimDocument,
        place: Place<'_>,
        variables: Variables<'_>,
    ) -> Option<ClaimCondition> {
        let claim = name.parse::<ClaimPath>();
        if claim.is_err() {
            let message = format!("{} names no claim", quote(name));
            let finding = place.key_finding(Code::InvalidClaimName, message);
            let help =
                "write the claim's name, or a JSON Pointer like `/realm_access/roles` (RFC 6901)";
            self.found.push(finding.with_help(help));
        }
        let tests = match document {
            ClaimDocument::Equals(scalar) => vec![ClaimTest::Equals(scalar.0.clone())],
            ClaimDocument::Operators(operators) => self.read_operators(operators, place, variables),
        };
        claim.ok().map(|claim| ClaimCondition { claim, tests })
    }

    fn read_operators(
        &mut self,
        operators: &OperatorsDocument,
        place: Place<'_>,
        variables: Variables<'_>,
    ) -> Vec<ClaimTest> {
        let mut tests = Vec::new();
        self.refuse_empty(place.names().next().is_none(), place, "the condition");
        let values = |list: &[Scalar]| list.iter().map(|scalar| scalar.0.clone()).collect();
        let lists = [
            ("any_of", &operators.any_of, ClaimTest::AnyOf as fn(Vec<_>) -> ClaimTest),
            ("all_of", &operators.all_of, ClaimTest::AllOf),
            ("none_of", &operators.none_of, ClaimTest::NoneOf),
        ];
        for (key, list, test) in lists {
            if let Some(list) = list {
                self.refuse_empty(list.is_empty(), place.key(key), &format!("`{key}`"));
                tests.push(test(values(list)));
            }
        }
        tests.extend(operators.equals.as_ref().map(|scalar| ClaimTest::Equals(scalar.0.clone())));
        tests.extend(operators.at_least.map(|number| ClaimTest::AtLeast(number.0)));
        tests.extend(operators.at_most.map(|number| ClaimTest::AtMost(number.0)));
        tests.extend(operators.present.map(ClaimTest::Present));
        if let Some(text) = &operators.glob {
            let glob = self.read_glob(&text.0, place.key("glob"), Glob::any);
            tests.extend(glob.map(ClaimTest::Glob));
        }
        if let Some(name) = &operators.path_variable {
            self.check_variable(&name.0, place.key("path_variable"), variables);
            tests.push(ClaimTest::PathVariable(name.0.clone()));
        }
        tests
    }

    fn check_variable(&mut self, name: &str, place: Place<'_>, variables: Variables<'_>) {
        let pattern = match variables {
            Variables::Later => return,
            Variables::Guardrail => {
                let message = format!("a guardrail has no route, so no variable {}", quote(name));
                let finding = place.finding(Code::VariableInGuardrail, message);
                self.found.push(finding.with_help("ask for it on the routes"));
                return;
            }
            Variables::Route(pattern) => pattern,
        };
        let known: Vec<&str> = pattern.into_iter().flat_map(PathPattern::variables).collect();
        if !known.contains(&name) {
            let message = format!("the route has no variable {}", quote(name));
            let finding = place.finding(Code::UndefinedVariable, message);
            let help = match known.as_slice() {
                [] => "the route has no variables at all".to_owned(),
                some => format!("its variables: {}", some.join(", ")),
            };
            self.found.push(finding.with_help(help));
        }
    }
}
