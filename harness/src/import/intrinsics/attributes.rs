//! `Ref` and `Fn::GetAtt`: what a resource is known by.

use engine::spell::quote;

use super::resolver::Resolver;
use crate::import::project::Place;
use crate::import::value::{Shape, Text, Value};

/// Attributes that say the same as `Ref` of the resource.
const SAME_AS_REF: &[(&str, &str)] = &[
    ("AWS::ApiGatewayV2::Api", "ApiId"),
    ("AWS::ApiGatewayV2::Authorizer", "AuthorizerId"),
    ("AWS::ApiGatewayV2::Route", "RouteId"),
    ("AWS::Cognito::UserPool", "UserPoolId"),
    ("AWS::Cognito::UserPoolClient", "ClientId"),
];

impl Resolver<'_> {
    /// Works out `Ref`: a parameter's value, or the name of a resource.
    pub(super) fn reference(&self, name: &str, place: Place) -> Value {
        if name == "AWS::NoValue" {
            return Value { place, shape: Shape::Null };
        }
        if let Some(value) = self.parameters.value(name, place) {
            return value;
        }
        let why = match self.resource_type(name) {
            Some(_) => format!("the id of the resource {}", quote(name)),
            None => format!("{} is neither a parameter nor a resource here", quote(name)),
        };
        self.unknown(place, name, why)
    }

    /// Works out `Fn::GetAtt`.
    pub(super) fn attribute(&self, resource: &str, attribute: &str, place: Place) -> Value {
        let kind = self.resource_type(resource).unwrap_or("");
        if SAME_AS_REF.contains(&(kind, attribute)) {
            return self.reference(resource, place);
        }
        if kind == "AWS::Cognito::UserPool" && matches!(attribute, "ProviderURL" | "ProviderName") {
            let scheme = if attribute == "ProviderURL" { "https://" } else { "" };
            let mut text = Text::literal(format!("{scheme}cognito-idp."));
            text.push(&self.parameters.text("AWS::Region", place));
            text.push_literal(".");
            text.push(&self.parameters.text("AWS::URLSuffix", place));
            text.push_literal("/");
            text.push(&Self::symbol_of(
                place,
                resource.to_owned(),
                format!("the id of the resource {}", quote(resource)),
            ));
            return Value { place, shape: Shape::Text(text) };
        }
        let why = format!("the attribute {} of the resource {}", quote(attribute), quote(resource));
        self.unknown(place, format!("{resource}.{attribute}"), why)
    }
}
