//! The issuer's side: `AWS::Cognito` user pools, clients, resource servers and domains.

use super::stack::{Present, Stack};
use crate::import::model::{Client, Domain, Issuing, Pool, ResourceServer};
use crate::import::value::{Text, Value};

/// Reads the issuer's side of a stack.
pub(crate) fn issuing(stack: &Stack) -> Issuing {
    let mut issuing = Issuing::default();
    for resource in &stack.resources {
        if matches!(resource.present, Present::No(_)) {
            continue;
        }
        let (source, place) = (resource.id.clone(), resource.place);
        let text = |key: &str| resource.properties.get(key).and_then(Value::text).cloned();
        let list = |key: &str| resource.properties.get(key).map_or_else(Vec::new, texts);
        let pool = text("UserPoolId");
        let is_true = |key: &str| resource.properties.get(key).is_some_and(Value::is_true);
        let unit = resource.properties.path(&["TokenValidityUnits", "AccessToken"]);
        match resource.kind.as_str() {
            "AWS::Cognito::UserPool" => {
                issuing.pools.push(Pool { source, name: text("UserPoolName"), place });
            }
            "AWS::Cognito::UserPoolClient" => issuing.clients.push(Client {
                source,
                name: text("ClientName"),
                pool,
                has_secret: is_true("GenerateSecret"),
                uses_oauth: is_true("AllowedOAuthFlowsUserPoolClient"),
                flows: list("AllowedOAuthFlows"),
                scopes: list("AllowedOAuthScopes"),
                callback_urls: list("CallbackURLs"),
                logout_urls: list("LogoutURLs"),
                access_token_seconds: Client::seconds(
                    text("AccessTokenValidity").as_ref(),
                    unit.and_then(Value::text),
                ),
                place,
            }),
            "AWS::Cognito::UserPoolResourceServer" => {
                let scopes = resource.properties.get("Scopes").and_then(Value::list);
                let name = |scope: &Value| scope.get("ScopeName").and_then(Value::text).cloned();
                issuing.resource_servers.push(ResourceServer {
                    source,
                    pool,
                    identifier: text("Identifier").unwrap_or_default(),
                    scopes: scopes.unwrap_or_default().iter().filter_map(name).collect(),
                    place,
                });
            }
            "AWS::Cognito::UserPoolDomain" => {
                let domain = text("Domain").unwrap_or_default();
                issuing.domains.push(Domain { source, pool, domain, place });
            }
            _ => {}
        }
    }
    issuing
}

fn texts(value: &Value) -> Vec<Text> {
    let items = value.list().unwrap_or(std::slice::from_ref(value));
    items.iter().filter_map(Value::text).cloned().collect()
}
