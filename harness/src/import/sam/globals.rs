//! `Globals: HttpApi:` and how it is merged: maps key by key, lists joined, else the API's own.

use engine::Code;
use engine::spell::quote;

use crate::import::cloudformation::TOLD;
use crate::import::intrinsics::Resolver;
use crate::import::template::Node;
use crate::import::value::{Member, Shape, Value};

/// Properties that may be global.
const SUPPORTED: &[&str] = &[
    "AccessLogSettings",
    "Auth",
    "CorsConfiguration",
    "DefaultRouteSettings",
    "Domain",
    "FailOnWarnings",
    "PropagateTags",
    "RouteSettings",
    "StageVariables",
    "Tags",
];

/// Reads the global properties of HTTP APIs.
pub(super) fn read(resolver: &Resolver<'_>, tree: &Node) -> Option<Value> {
    let node = tree.get("Globals")?.get("HttpApi")?;
    for entry in node.entries() {
        if !SUPPORTED.contains(&entry.key.as_str()) {
            let message = format!("{} cannot be global for HTTP APIs", quote(&entry.key));
            resolver.report(entry.key_place, Code::InvalidTemplate, message);
        }
    }
    let value = resolver.value(node);
    if !value.is_map() {
        resolver.report(node.place, Code::InvalidTemplate, "`HttpApi` is no map");
    }
    Some(value)
}

/// Reads what is global for functions, as far as it tells which code they are.
pub(super) fn functions(resolver: &Resolver<'_>, tree: &Node) -> Option<Value> {
    let node = tree.get("Globals")?.get("Function")?;
    let told = node.entries().iter().filter(|entry| TOLD.contains(&entry.key.as_str()));
    let members = told.filter(|entry| entry.value.entries().is_empty()).map(|entry| Member {
        key: entry.key.clone(),
        key_place: entry.key_place,
        value: resolver.value(&entry.value),
    });
    Some(Value { place: node.place, shape: Shape::Map(members.collect()) })
}

/// Lays an API's own properties over the global ones.
pub(super) fn merge(globals: Option<&Value>, own: &Value) -> Value {
    let Some(globals) = globals else { return own.clone() };
    let shape = match (&globals.shape, &own.shape) {
        (Shape::Map(base), Shape::Map(over)) => Shape::Map(merge_maps(base, over)),
        (Shape::List(base), Shape::List(over)) => {
            Shape::List(base.iter().chain(over).cloned().collect())
        }
        _ => return own.clone(),
    };
    Value { place: own.place, shape }
}

fn merge_maps(base: &[Member], over: &[Member]) -> Vec<Member> {
    let mut merged: Vec<Member> = Vec::new();
    for member in base {
        let own = over.iter().find(|own| own.key == member.key);
        merged.push(match own {
            Some(own) => Member { value: merge(Some(&member.value), &own.value), ..own.clone() },
            None => member.clone(),
        });
    }
    let known = |key: &str| base.iter().any(|member| member.key == key);
    merged.extend(over.iter().filter(|own| !known(&own.key)).cloned());
    merged
}
