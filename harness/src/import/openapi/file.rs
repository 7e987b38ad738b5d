//! An OpenAPI document that is a file of its own.

use engine::Code;

use super::base_path::{Base, PARAMETER};
use super::document::below;
use super::operation::operations;
use super::references;
use super::scheme::Dialect;
use crate::import::intrinsics::Resolver;
use crate::import::model::Model;
use crate::import::reading::Reading;
use crate::import::template::Node;
use crate::import::value::{Member, Shape, Value};

/// The prefix of API Gateway's own keys.
const EXTENSION: &str = "x-amazon-apigateway-";

/// Reads a file of its own. Without API Gateway's extensions, OpenAPI's own rules hold.
pub(in crate::import) fn read(reading: &mut Reading<'_>, tree: &Node) -> Model {
    let given = &reading.options.parameters;
    let resolver = Resolver::new(reading.project, tree, given);
    let written = resolver.document(tree);
    let dialect = if is_extended(&written) { Dialect::ApiGateway } else { Dialect::Plain };
    if let Some((place, message)) = wrong_version(&written, dialect) {
        resolver.report(place, Code::InvalidTemplate, message);
    }
    let document = match dialect {
        Dialect::ApiGateway => written,
        Dialect::Plain => references::put_in(&as_version_3(written)),
    };
    let choice = given.get(PARAMETER).map(String::as_str);
    let base = Base::of(&document, dialect, choice).unwrap_or_else(|message| {
        resolver.report(tree.place, Code::InvalidTemplate, message);
        Base::default()
    });
    let title = document.path(&["info", "title"]).and_then(Value::known);
    let name = title.filter(|title| !title.is_empty()).unwrap_or("api").to_owned();
    let mut api = below(&name, "", document.place, &document, dialect, &base);
    for route in &mut api.routes {
        route.source = route.reach.to_string();
    }
    let mut model = Model { format: "OpenAPI", ..Model::default() };
    model.apis.push(api);
    reading.strangers.extend(given.keys().filter(|name| *name != PARAMETER).cloned());
    reading.found.extend(resolver.take_found());
    model
}

/// Returns whether a document speaks to API Gateway: anywhere but in its prose and schemas.
fn is_extended(document: &Value) -> bool {
    let speaks = |value: &Value| {
        value.members().iter().any(|member| member.key.to_ascii_lowercase().starts_with(EXTENSION))
    };
    let paths = document.get("paths").map_or(&[][..], Value::members);
    let schemes = document.path(&["components", "securitySchemes"]);
    let schemes = schemes.or_else(|| document.get("securityDefinitions"));
    let schemes = schemes.map_or(&[][..], Value::members);
    speaks(document)
        || paths.iter().any(|item| speaks(&item.value))
        || operations(document).iter().any(|one| speaks(one.value))
        || schemes.iter().any(|scheme| speaks(&scheme.value))
}

/// Tells of a version that is not read.
fn wrong_version(
    document: &Value,
    dialect: Dialect,
) -> Option<(crate::import::project::Place, &'static str)> {
    let of = |key: &str| document.get(key).and_then(Value::known).unwrap_or("");
    let is = |version: &str, minor: &str| {
        version.strip_prefix(minor).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let place = |key: &str| document.get(key).map_or(document.place, |value| value.place);
    if is(of("openapi"), "3.0") || is(of("openapi"), "3.1") {
        return None;
    }
    if document.get("openapi").is_some() || of("swagger") != "2.0" {
        let key = if document.get("openapi").is_some() { "openapi" } else { "swagger" };
        return Some((place(key), "an OpenAPI document says `openapi: 3.0` or `3.1`"));
    }
    (dialect == Dialect::ApiGateway)
        .then(|| (place("swagger"), "an HTTP API takes OpenAPI 3 alone: this is Swagger 2"))
}

/// Swagger 2 names its security schemes and its base path otherwise.
fn as_version_3(mut document: Value) -> Value {
    if document.get("swagger").is_none() || document.get("openapi").is_some() {
        return document;
    }
    let base = document.get("basePath").cloned();
    let Shape::Map(members) = &mut document.shape else { return document };
    members.retain(|member| !matches!(member.key.as_str(), "servers" | "components"));
    let wrap = |key: &str, value: Value| {
        let (key_place, place) = (value.place, value.place);
        let member = Member { key: key.to_owned(), key_place, value };
        Value { place, shape: Shape::Map(vec![member]) }
    };
    if let Some(definitions) = members.iter_mut().find(|one| one.key == "securityDefinitions") {
        "components".clone_into(&mut definitions.key);
        let taken = std::mem::replace(
            &mut definitions.value,
            Value { place: document.place, shape: Shape::Null },
        );
        definitions.value = wrap("securitySchemes", taken);
    }
    if let Some(base) = base {
        let (key_place, key) = (base.place, "servers".to_owned());
        members.push(Member { key, key_place, value: wrap("url", base) });
    }
    document
}
