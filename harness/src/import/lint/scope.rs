//! Scopes that no resource server of the template defines, or no client of it may get.

use std::collections::BTreeSet;

use engine::spell::quote;
use engine::{Code, Diagnostics};

use super::authorizers::is_cognito;
use crate::import::model::{Access, Api, Issuing};
use crate::import::project::Project;
use crate::import::value::Text;

/// Scopes that every user pool has.
const STANDARD: &[&str] = &["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"];

pub(super) fn lint(project: &Project, issuing: &Issuing, api: &Api, found: &mut Diagnostics) {
    let (defined, granted) = (defined(issuing), granted(issuing));
    let cognito: BTreeSet<&str> = api
        .authorizers
        .iter()
        .filter(|one| is_cognito(one, issuing))
        .map(|one| one.name.as_str())
        .collect();
    let asked = api.routes.iter().flat_map(|route| match &route.access {
        Access::Protected { authorizer, scopes, .. } if cognito.contains(authorizer.as_str()) => {
            scopes.as_slice()
        }
        Access::Protected { .. }
        | Access::Public { .. }
        | Access::Absent { .. }
        | Access::Refused(_) => &[],
    });
    let mut seen = BTreeSet::new();
    for scope in asked.filter(|scope| seen.insert(&scope.scope)) {
        let name = scope.scope.as_str();
        let lacks = |known: &Option<BTreeSet<String>>| {
            known.as_ref().is_some_and(|known| !known.contains(name))
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
fn defined(issuing: &Issuing) -> Option<BTreeSet<String>> {
    let mut scopes = BTreeSet::new();
    for server in &issuing.resource_servers {
        let identifier = server.identifier.known()?;
        for scope in &server.scopes {
            scopes.insert(format!("{identifier}/{}", scope.known()?));
        }
    }
    (!issuing.resource_servers.is_empty()).then_some(scopes)
}

/// The scopes of all clients; nothing when there is none, or one is not known in full.
fn granted(issuing: &Issuing) -> Option<BTreeSet<String>> {
    let scopes = issuing.clients.iter().flat_map(|client| &client.scopes);
    let scopes: Option<BTreeSet<String>> =
        scopes.map(|scope: &Text| scope.known().map(str::to_owned)).collect();
    scopes.filter(|_| !issuing.clients.is_empty())
}
