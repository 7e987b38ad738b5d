//! Scopes that no resource server of the template defines, or no client of it may get.

use engine::spell::quote;
use engine::{Code, Diagnostics};

use super::is_cognito;
use crate::import::model::{Access, Api, Issuing, Scope};
use crate::import::project::Project;
use crate::import::value::Text;

/// Scopes that every user pool has.
const STANDARD: &[&str] = &["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"];

pub(super) fn lint(project: &Project, issuing: &Issuing, api: &Api, found: &mut Diagnostics) {
    let (defined, granted) = (defined(issuing), granted(issuing));
    let mut seen: Vec<&Scope> = Vec::new();
    for route in &api.routes {
        let Access::Protected { authorizer, scopes, .. } = &route.access else { continue };
        let authorizer = api.authorizers.iter().find(|one| one.name == *authorizer);
        if !authorizer.is_some_and(|one| is_cognito(one, issuing)) {
            continue;
        }
        for scope in scopes {
            if !seen.iter().any(|other| other.scope == scope.scope) {
                seen.push(scope);
            }
        }
    }
    for scope in seen {
        let name = scope.scope.as_str();
        let lacks = |known: &Option<Vec<String>>| {
            known.as_ref().is_some_and(|known| !known.iter().any(|one| one == name))
        };
        if lacks(&defined) && !STANDARD.contains(&name) {
            let message = format!("no resource server defines the scope {}", quote(name));
            let finding = project.finding(scope.place, Code::UndefinedResourceScope, message);
            let help = "a scope is IDENTIFIER/NAME of a resource server (Cognito)";
            found.push(finding.with_help(help));
        } else if lacks(&granted) {
            let message = format!("no client may get the scope {}", quote(name));
            let finding = project.finding(scope.place, Code::UngrantedScope, message);
            found.push(finding.with_help("add it to the `AllowedOAuthScopes` of a client"));
        }
    }
}

/// The scopes of all resource servers; nothing when there is none, or one is not known in full.
fn defined(issuing: &Issuing) -> Option<Vec<String>> {
    let mut scopes = Vec::new();
    for server in &issuing.resource_servers {
        let identifier = server.identifier.known()?;
        for scope in &server.scopes {
            scopes.push(format!("{identifier}/{}", scope.known()?));
        }
    }
    (!issuing.resource_servers.is_empty()).then_some(scopes)
}

/// The scopes of all clients; nothing when there is none, or one is not known in full.
fn granted(issuing: &Issuing) -> Option<Vec<String>> {
    let scopes = issuing.clients.iter().flat_map(|client| &client.scopes);
    let scopes: Option<Vec<String>> =
        scopes.map(|scope: &Text| scope.known().map(str::to_owned)).collect();
    scopes.filter(|_| !issuing.clients.is_empty())
}
