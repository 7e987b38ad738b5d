//! `provider.httpApi.cors`: what the framework makes of it, with its own defaults.

use super::event::METHODS;
use super::made;
use crate::import::project::Place;
use crate::import::template::Node;

/// The headers that every API takes unless it lists its own.
const HEADERS: &[&str] = &[
    "Content-Type",
    "X-Amz-Date",
    "Authorization",
    "X-Api-Key",
    "X-Amz-Security-Token",
    "X-Amz-User-Agent",
    "X-Amzn-Trace-Id",
];

/// Keys that are handed on as they are, by their names in `CloudFormation`.
const HANDED_ON: &[(&str, &str)] = &[
    ("exposedResponseHeaders", "ExposeHeaders"),
    ("maxAge", "MaxAge"),
    ("allowCredentials", "AllowCredentials"),
];

/// Makes the `CorsConfiguration` of an API whose routes have these keys; nothing for `false`.
pub(super) fn configuration<'k>(
    cors: &Node,
    routes: impl Iterator<Item = &'k str>,
) -> Option<Node> {
    let place = cors.place;
    let is_true = match cors.text() {
        Some("false") => return None,
        Some("true") => true,
        // What is unknown stays so, and what is wrong.
        Some(_) => return Some(cors.clone()),
        None => false,
    };
    let said = |key: &str| cors.get(key).filter(|part| !is_true && !part.is_null()).cloned();
    let texts = |texts: &[&str]| {
        let items = texts.iter().map(|text| made::text(place, *text)).collect();
        made::list(place, items)
    };
    let origins = said("allowedOrigins").map_or_else(|| texts(&["*"]), listed);
    let headers = said("allowedHeaders").map_or_else(|| texts(HEADERS), listed);
    let methods = said("allowedMethods").map_or_else(|| methods(place, routes), listed);
    let mut properties =
        vec![("AllowOrigins", origins), ("AllowHeaders", headers), ("AllowMethods", methods)];
    for (key, name) in HANDED_ON {
        properties.extend(said(key).map(|part| (*name, part)));
    }
    Some(made::map(place, properties))
}

/// A text is a list of one, unless nobody knows it.
fn listed(node: Node) -> Node {
    let is_one = node.text().is_some_and(|text| !super::hole::has_hole(text));
    if is_one { made::list(node.place, vec![node]) } else { node }
}

/// The methods of the routes, and OPTIONS.
fn methods<'k>(place: Place, routes: impl Iterator<Item = &'k str>) -> Node {
    let mut all = vec!["OPTIONS"];
    for key in routes {
        let method = key.split_once(' ').map_or(key, |(method, _)| method);
        let new: &[&str] = match method {
            "*" | "ANY" => METHODS.get(1..).unwrap_or_default(),
            known if METHODS.contains(&known) => &[known],
            // A hole may come to any.
            _ => &[key],
        };
        for one in new {
            if !all.contains(one) {
                all.push(one);
            }
        }
    }
    let items = all.into_iter().map(|method| made::text(place, method)).collect();
    made::list(place, items)
}
