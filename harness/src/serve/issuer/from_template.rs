//! What a template tells of its user pools: clients with flows, scopes and secrets.
//!
//! Ids that AWS gives are holes in the template; the policy's parameters have filled them, so what
//! each hole stands for is read off the policy.

use std::collections::{BTreeMap, BTreeSet};

use engine::Policy;

use super::config::{
    ACCESS_SECONDS, Client, ClientSecret, Flow, IssuerConfig, Pool, STANDARD_SCOPES,
};
use crate::import::{
    model::{self, Api, Issuing, Model},
    value::{Piece, Text},
};

/// What holes stand for, by their names.
type Filled = BTreeMap<String, String>;

impl IssuerConfig {
    /// Puts the clients of a template in place of those that its policy alone tells. An audience that
    /// no client of the template is stays a client of its own.
    #[must_use]
    pub fn with_template(mut self, policy: &Policy, model: &Model, api: &Api) -> Self {
        let filled = filled(policy, api);
        for own in &api.authorizers {
            let source = model
                .issuing
                .pools
                .iter()
                .map(|pool| pool.source.as_str())
                .find(|source| own.issuer.holes().any(|hole| belongs(&hole.name, source)));
            let issuer = policy.authorizer(&own.name).map(|one| one.issuer.as_str());
            let pool = self.pools.iter_mut().find(|pool| Some(pool.issuer.as_str()) == issuer);
            if let (Some(source), Some(pool)) = (source, pool) {
                fill(pool, source, &model.issuing, &filled);
            }
        }
        self
    }
}

fn fill(pool: &mut Pool, source: &str, issuing: &Issuing, filled: &Filled) {
    let is_of_pool = |text: &Option<Text>| {
        text.as_ref().is_some_and(|text| text.holes().any(|hole| belongs(&hole.name, source)))
    };
    let servers = issuing.resource_servers.iter().filter(|server| is_of_pool(&server.pool));
    let defined = defined(servers);
    let told = issuing.clients.iter().filter(|client| is_of_pool(&client.pool));
    let mut clients: Vec<Client> = Vec::new();
    for one in told {
        let client = client(one, filled, defined.as_ref());
        if !clients.iter().any(|own| own.id == client.id) {
            clients.push(client);
        }
    }
    if clients.is_empty() {
        return;
    }
    pool.clients.retain(|own| !clients.iter().any(|client| client.id == own.id));
    clients.append(&mut pool.clients);
    pool.clients = clients;
}

fn client(told: &model::Client, filled: &Filled, defined: Option<&BTreeSet<String>>) -> Client {
    let known = |texts: &[Text]| -> Vec<String> {
        texts.iter().filter_map(Text::known).map(str::to_owned).collect()
    };
    let id = filled.iter().find(|(hole, _)| belongs(hole, &told.source)).map(|(_, id)| id.clone());
    let flows = known(&told.flows);
    let may = |flow: &Flow| flows.iter().any(|own| own == flow.as_str());
    // Cognito takes no client that asks for itself and has no secret.
    let could = |flow: &Flow| told.has_secret || *flow != Flow::ClientCredentials;
    let mut scopes = known(&told.scopes);
    // A scope whose resource server is gone is in no token (Cognito).
    scopes.retain(|scope| {
        let is_standard = STANDARD_SCOPES.contains(&scope.as_str());
        is_standard || defined.is_none_or(|defined| defined.contains(scope))
    });
    let flows = Flow::ALL.into_iter().filter(|flow| told.uses_oauth && may(flow) && could(flow));
    Client {
        secret: if told.has_secret { ClientSecret::Derived } else { ClientSecret::None },
        flows: flows.collect(),
        scopes,
        callback_urls: known(&told.callback_urls),
        logout_urls: known(&told.logout_urls),
        access_token_seconds: told.access_token_seconds.unwrap_or(ACCESS_SECONDS),
        ..Client::new(id.unwrap_or_else(|| told.source.clone()))
    }
}

/// Returns the scopes of resource servers; nothing, when there is none or not all are known.
fn defined<'a>(
    servers: impl Iterator<Item = &'a model::ResourceServer>,
) -> Option<BTreeSet<String>> {
    let mut defined = BTreeSet::new();
    for server in servers {
        let identifier = server.identifier.known()?;
        for scope in &server.scopes {
            defined.insert(format!("{identifier}/{}", scope.known()?));
        }
    }
    (!defined.is_empty()).then_some(defined)
}

/// Returns whether a hole speaks of a resource: `Pool`, `Pool.ProviderURL`; Terraform's pools are
/// known by their `.id`.
fn belongs(hole: &str, source: &str) -> bool {
    let address = source.strip_suffix(".id").unwrap_or(source);
    let rest = hole.strip_prefix(address);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Holds the authorizers of a template against those of its policy.
fn filled(policy: &Policy, api: &Api) -> Filled {
    let mut filled = Filled::new();
    for own in &api.authorizers {
        let Some(authorizer) = policy.authorizer(&own.name) else { continue };
        read_off(&own.issuer, &authorizer.issuer, &mut filled);
        for (text, audience) in own.audience.iter().zip(&authorizer.audience) {
            read_off(text, audience, &mut filled);
        }
    }
    filled
}

/// Reads off what each hole of a text stands for, as far as known text keeps them apart.
fn read_off(text: &Text, full: &str, filled: &mut Filled) {
    let mut rest = full;
    let mut pieces = text.pieces().iter().peekable();
    while let Some(piece) = pieces.next() {
        match (piece, pieces.peek()) {
            (Piece::Literal(known), _) => match rest.strip_prefix(known.as_str()) {
                Some(after) => rest = after,
                None => return,
            },
            (Piece::Hole(hole), None) => {
                filled.insert(hole.name.clone(), rest.to_owned());
            }
            (Piece::Hole(hole), Some(Piece::Literal(next))) => {
                let Some((value, _)) = rest.split_once(next.as_str()) else { return };
                filled.insert(hole.name.clone(), value.to_owned());
                rest = rest.strip_prefix(value).unwrap_or(rest);
            }
            (Piece::Hole(_), Some(Piece::Hole(_))) => return,
        }
    }
}

#[cfg(test)]
mod tests;
