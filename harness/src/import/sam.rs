//! AWS SAM: `AWS::Serverless::HttpApi` and the `HttpApi` events of functions.
//!
//! The rules are those of SAM's own translator: what it makes of a template is what deploys. An
//! API is a [`draft`] first, to which events add operations; then its authorizers
//! are laid over them.

mod auth;
mod cors;
mod draft;
mod event;
mod globals;
mod http_api;

use std::collections::BTreeSet;

use engine::Code;
use engine::spell::quote;

use self::draft::{Draft, IMPLICIT};
use super::cloudformation::{Stack, add_apis, explicit_routes, fill, is_deployed, issuing};
use super::intrinsics::Resolver;
use super::model::{Api, Model, Other};
use super::reading::Reading;
use super::template::Node;
use super::value::{Shape, Value};

/// Reads a template.
pub(super) fn read(reading: &mut Reading<'_>, tree: &Node) -> Model {
    let mut model = Model { format: "AWS SAM", ..Model::default() };
    let documents = http_api::open_documents(reading, tree);
    let resolver = Resolver::new(reading.project, tree, &reading.options.parameters);
    let stack = Stack::read(&resolver, tree);
    let globals = globals::read(&resolver, tree);
    let mut drafts: Vec<Draft> = Vec::new();
    for resource in stack.of_type("AWS::Serverless::HttpApi") {
        if is_deployed(resource, &resolver, &mut model) {
            let properties = globals::merge(globals.as_ref(), &resource.properties);
            let document = documents.get(&resource.id);
            drafts.push(http_api::read(resource, properties, document, &resolver));
        }
    }
    let implicit = event::implicit(&stack).map(|place| {
        let none = Value { place, shape: Shape::Map(Vec::new()) };
        let properties = globals::merge(globals.as_ref(), &none);
        Draft::new(IMPLICIT, place, properties)
    });
    drafts.extend(implicit);
    event::attach(&stack, &mut drafts, &resolver);
    for draft in &drafts {
        let mut api = draft.finish(&resolver);
        let id = api.name.clone();
        let owner = |value: &Value| value.unknown().is_some_and(|symbol| symbol.name == id);
        let explicit = explicit_routes(&stack, &owner);
        api.routes.extend(explicit.routes);
        api.authorizers.extend(explicit.authorizers);
        add(api, &mut model);
    }
    add_apis(&stack, &resolver, &mut model);
    rest_apis(&stack, &resolver, &mut model);
    model.issuing = issuing(&stack);
    fill(&mut model, &stack, globals::functions(&resolver, tree).as_ref());
    reading.strangers.extend(resolver.strangers(&reading.options.parameters));
    reading.found.extend(resolver.take_found());
    model
}

/// An implicit API whose every event is left out is not deployed.
fn add(api: Api, model: &mut Model) {
    let absent =
        |route: &super::model::Route| matches!(route.access, super::model::Access::Absent { .. });
    if api.name == IMPLICIT && !api.routes.is_empty() && api.routes.iter().all(absent) {
        let what = format!(
            "the HTTP API {} is not deployed: no function with an event of it is",
            quote(&api.name)
        );
        model.absent.push(Other { what, place: api.place });
    } else {
        model.apis.push(api);
    }
}

/// Tells of REST APIs, also of the one that SAM makes for events of the type `Api`.
fn rest_apis(stack: &Stack, resolver: &Resolver<'_>, model: &mut Model) {
    let mut told = BTreeSet::new();
    let mut tell = |name: &str, place| {
        if told.insert(name.to_owned()) {
            let what = format!("the REST API {} cannot be decided here", quote(name));
            model.others.push(Other { what, place });
        }
    };
    for resource in stack.of_type("AWS::Serverless::Api") {
        tell(&resource.id, resource.place);
    }
    for (event, place) in event::rest(stack) {
        let api = event.path(&["Properties", "RestApiId"]);
        if api.is_none() {
            tell("ServerlessRestApi", place);
        }
        let to_http = api
            .and_then(|api| stack.referred(api))
            .is_some_and(|one| one.kind == "AWS::Serverless::HttpApi");
        if to_http {
            let message = "an event of the type `Api` cannot belong to an HTTP API";
            resolver.report(place, Code::InvalidTemplate, message);
        }
    }
}
