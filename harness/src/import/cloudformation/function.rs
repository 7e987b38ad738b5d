//! `AWS::Lambda::Function` and SAM's functions: which code stands behind a route.

use super::stack::{KINDS, Resource, Stack};
use crate::import::integration::{Backend, Function, Integration};
use crate::import::model::Model;
use crate::import::value::{Text, Value};

/// Finds the integration that a route's `Target` names: `integrations/` and its id.
pub(super) fn of_target(target: Option<&Value>, stack: &Stack) -> Option<Integration> {
    let target = target?;
    let named = target.text()?.holes().last().and_then(|symbol| stack.by_id(&symbol.name));
    let resource = named.filter(|one| one.kind == "AWS::ApiGatewayV2::Integration");
    Some(resource.map_or_else(
        || Integration::other("has an integration that the template does not tell"),
        |one| Integration::read(&one.properties, &crate::import::integration::CLOUDFORMATION),
    ))
}

/// Gives integrations the functions of a stack; `globals` holds what a function does not say.
pub(crate) fn fill(model: &mut Model, stack: &Stack, globals: Option<&Value>) {
    let routes = model.apis.iter_mut().flat_map(|api| &mut api.routes);
    for integration in routes.filter_map(|route| route.integration.as_mut()) {
        let Backend::Lambda { uri, function: function @ None } = &mut integration.backend else {
            continue;
        };
        *function = named(uri, stack).map(|resource| read(resource, globals));
    }
}

/// Returns the function that an address names: by its id or attribute, anywhere in it.
fn named<'s>(uri: &Text, stack: &'s Stack) -> Option<&'s Resource> {
    let resource = |name: &str| stack.by_id(name.split('.').next().unwrap_or(name));
    let mut found = uri.holes().filter_map(|symbol| resource(&symbol.name));
    found.find(|one| KINDS.contains(&one.kind.as_str()))
}

fn read(resource: &Resource, globals: Option<&Value>) -> Function {
    let get = |key: &str| {
        resource.properties.get(key).or_else(|| globals.and_then(|globals| globals.get(key)))
    };
    let known = |key: &str| get(key).and_then(Value::known).map(str::to_owned);
    let is_elsewhere = get("InlineCode").is_some()
        || get("PackageType").and_then(Value::known).is_some_and(|kind| kind != "Zip");
    let folder = match get("CodeUri") {
        // SAM takes the template's folder; what CloudFormation itself deploys is an archive.
        None => (resource.kind == "AWS::Serverless::Function").then(|| ".".to_owned()),
        Some(uri) => uri.known().filter(|uri| !uri.contains("://")).map(str::to_owned),
    };
    Function {
        name: known("FunctionName").unwrap_or_else(|| resource.id.clone()),
        handler: known("Handler"),
        runtime: known("Runtime"),
        folder: folder.filter(|_| !is_elsewhere),
        timeout_seconds: known("Timeout").and_then(|text| text.parse().ok()),
    }
}
