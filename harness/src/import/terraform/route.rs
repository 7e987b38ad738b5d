//! `aws_apigatewayv2_route` and `aws_apigatewayv2_authorizer`.

use std::collections::BTreeMap;

use engine::spell::quote;

use super::integration::integration;
use super::resource::Resource;
use crate::import::jwt::{self, Parts};
use crate::import::model::{Access, Authorizer, Quantifier, Refusal, Route};
use crate::import::openapi::{BEHIND_IAM, Scheme, behind_lambda};
use crate::import::reach::of_key;
use crate::import::value::{Text, Value};

/// The routes and authorizers of one API.
#[derive(Debug, Default)]
pub(super) struct Explicit {
    pub(super) routes: Vec<Route>,
    pub(super) authorizers: Vec<Authorizer>,
}

/// Reads the routes and authorizers whose `api_id` is told to be the API's.
pub(super) fn explicit(resources: &[Resource], is_owner: &dyn Fn(&Value) -> bool) -> Explicit {
    let owned = |kind: &'static str| {
        resources.iter().filter(move |one| {
            one.kind == kind && one.properties.get("api_id").is_some_and(is_owner)
        })
    };
    let authorizers: Vec<&Resource> = owned("aws_apigatewayv2_authorizer").collect();
    let mut explicit = Explicit::default();
    let mut schemes = Vec::new();
    for (resource, name) in names(&authorizers) {
        let scheme = match resource.present.access() {
            None => authorizer(resource, &name),
            Some(Access::Absent { why } | Access::Refused(Refusal { why, .. })) => {
                let name = quote(&resource.address);
                Scheme::Refused(format!("is behind the authorizer {name}, which {why}"))
            }
            Some(Access::Public { .. } | Access::Protected { .. }) => continue,
        };
        if let Scheme::Jwt(authorizer) = &scheme {
            explicit.authorizers.push(authorizer.as_ref().clone());
        }
        schemes.push((resource, scheme));
    }
    for resource in owned("aws_apigatewayv2_route") {
        let (reach, refused) = of_key(resource.text("route_key").unwrap_or(&Text::default()));
        let judged = || access(&resource.properties, &schemes);
        let access = resource.present.access().or(refused).unwrap_or_else(judged);
        let (place, source) = (resource.place, resource.address.clone());
        let integration = integration(resource.text("target"), resources);
        explicit.routes.push(Route { reach, access, integration, place, source });
    }
    explicit
}

/// Returns the names of authorizers: their own where those are known and distinct, else their
/// addresses.
fn names<'r>(resources: &[&'r Resource]) -> Vec<(&'r Resource, String)> {
    let own = |one: &'r Resource| one.known("name").filter(|name| !name.is_empty());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in resources {
        *counts.entry(one.address.as_str()).or_default() += 1;
        if let Some(name) = own(one) {
            *counts.entry(name).or_default() += 1;
        }
    }
    let name = |one: &'r Resource| {
        let distinct = own(one).filter(|name| counts.get(name) == Some(&1));
        distinct.map_or_else(|| one.address.clone(), str::to_owned)
    };
    resources.iter().map(|one| (*one, name(one))).collect()
}

fn authorizer(resource: &Resource, name: &str) -> Scheme {
    match resource.known("authorizer_type") {
        Some("JWT") => {}
        Some("REQUEST") => return Scheme::lambda(&resource.address),
        other => {
            return Scheme::Refused(format!(
                "is behind the authorizer {}, whose type {} is neither JWT nor REQUEST",
                quote(&resource.address),
                quote(other.unwrap_or(""))
            ));
        }
    }
    let configuration = resource.block("jwt_configuration");
    // Of a block that is not known, neither part is.
    let part = |name: &str| {
        configuration.and_then(|one| if one.is_map() { one.get(name) } else { Some(one) })
    };
    let parts = Parts {
        issuer: part("issuer"),
        audience: part("audience"),
        identity_source: resource.properties.get("identity_sources"),
    };
    let made = jwt::authorizer(name, &resource.address, resource.place, parts);
    Scheme::of(&resource.address, made)
}

/// Judges what `authorization_type`, `authorizer_id` and `authorization_scopes` say.
fn access(properties: &Value, schemes: &[(&Resource, Scheme)]) -> Access {
    let (kind, id) = (properties.get("authorization_type"), properties.get("authorizer_id"));
    let listed = properties.get("authorization_scopes");
    let is_empty = |listed: &&Value| listed.list().is_some_and(<[Value]>::is_empty);
    let kind = match kind.map(|kind| (kind.known(), kind.unknown())) {
        None => "NONE",
        Some((Some(known), _)) => known,
        Some((None, symbol)) => {
            let why = symbol.map_or("", |symbol| symbol.why.as_str());
            return Access::refused(format!("has an authorization type that is not known: {why}"));
        }
    };
    let found = || id.and_then(|id| schemes.iter().find(|(one, _)| one.is_meant(id)));
    match kind {
        "NONE" if id.is_some_and(|id| id.known() != Some("")) => Access::refused_with_help(
            "names an authorizer, but its authorization type is NONE",
            "write `authorization_type = \"JWT\"`",
        ),
        "NONE" => Access::Public {
            by_exception: false,
            idle_scopes: listed.filter(|one| !is_empty(one)).map(|listed| listed.place),
        },
        "JWT" => {
            let Some(id) = id else {
                return Access::refused("asks for a JWT authorizer, and names none");
            };
            let Some((resource, scheme)) = found() else {
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
            access.asking(&resource.address, listed)
        }
        "CUSTOM" => {
            let named = found().map_or("", |(resource, _)| resource.address.as_str());
            Access::refused(behind_lambda(named))
        }
        "AWS_IAM" => Access::refused(BEHIND_IAM),
        other => {
            Access::refused(format!("has the authorization type {}, which is none", quote(other)))
        }
    }
}
