//! `terraform show -json`: a plan or state with every resource worked out.
//!
//! What is known only after the plan is applied is missing in the values. `after_unknown` tells
//! where; `configuration` tells which resource an id refers to.

mod references;
mod unknown;

use std::collections::BTreeMap;

use engine::Code;

use self::references::References;
use super::api::model;
use super::resource::{Resource, tells};
use crate::import::cloudformation::Present;
use crate::import::model::Model;
use crate::import::project::Place;
use crate::import::reading::Reading;
use crate::import::template::Node;
use crate::import::value::{Member, Shape, Text, Value};

/// Reads a plan or state.
pub(in crate::import) fn read(reading: &mut Reading<'_>, tree: &Node) -> Model {
    let mut wrong = Vec::new();
    let mut tell = |place: Place, code: Code, message: String| wrong.push((place, code, message));
    let version = tree.get("format_version").and_then(Node::text).unwrap_or("");
    if !version.starts_with("1.") && !version.starts_with("0.") {
        let message = format!("a plan of the format {} is not read", engine::spell::quote(version));
        tell(tree.place, Code::InvalidTemplate, message);
    }
    let root = tree.get("planned_values").or_else(|| tree.get("values"));
    let root = root.and_then(|values| values.get("root_module"));
    let mut changes = BTreeMap::new();
    for change in tree.get("resource_changes").map_or(&[][..], Node::items) {
        let address = change.get("address").and_then(Node::text);
        let after = change.get("change").and_then(|change| change.get("after_unknown"));
        if let (Some(address), Some(after)) = (address, after) {
            changes.insert(address, after);
        }
    }
    let mut resources = Vec::new();
    if let Some(root) = root {
        collect(root, &changes, &mut resources);
    }
    let references = References::of(tree, &resources);
    let filled: Vec<Value> =
        resources.iter().map(|resource| references.filled(resource, &resources)).collect();
    for (resource, properties) in resources.iter_mut().zip(filled) {
        resource.properties = with_document(properties, reading.project, resource.place);
    }
    let model = model(&resources, &mut tell);
    reading.strangers.extend(reading.options.parameters.keys().cloned());
    for (place, code, message) in wrong {
        reading.found.push(reading.project.finding(place, code, message));
    }
    model
}

fn collect(module: &Node, changes: &BTreeMap<&str, &Node>, resources: &mut Vec<Resource>) {
    for node in module.get("resources").map_or(&[][..], Node::items) {
        let text = |key: &str| node.get(key).and_then(Node::text);
        let (Some(address), Some(kind)) = (text("address"), text("type")) else { continue };
        if text("mode") == Some("data") || !tells(kind) {
            continue;
        }
        let mut properties = node
            .get("values")
            .map_or_else(|| Value { place: node.place, shape: Shape::Map(Vec::new()) }, value);
        if let Some(after) = changes.get(address) {
            unknown::put_in(&mut properties, after, address);
        }
        resources.push(Resource {
            kind: kind.to_owned(),
            address: address.to_owned(),
            place: node.place,
            present: Present::Yes,
            properties,
        });
    }
    for child in module.get("child_modules").map_or(&[][..], Node::items) {
        collect(child, changes, resources);
    }
}

/// Turns a node into a value. The tree is bounded already.
fn value(node: &Node) -> Value {
    let shape = match &node.kind {
        _ if node.is_null() => Shape::Null,
        crate::import::template::Kind::Scalar { text, .. } => {
            Shape::Text(Text::literal(text.as_str()))
        }
        crate::import::template::Kind::List(items) => {
            Shape::List(items.iter().map(value).collect())
        }
        crate::import::template::Kind::Map(entries) => {
            let member = |entry: &crate::import::template::Entry| Member {
                key: entry.key.clone(),
                key_place: entry.key_place,
                value: value(&entry.value),
            };
            Shape::Map(entries.iter().map(member).collect())
        }
    };
    Value { place: node.place, shape }
}

/// The body of an API is a text that holds a document.
fn with_document(
    mut properties: Value,
    project: &mut crate::import::project::Project,
    place: Place,
) -> Value {
    let Shape::Map(members) = &mut properties.shape else { return properties };
    let Some(body) = members.iter_mut().find(|member| member.key == "body") else {
        return properties;
    };
    let Some(text) = body.value.known().filter(|text| !text.is_empty()) else { return properties };
    let empty = super::module::Module::default();
    let evaluator = super::evaluator::Evaluator::new(&empty, project);
    let term = evaluator.decoded(text, body.value.place);
    body.value = evaluator.value(&term).clone();
    body.value.place = place;
    properties
}
