//! The issuer's side: `aws_cognito_*` user pools, clients, resource servers and domains.

use super::resource::Resource;
use crate::import::cloudformation::Present;
use crate::import::model::{Client, Domain, Issuing, Pool, ResourceServer};
use crate::import::value::{Text, Value};

/// Reads the issuer's side.
pub(super) fn issuing(resources: &[Resource]) -> Issuing {
    let mut issuing = Issuing::default();
    for resource in resources {
        if matches!(resource.present, Present::No(_)) {
            continue;
        }
        // A pool is known by its id, which is what issuers and clients name.
        let source = match resource.kind.as_str() {
            "aws_cognito_user_pool" => format!("{}.id", resource.address),
            _ => resource.address.clone(),
        };
        let place = resource.place;
        let pool = resource.text("user_pool_id").cloned();
        let text = |name: &str| resource.text(name).cloned();
        let is_true = |name: &str| resource.properties.get(name).is_some_and(Value::is_true);
        let unit = resource.block("token_validity_units");
        let list = |name: &str| resource.properties.get(name).map_or_else(Vec::new, texts);
        match resource.kind.as_str() {
            "aws_cognito_user_pool" => {
                issuing.pools.push(Pool { source, name: text("name"), place });
            }
            "aws_cognito_user_pool_client" => issuing.clients.push(Client {
                source,
                name: text("name"),
                pool,
                has_secret: is_true("generate_secret"),
                uses_oauth: is_true("allowed_oauth_flows_user_pool_client"),
                flows: list("allowed_oauth_flows"),
                scopes: list("allowed_oauth_scopes"),
                callback_urls: list("callback_urls"),
                logout_urls: list("logout_urls"),
                access_token_seconds: Client::seconds(
                    text("access_token_validity").as_ref(),
                    unit.and_then(|unit| unit.get("access_token")).and_then(Value::text),
                ),
                place,
            }),
            "aws_cognito_resource_server" => {
                let scopes = resource.properties.get("scope").and_then(Value::list);
                let name = |scope: &Value| scope.get("scope_name").and_then(Value::text).cloned();
                issuing.resource_servers.push(ResourceServer {
                    source,
                    pool,
                    identifier: resource.text("identifier").cloned().unwrap_or_default(),
                    scopes: scopes.unwrap_or_default().iter().filter_map(name).collect(),
                    place,
                });
            }
            "aws_cognito_user_pool_domain" => {
                let domain = resource.text("domain").cloned().unwrap_or_default();
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
