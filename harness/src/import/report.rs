//! What an import found, as JSON for other programs.

use engine::RouteKey;
use serde_json::{Value, json};

use super::Imported;
use super::cors::Cors;
use super::model::{Access, Api, Issuing, Reach, Route, Scope};
use super::project::{Place, Project};
use super::value::Text;
use super::write::Parameters;
use crate::render::Finding;

/// Tells an import as one JSON object.
pub fn json(imported: &Imported) -> Value {
    let (project, model) = (&imported.project, &imported.model);
    let api = imported.api();
    let sources = project.sources();
    let findings: Vec<Value> = imported
        .found
        .iter()
        .map(|one| serde_json::to_value(Finding::new(one, &sources)).unwrap_or_default())
        .collect();
    let parameters = api.map_or_else(Parameters::default, Parameters::of);
    let holes: Vec<Value> = parameters
        .iter()
        .map(|(symbol, name)| {
            let told = json!({ "parameter": name, "name": symbol.name, "why": symbol.why });
            placed(told, project, symbol.place)
        })
        .collect();
    json!({
        "format": model.format,
        "api": api.map(|api| api.name.as_str()),
        "apis": model.apis.iter().map(|api| api.name.as_str()).collect::<Vec<_>>(),
        "routes": api.map_or_else(Vec::new, |api| routes(api, project)),
        "authorizers": api.map_or_else(Vec::new, |api| authorizers(api, &parameters, project)),
        "cors": api.and_then(|api| api.cors.as_ref()).map(|cors| told_cors(cors, project)),
        "holes": holes,
        "issuing": issuing(&model.issuing, project),
        "findings": findings,
        "policy": imported.policy,
    })
}

/// Adds where a thing stands.
fn placed(mut told: Value, project: &Project, place: Place) -> Value {
    let (file, location) = project.location(place);
    if let Some(object) = told.as_object_mut() {
        object.insert("file".to_owned(), file.into());
        object.insert("line".to_owned(), location.line.into());
        object.insert("column".to_owned(), location.column.into());
    }
    told
}

fn routes(api: &Api, project: &Project) -> Vec<Value> {
    let told = |route: &Route| {
        let mut told = access(&route.access);
        if let Some(object) = told.as_object_mut() {
            let name = match &route.reach {
                Reach::Key(RouteKey::Default) => "$default".to_owned(),
                other @ (Reach::Key(_) | Reach::Unclear { .. }) => other.to_string(),
            };
            object.insert("route".to_owned(), name.into());
            object.insert("source".to_owned(), route.source.as_str().into());
        }
        placed(told, project, route.place)
    };
    api.routes.iter().map(told).collect()
}

fn access(access: &Access) -> Value {
    match access {
        Access::Public { .. } => json!({ "access": "public" }),
        Access::Protected { authorizer, scopes, quantifier } => {
            let names: Vec<&str> =
                scopes.iter().map(|scope: &Scope| scope.scope.as_str()).collect();
            let quantifier = match quantifier {
                super::model::Quantifier::Any => "any_of",
                super::model::Quantifier::All => "all_of",
            };
            json!({
                "access": "protected", "authorizer": authorizer, "scopes": names,
                "quantifier": quantifier,
            })
        }
        Access::Absent { why } => json!({ "access": "absent", "why": why }),
        Access::Refused(refusal) => json!({
            "access": "refused", "why": refusal.why, "authorizer": refusal.authorizer,
            "scopes": refusal.scopes,
        }),
    }
}

fn authorizers(api: &Api, parameters: &Parameters, project: &Project) -> Vec<Value> {
    let told = |one: &super::model::Authorizer| {
        let audience: Vec<String> = one.audience.iter().map(|one| parameters.fill(one)).collect();
        let told = json!({
            "name": one.name,
            "issuer": parameters.fill(&one.issuer),
            "audience": audience,
            "identity_source": one.identity_source.as_ref().map(|one| parameters.fill(one)),
            "source": one.source,
        });
        placed(told, project, one.place)
    };
    api.authorizers.iter().map(told).collect()
}

fn told_cors(cors: &Cors, project: &Project) -> Value {
    let told = json!({
        "allow_origins": cors.allow_origins,
        "allow_methods": cors.allow_methods,
        "allow_headers": cors.allow_headers,
        "expose_headers": cors.expose_headers,
        "max_age_seconds": cors.max_age_seconds,
        "allow_credentials": cors.allow_credentials && !cors.shares_with_all(),
    });
    placed(told, project, cors.place)
}

fn issuing(issuing: &Issuing, project: &Project) -> Value {
    let text = |text: &Text| text.to_string();
    let texts = |list: &[Text]| list.iter().map(text).collect::<Vec<_>>();
    let pool = |pool: &Option<Text>| pool.as_ref().map(text);
    let pools =
        issuing.pools.iter().map(|one| placed(json!({ "source": one.source }), project, one.place));
    let clients = issuing.clients.iter().map(|one| {
        let told = json!({
            "source": one.source, "pool": pool(&one.pool), "flows": texts(&one.flows),
            "scopes": texts(&one.scopes),
        });
        placed(told, project, one.place)
    });
    let servers = issuing.resource_servers.iter().map(|one| {
        let told = json!({
            "source": one.source, "pool": pool(&one.pool), "identifier": text(&one.identifier),
            "scopes": texts(&one.scopes),
        });
        placed(told, project, one.place)
    });
    let domains = issuing.domains.iter().map(|one| {
        let told =
            json!({ "source": one.source, "pool": pool(&one.pool), "domain": text(&one.domain) });
        placed(told, project, one.place)
    });
    json!({
        "pools": pools.collect::<Vec<_>>(),
        "clients": clients.collect::<Vec<_>>(),
        "resource_servers": servers.collect::<Vec<_>>(),
        "domains": domains.collect::<Vec<_>>(),
    })
}
