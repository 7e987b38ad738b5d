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
        let list = |name: &str| resource.properties.get(name).map_or_else(Vec::new, texts);
        match resource.kind.as_str() {
            "aws_cognito_user_pool" => issuing.pools.push(Pool { source, place }),
            "aws_cognito_user_pool_client" => issuing.clients.push(Client {
                source,
                pool,
                flows: list("allowed_oauth_flows"),
                scopes: list("allowed_oauth_scopes"),
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
