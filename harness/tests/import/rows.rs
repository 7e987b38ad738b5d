//! What an import says of each route, as the tests compare it.

use std::path::Path;

use harness::import::model::{Access, Api, Model};
use harness::import::value::Text;
use harness::import::{Imported, Options, import};

/// Method, path, authorizer, issuer, audience and scopes of a route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    pub(crate) route: String,
    pub(crate) authorizer: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) audience: Vec<String>,
    pub(crate) scopes: Vec<String>,
}

/// Imports one file as a whole: no API is chosen yet.
pub(crate) fn imported(path: &Path, options: &Options) -> Imported {
    import(&[path.to_owned()], options).unwrap_or_else(|found| panic!("{found:?}"))
}

/// Returns an API of a model.
pub(crate) fn api<'m>(model: &'m Model, name: &str) -> Option<&'m Api> {
    model.apis.iter().find(|api| api.name == name)
}

/// Returns the rows of an API, sorted; of refused routes what they ask for.
pub(crate) fn rows(api: &Api) -> Vec<Row> {
    let known = |text: &Text| text.known().unwrap_or("?").to_owned();
    let mut rows = Vec::new();
    for route in &api.routes {
        let (authorizer, scopes) = match &route.access {
            Access::Absent { .. } => continue,
            Access::Public { .. } => (None, Vec::new()),
            Access::Protected { authorizer, scopes, .. } => {
                let scopes = scopes.iter().map(|one| one.scope.to_string()).collect();
                (Some(authorizer.clone()), scopes)
            }
            Access::Refused(refusal) => (refusal.authorizer.clone(), refusal.scopes.clone()),
        };
        let found = api.authorizers.iter().find(|one| Some(&one.name) == authorizer.as_ref());
        rows.push(Row {
            route: route.reach.to_string(),
            issuer: found.map(|one| known(&one.issuer)),
            audience: found.map_or_else(Vec::new, |one| one.audience.iter().map(known).collect()),
            authorizer,
            scopes,
        });
    }
    rows.sort();
    rows
}
