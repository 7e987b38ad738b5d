//! `aws_apigatewayv2_api`, and APIs of other kinds.

use engine::spell::quote;
use engine::{Code, RouteKey};

use super::issuing::issuing;
use super::resource::Resource;
use super::route::explicit;
use crate::import::cloudformation::Present;
use crate::import::cors::{Cors, Spelling};
use crate::import::integration::Integration;
use crate::import::model::{Access, Api, Model, Other, Reach, Route};
use crate::import::openapi::{self, Dialect};
use crate::import::project::Place;
use crate::import::reach::of_key;
use crate::import::value::{Text, Value};

/// Tells what is wrong.
pub(super) type Tell<'t> = dyn FnMut(Place, Code, String) + 't;

/// Most APIs of elsewhere that routes may belong to.
const MOST_ELSEWHERE: usize = 100;

/// Makes the model of all resources.
pub(super) fn model(resources: &[Resource], tell: &mut Tell<'_>) -> Model {
    let mut model = Model { format: "Terraform", ..Model::default() };
    add_apis(resources, &mut model, tell);
    model.issuing = issuing(resources);
    model
}

fn add_apis(resources: &[Resource], model: &mut Model, tell: &mut Tell<'_>) {
    for resource in resources {
        let name = quote(&resource.address);
        let place = resource.place;
        let mut other = |what: String| model.others.push(Other { what, place });
        match resource.kind.as_str() {
            "aws_api_gateway_rest_api" => {
                other(format!("the REST API {name} cannot be decided here"));
            }
            kind if kind.starts_with("awscc_apigateway") => {
                other(format!("{name} is of the Cloud Control provider, which is not read"));
            }
            "aws_cloudformation_stack" => {
                other(format!("{name} is a stack that may have APIs: import its template"));
            }
            "aws_apigatewayv2_api" => match (&resource.present, resource.known("protocol_type")) {
                (_, Some("WEBSOCKET")) => {
                    other(format!("the WebSocket API {name} cannot be decided here"));
                }
                (Present::No(why), _) => {
                    let what = format!("the HTTP API {name} is not deployed: {why}");
                    model.absent.push(Other { what, place });
                }
                (Present::Unknown(why), _) => {
                    let message = format!("the HTTP API {name} may be there or not: {why}");
                    tell(place, Code::UnresolvedValue, message);
                }
                (Present::Yes, Some("HTTP")) => model.apis.push(api(resource, resources, tell)),
                (Present::Yes, _) => {
                    let message = format!("{name} does not tell that its protocol type is HTTP");
                    tell(place, Code::UnresolvedValue, message);
                }
            },
            _ => {}
        }
    }
    elsewhere(resources, model, tell);
}

fn api(resource: &Resource, resources: &[Resource], tell: &mut Tell<'_>) -> Api {
    let mut api = empty(&resource.address, resource.place);
    api.title = resource.known("name").map(str::to_owned);
    let cors = resource.block("cors_configuration");
    api.cors = cors.map(|one| Cors::read(one, Spelling::Snake));
    if let Some(body) = resource.properties.get("body") {
        add_body(body, resource, &mut api, tell);
    }
    if resource.properties.get("target").is_some() {
        let (reach, refused) =
            resource.text("route_key").map_or((Reach::Key(RouteKey::Default), None), of_key);
        api.routes.push(Route {
            reach,
            access: refused.unwrap_or(Access::OPEN),
            integration: resource.text("target").map(Integration::of_target),
            place: resource.place,
            source: resource.address.clone(),
        });
    }
    let found = explicit(resources, &|id| resource.is_meant(id));
    api.authorizers.extend(found.authorizers);
    api.routes.extend(found.routes);
    api
}

fn add_body(body: &Value, resource: &Resource, api: &mut Api, tell: &mut Tell<'_>) {
    if !body.is_map() {
        let why = body.unknown().map_or("it is no document", |symbol| symbol.why.as_str());
        api.routes.push(Route {
            reach: Reach::Unclear { method: None, path: Text::default() },
            access: Access::refused_with_help(
                format!("stands in a document that is not known: {why}"),
                "import the document itself, or the output of `terraform show -json`",
            ),
            integration: None,
            place: body.place,
            source: resource.address.clone(),
        });
        return;
    }
    let is_version_3 = body.get("openapi").is_some() && body.get("paths").is_some();
    if !is_version_3 {
        let message = "an HTTP API takes an OpenAPI 3 document with `openapi` and `paths`";
        tell(body.place, Code::InvalidTemplate, message.to_owned());
    }
    let address = &resource.address;
    let document = openapi::api(address, address, body.place, body, Dialect::ApiGateway);
    api.authorizers = document.authorizers;
    api.routes = document.routes;
    api.root_security = document.root_security;
    if let Some(other) = document.cors {
        // The provider puts the argument in its place after each import, or nothing.
        let why = "the provider replaces what the `body` says by `cors_configuration`";
        let cors = api.cors.get_or_insert_with(|| Cors::new(other.place));
        cors.left_out.push((other.place, why.to_owned()));
    }
    api.title = api.title.take().or(document.title);
    api.fail_on_warnings =
        Some(resource.properties.get("fail_on_warnings").is_some_and(Value::is_true));
}

/// Routes may belong to an API that stands elsewhere: each such API is one of the model.
fn elsewhere(resources: &[Resource], model: &mut Model, tell: &mut Tell<'_>) {
    let apis: Vec<&Resource> =
        resources.iter().filter(|one| one.kind == "aws_apigatewayv2_api").collect();
    let mut added = 0;
    for route in resources.iter().filter(|one| one.kind == "aws_apigatewayv2_route") {
        let Some(id) = route.properties.get("api_id").filter(|id| id.text().is_some()) else {
            let message = format!("the route `{}` names no API", route.address);
            tell(route.place, Code::InvalidTemplate, message);
            continue;
        };
        let shown = || id.text().map_or_else(String::new, ToString::to_string);
        let name = id.unknown().map_or_else(shown, |symbol| symbol.name.clone());
        let is_here = apis.iter().any(|api| api.is_meant(id));
        if is_here || model.apis.iter().any(|api| api.name == name) {
            continue;
        }
        added += 1;
        if added > MOST_ELSEWHERE {
            let message = format!("routes of more than {MOST_ELSEWHERE} APIs of elsewhere");
            tell(id.place, Code::FileTooLarge, message);
            break;
        }
        let mut api = empty(&name, id.place);
        let found = explicit(resources, &|value| value.text() == id.text());
        (api.authorizers, api.routes) = (found.authorizers, found.routes);
        model.apis.push(api);
    }
}

fn empty(name: &str, place: Place) -> Api {
    Api {
        name: name.to_owned(),
        title: None,
        place,
        authorizers: Vec::new(),
        routes: Vec::new(),
        cors: None,
        fail_on_warnings: None,
        root_security: None,
    }
}
