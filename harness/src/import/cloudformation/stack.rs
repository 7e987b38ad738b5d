//! The resources of a template, their functions worked out.

use std::collections::BTreeMap;

use engine::Code;
use engine::spell::quote;

use crate::import::intrinsics::{Resolver, Truth};
use crate::import::model::Access;
use crate::import::project::Place;
use crate::import::template::Node;
use crate::import::value::{Member, Shape, Value};

/// A resource.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    /// Its logical id.
    pub(crate) id: String,
    /// Its type.
    pub(crate) kind: String,
    /// Where its logical id stands.
    pub(crate) place: Place,
    /// Whether it is deployed.
    pub(crate) present: Present,
    /// Its properties; of types that tell nothing about routes, none.
    pub(crate) properties: Value,
}

/// Whether a resource is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Present {
    /// It is.
    Yes,
    /// It is not; why, in words.
    No(String),
    /// Nobody knows; why, in words.
    Unknown(String),
}

impl Present {
    /// Returns what it makes of a route; a route that is there keeps its own access.
    pub(crate) fn access(&self) -> Option<Access> {
        match self {
            Self::Yes => None,
            Self::No(why) => Some(Access::Absent { why: format!("is left out: {why}") }),
            Self::Unknown(why) => Some(Access::refused_with_help(
                format!("may be there or not: {why}"),
                "decide the condition with `harness import FILE --parameter NAME=VALUE`",
            )),
        }
    }
}

/// All resources of a template, in its order.
#[derive(Debug)]
pub(crate) struct Stack {
    pub(crate) resources: Vec<Resource>,
    by_id: BTreeMap<String, usize>,
}

/// The properties of a function that are read.
pub(crate) const TOLD: &[&str] =
    &["CodeUri", "FunctionName", "Handler", "InlineCode", "PackageType", "Runtime", "Timeout"];

/// The types of functions.
pub(super) const KINDS: [&str; 2] = ["AWS::Lambda::Function", "AWS::Serverless::Function"];

/// Most resources read: `CloudFormation` takes 500.
const MOST_RESOURCES: usize = 10_000;

impl Stack {
    pub(crate) fn read(resolver: &Resolver<'_>, tree: &Node) -> Self {
        let mut stack = Self { resources: Vec::new(), by_id: BTreeMap::new() };
        let Some(section) = tree.get("Resources") else { return stack };
        for entry in resolver.expand(section) {
            let (id, place) = (entry.key.clone(), entry.key_place);
            if stack.resources.len() >= MOST_RESOURCES {
                let message = format!("the template has more than {MOST_RESOURCES} resources");
                resolver.report(place, Code::FileTooLarge, message);
                break;
            }
            let kind = entry.value.get("Type").and_then(Node::text);
            let Some(kind) = kind.map(str::to_owned) else {
                let message = format!("the resource {} has no type", quote(&id));
                resolver.report(place, Code::InvalidTemplate, message);
                continue;
            };
            let present = present(resolver, entry.value.get("Condition"));
            let properties = properties(resolver, &kind, &entry.value);
            stack.by_id.insert(id.clone(), stack.resources.len());
            stack.resources.push(Resource { id, kind, place, present, properties });
        }
        stack
    }

    /// Returns the resources of a type.
    pub(crate) fn of_type(&self, kind: &str) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(move |resource| resource.kind == kind)
    }

    /// Returns the resource that a value refers to by its id.
    pub(crate) fn referred(&self, value: &Value) -> Option<&Resource> {
        self.by_id(&value.unknown()?.name)
    }

    /// Returns the resource of an id.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Resource> {
        self.by_id.get(id).and_then(|at| self.resources.get(*at))
    }
}

/// Decides a resource's `Condition`.
fn present(resolver: &Resolver<'_>, condition: Option<&Node>) -> Present {
    let Some(condition) = condition else { return Present::Yes };
    let Some(name) = condition.text() else {
        let message = "a condition's name belongs here";
        resolver.report(condition.place, Code::InvalidTemplate, message);
        return Present::Unknown(message.to_owned());
    };
    match resolver.condition(name, condition) {
        Truth::Yes => Present::Yes,
        Truth::No => Present::No(format!("its condition {} does not hold", quote(name))),
        Truth::Unknown(symbol) => Present::Unknown(format!(
            "its condition {} is not decided: {}",
            quote(name),
            symbol.why
        )),
    }
}

/// Works out what tells about routes, and leaves the rest alone.
fn properties(resolver: &Resolver<'_>, kind: &str, resource: &Node) -> Value {
    let place = resource.place;
    let nothing = Value { place, shape: Shape::Map(Vec::new()) };
    let Some(node) = resource.get("Properties") else { return nothing };
    let is_function = KINDS.contains(&kind);
    if is_function || kind == "AWS::Serverless::StateMachine" {
        return function(resolver, kind, node);
    }
    let tells = ["AWS::ApiGatewayV2::", "AWS::Serverless::", "AWS::Cognito::"];
    if tells.iter().any(|prefix| kind.starts_with(prefix)) { resolver.value(node) } else { nothing }
}

/// Works out the events of a function, and which code it is; all else may hold what nobody reads.
fn function(resolver: &Resolver<'_>, kind: &str, node: &Node) -> Value {
    let is_lambda = kind == "AWS::Lambda::Function";
    let mut members = Vec::new();
    for entry in node.entries() {
        let key = match entry.key.as_str() {
            "Events" if !is_lambda => "Events",
            // Packed by `aws cloudformation package`, a folder stands where an archive will.
            "Code" if is_lambda => "CodeUri",
            key if TOLD.contains(&key) => key,
            _ => continue,
        };
        let is_map = key == "CodeUri" && !entry.value.entries().is_empty();
        let nothing = Value { place: entry.value.place, shape: Shape::Map(Vec::new()) };
        let value = if is_map { nothing } else { resolver.value(&entry.value) };
        members.push(Member { key: key.to_owned(), key_place: entry.key_place, value });
    }
    Value { place: node.place, shape: Shape::Map(members) }
}
