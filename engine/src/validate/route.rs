//! Routes: their keys, who may pass, and that no two are one.

use std::collections::HashMap;

use super::checker::{Checker, Named};
use super::condition::{Asked, Variables};
use crate::Code;
use crate::document::RouteDocument;
use crate::method::RouteMethod;
use crate::parse::Place;
use crate::path_pattern::{PathPattern, Segment, Shape};
use crate::policy::{Access, Route};
use crate::route_key::RouteKey;
use crate::source::Span;
use crate::spell::quote;

impl Checker<'_> {
    pub(super) fn read_routes(&mut self, default: Option<Named>) -> Vec<Route> {
        let section = self.root.key("routes");
        let mut routes = Vec::new();
        let keys: Vec<_> =
            self.document.routes.iter().map(|entry| entry.name.parse::<RouteKey>()).collect();
        let mut shapes: HashMap<(RouteMethod, Shape<'_>), Span> = HashMap::new();
        for (entry, key) in self.document.routes.iter().zip(&keys) {
            let place = section.at(entry.index);
            let key = match key {
                Ok(key) => key,
                Err(error) => {
                    let finding = place.key_finding(Code::InvalidRouteKey, error.message.as_str());
                    self.found.push(finding.with_help(error.help.as_str()));
                    continue;
                }
            };
            if let RouteKey::Path(method, pattern) = key {
                self.warn_of_literals(pattern, place);
                let shape = (*method, pattern.shape());
                if let Some(first) = shapes.get(&shape) {
                    let message = format!(
                        "{} takes the same requests as an earlier route",
                        quote(&entry.name)
                    );
                    let finding = place.key_finding(Code::DuplicateRoute, message);
                    let finding = finding.with_related(place.source(), *first, "the earlier one");
                    self.found
                        .push(finding.with_help("names of variables do not tell routes apart"));
                } else {
                    shapes.insert(shape, place.key_span());
                }
            }
            let access = self.read_access(key, &entry.value, place, default);
            if let Access::Protected { requirement, .. } = &access {
                let count = requirement.scope_names().count();
                self.warn_of_quota(place, count, 10, "scopes on a route");
            }
            let (name, key) = (key.to_string(), key.clone());
            routes.push(Route { name, key, access, span: place.key_span() });
        }
        self.warn_of_quota(section, routes.len(), 300, "routes");
        routes
    }

    fn read_access(
        &mut self,
        key: &RouteKey,
        document: &RouteDocument,
        place: Place<'_>,
        default: Option<Named>,
    ) -> Access {
        let asked = Asked {
            scopes: document.scopes.as_ref(),
            claims: document.claims.as_ref(),
            require: document.require.as_ref(),
        };
        if let Some(public) = document.public {
            self.must_be_true(public, place.key("public"), "public");
            let keys = ["authorizer", "scopes", "claims", "require"];
            if let Some(beside) = keys.into_iter().find(|key| place.has(key)) {
                let message = format!("`{beside}` on a public route is never asked for");
                let finding = place.key(beside).key_finding(Code::PublicWithRequirement, message);
                let public = place.key("public").key_span();
                let finding = finding.with_related(place.source(), public, "public here");
                self.found.push(finding.with_help(format!("delete `public` or `{beside}`")));
            }
            if public {
                return Access::Public;
            }
        }
        let pattern = match key {
            RouteKey::Path(_, pattern) => Some(pattern),
            RouteKey::Default => None,
        };
        let requirement = self.read_requirement(&asked, place, Variables::Route(pattern));
        let authorizer = match (&document.authorizer, default) {
            (Some(name), _) => self.authorizer_index(&name.0, place.key("authorizer")),
            (None, Some(default)) => default.index(),
            (None, None) if document.public.is_some() => None,
            (None, None) => {
                let message =
                    format!("{key} says neither `public: true` nor whose tokens it takes");
                let finding = place.key_finding(Code::NoAuthorizer, message);
                let help =
                    "add `public: true`, `authorizer: NAME`, or a top-level `default_authorizer`";
                self.found.push(finding.with_help(help));
                None
            }
        };
        // Without an index there was an error, and no policy is made of this.
        Access::Protected { authorizer: authorizer.unwrap_or(usize::MAX), requirement }
    }

    /// `public` and `deny` say something or are not there.
    pub(super) fn must_be_true(&mut self, value: bool, place: Place<'_>, key: &str) {
        if !value {
            let finding = place.finding(Code::MustBeTrue, format!("`{key}: false` is not taken"));
            self.found.push(finding.with_help(format!("delete `{key}`")));
        }
    }

    fn warn_of_literals(&mut self, pattern: &PathPattern, place: Place<'_>) {
        for segment in pattern.segments() {
            let Segment::Literal(text) = segment else { continue };
            let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '_' | '-');
            if let Some(sign) = text.chars().find(|sign| !usual(*sign)) {
                let message =
                    format!("API Gateway refuses {} in a literal", quote(&sign.to_string()));
                self.found.push(place.key_finding(Code::UnusualLiteral, message));
            } else if let Some(name) = text.strip_prefix(':').filter(|name| !name.is_empty()) {
                let message = format!("{} is a literal, not a variable", quote(text));
                let finding = place.key_finding(Code::UnusualLiteral, message);
                self.found.push(finding.with_help(format!("a variable is written `{{{name}}}`")));
            }
        }
    }
}
