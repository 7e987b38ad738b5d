//! Routes whose access is not what it looks like.

use std::collections::{BTreeMap, BTreeSet};

use engine::spell::quote;
use engine::{Code, Diagnostics, Method, PathPattern, RouteKey, RouteMethod};

use super::authorizers::{is_cognito, used};
use crate::import::model::{Access, Api, Issuing, Reach, Route};
use crate::import::project::Project;

pub(super) fn lint(project: &Project, issuing: &Issuing, api: &Api, found: &mut Diagnostics) {
    let any_protected =
        api.routes.iter().any(|route| matches!(route.access, Access::Protected { .. }));
    let open = open_preflight(api);
    let everything = "/{all+}"
        .parse::<PathPattern>()
        .map_or_else(|_| String::new(), |all| all.shape().to_string());
    for route in &api.routes {
        let name = quote(&route.reach.to_string());
        let mut tell = |code, message: String, help: &str| {
            found.push(project.finding(route.place, code, message).with_help(help));
        };
        match &route.access {
            Access::Public { idle_scopes, .. } => {
                if idle_scopes.is_some() {
                    let message = format!("the route {name} has scopes and asks for no token");
                    let help = "write `AuthorizationType: JWT`: deployment refuses scopes on \
                                other types";
                    tell(Code::ScopesWithoutJwt, message, help);
                }
                if any_protected && !is_preflight(route) {
                    let message = format!("the route {name} is open beside protected ones");
                    let help = "when it should be, nothing is to do; API Gateway opens every \
                                route that does not ask for an authorizer";
                    tell(Code::OpenBesideProtected, message, help);
                }
            }
            Access::Protected { .. } if swallows_preflight(route, &open, &everything) => {
                let message = format!("the route {name} asks CORS preflight requests for a token");
                let help = "add an OPTIONS route of the same path without an authorizer: a \
                            browser sends no token with OPTIONS (API Gateway, CORS)";
                tell(Code::PreflightNeedsToken, message, help);
            }
            Access::Protected { .. } | Access::Absent { .. } | Access::Refused(_) => {}
        }
    }
    id_tokens(project, issuing, api, found);
}

fn is_preflight(route: &Route) -> bool {
    let options = RouteMethod::Only(Method::Options);
    matches!(&route.reach, Reach::Key(RouteKey::Path(method, _)) if *method == options)
}

/// The shapes of paths whose preflight is open.
fn open_preflight(api: &Api) -> BTreeSet<String> {
    let open = api.routes.iter().filter(|route| matches!(route.access, Access::Public { .. }));
    open.filter(|route| is_preflight(route))
        .filter_map(|route| match &route.reach {
            Reach::Key(RouteKey::Path(_, path)) => Some(path.shape().to_string()),
            Reach::Key(RouteKey::Default) | Reach::Unclear { .. } => None,
        })
        .collect()
}

/// `ANY` and `$default` take OPTIONS, too, unless an open route of their path does.
fn swallows_preflight(route: &Route, open: &BTreeSet<String>, everything: &str) -> bool {
    match &route.reach {
        Reach::Key(RouteKey::Default) => !open.contains(everything),
        Reach::Key(RouteKey::Path(RouteMethod::Any, path)) => {
            !open.contains(&path.shape().to_string())
        }
        Reach::Key(RouteKey::Path(RouteMethod::Only(_), _)) | Reach::Unclear { .. } => false,
    }
}

/// An ID token's `aud` is the app client: without scopes nothing tells it from an access token.
fn id_tokens(project: &Project, issuing: &Issuing, api: &Api, found: &mut Diagnostics) {
    let mut by_authorizer: BTreeMap<&str, Vec<&Route>> = BTreeMap::new();
    for route in &api.routes {
        match &route.access {
            Access::Protected { authorizer, scopes, .. } if scopes.is_empty() => {
                by_authorizer.entry(authorizer).or_default().push(route);
            }
            Access::Protected { .. }
            | Access::Public { .. }
            | Access::Absent { .. }
            | Access::Refused(_) => {}
        }
    }
    for authorizer in used(api).filter(|one| is_cognito(one, issuing)) {
        let Some(unscoped) = by_authorizer.get(authorizer.name.as_str()) else { continue };
        let Some(first) = unscoped.first() else { continue };
        let name = quote(&first.reach.to_string());
        let message = match unscoped.len() {
            1 => format!("the route {name} asks for no scope: ID tokens pass it, too"),
            many => format!("{name} and {} more ask for no scope: ID tokens pass, too", many - 1),
        };
        let finding = project.finding(first.place, Code::IdTokenPasses, message);
        found.push(finding.with_help("a scope is what only access tokens have (Cognito)"));
    }
}
