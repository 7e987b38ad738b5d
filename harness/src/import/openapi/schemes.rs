//! The security schemes of a document, by name and in its order.

use std::collections::BTreeMap;

use engine::spell::quote;

use super::scheme::{Dialect, Scheme, read};
use crate::import::jwt;
use crate::import::model::{Access, Authorizer, Quantifier};
use crate::import::value::Value;

/// The security schemes of a document by name; the authorizers among them in their order.
#[derive(Debug, Default)]
pub(crate) struct Schemes {
    pub(crate) by_name: BTreeMap<String, Scheme>,
    order: Vec<String>,
}

impl Schemes {
    /// Reads `components.securitySchemes`.
    pub(crate) fn read(document: &Value, dialect: Dialect) -> Self {
        let mut schemes = Self::default();
        let section = document.path(&["components", "securitySchemes"]);
        for member in section.map_or(&[][..], Value::members) {
            schemes.add(&member.key, read(member, dialect));
        }
        schemes
    }

    /// Adds a scheme, or takes the place of one of its name.
    pub(crate) fn add(&mut self, name: &str, scheme: Scheme) {
        if self.by_name.insert(name.to_owned(), scheme).is_none() {
            self.order.push(name.to_owned());
        }
    }

    /// Judges a route behind a scheme, with the scopes it asks for.
    pub(crate) fn access(
        &self,
        name: &str,
        listed: Option<&Value>,
        quantifier: Quantifier,
    ) -> Access {
        let access = match self.by_name.get(name) {
            Some(Scheme::Jwt(authorizer)) => jwt::access(&authorizer.name, listed, quantifier),
            Some(Scheme::Refused(why)) => Access::refused(why.as_str()),
            None => Access::refused(format!(
                "asks for the authorizer {}, which is not defined",
                quote(name)
            )),
        };
        access.asking(name, listed)
    }

    /// Returns the JWT authorizers that routes use, and those that a policy can hold, in order.
    pub(crate) fn authorizers(&self) -> Vec<Authorizer> {
        let found = self.order.iter().filter_map(|name| self.by_name.get(name));
        found
            .filter_map(|scheme| match scheme {
                Scheme::Jwt(authorizer) => Some(authorizer.as_ref().clone()),
                Scheme::Refused(_) => None,
            })
            .collect()
    }
}
