//! The resources of a module or plan, alike: arguments worked out, references as holes.

use crate::import::cloudformation::Present;
use crate::import::project::Place;
use crate::import::value::{Text, Value};

/// A resource, or one instance of it.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    /// Its type.
    pub(super) kind: String,
    /// `TYPE.NAME`, with a key when it is one of several, and below its module.
    pub(super) address: String,
    /// Where it stands.
    pub(super) place: Place,
    /// Whether it is deployed.
    pub(super) present: Present,
    /// Its arguments; nested blocks are lists of maps.
    pub(super) properties: Value,
}

impl Resource {
    /// Returns whether a value is the id of this resource: by name, or as it was deployed.
    pub(super) fn is_meant(&self, value: &Value) -> bool {
        if let Some(symbol) = value.unknown() {
            return symbol.name.strip_suffix(".id") == Some(self.address.as_str());
        }
        let own = self.properties.get("id").and_then(Value::known);
        own.is_some_and(|own| !own.is_empty() && value.known() == Some(own))
    }

    /// Returns the text of an argument.
    pub(super) fn text(&self, name: &str) -> Option<&Text> {
        self.properties.get(name).and_then(Value::text)
    }

    /// Returns an argument that is a text without holes.
    pub(super) fn known(&self, name: &str) -> Option<&str> {
        self.properties.get(name).and_then(Value::known)
    }

    /// Returns the first nested block of a name.
    pub(super) fn block(&self, name: &str) -> Option<&Value> {
        let blocks = self.properties.get(name)?;
        if blocks.unknown().is_some() {
            return Some(blocks);
        }
        blocks.list()?.first()
    }
}

/// Returns whether resources of a type tell anything about routes or who passes them.
pub(super) fn tells(kind: &str) -> bool {
    ["aws_apigatewayv2_", "aws_cognito_", "aws_api_gateway_rest_api", "awscc_apigateway"]
        .iter()
        .any(|begins| kind.starts_with(begins))
        || kind == "aws_cloudformation_stack"
}
