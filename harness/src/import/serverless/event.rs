//! An `httpApi` event: the route that the framework makes of it.

use std::collections::BTreeMap;

use engine::Code;
use engine::spell::quote;

use super::authorizers::Authorizers;
use super::hole::{has_hole, shown};
use super::logical_id;
use super::made;
use super::variables::Variables;
use crate::import::project::Place;
use crate::import::template::{Entry, Node};

/// The methods of a route, that for all of them first.
pub(super) const METHODS: &[&str] =
    &["ANY", "GET", "POST", "PUT", "PATCH", "OPTIONS", "HEAD", "DELETE"];

/// What a route of the service belongs to.
#[derive(Debug)]
pub(super) struct Owner<'o> {
    /// The value of `ApiId`.
    pub(super) api: &'o Node,
    /// Whether the API is one of another service.
    pub(super) is_external: bool,
    pub(super) authorizers: &'o Authorizers,
}

/// Reads an event's route key: `*`, or method and path. A key may hold holes.
///
/// # Errors
/// Where the event is wrong, and why.
pub(super) fn key(value: &Node) -> Result<String, (Place, &'static str)> {
    let form = "is neither `METHOD /path` nor `*`";
    if let Some(text) = value.text() {
        if text == "*" || (has_hole(text) && !text.starts_with(|c: char| c.is_ascii_alphabetic())) {
            return Ok(text.to_owned());
        }
        let (method, path) = text.split_once(' ').ok_or((value.place, form))?;
        return joined(method, path).ok_or((value.place, form));
    }
    let part = |name: &str| match value.get(name).filter(|part| !part.is_null()) {
        None => Ok(None),
        Some(part) => part.text().map(Some).ok_or((part.place, "has a part that is no text")),
    };
    let (method, path) = (part("method")?, part("path")?.ok_or((value.place, "has no path"))?);
    match (path, method) {
        ("*", None | Some("*")) => Ok("*".to_owned()),
        ("*", Some(_)) => Err((value.place, "has a method beside the path `*`")),
        (_, None) => Err((value.place, "has no method")),
        (path, Some("*")) => joined("ANY", path).ok_or((value.place, form)),
        (path, Some(method)) => joined(method, path).ok_or((value.place, form)),
    }
}

fn joined(method: &str, path: &str) -> Option<String> {
    let upper = if has_hole(method) { method.to_owned() } else { method.to_ascii_uppercase() };
    let is_method = has_hole(method) || METHODS.contains(&upper.as_str());
    let is_path = has_hole(path) || (path.starts_with('/') && !path.contains(char::is_whitespace));
    (is_method && is_path).then(|| format!("{upper} {path}"))
}

/// Makes the resource of a route.
///
/// # Errors
/// Where the event is wrong, and why.
pub(super) fn resource(
    key: &str,
    event: &Entry,
    function: &str,
    owner: &Owner<'_>,
) -> Result<Node, (Place, String)> {
    let place = event.value.place;
    let key = if key == "*" { "$default" } else { key };
    let mut properties = vec![("ApiId", owner.api.clone()), ("RouteKey", made::text(place, key))];
    let target = made::reference(place, &logical_id::integration(function));
    properties.push(("Target", target));
    let asked = event.value.get("authorizer").filter(|asked| !asked.is_null());
    if let Some(asked) = asked {
        properties.extend(authorization(asked, owner)?);
    }
    let kind = made::text(place, "AWS::ApiGatewayV2::Route");
    Ok(made::map(place, vec![("Type", kind), ("Properties", made::map(place, properties))]))
}

fn authorization(
    asked: &Node,
    owner: &Owner<'_>,
) -> Result<Vec<(&'static str, Node)>, (Place, String)> {
    let place = asked.place;
    let part = |name: &str| asked.get(name).filter(|part| !part.is_null());
    let kind = |kind: &str| ("AuthorizationType", made::text(place, kind));
    let (name, id, scopes) = match asked.text() {
        Some(_) => (Some(asked), None, None),
        None => (part("name"), part("id"), part("scopes")),
    };
    let told = part("type").map(|told| told.text().unwrap_or(""));
    let is_custom = match told {
        Some("aws_iam") if name.or(id).or(scopes).is_some() => {
            return Err((place, "has more than its type `aws_iam`".to_owned()));
        }
        Some("aws_iam") => return Ok(vec![kind("AWS_IAM")]),
        None | Some("jwt") => false,
        Some("request") => true,
        Some(other) => {
            return Err((place, format!("has the type {}, which is none", quote(&shown(other)))));
        }
    };
    let mut properties = Vec::new();
    if let Some(id) = id {
        if !owner.is_external {
            let why = "has the `id` of another service's authorizer, and the API is this one's";
            return Err((id.place, why.to_owned()));
        }
        properties.push(kind(if is_custom { "CUSTOM" } else { "JWT" }));
        properties.push(("AuthorizerId", id.clone()));
    } else {
        let name = name.ok_or((place, "names no authorizer".to_owned()))?;
        let known = name.text().ok_or((name.place, "is named by no text".to_owned()))?;
        let Some(authorizer) = owner.authorizers.get(known) else {
            return Err((name.place, format!("is none of the API's: {}", quote(&shown(known)))));
        };
        properties.push(kind(if authorizer.is_request { "CUSTOM" } else { "JWT" }));
        properties.push(("AuthorizerId", made::reference(place, &authorizer.id)));
    }
    if let Some(scopes) = scopes {
        properties.push(("AuthorizationScopes", scopes.clone()));
    }
    Ok(properties)
}

/// The routes of the service by their logical ids, in order.
#[derive(Debug, Default)]
pub(super) struct Routes {
    pub(super) entries: Vec<Entry>,
    /// The function of each route.
    pub(super) sources: BTreeMap<String, String>,
    keys: BTreeMap<String, String>,
}

impl Routes {
    /// Returns the keys of the routes.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.values().map(String::as_str)
    }

    /// Adds the route of an event.
    pub(super) fn add(
        &mut self,
        function: &str,
        event: &Entry,
        owner: &Owner<'_>,
        variables: &Variables<'_, '_>,
    ) {
        let wrong = |place: Place, why: &str| {
            let message = format!("an `httpApi` event of the function {} {why}", quote(function));
            variables.report(place, Code::InvalidTemplate, message);
        };
        let key = match key(&event.value) {
            Ok(key) => key,
            Err((place, why)) => return wrong(place, why),
        };
        let route = match resource(&key, event, function, owner) {
            Ok(route) => route,
            Err((place, why)) => return wrong(place, &format!("has an authorizer that {why}")),
        };
        let id = logical_id::route(&key);
        let entry = made::entry(&id, event.key_place, route);
        self.sources.insert(id.clone(), format!("{function} (httpApi)"));
        let Some(known) = self.keys.insert(id.clone(), key.clone()) else {
            return self.entries.push(entry);
        };
        if known != key {
            let (known, id) = (quote(&shown(&known)), quote(&shown(&id)));
            wrong(event.key_place, &format!("takes the resource {id} of the route {known}"));
        } else if key != "*" {
            wrong(event.key_place, &format!("repeats the route {}", quote(&shown(&key))));
        }
        // The framework keeps the last `*` of several.
        if let Some(first) = self.entries.iter_mut().find(|entry| entry.key == id) {
            *first = entry;
        }
    }
}
