//! The operations of a document: a path, a method, and what stands below them.

use engine::spell::quote;

use super::base_path::Base;
use crate::import::integration::{self, Integration};
use crate::import::model::{Access, Reach};
use crate::import::project::Place;
use crate::import::reach::{Reached, of_parts};
use crate::import::value::{Shape, Symbol, Text, Value};

/// API Gateway's way to say `ANY`.
const ANY: &str = "x-amazon-apigateway-any-method";
/// Keys of a path item that are no operations.
const OTHER_KEYS: &[&str] = &["$ref", "description", "parameters", "servers", "summary"];

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation<'v> {
    /// The path, as the document has it.
    pub(crate) path: String,
    /// The method in upper case, `ANY` too; nothing when the whole path item is unknown.
    pub(crate) method: Option<String>,
    /// What stands below the method.
    pub(crate) value: &'v Value,
    /// Where the method stands.
    pub(crate) place: Place,
    /// The `servers` that hold for it, when they are not the document's.
    pub(super) servers: Option<&'v Value>,
}

/// Reads the operations of a document, in its order.
pub(crate) fn operations(document: &Value) -> Vec<Operation<'_>> {
    let mut found = Vec::new();
    for item in document.get("paths").map_or(&[][..], Value::members) {
        let path = item.key.as_str();
        if path.starts_with("x-") {
            continue;
        }
        let said = item.value.shape != Shape::Null;
        if (said && !item.value.is_map()) || item.value.get("$ref").is_some() {
            found.push(Operation {
                path: path.to_owned(),
                method: None,
                value: &item.value,
                place: item.key_place,
                servers: item.value.get("servers"),
            });
        }
        for member in item.value.members() {
            let Some(method) = method(&member.key) else { continue };
            found.push(Operation {
                path: path.to_owned(),
                method: Some(method),
                value: &member.value,
                place: member.key_place,
                servers: member.value.get("servers").or_else(|| item.value.get("servers")),
            });
        }
    }
    found
}

/// Returns the method of a path item's key, unless the key is none.
pub(crate) fn method(key: &str) -> Option<String> {
    let lower = key.to_ascii_lowercase();
    if lower == ANY || lower == "any" {
        return Some("ANY".to_owned());
    }
    let other = OTHER_KEYS.contains(&key) || lower.starts_with("x-");
    (!other).then(|| key.to_ascii_uppercase())
}

impl<'v> Operation<'v> {
    /// Returns which requests it takes, and when that is unclear, why it is refused.
    pub(crate) fn reach(&self) -> Reached {
        self.reach_below(&Base::default())
    }

    /// Returns which requests it takes below a base path.
    pub(super) fn reach_below(&self, base: &Base) -> Reached {
        let (path, unclear) = match base.below(self.servers, &self.path) {
            Ok(path) => (Text::literal(path), None),
            Err((path, access)) => (path, Some(access)),
        };
        let Some(method) = &self.method else {
            let why = self.elsewhere();
            return (Reach::Unclear { method: None, path }, Some(Access::refused(why)));
        };
        if unclear.is_some() {
            return (Reach::Unclear { method: Some(method.clone()), path }, unclear);
        }
        if method == "ANY" && is_default(&self.path) {
            return (Reach::Key(engine::RouteKey::Default), self.doubt());
        }
        let (reach, refused) = of_parts(&Text::literal(method.as_str()), &path);
        (reach, refused.or_else(|| self.doubt()))
    }

    /// Why the operations of a path item are not read.
    fn elsewhere(&self) -> String {
        if let Some(symbol) = self.value.unknown() {
            return not_known(symbol);
        }
        match self.value.get("$ref").and_then(Value::known) {
            Some(reference) => format!("has operations that stand in {}", quote(reference)),
            None => "has operations that are none".to_owned(),
        }
    }

    fn doubt(&self) -> Option<Access> {
        let symbol = self.value.unknown()?;
        let help = "decide the condition with `harness import FILE --parameter NAME=VALUE`";
        Some(Access::refused_with_help(not_known(symbol), help))
    }

    /// Returns what stands behind it.
    pub(crate) fn integration(&self) -> Option<Integration> {
        let value = self.value.get("x-amazon-apigateway-integration")?;
        if value.get("$ref").is_some() {
            return Some(Integration::other("has an integration that stands elsewhere (`$ref`)"));
        }
        Some(Integration::read(value, &integration::OPENAPI))
    }

    /// Returns its `security`.
    pub(crate) fn security(&self) -> Option<&'v Value> {
        self.value.get("security")
    }
}

/// Returns whether a path is that of the default route.
pub(crate) fn is_default(path: &str) -> bool {
    matches!(path, "$default" | "/$default")
}

fn not_known(symbol: &Symbol) -> String {
    format!("may be there or not: {}", symbol.why)
}
