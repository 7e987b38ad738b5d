//! OpenAPI documents: operations, security schemes, and what one asks of the other.
//!
//! The same reader serves documents inside templates (`Body`, `DefinitionBody`) and plain files.
//! The dialect tells how a list of scopes is meant: API Gateway takes any one of them, OpenAPI
//! itself wants all.

mod operation;
mod scheme;
mod security;

use std::collections::BTreeMap;

pub(super) use self::operation::{is_default, operations};
pub(super) use self::scheme::{BEHIND_IAM, Scheme, behind_lambda};
pub(super) use self::security::{Asked, asked};

use super::model::{Api, Authorizer, Quantifier, Route};
use super::project::Place;
use super::value::Value;

/// Whose rules a document follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// API Gateway's, for an HTTP API.
    ApiGateway,
    /// OpenAPI's own.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "plain files are read by a format of their own")
    )]
    Plain,
}

impl Dialect {
    /// How many of an operation's scopes are needed.
    pub(super) fn quantifier(self) -> Quantifier {
        match self {
            Self::ApiGateway => Quantifier::Any,
            Self::Plain => Quantifier::All,
        }
    }
}

/// The security schemes of a document by name; the authorizers among them in their order.
#[derive(Debug, Default)]
pub(super) struct Schemes {
    pub(super) by_name: BTreeMap<String, Scheme>,
    order: Vec<String>,
}

impl Schemes {
    /// Reads `components.securitySchemes`.
    pub(super) fn read(document: &Value, dialect: Dialect) -> Self {
        let mut schemes = Self::default();
        let section = document.path(&["components", "securitySchemes"]);
        for member in section.map_or(&[][..], Value::members) {
            schemes.add(&member.key, scheme::read(member, dialect));
        }
        schemes
    }

    /// Adds a scheme, or takes the place of one of its name.
    pub(super) fn add(&mut self, name: &str, scheme: Scheme) {
        if self.by_name.insert(name.to_owned(), scheme).is_none() {
            self.order.push(name.to_owned());
        }
    }

    /// Returns the JWT authorizers that routes use, and those that a policy can hold, in order.
    pub(super) fn authorizers(&self) -> Vec<Authorizer> {
        let found = self.order.iter().filter_map(|name| self.by_name.get(name));
        found
            .filter_map(|scheme| match scheme {
                Scheme::Jwt(authorizer) => Some(authorizer.as_ref().clone()),
                Scheme::Refused(_) => None,
            })
            .collect()
    }
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
    }
}

#[cfg(test)]
mod tests;
