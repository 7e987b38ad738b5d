//! What a policy alone tells of its issuers: their names, and the scopes that its routes ask for.
//!
//! Each audience is a client that may get every scope its authorizer's routes ask for, by
//! `client_credentials` with a derived secret.

use engine::{Access, Authorizer, Effect, Policy, Requirement};

use super::config::{Client, ClientSecret, Flow, IssuerConfig, Pool};
use crate::issuer::token_issuer;

impl IssuerConfig {
    /// Makes the pools that a policy asks for.
    pub fn of_policy(policy: &Policy) -> Self {
        let mut config = Self::default();
        for (index, authorizer) in policy.authorizers().iter().enumerate() {
            let scopes = scopes(policy, index);
            let pools = &mut config.pools;
            let known = pools.iter().position(|pool| pool.issuer == authorizer.issuer);
            let at = known.unwrap_or_else(|| {
                pools.push(Pool::new(&authorizer.issuer, token_issuer(authorizer).algorithm));
                pools.len() - 1
            });
            if let Some(pool) = pools.get_mut(at) {
                add(pool, authorizer, &scopes);
            }
        }
        config
    }
}

fn add(pool: &mut Pool, authorizer: &Authorizer, scopes: &[String]) {
    for audience in &authorizer.audience {
        if !pool.audience.contains(audience) {
            pool.audience.push(audience.clone());
            pool.clients.push(Client {
                secret: ClientSecret::Derived,
                flows: vec![Flow::ClientCredentials],
                audience: Some(audience.clone()),
                ..Client::new(audience)
            });
        }
        let client = pool.clients.iter_mut().find(|client| client.id == *audience);
        let Some(client) = client else { continue };
        for scope in scopes {
            if !client.scopes.contains(scope) {
                client.scopes.push(scope.clone());
            }
        }
    }
}

/// Returns the scopes that routes and guardrails ask of an authorizer, each once.
fn scopes(policy: &Policy, authorizer: usize) -> Vec<String> {
    let routes = policy.routes().iter().filter_map(|route| match &route.access {
        Access::Protected { authorizer: own, requirement } => Some((*own, requirement)),
        Access::Public => None,
    });
    let guardrails = policy.guardrails().iter().filter_map(|guardrail| match &guardrail.effect {
        Effect::Require { authorizer: own, requirement } => Some((*own, requirement)),
        Effect::Deny => None,
    });
    let own = |(own, requirement): (usize, &Requirement)| {
        let names = requirement.scope_names().map(str::to_owned);
        if own == authorizer { names.collect() } else { Vec::new() }
    };
    let mut scopes: Vec<String> = Vec::new();
    for scope in routes.chain(guardrails).flat_map(own) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes
}

#[cfg(test)]
mod tests {
    use engine::{Settings, Source};

    use super::*;
    use crate::mint::SigningAlgorithm;

    const POLICY: &str = "version: 1
authorizers:
  one: { issuer: \"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A\", audience: [a, b] }
  two: { issuer: \"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A\", audience: [b, c] }
  other: { issuer: \"https://id.example/\", audience: [\"https://api.example\"], algorithms: [ES256] }
routes:
  GET /one: { authorizer: one, scopes: { any_of: [s/x, s/y] } }
  GET /two: { authorizer: two, scopes: s/z }
  GET /other: { authorizer: other }
  GET /open: { public: true }
guardrails:
  all: { paths: [\"/**\"], authorizer: two, scopes: s/g }
";

    #[test]
    fn every_audience_is_a_client_with_the_scopes_of_its_authorizers() {
        let source = Source::new("policy.yaml", POLICY);
        let policy = Policy::from_source(&source, &Settings::default()).unwrap().policy;
        let config = IssuerConfig::of_policy(&policy);
        let shown: Vec<(&str, Vec<(&str, String)>)> = config
            .pools
            .iter()
            .map(|pool| {
                let clients = pool.clients.iter();
                let shown = clients.map(|one| (one.id.as_str(), one.scopes.join(" "))).collect();
                (pool.issuer.as_str(), shown)
            })
            .collect();
        let cognito = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A";
        assert_eq!(
            shown,
            [
                (
                    cognito,
                    vec![
                        ("a", "s/x s/y".to_owned()),
                        ("b", "s/x s/y s/z s/g".to_owned()),
                        ("c", "s/z s/g".to_owned()),
                    ]
                ),
                ("https://id.example/", vec![("https://api.example", String::new())]),
            ]
        );
        assert!(config.pools[0].is_cognito() && !config.pools[1].is_cognito());
        assert_eq!(config.pools[1].algorithm, SigningAlgorithm::Es256);
        for client in config.pools.iter().flat_map(|pool| &pool.clients) {
            assert_eq!(client.secret, ClientSecret::Derived);
            assert_eq!(client.flows, [Flow::ClientCredentials]);
        }
    }
}
