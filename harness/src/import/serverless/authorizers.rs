//! `provider.httpApi.authorizers`: the resources that the framework makes of them.

use engine::Code;
use engine::spell::quote;

use super::hole::{has_hole, shown};
use super::logical_id;
use super::made;
use super::variables::Variables;
use crate::import::template::{Entry, Kind, Node};

/// The authorizers of a service.
#[derive(Debug, Default)]
pub(super) struct Authorizers {
    all: Vec<Authorizer>,
}

/// An authorizer.
#[derive(Debug)]
pub(super) struct Authorizer {
    name: String,
    /// The logical id of its resource.
    pub(super) id: String,
    /// Whether it is a function.
    pub(super) is_request: bool,
    resource: Entry,
}

impl Authorizers {
    /// Reads the authorizers, whose variables are worked out.
    pub(super) fn read(section: Option<&Node>, api: &Node, variables: &Variables<'_, '_>) -> Self {
        let mut authorizers = Self::default();
        for entry in section.map_or(&[][..], Node::entries) {
            let wrong = |why: &str| {
                let message = format!("the authorizer {} {why}", quote(&entry.key));
                variables.report(entry.key_place, Code::InvalidTemplate, message);
            };
            if entry.value.entries().is_empty() {
                wrong("is no map");
                continue;
            }
            let Some(authorizer) = authorizer(entry, api, &wrong) else { continue };
            if authorizers.all.iter().any(|one| one.id == authorizer.id) {
                wrong(&format!("takes the resource {} of another one", quote(&authorizer.id)));
            }
            authorizers.all.push(authorizer);
        }
        authorizers
    }

    /// Returns the authorizer that events know by a name.
    pub(super) fn get(&self, name: &str) -> Option<&Authorizer> {
        self.all.iter().find(|one| one.name == name)
    }

    /// Returns the resources.
    pub(super) fn resources(&self) -> impl Iterator<Item = Entry> {
        self.all.iter().map(|one| one.resource.clone())
    }
}

fn authorizer(entry: &Entry, api: &Node, wrong: &dyn Fn(&str)) -> Option<Authorizer> {
    let (place, value) = (entry.key_place, &entry.value);
    let part = |key: &str| value.get(key).filter(|part| !part.is_null());
    let is_request = match part("type").map(|kind| kind.text().unwrap_or("")) {
        None | Some("jwt") => false,
        Some("request") => true,
        Some(other) => {
            wrong(&format!(
                "has the type {}, which is neither jwt nor request",
                quote(&shown(other))
            ));
            return None;
        }
    };
    let own = part("name").map_or(Some(entry.key.as_str()), Node::text);
    let Some(own) = own else {
        wrong("has a name that is no text");
        return None;
    };
    let mut properties = vec![("ApiId", api.clone()), ("Name", made::text(place, own))];
    properties
        .push(("AuthorizerType", made::text(place, if is_request { "REQUEST" } else { "JWT" })));
    if !is_request {
        for key in ["identitySource", "issuerUrl", "audience"] {
            if part(key).is_none() {
                wrong(&format!("has no `{key}`"));
            }
        }
        // The framework puts what is no list into one, functions too.
        let listed = |part: &Node| match part.kind {
            Kind::List(_) => part.clone(),
            Kind::Map(_) | Kind::Scalar { .. } => made::list(part.place, vec![part.clone()]),
        };
        let source = part("identitySource").map(listed);
        properties.extend(source.map(|source| ("IdentitySource", source)));
        let mut configuration = Vec::new();
        configuration.extend(part("issuerUrl").map(|issuer| ("Issuer", issuer.clone())));
        configuration.extend(part("audience").map(|audience| ("Audience", listed(audience))));
        properties.push(("JwtConfiguration", made::map(place, configuration)));
    }
    // A name that is not known cannot be one of the stack's either.
    let id = logical_id::authorizer(if has_hole(own) { &entry.key } else { own });
    let kind = made::text(place, "AWS::ApiGatewayV2::Authorizer");
    let resource =
        made::map(place, vec![("Type", kind), ("Properties", made::map(place, properties))]);
    let resource = made::entry(&id, place, resource);
    Some(Authorizer { name: entry.key.clone(), id, is_request, resource })
}
