//! The resources that the framework makes of functions: their code, and routes' way to them.

use super::functions::Function;
use super::variables::Variables;
use super::{logical_id, made};
use crate::import::template::{Entry, Kind, Node};

/// What the framework gives functions that say no timeout, in seconds.
const TIMEOUT: &str = "6";

/// Adds the functions' own resources.
pub(super) fn add(resources: &mut Node, functions: &[Function], variables: &Variables<'_, '_>) {
    let provider = |key: &str| variables.at(&["provider", key]).known().map(str::to_owned);
    let (runtime, timeout) = (provider("runtime"), provider("timeout"));
    let service = variables.at(&["service"]);
    let service = service.known().map(str::to_owned);
    let service = service.or_else(|| variables.at(&["service", "name"]).known().map(str::to_owned));
    let Kind::Map(entries) = &mut resources.kind else { return };
    for function in functions {
        let place = function.place;
        let told = |key: &str| {
            let found = function.told.iter().find(|entry| entry.key == key);
            found.and_then(|entry| entry.value.text()).map(str::to_owned)
        };
        let stage = variables.stage(place);
        let of_service =
            || Some(format!("{}-{}-{}", service.as_ref()?, stage.known()?, function.name));
        let is_image = told("image").is_some();
        let properties = [
            ("FunctionName", told("name").or_else(of_service).or(Some(function.name.clone()))),
            ("Handler", told("handler")),
            ("Runtime", told("runtime").or_else(|| runtime.clone())),
            ("Timeout", told("timeout").or_else(|| timeout.clone()).or(Some(TIMEOUT.to_owned()))),
            // The whole folder of the service is what the framework deploys.
            ("Code", (!is_image).then(|| ".".to_owned())),
        ];
        let properties = properties.into_iter();
        let properties = properties.filter_map(|(key, text)| Some((key, made::text(place, text?))));
        let properties = made::map(place, properties.collect());
        let kind = made::text(place, "AWS::Lambda::Function");
        let resource = made::map(place, vec![("Type", kind), ("Properties", properties)]);
        let id = logical_id::function(&function.name);
        if entries.iter().all(|entry| entry.key != id) {
            entries.push(made::entry(&id, place, resource));
        }
    }
}

/// Makes the integrations of functions that have routes.
pub(super) fn integrations(
    functions: &[Function],
    api: &Node,
    payload: Option<&str>,
) -> Vec<Entry> {
    let routed = |function: &&Function| function.events.iter().any(|one| one.key == "httpApi");
    let entry = |function: &Function| {
        let place = function.place;
        let text = |text: &str| made::text(place, text);
        let arn = vec![text(&logical_id::function(&function.name)), text("Arn")];
        let properties = vec![
            ("ApiId", api.clone()),
            ("IntegrationType", text("AWS_PROXY")),
            ("IntegrationUri", made::map(place, vec![("Fn::GetAtt", made::list(place, arn))])),
            ("PayloadFormatVersion", text(payload.unwrap_or("2.0"))),
        ];
        let properties = made::map(place, properties);
        let kind = text("AWS::ApiGatewayV2::Integration");
        let resource = made::map(place, vec![("Type", kind), ("Properties", properties)]);
        made::entry(&logical_id::integration(&function.name), place, resource)
    };
    functions.iter().filter(routed).map(entry).collect()
}
