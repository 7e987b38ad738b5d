//! `AWS::ApiGatewayV2::Api`: routes as resources, in a document, or made by the API itself.

use std::collections::BTreeMap;

use engine::{Code, RouteKey};

use super::route::{access, explicit_routes};
use super::stack::{Resource, Stack};
use crate::import::cors::{Cors, Spelling};
use crate::import::integration::Integration;
use crate::import::intrinsics::Resolver;
use crate::import::model::{Access, Api, Reach, Route};
use crate::import::openapi::{self, Dialect};
use crate::import::reach::of_key;
use crate::import::value::{Text, Value};

/// Reads an API with everything that belongs to it.
pub(super) fn read(resource: &Resource, stack: &Stack, resolver: &Resolver<'_>) -> Api {
    let (id, place, properties) = (&resource.id, resource.place, &resource.properties);
    let mut api = Api {
        name: id.clone(),
        title: properties.get("Name").and_then(Value::known).map(str::to_owned),
        place,
        authorizers: Vec::new(),
        routes: Vec::new(),
        cors: properties.get("CorsConfiguration").map(|one| Cors::read(one, Spelling::Capital)),
        fail_on_warnings: None,
        root_security: None,
    };
    let body = properties.get("Body");
    if let Some(body) = body.filter(|body| body.unknown().is_some()) {
        api.routes.push(in_a_bucket(id, body));
    } else if let Some(body) = body {
        let document = openapi::api(id, id, body.place, body, Dialect::ApiGateway);
        if !body.is_map() || body.get("openapi").is_none() || body.get("paths").is_none() {
            let message = "an HTTP API takes an OpenAPI 3 document with `openapi` and `paths`";
            resolver.report(body.place, Code::InvalidTemplate, message);
        }
        if let Some(base) = properties.get("BasePath").filter(|base| base.known() != Some("ignore"))
        {
            let message = "the routes begin with a base path of the document, which is not read";
            resolver.report(base.place, Code::UnresolvedValue, message);
        }
        api.authorizers = document.authorizers;
        api.routes = document.routes;
        api.root_security = document.root_security;
        if let (Some(own), Some(other)) = (&mut api.cors, &document.cors) {
            let why = "it stands in `CorsConfiguration`, too, which is taken";
            own.left_out.push((other.place, why.to_owned()));
        }
        api.cors = api.cors.or(document.cors);
        api.title = api.title.or(document.title);
        api.fail_on_warnings = Some(properties.get("FailOnWarnings").is_some_and(Value::is_true));
    }
    if let Some(location) = properties.get("BodyS3Location") {
        api.routes.push(in_a_bucket(id, location));
    }
    if properties.get("Target").is_some() {
        api.routes.push(quick(resource, stack));
    }
    let owner = |value: &Value| stack.referred(value).is_some_and(|one| one.id == *id);
    let explicit = explicit_routes(stack, &owner);
    api.routes.extend(explicit.routes);
    api.authorizers.extend(explicit.authorizers);
    api
}

/// Routes that stand in a bucket are as good as unknown.
pub(crate) fn in_a_bucket(source: &str, location: &Value) -> Route {
    Route {
        reach: Reach::Unclear { method: None, path: Text::default() },
        access: Access::refused_with_help(
            "stands in a document that is not read: it is in a bucket, or made when deployed",
            "import the document itself, or write it inline",
        ),
        integration: None,
        place: location.place,
        source: source.to_owned(),
    }
}

/// With a `Target`, the API makes one route for itself, open unless it is overridden.
fn quick(resource: &Resource, stack: &Stack) -> Route {
    let key = resource.properties.get("RouteKey").and_then(Value::text);
    let (reach, refused) = key.map_or((Reach::Key(RouteKey::Default), None), of_key);
    let overrides = stack.of_type("AWS::ApiGatewayV2::ApiGatewayManagedOverrides").find(|one| {
        let owner = one.properties.get("ApiId").and_then(|id| stack.referred(id));
        owner.is_some_and(|owner| owner.id == resource.id)
    });
    let route = overrides.and_then(|one| one.properties.get("Route"));
    let open = Access::Public { by_exception: false, idle_scopes: None };
    let access = refused.unwrap_or_else(|| match route {
        Some(route) => access(route, stack, &BTreeMap::new()),
        None => open,
    });
    let target = resource.properties.get("Target").and_then(Value::text);
    Route {
        reach,
        access,
        integration: target.map(Integration::of_target),
        place: resource.place,
        source: resource.id.clone(),
    }
}

/// Most APIs of other stacks that one template may name.
const MOST_ELSEWHERE: usize = 100;

/// Routes may belong to an API of another stack: each such API is one of the model.
pub(super) fn elsewhere(stack: &Stack, resolver: &Resolver<'_>) -> Vec<Api> {
    let mut apis: Vec<Api> = Vec::new();
    for resource in stack.of_type("AWS::ApiGatewayV2::Route") {
        let Some(id) = resource.properties.get("ApiId").filter(|id| id.text().is_some()) else {
            let message = "a route belongs to an API: `ApiId` is missing";
            resolver.report(resource.place, Code::InvalidTemplate, message);
            continue;
        };
        let shown = || id.text().map_or_else(String::new, ToString::to_string);
        let name = id.unknown().map_or_else(shown, |symbol| symbol.name.clone());
        let is_api = |one: &Resource| {
            matches!(one.kind.as_str(), "AWS::ApiGatewayV2::Api" | "AWS::Serverless::HttpApi")
        };
        if stack.referred(id).is_some_and(is_api) || apis.iter().any(|api| api.name == name) {
            continue;
        }
        if apis.len() >= MOST_ELSEWHERE {
            let message = format!("routes of more than {MOST_ELSEWHERE} APIs of other stacks");
            resolver.report(id.place, Code::FileTooLarge, message);
            break;
        }
        let same = |value: &Value| value.text() == id.text();
        let explicit = explicit_routes(stack, &same);
        apis.push(Api {
            name,
            title: None,
            place: id.place,
            authorizers: explicit.authorizers,
            routes: explicit.routes,
            cors: None,
            fail_on_warnings: None,
            root_security: None,
        });
    }
    apis
}
