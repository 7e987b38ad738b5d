//! `AWS::ApiGatewayV2::Authorizer`.

use engine::spell::quote;

use super::stack::{Resource, Stack};
use crate::import::jwt::{Parts, authorizer};
use crate::import::openapi::Scheme;
use crate::import::value::Value;

/// Finds the authorizer that a route's `AuthorizerId` names.
pub(super) fn find<'s>(stack: &'s Stack, id: &Value) -> Option<&'s Resource> {
    stack.referred(id).filter(|one| one.kind == "AWS::ApiGatewayV2::Authorizer")
}

/// Reads an authorizer; `name` is what the policy calls it.
pub(super) fn read(resource: &Resource, name: &str) -> Scheme {
    let properties = &resource.properties;
    match properties.get("AuthorizerType").map(Value::known) {
        Some(Some("JWT")) => {}
        Some(Some("REQUEST")) => return Scheme::lambda(&resource.id),
        other => {
            let told = other.flatten().unwrap_or("");
            return Scheme::Refused(format!(
                "is behind the authorizer {}, whose type {} is neither JWT nor REQUEST",
                quote(&resource.id),
                quote(told)
            ));
        }
    }
    let configuration = properties.get("JwtConfiguration");
    let parts = Parts {
        issuer: configuration.and_then(|one| one.get("Issuer")),
        audience: configuration.and_then(|one| one.get("Audience")),
        identity_source: properties.get("IdentitySource"),
    };
    Scheme::of(&resource.id, authorizer(name, &resource.id, resource.place, parts))
}

/// Returns the names of an API's authorizers: their own where those are known and distinct, else
/// their logical ids.
pub(super) fn names<'s>(resources: &[&'s Resource]) -> Vec<(&'s Resource, String)> {
    let own = |one: &Resource| {
        let name = one.properties.get("Name").and_then(Value::known);
        name.filter(|name| !name.is_empty()).map(str::to_owned)
    };
    let distinct = |name: &String| {
        let same = |one: &&&Resource| own(one).as_ref() == Some(name) || one.id == *name;
        resources.iter().filter(same).count() == 1
    };
    let name = |one: &Resource| own(one).filter(distinct).unwrap_or_else(|| one.id.clone());
    resources.iter().map(|one| (*one, name(one))).collect()
}
