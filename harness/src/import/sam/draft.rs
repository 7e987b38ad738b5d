//! An API while it is put together: the operations of its document, and those that events add.

use std::collections::BTreeMap;

use super::auth::{Auth, Own};
use super::cors::cors;
use crate::import::integration::Integration;
use crate::import::intrinsics::Resolver;
use crate::import::model::{Access, Api, Route};
use crate::import::openapi::{Asked, Dialect, Schemes, asked, is_default};
use crate::import::project::Place;
use crate::import::reach::{Reached, of_parts};
use crate::import::value::{Text, Value};

/// The API that SAM makes for events that name none.
pub(super) const IMPLICIT: &str = "ServerlessHttpApi";

/// An API in the making.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) id: String,
    pub(super) place: Place,
    /// Its properties, with the global ones.
    pub(super) properties: Value,
    /// The document it was given; without one, events may not meet.
    pub(super) document: Option<Value>,
    pub(super) operations: Vec<Planned>,
    /// Where each operation is, by method and path.
    positions: BTreeMap<(String, String), usize>,
    /// Routes that need no more than to be told.
    pub(super) fixed: Vec<Route>,
}

/// An operation of an API in the making.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) path: Text,
    pub(super) method: Text,
    /// What its document says of it.
    pub(super) said: Option<Value>,
    /// What events say of it: API Gateway takes no more than one.
    pub(super) own: Vec<Own>,
    /// The default authorizer is laid over operations that have an integration.
    pub(super) integration: Option<Integration>,
    /// What is known of the route before anybody asks for a token.
    pub(super) access: Option<Access>,
    pub(super) place: Place,
    pub(super) source: String,
}

impl Draft {
    /// Begins an API without operations.
    pub(super) fn new(id: &str, place: Place, properties: Value) -> Self {
        let id = id.to_owned();
        let (operations, fixed) = (Vec::new(), Vec::new());
        let (document, positions) = (None, BTreeMap::new());
        Self { id, place, properties, document, operations, positions, fixed }
    }

    /// Adds an operation.
    pub(super) fn add(&mut self, planned: Planned) {
        let key = (planned.method.to_string(), planned.path.to_string());
        self.positions.entry(key).or_insert(self.operations.len());
        self.operations.push(planned);
    }

    /// Returns where an operation of this method and path is.
    pub(super) fn position(&self, method: &Text, path: &Text) -> Option<usize> {
        self.positions.get(&(method.to_string(), path.to_string())).copied()
    }

    /// Lays the authorizers over the operations.
    pub(super) fn finish(&self, resolver: &Resolver<'_>) -> Api {
        let document = self.document.as_ref();
        let mut schemes = document
            .map_or_else(Schemes::default, |value| Schemes::read(value, Dialect::ApiGateway));
        let auth = Auth::read(&self.id, &self.properties, resolver);
        auth.add_to(&mut schemes);
        let root = document.and_then(|value| value.get("security"));
        let routes = self.operations.iter().map(|planned| {
            let (reach, refused) = planned.reach();
            let judge = || judge(planned, &auth, root, &schemes);
            let access = planned.access.clone().or(refused).unwrap_or_else(judge);
            let (place, source) = (planned.place, planned.source.clone());
            let integration = planned.integration.clone();
            Route { reach, access, integration, place, source }
        });
        let mut routes: Vec<Route> = routes.collect();
        routes.extend(self.fixed.iter().cloned());
        let title = document.and_then(|value| value.path(&["info", "title"]));
        let title = self.properties.get("Name").or(title).and_then(Value::known);
        let fails = self.properties.get("FailOnWarnings").is_some_and(Value::is_true);
        Api {
            name: self.id.clone(),
            title: title.map(str::to_owned),
            place: self.place,
            authorizers: schemes.authorizers(),
            routes,
            cors: cors(self, resolver),
            fail_on_warnings: Some(fails),
            root_security: root.map(|root| root.place),
        }
    }
}

impl Planned {
    fn reach(&self) -> Reached {
        if self.path.known().is_some_and(is_default) && self.method.known() == Some("ANY") {
            return (crate::import::model::Reach::Key(engine::RouteKey::Default), None);
        }
        of_parts(&self.method, &self.path)
    }

    /// The default authorizer is for operations that say nothing, preflight excepted.
    fn takes_default(&self) -> bool {
        let silent = self.said.as_ref().is_none_or(|said| said.list().is_some_and(<[_]>::is_empty));
        let preflight = self.method.known() == Some("OPTIONS");
        silent && self.own.is_empty() && self.integration.is_some() && !preflight
    }
}

/// Judges what an operation asks for, by its document, its event, and the default.
fn judge(planned: &Planned, auth: &Auth, root: Option<&Value>, schemes: &Schemes) -> Access {
    let said = planned.said.as_ref().filter(|said| said.list().is_none_or(|list| !list.is_empty()));
    match (said, planned.own.as_slice()) {
        (None, [own]) => return auth.of_event(own, schemes),
        (_, []) => {}
        (_, [..]) => {
            return Access::refused_with_help(
                "has several requirements: of its document and another from an event, or of two",
                "keep one of them",
            );
        }
    }
    if planned.takes_default()
        && let Some(access) = auth.of_default(schemes)
    {
        return access;
    }
    match asked(planned.said.as_ref(), root) {
        Ok(Asked::Nothing) => Access::OPEN,
        Ok(asked) => asked.access(schemes, Dialect::ApiGateway),
        Err(access) => access,
    }
}
