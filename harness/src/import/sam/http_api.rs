//! `AWS::Serverless::HttpApi`: its properties, and the operations of its document.

use std::collections::BTreeMap;

use engine::Code;
use engine::spell::quote;

use super::draft::{Draft, Planned};
use crate::import::cloudformation::{Resource, in_a_bucket};
use crate::import::intrinsics::Resolver;
use crate::import::openapi::operations;
use crate::import::reading::Reading;
use crate::import::template::{self, Node};
use crate::import::value::{Shape, Text, Value};

/// Properties that need an inline document.
const INLINE_ONLY: &[&str] = &["Auth", "CorsConfiguration", "Tags"];

/// Opens the documents that APIs name as files of their own, by API.
pub(super) fn open_documents(reading: &mut Reading<'_>, tree: &Node) -> BTreeMap<String, Node> {
    let mut documents = BTreeMap::new();
    for entry in tree.get("Resources").map_or(&[][..], Node::entries) {
        let uri = entry.value.get("Properties").and_then(|one| one.get("DefinitionUri"));
        let Some((uri, place)) = uri.and_then(|uri| Some((uri.text()?, uri.place))) else {
            continue;
        };
        let is_api =
            entry.value.get("Type").and_then(Node::text) == Some("AWS::Serverless::HttpApi");
        if !is_api || uri.contains("://") {
            continue;
        }
        let read = reading.project.beside(uri, place);
        match read.and_then(|file| template::read(reading.project, file)) {
            Ok(node) => {
                documents.insert(entry.key.clone(), node);
            }
            Err(found) => reading.found.extend(found),
        }
    }
    documents
}

/// Begins an API.
pub(super) fn read(
    resource: &Resource,
    properties: Value,
    file: Option<&Node>,
    resolver: &Resolver<'_>,
) -> Draft {
    let mut draft = Draft::new(&resource.id, resource.place, properties);
    check(&draft, resolver);
    let uri = draft.properties.get("DefinitionUri").cloned();
    let body = draft.properties.get("DefinitionBody").cloned();
    match (uri, body, file) {
        (Some(uri), Some(_), _) => {
            let message = "an API has either `DefinitionUri` or `DefinitionBody`, not both";
            resolver.report(uri.place, Code::InvalidTemplate, message);
        }
        (_, _, Some(file)) => {
            let document = resolver.document(file);
            add_document(&mut draft, document, resolver);
        }
        (Some(uri), ..) => draft.fixed.push(in_a_bucket(&resource.id, &uri)),
        (_, Some(body), _) if body.unknown().is_some() => {
            draft.fixed.push(in_a_bucket(&resource.id, &body));
        }
        (_, Some(body), _) => add_document(&mut draft, body, resolver),
        (None, None, None) => {}
    }
    draft
}

/// What SAM itself refuses.
fn check(draft: &Draft, resolver: &Resolver<'_>) {
    let properties = &draft.properties;
    let wrong = |place, message: String| resolver.report(place, Code::InvalidTemplate, message);
    let uri = properties.get("DefinitionUri").is_some();
    for key in INLINE_ONLY.iter().filter(|_| uri && properties.get("DefinitionBody").is_none()) {
        if let Some(value) = properties.get(key) {
            wrong(value.place, format!("`{key}` needs the document inline, in `DefinitionBody`"));
        }
    }
    if let Some(settings) = properties.get("RouteSettings").filter(|one| !one.is_map()) {
        wrong(settings.place, "`RouteSettings` is no map".to_owned());
    }
    if let Some(paths) = properties.path(&["Domain", "BasePath"]) {
        let items = paths.list().unwrap_or(std::slice::from_ref(paths));
        for item in items.iter().filter(|item| item.known().is_none()) {
            wrong(item.place, "a base path is a text".to_owned());
        }
    }
}

fn add_document(draft: &mut Draft, document: Value, resolver: &Resolver<'_>) {
    let version = document.get("openapi").and_then(Value::known).unwrap_or("");
    if !version.starts_with('3') || !document.get("paths").is_some_and(Value::is_map) {
        let message = "an HTTP API takes an OpenAPI 3 document with `openapi` and `paths`";
        resolver.report(document.place, Code::InvalidTemplate, message);
    }
    for operation in operations(&document) {
        let (reach, access) = operation.reach();
        drop(reach);
        if operation.method.is_some() && !operation.value.is_map() && access.is_none() {
            let message = format!("the operation at {} is no map", quote(&operation.path));
            resolver.report(operation.place, Code::InvalidTemplate, message);
        }
        draft.add(Planned {
            path: Text::literal(operation.path.as_str()),
            method: Text::literal(operation.method.as_deref().unwrap_or("")),
            said: operation.security().cloned(),
            own: Vec::new(),
            integration: operation.integration(),
            access,
            place: operation.place,
            source: draft.id.clone(),
        });
    }
    let is_map = matches!(document.shape, Shape::Map(_));
    draft.document = is_map.then_some(document);
}
