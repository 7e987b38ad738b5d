//! The parameters of a template, and the pseudo parameters that every template has.

use std::collections::BTreeMap;

use engine::spell::quote;
use engine::{Code, Diagnostics};

use super::secrets;
use crate::import::project::{Place, Project};
use crate::import::template::Node;
use crate::import::value::{Shape, Symbol, Text, Value};

/// What every deployment tells on its own.
const PSEUDO: &[&str] = &[
    "AWS::AccountId",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// Values by name, as far as they are known.
#[derive(Debug, Default)]
pub(super) struct Parameters(BTreeMap<String, Parameter>);

#[derive(Debug)]
enum Parameter {
    Text(String),
    List(Vec<String>),
    Unknown { why: String, many: bool },
}

impl Parameters {
    pub(super) fn read(
        project: &Project,
        root: &Node,
        given: &BTreeMap<String, String>,
        found: &mut Diagnostics,
    ) -> Self {
        let mut values = BTreeMap::new();
        for name in PSEUDO {
            let unknown = || Parameter::Unknown {
                why: format!("`{name}` is known when the stack is deployed"),
                many: *name == "AWS::NotificationARNs",
            };
            let value =
                given.get(*name).cloned().map(Parameter::Text).or_else(|| derived(name, given));
            values.insert((*name).to_owned(), value.unwrap_or_else(unknown));
        }
        for entry in root.get("Parameters").map_or(&[][..], Node::entries) {
            let kind = entry.value.get("Type").and_then(Node::text).unwrap_or("String");
            let many = kind == "CommaDelimitedList" || kind.contains("List<");
            let name = quote(&entry.key);
            let default = entry.value.get("Default").filter(|default| !default.is_null());
            let text = match given.get(&entry.key) {
                Some(text) => Some(text.as_str()),
                None => default.and_then(Node::text),
            };
            if let Some(wrong) = default.filter(|default| default.text().is_none()) {
                let message = format!("the default of the parameter {name} is no text");
                found.push(project.finding(wrong.place, Code::InvalidTemplate, message));
            }
            let value = match text {
                // Its text is the name of a parameter in a store, not the value.
                Some(_) if kind.starts_with("AWS::SSM::Parameter::") => {
                    let why = format!("the parameter {name} is read from the parameter store");
                    Parameter::Unknown { why, many }
                }
                Some(text) if many => {
                    Parameter::List(text.split(',').map(|one| one.trim().to_owned()).collect())
                }
                Some(text) => Parameter::Text(text.to_owned()),
                None => {
                    let why = format!("the parameter {name} has no value");
                    Parameter::Unknown { why, many }
                }
            };
            values.insert(entry.key.clone(), value);
        }
        Self(values)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn value(&self, name: &str, place: Place) -> Option<Value> {
        let text = |text: &str| Shape::Text(secrets::with_holes(text, place));
        let shape = match self.0.get(name)? {
            Parameter::Text(known) => text(known),
            Parameter::List(items) => {
                Shape::List(items.iter().map(|item| Value { place, shape: text(item) }).collect())
            }
            Parameter::Unknown { why, many } => {
                let (name, why) = (name.to_owned(), why.clone());
                return Some(Value::symbol(Symbol { name, place, why, many: *many }));
            }
        };
        Some(Value { place, shape })
    }

    /// Returns the text of a parameter, with the name as a hole when it is not known.
    pub(super) fn text(&self, name: &str, place: Place) -> Text {
        let value = self.value(name, place);
        value.as_ref().and_then(Value::text).cloned().unwrap_or_default()
    }
}

/// A region's partition and suffix are part of what the region is.
fn derived(name: &str, given: &BTreeMap<String, String>) -> Option<Parameter> {
    let region = given.get("AWS::Region")?;
    let (partition, suffix) = match region.split('-').next()? {
        "cn" => ("aws-cn", "amazonaws.com.cn"),
        "us" if region.starts_with("us-gov-") => ("aws-us-gov", "amazonaws.com"),
        "us" if region.starts_with("us-iso") => return None,
        "af" | "ap" | "ca" | "eu" | "il" | "me" | "mx" | "sa" | "us"
            if !region.starts_with("eu-isoe") && !region.starts_with("eusc") =>
        {
            ("aws", "amazonaws.com")
        }
        _ => return None,
    };
    match name {
        "AWS::Partition" => Some(Parameter::Text(partition.to_owned())),
        "AWS::URLSuffix" => Some(Parameter::Text(suffix.to_owned())),
        _ => None,
    }
}
