//! `CloudFormation`: `AWS::ApiGatewayV2` resources, and the issuer's side in `AWS::Cognito` ones.

mod api;
mod authorizer;
mod function;
mod issuing;
mod route;
mod stack;

use engine::Code;
use engine::spell::quote;

pub(super) use self::api::in_a_bucket;
pub(super) use self::function::fill;
pub(super) use self::issuing::issuing;
pub(super) use self::route::explicit_routes;
pub(super) use self::stack::{Present, Resource, Stack, TOLD};

use super::intrinsics::Resolver;
use super::model::{Model, Other};
use super::reading::Reading;
use super::template::Node;
use super::value::Value;

/// Reads a template.
pub(super) fn read(reading: &mut Reading<'_>, tree: &Node) -> Model {
    let resolver = Resolver::new(reading.project, tree, &reading.options.parameters);
    let stack = Stack::read(&resolver, tree);
    let mut model = Model { format: "CloudFormation", ..Model::default() };
    add_apis(&stack, &resolver, &mut model);
    model.issuing = issuing(&stack);
    fill(&mut model, &stack, None);
    reading.strangers.extend(resolver.strangers(&reading.options.parameters));
    reading.found.extend(resolver.take_found());
    model
}

/// Adds the `AWS::ApiGatewayV2` APIs of a stack, and tells of those of other kinds.
pub(super) fn add_apis(stack: &Stack, resolver: &Resolver<'_>, model: &mut Model) {
    for resource in stack.of_type("AWS::ApiGatewayV2::Api") {
        let name = quote(&resource.id);
        if resource.properties.get("ProtocolType").and_then(Value::known) == Some("WEBSOCKET") {
            let what = format!("the WebSocket API {name} cannot be decided here");
            model.others.push(Other { what, place: resource.place });
        } else if is_deployed(resource, resolver, model) {
            model.apis.push(api::read(resource, stack, resolver));
        }
    }
    model.apis.extend(api::elsewhere(stack, resolver));
    for resource in stack.of_type("AWS::ApiGateway::RestApi") {
        let what = format!("the REST API {} cannot be decided here", quote(&resource.id));
        model.others.push(Other { what, place: resource.place });
    }
}

/// Returns whether an HTTP API is there, and tells when it is not.
pub(super) fn is_deployed(resource: &Resource, resolver: &Resolver<'_>, model: &mut Model) -> bool {
    let name = quote(&resource.id);
    match &resource.present {
        Present::Yes => true,
        Present::No(why) => {
            let what = format!("the HTTP API {name} is not deployed: {why}");
            model.absent.push(Other { what, place: resource.place });
            false
        }
        Present::Unknown(why) => {
            let message = format!("the HTTP API {name} may be there or not: {why}");
            resolver.report(resource.place, Code::UnresolvedValue, message);
            false
        }
    }
}
