//! Guardrails: globs, methods, and what they deny or ask for.

use super::checker::{Checker, Named};
use super::condition::{Asked, Variables};
use crate::Code;
use crate::document::GuardrailDocument;
use crate::glob::{Glob, GlobError};
use crate::method::{Method, RouteMethod};
use crate::parse::Place;
use crate::policy::{Effect, Guardrail};
use crate::route_key::route_method;
use crate::text::Text;

/// Globs without braces that one policy may hold: each is compiled.
const MOST_ALTERNATIVES: usize = 20_000;

impl Checker<'_> {
    pub(super) fn read_guardrails(&mut self, default: Option<Named>) -> Vec<Guardrail> {
        let section = self.root.key("guardrails");
        let mut guardrails = Vec::new();
        for entry in &self.document.guardrails {
            let place = section.at(entry.index);
            self.check_name(&entry.name, place, "a guardrail");
            let paths = self.read_globs(&entry.value.paths, place.key("paths"));
            let methods = match &entry.value.methods {
                Some(list) => self.read_methods(list, place.key("methods")),
                None => Method::ALL.to_vec(),
            };
            let effect = self.read_effect(&entry.value, place, default);
            let (name, span) = (entry.name.clone(), place.key_span());
            guardrails.push(Guardrail { name, paths, methods, effect, span });
        }
        // Of several that deny, the first by name is reported.
        guardrails.sort_by(|a, b| a.name.cmp(&b.name));
        guardrails
    }

    pub(super) fn read_globs(&mut self, list: &[Text], place: Place<'_>) -> Vec<Glob> {
        self.refuse_empty(list.is_empty(), place, "`paths`");
        let mut globs = Vec::new();
        for (index, text) in list.iter().enumerate() {
            globs.extend(self.read_glob(&text.0, place.at(index), Glob::path));
        }
        globs
    }

    /// Compiles a glob, unless those before it have used up what one policy may ask for.
    pub(super) fn read_glob(
        &mut self,
        text: &str,
        place: Place<'_>,
        compile: fn(&str) -> Result<Glob, GlobError>,
    ) -> Option<Glob> {
        if self.alternatives > MOST_ALTERNATIVES {
            return None;
        }
        let error = match compile(text) {
            Ok(glob) => {
                self.alternatives += glob.alternatives().len();
                if self.alternatives <= MOST_ALTERNATIVES {
                    return Some(glob);
                }
                let message = "the globs up to here stand for more than 20000 without braces";
                GlobError { message: message.to_owned(), help: "use fewer braces" }
            }
            Err(error) => error,
        };
        self.found.push(place.finding(Code::InvalidGlob, error.message).with_help(error.help));
        None
    }

    pub(super) fn read_methods(&mut self, list: &[Text], place: Place<'_>) -> Vec<Method> {
        self.refuse_empty(list.is_empty(), place, "`methods`");
        let mut methods = Vec::new();
        for (index, text) in list.iter().enumerate() {
            let (message, help) = match route_method(&text.0) {
                Ok(RouteMethod::Only(method)) => {
                    methods.push(method);
                    continue;
                }
                Ok(RouteMethod::Any) => (
                    "`ANY` is no method here".to_owned(),
                    "leave `methods` out: without it, every method is meant".to_owned(),
                ),
                Err(error) => (error.message, error.help),
            };
            let finding = place.at(index).finding(Code::InvalidMethod, message);
            self.found.push(finding.with_help(help));
        }
        methods
    }

    fn read_effect(
        &mut self,
        document: &GuardrailDocument,
        place: Place<'_>,
        default: Option<Named>,
    ) -> Effect {
        let asked = Asked {
            scopes: document.scopes.as_ref(),
            claims: document.claims.as_ref(),
            require: document.require.as_ref(),
        };
        let asks =
            ["authorizer", "scopes", "claims", "require"].into_iter().find(|key| place.has(key));
        if let Some(deny) = document.deny {
            self.must_be_true(deny, place.key("deny"), "deny");
            if let Some(beside) = asks {
                let message = format!("`{beside}` beside `deny` is never asked for");
                let finding = place.key(beside).key_finding(Code::DenyWithRequirement, message);
                let deny = place.key("deny").key_span();
                let finding = finding.with_related(place.source(), deny, "denied here");
                self.found.push(finding.with_help(format!("delete `deny` or `{beside}`")));
            }
            return Effect::Deny;
        }
        if asks.is_none() {
            let message = "the guardrail neither denies nor asks for anything";
            let finding = place.key_finding(Code::GuardrailWithoutEffect, message);
            self.found.push(
                finding
                    .with_help("add `deny: true`, `scopes`, `claims`, `require` or `authorizer`"),
            );
        }
        let requirement = self.read_requirement(&asked, place, Variables::Guardrail);
        let authorizer = match (&document.authorizer, default) {
            (Some(name), _) => self.authorizer_index(&name.0, place.key("authorizer")),
            (None, Some(default)) => default.index(),
            (None, None) if asks.is_none() => None,
            (None, None) => {
                let message = "the guardrail does not say whose tokens can fulfil it";
                let finding = place.key_finding(Code::NoAuthorizer, message);
                self.found.push(
                    finding
                        .with_help("add `authorizer: NAME`, or a top-level `default_authorizer`"),
                );
                None
            }
        };
        Effect::Require { authorizer: authorizer.unwrap_or(usize::MAX), requirement }
    }
}
