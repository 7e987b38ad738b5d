//! OpenAPI documents: operations, security schemes, and what one asks of the other.
//!
//! The same reader serves documents inside templates (`Body`, `DefinitionBody`) and plain files.
//! The dialect tells how a list of scopes is meant: API Gateway takes any one of them, OpenAPI
//! itself wants all.

mod base_path;
mod file;
mod operation;
mod references;
mod scheme;
mod schemes;
mod security;

pub(super) use self::file::read;
pub(super) use self::operation::{is_default, operations};
pub(super) use self::scheme::{BEHIND_IAM, Dialect, Scheme, behind_lambda};
pub(super) use self::schemes::Schemes;
pub(super) use self::security::{Asked, asked};

use self::base_path::Base;
use super::model::{Api, Route};
use super::project::Place;
use super::value::Value;

/// Makes an API of a whole document inside a template.
pub(super) fn api(
    name: &str,
    source: &str,
    place: Place,
    document: &Value,
    dialect: Dialect,
) -> Api {
    below(name, source, place, document, dialect, &Base::default())
}

/// Makes an API whose paths stand below those of the document's servers.
fn below(
    name: &str,
    source: &str,
    place: Place,
    document: &Value,
    dialect: Dialect,
    base: &Base,
) -> Api {
    let schemes = Schemes::read(document, dialect);
    let root = document.get("security");
    let routes = operations(document).into_iter().map(|operation| {
        let (reach, refused) = operation.reach_below(base);
        let refused = refused.or_else(|| dialect.misread(&operation.path));
        let access = refused.unwrap_or_else(|| match asked(operation.security(), root) {
            Ok(asked) => asked.access(&schemes, dialect),
            Err(access) => access,
        });
        Route { reach, access, place: operation.place, source: source.to_owned() }
    });
    Api {
        name: name.to_owned(),
        title: document.path(&["info", "title"]).and_then(Value::known).map(str::to_owned),
        place,
        routes: routes.collect(),
        authorizers: schemes.authorizers(),
        cors: document.get("x-amazon-apigateway-cors").is_some(),
        fail_on_warnings: None,
        root_security: root.map(|root| root.place).filter(|_| dialect == Dialect::ApiGateway),
    }
}

#[cfg(test)]
mod tests;
