//! `AWS::ApiGatewayV2::Route`, and the route that an API makes for itself.

use std::collections::BTreeMap;

use engine::spell::quote;

use super::authorizer;
use super::function;
use super::stack::{Resource, Stack};
use crate::import::jwt;
use crate::import::model::{Access, Authorizer, Quantifier, Refusal, Route};
use crate::import::openapi::{BEHIND_IAM, Scheme, behind_lambda};
use crate::import::reach::of_key;
use crate::import::value::{Text, Value};

/// The routes and authorizers that a stack gives to one API.
#[derive(Debug, Default)]
pub(crate) struct Explicit {
    pub(crate) routes: Vec<Route>,
    pub(crate) authorizers: Vec<Authorizer>,
}

/// Reads the routes and authorizers whose `ApiId` is told to be the API's.
pub(crate) fn explicit_routes(stack: &Stack, is_owner: &dyn Fn(&Value) -> bool) -> Explicit {
    let owned = |one: &&Resource| one.properties.get("ApiId").is_some_and(is_owner);
    let of_api: Vec<&Resource> =
        stack.of_type("AWS::ApiGatewayV2::Authorizer").filter(owned).collect();
    let mut schemes = BTreeMap::new();
    let mut explicit = Explicit::default();
    for (resource, name) in authorizer::names(&of_api) {
        let scheme = match resource.present.access() {
            None => authorizer::read(resource, &name),
            Some(Access::Absent { why } | Access::Refused(Refusal { why, .. })) => {
                let name = quote(&resource.id);
                Scheme::Refused(format!("is behind the authorizer {name}, which {why}"))
            }
            Some(Access::Public { .. } | Access::Protected { .. }) => continue,
        };
        if let Scheme::Jwt(authorizer) = &scheme {
            explicit.authorizers.push(authorizer.as_ref().clone());
        }
        schemes.insert(resource.id.as_str(), scheme);
    }
    for resource in stack.of_type("AWS::ApiGatewayV2::Route").filter(owned) {
        let key = resource.properties.get("RouteKey").and_then(Value::text);
        let (reach, refused) = of_key(key.unwrap_or(&Text::default()));
        let judged = || access(&resource.properties, stack, &schemes);
        let access = resource.present.access().or(refused).unwrap_or_else(judged);
        let source = resource.id.clone();
        let integration = function::of_target(resource.properties.get("Target"), stack);
        let place = resource.place;
        explicit.routes.push(Route { reach, access, integration, place, source });
    }
    explicit
}

/// Judges what `AuthorizationType`, `AuthorizerId` and `AuthorizationScopes` say.
pub(super) fn access(
    properties: &Value,
    stack: &Stack,
    schemes: &BTreeMap<&str, Scheme>,
) -> Access {
    let (kind, id) = (properties.get("AuthorizationType"), properties.get("AuthorizerId"));
    let listed = properties.get("AuthorizationScopes");
    let kind = match kind.map(|kind| (kind.known(), kind.unknown())) {
        None => None,
        Some((Some(known), _)) => Some(known),
        Some((None, symbol)) => {
            let why = symbol.map_or("", |symbol| symbol.why.as_str());
            return Access::refused(format!("has an authorization type that is not known: {why}"));
        }
    };
    match kind {
        None if id.is_some() => Access::refused_with_help(
            "names an authorizer, but no authorization type: the type would be NONE",
            "write `AuthorizationType: JWT`",
        ),
        None | Some("NONE") => Access::Public {
            by_exception: false,
            idle_scopes: listed
                .filter(|listed| listed.list().is_none_or(|list| !list.is_empty()))
                .map(|listed| listed.place),
        },
        Some("JWT") => {
            let Some(id) = id else {
                return Access::refused("asks for a JWT authorizer, and names none".to_owned());
            };
            let found = authorizer::find(stack, id);
            let Some(scheme) = found.and_then(|one| schemes.get(one.id.as_str())) else {
                let name = id.text().map_or_else(String::new, ToString::to_string);
                let name = quote(&name);
                return Access::refused(format!(
                    "is behind the authorizer {name}, which is not the API's here"
                ));
            };
            let access = match scheme {
                Scheme::Refused(why) => Access::refused(why.as_str()),
                Scheme::Jwt(one) => jwt::access(&one.name, listed, Quantifier::Any),
            };
            access.asking(found.map_or("", |one| one.id.as_str()), listed)
        }
        Some("CUSTOM") => {
            let found = id.and_then(|id| authorizer::find(stack, id));
            Access::refused(behind_lambda(found.map_or("", |one| one.id.as_str())))
        }
        Some("AWS_IAM") => Access::refused(BEHIND_IAM.to_owned()),
        Some(other) => {
            Access::refused(format!("has the authorization type {}, which is none", quote(other)))
        }
    }
}
