//! `resources`: `CloudFormation` of the service's own, laid over what the framework makes.

use engine::Code;

use super::found::Found;
use super::made;
use super::merge::{assign, merge};
use super::variables::Variables;
use crate::import::template::{Entry, Kind, Node};

/// Types whose properties tell about routes and scopes; of all others the type is enough.
const TELLING: &[&str] = &[
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::ApiGatewayManagedOverrides",
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Route",
    "AWS::Cognito::UserPoolClient",
    "AWS::Cognito::UserPoolDomain",
    "AWS::Cognito::UserPoolResourceServer",
];
/// Sections that functions of `CloudFormation` look into.
const SECTIONS: &[&str] = &["Conditions", "Mappings", "Parameters"];

/// Lays the service's own resources over a template, then its extensions.
pub(super) fn lay_over(template: &mut Node, variables: &Variables<'_, '_>) {
    let node = match variables.at(&["resources"]) {
        Found::Node(node) => node,
        Found::Nothing | Found::Wrong(_) => return,
        Found::Text(_, place) | Found::Hole(_, place) => {
            let message = "the resources are not known";
            return variables.report(place, Code::UnresolvedValue, message);
        }
    };
    let mut extensions = made::of_entries(node.place, Vec::new());
    let parts = if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() };
    let mut own = made::of_entries(node.place, Vec::new());
    for part in parts {
        let map = match variables.look(part) {
            Found::Node(map) if map.text().is_none() => map,
            Found::Nothing | Found::Wrong(_) => continue,
            Found::Node(_) | Found::Text(..) | Found::Hole(..) => {
                let message = "the resources are not known";
                variables.report(part.place, Code::UnresolvedValue, message);
                continue;
            }
        };
        for section in map.entries() {
            let of = |value| made::of_entries(map.place, vec![entry_of(section, value)]);
            match section.key.as_str() {
                "Resources" => merge(&mut own, of(resources(&section.value, variables))),
                "extensions" => merge(&mut extensions, resources(&section.value, variables)),
                key if SECTIONS.contains(&key) => {
                    merge(&mut own, of(variables.whole(&section.value)));
                }
                _ => {}
            }
        }
    }
    merge(template, own);
    extend(template, extensions);
}

fn entry_of(entry: &Entry, value: Node) -> Entry {
    made::entry(&entry.key, entry.key_place, value)
}

/// Writes the resources out as far as they tell.
fn resources<'t>(section: &'t Node, variables: &Variables<'t, '_>) -> Node {
    let map = match variables.look(section) {
        Found::Node(map) if map.text().is_none() => map,
        Found::Nothing | Found::Wrong(_) => return made::of_entries(section.place, Vec::new()),
        Found::Node(_) | Found::Text(..) | Found::Hole(..) => {
            let message = "the resources are not known";
            variables.report(section.place, Code::UnresolvedValue, message);
            return made::of_entries(section.place, Vec::new());
        }
    };
    let resource = |entry: &'t Entry| entry_of(entry, resource(&entry.value, variables));
    made::of_entries(map.place, map.entries().iter().map(resource).collect())
}

fn resource<'t>(resource: &'t Node, variables: &Variables<'t, '_>) -> Node {
    let kind = match variables.walk(resource, &["Type"]) {
        Found::Node(kind) => kind.text().map(str::to_owned),
        Found::Text(kind, _) => Some(kind),
        // What has no type is laid over a resource of the framework.
        Found::Nothing | Found::Wrong(_) => None,
        Found::Hole(_, place) => {
            let message = "the type of a resource is not known";
            variables.report(place, Code::UnresolvedValue, message);
            None
        }
    };
    let Some(kind) = kind.filter(|kind| !TELLING.contains(&kind.as_str())) else {
        return variables.whole(resource);
    };
    let place = resource.place;
    let mut kept = made::map(place, vec![("Type", made::text(place, kind))]);
    if let Found::Node(condition) = variables.walk(resource, &["Condition"]) {
        let condition = variables.whole(condition);
        assign(&mut kept, made::map(place, vec![("Condition", condition)]));
    }
    kept
}

/// Lays extensions over resources: properties are set, not merged. Of resources that tell nothing
/// here, there is nothing to extend.
fn extend(template: &mut Node, extensions: Node) {
    let Kind::Map(sections) = &mut template.kind else { return };
    let found = sections.iter_mut().find(|section| section.key == "Resources");
    let Some(Kind::Map(resources)) = found.map(|section| &mut section.value.kind) else { return };
    let Kind::Map(extensions) = extensions.kind else { return };
    for extension in extensions {
        let Some(resource) = resources.iter_mut().find(|one| one.key == extension.key) else {
            continue;
        };
        let Kind::Map(attributes) = extension.value.kind else { continue };
        for attribute in attributes {
            let place = attribute.key_place;
            match attribute.key.as_str() {
                "Properties" => {
                    let Kind::Map(parts) = &mut resource.value.kind else { continue };
                    match parts.iter_mut().find(|part| part.key == "Properties") {
                        Some(properties) => assign(&mut properties.value, attribute.value),
                        None => parts.push(attribute),
                    }
                }
                "Condition" => {
                    let condition = made::of_entries(place, vec![attribute]);
                    assign(&mut resource.value, condition);
                }
                _ => {}
            }
        }
    }
}
