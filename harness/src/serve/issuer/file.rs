//! Files of issuers, version 1: `policies/issuer.md` is the reference.

use std::collections::BTreeSet;

use engine::{
    Code, Diagnostics, Place, Scope, Source,
    spell::quote,
    text::{Named, Text},
};

use self::{clients::client, users::user};
use super::{
    config::Pool,
    document::{IssuersDocument, PoolDocument},
};
use crate::mint::SigningAlgorithm;

mod clients;
mod users;

/// Reads a file of issuers.
///
/// # Errors
/// The file's mistakes, sorted.
pub fn read_issuers(source: &Source) -> Result<Vec<Pool>, Diagnostics> {
    let parsed = engine::parse::<IssuersDocument>(source)?;
    let (document, root) = (&parsed.document, parsed.place(source));
    let mut found = parsed.found().clone();
    if document.version != 1 {
        let message = format!("version {} is not known here", document.version);
        let finding = root.key("version").finding(Code::WrongVersion, message);
        found.push(finding.with_help("write `version: 1`"));
    }
    let all = root.key("issuers");
    if document.issuers.0.is_empty() && found.is_empty() {
        let finding = all.finding(Code::EmptyList, "`issuers` is empty");
        found.push(finding.with_help("name an issuer by the `iss` of its tokens"));
    }
    let mut pools = Vec::new();
    for entry in &document.issuers {
        let place = all.at(entry.index);
        if !is_issuer(&entry.name) {
            let message = format!("{} is no issuer", quote(&entry.name));
            let finding = place.key_finding(Code::InvalidIssuer, message);
            found.push(finding.with_help(
                "write the `iss` of its tokens, like https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE",
            ));
        }
        pools.push(pool(&entry.name, &entry.value, place, &mut found));
    }
    if found.is_empty() { Ok(pools) } else { Err(found.sorted()) }
}

fn is_issuer(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"?#\"<>\\".contains(&byte);
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && rest.bytes().all(plain))
}

fn pool(issuer: &str, document: &PoolDocument, place: Place<'_>, found: &mut Diagnostics) -> Pool {
    let mut pool = Pool::new(issuer, SigningAlgorithm::Rs256);
    let servers = document.resource_servers.as_ref();
    let defined = servers.map(|servers| defined(servers, place.key("resource_servers"), found));
    let clients = place.key("clients");
    for entry in &document.clients {
        let at = clients.at(entry.index);
        pool.clients.push(client(&entry.name, &entry.value, defined.as_ref(), at, found));
    }
    let users = place.key("users");
    for entry in &document.users {
        let at = users.at(entry.index);
        pool.users.push(user(issuer, &entry.name, &entry.value, at, found));
    }
    pool
}

/// Returns the scopes that resource servers define, each as `IDENTIFIER/NAME`.
fn defined(
    servers: &Named<Vec<Text>>,
    place: Place<'_>,
    found: &mut Diagnostics,
) -> BTreeSet<String> {
    let mut defined = BTreeSet::new();
    for server in servers {
        for (index, name) in server.value.iter().enumerate() {
            let scope = format!("{}/{}", server.name, name.0);
            if name.0.contains('/') || name.0.is_empty() || scope.parse::<Scope>().is_err() {
                let message = format!("{} is no scope of a resource server", quote(&scope));
                let at = place.at(server.index).at(index);
                let help = "write the part behind the `/` alone, without blanks, `\"` and `\\`";
                found.push(at.finding(Code::InvalidScope, message).with_help(help));
            }
            defined.insert(scope);
        }
    }
    defined
}

#[cfg(test)]
mod tests;
