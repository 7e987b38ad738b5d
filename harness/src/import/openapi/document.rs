//! A document as an API.

use super::base_path::Base;
use super::operation::operations;
use super::scheme::Dialect;
use super::schemes::Schemes;
use super::security::asked;
use crate::import::cors::{Cors, Spelling};
use crate::import::model::{Api, Route};
use crate::import::project::Place;
use crate::import::value::Value;

/// Makes an API of a whole document inside a template.
pub(crate) fn api(
    name: &str,
    source: &str,
    place: Place,
    document: &Value,
    dialect: Dialect,
) -> Api {
    below(name, source, place, document, dialect, &Base::default())
}

/// Makes an API whose paths stand below those of the document's servers.
pub(super) fn below(
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
        let (integration, place) = (operation.integration(), operation.place);
        Route { reach, access, integration, place, source: source.to_owned() }
    });
    Api {
        name: name.to_owned(),
        title: document.path(&["info", "title"]).and_then(Value::known).map(str::to_owned),
        place,
        routes: routes.collect(),
        authorizers: schemes.authorizers(),
        cors: cors(document),
        fail_on_warnings: None,
        root_security: root.map(|root| root.place).filter(|_| dialect == Dialect::ApiGateway),
    }
}

/// Reads API Gateway's extension for browsers of other origins.
pub(crate) fn cors(document: &Value) -> Option<Cors> {
    document.get("x-amazon-apigateway-cors").map(|one| Cors::read(one, Spelling::Camel))
}
