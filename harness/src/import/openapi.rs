//! OpenAPI documents: operations, security schemes, and what one asks of the other.
//!
//! The same reader serves documents inside templates (`Body`, `DefinitionBody`) and plain files.
//! The dialect tells how a list of scopes is meant: API Gateway takes any one of them, OpenAPI
//! itself wants all.

mod operation;
mod scheme;
mod schemes;
mod security;

pub(super) use self::operation::{is_default, operations};
pub(super) use self::scheme::{BEHIND_IAM, Dialect, Scheme, behind_lambda};
pub(super) use self::schemes::Schemes;
pub(super) use self::security::{Asked, asked};

use engine::Code;

use super::intrinsics::Resolver;
use super::model::{Api, Model, Route};
use super::project::Place;
use super::reading::Reading;
use super::template::Node;
use super::value::Value;

/// Reads a file of its own. Without API Gateway's extensions, OpenAPI's own rules hold.
pub(super) fn read(reading: &mut Reading<'_>, tree: &Node) -> Model {
    let given = &reading.options.parameters;
    let resolver = Resolver::new(reading.project, tree, given);
    let document = resolver.document(tree);
    let version = document.get("openapi").and_then(Value::known).unwrap_or("");
    if !version.starts_with('3') {
        let message = "an OpenAPI document says `openapi: 3.0` or `3.1`";
        resolver.report(tree.place, Code::InvalidTemplate, message);
    }
    let extended = operations(&document).iter().any(|one| {
        one.value.members().iter().any(|member| member.key.starts_with("x-amazon-apigateway-"))
    });
    let schemes = document.path(&["components", "securitySchemes"]);
    let extended = extended
        || schemes
            .map_or(&[][..], Value::members)
            .iter()
            .any(|member| member.value.get("x-amazon-apigateway-authorizer").is_some());
    let dialect = if extended { Dialect::ApiGateway } else { Dialect::Plain };
    let title = document.path(&["info", "title"]).and_then(Value::known);
    let name = title.filter(|title| !title.is_empty()).unwrap_or("api").to_owned();
    let mut api = api(&name, "", document.place, &document, dialect);
    for route in &mut api.routes {
        route.source = route.reach.to_string();
    }
    let mut model = Model { format: "OpenAPI", ..Model::default() };
    model.apis.push(api);
    reading.strangers.extend(given.keys().cloned());
    reading.found.extend(resolver.take_found());
    model
}

/// Makes an API of a whole document.
pub(super) fn api(
    name: &str,
    source: &str,
    place: Place,
    document: &Value,
    dialect: Dialect,
) -> Api {
    let schemes = Schemes::read(document, dialect);
    let root = document.get("security");
    let routes = operations(document).into_iter().map(|operation| {
        let (reach, refused) = operation.reach();
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
