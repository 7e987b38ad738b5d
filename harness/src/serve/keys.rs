//! The keys by which the gateway verifies: those of the issuer beside it, or the authorizers' own,
//! from the network.

use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::spell::quote;
use engine::{Engine, KeySet, Policy};
use serde_json::Value;

use crate::issuer::token_issuer;
use crate::mint::Minter;
use crate::online::{Https, Origin, RemoteKeys, Wanted};

/// Key sets by issuer, each with its JSON text; one issuer may have several.
pub type ByIssuer = Vec<(String, String)>;

/// Returns the sets of our own keys for every issuer of a policy.
///
/// # Errors
/// A key cannot be made.
pub fn minted(policy: &Policy, minter: &Minter) -> Result<ByIssuer, String> {
    let issuers: Vec<_> = policy.authorizers().iter().map(token_issuer).collect();
    let wanted: Vec<_> = issuers.iter().map(|one| (one.issuer.as_str(), one.algorithm)).collect();
    minter.keys().prepare(&wanted).map_err(|error| error.to_string())?;
    let mut sets = ByIssuer::new();
    for issuer in issuers {
        let set = minter.jwks(&issuer).map_err(|error| error.to_string())?.to_string();
        sets.push((issuer.issuer, set));
    }
    Ok(sets)
}

/// Gives every authorizer the keys of its issuer.
///
/// # Errors
/// A set is refused, in one line that names the issuer.
pub fn equip(mut engine: Engine, sets: &[(String, String)]) -> Result<Engine, String> {
    let authorizers: Vec<(String, String)> = engine
        .policy()
        .authorizers()
        .iter()
        .map(|one| (one.name.clone(), one.issuer.clone()))
        .collect();
    for (name, issuer) in authorizers {
        let own = sets.iter().filter(|(other, _)| *other == issuer);
        let Some(set) = joined(own.map(|(_, set)| set.as_str())) else { continue };
        let set = KeySet::from_json(set.as_bytes())
            .map_err(|error| format!("the keys of {}: {error}", quote(&issuer)))?;
        engine = engine.with_keys(&name, set);
    }
    Ok(engine)
}

/// Joins the sets of one issuer; each key stands in it once.
fn joined<'s>(sets: impl Iterator<Item = &'s str>) -> Option<String> {
    let mut keys: Vec<Value> = Vec::new();
    let mut any = false;
    for set in sets {
        any = true;
        let Ok(Value::Object(mut set)) = serde_json::from_str(set) else {
            return Some(String::new());
        };
        if let Some(Value::Array(own)) = set.remove("keys") {
            for key in own {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
    }
    any.then(|| serde_json::json!({ "keys": keys }).to_string())
}

/// The authorizers' own keys, fetched when they are asked for.
#[derive(Debug)]
pub struct Remote {
    begun: Instant,
    keys: Vec<(String, Origin, Arc<RemoteKeys<Https>>)>,
}

impl Remote {
    /// Takes the authorizers whose keys come from the network. What is known of an origin, and when
    /// it was asked last, is kept from before.
    pub fn new(policy: &Policy, before: Option<&Self>) -> Self {
        let begun = before.map_or_else(Instant::now, |before| before.begun);
        let known = |origin: &Origin| {
            let mut known = before.into_iter().flat_map(|before| &before.keys);
            known.find(|(_, other, _)| other == origin).map(|(_, _, keys)| Arc::clone(keys))
        };
        let mut keys: Vec<(String, Origin, Arc<RemoteKeys<Https>>)> = Vec::new();
        for authorizer in policy.authorizers() {
            let Some(origin) = Origin::of(authorizer) else { continue };
            let same = keys.iter().find(|(_, other, _)| *other == origin);
            let same = same.map(|(_, _, keys)| Arc::clone(keys)).or_else(|| known(&origin));
            let remote =
                same.unwrap_or_else(|| Arc::new(RemoteKeys::new(origin.clone(), Https::new())));
            keys.push((authorizer.name.clone(), origin, remote));
        }
        Self { begun, keys }
    }

    /// Asks for the keys of one authorizer, or of all, which may take seconds; returns them by
    /// authorizer, and what to tell.
    pub fn ask(&self, wanted: Wanted, authorizer: Option<&str>) -> (RemoteSets, Vec<String>) {
        let now: Duration = self.begun.elapsed();
        let (mut sets, mut told) = (RemoteSets::default(), Vec::new());
        for (name, _, keys) in &self.keys {
            let asked = authorizer.is_none_or(|asked| asked == name);
            let (set, error) = keys.keys(if asked { wanted } else { Wanted::Keys }, now);
            let error = error.map(|error| crate::visible::Visible(&error.to_string()).to_string());
            told.extend(error.map(|error| format!("keys of {}: {error}", quote(name))));
            sets.0.push((name.clone(), set));
        }
        (sets, told)
    }
}

/// What was fetched, by authorizer.
#[derive(Clone, Debug, Default)]
pub struct RemoteSets(Vec<(String, Option<Arc<KeySet>>)>);

impl RemoteSets {
    /// Gives the authorizers their keys.
    pub fn equip(&self, mut engine: Engine) -> Engine {
        for (name, set) in &self.0 {
            if let Some(set) = set {
                engine = engine.with_keys(name, KeySet::clone(set));
            }
        }
        engine
    }

    /// Returns whether these are the very sets of before.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let same = |(a, b): (&Option<Arc<KeySet>>, &Option<Arc<KeySet>>)| match (a, b) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        self.0.len() == other.0.len()
            && self.0.iter().map(|(_, set)| set).zip(other.0.iter().map(|(_, set)| set)).all(same)
    }
}

#[cfg(test)]
mod tests {
    use engine::{Request, Settings, Source};

    use super::*;
    use crate::mint::{KeyStore, Recipe};

    const POLICY: &str = "version: 1
authorizers:
  a: { issuer: https://a, audience: [x], algorithms: [ES256] }
  b: { issuer: https://a, audience: [x], algorithms: [EdDSA] }
routes: { GET /a: { authorizer: a }, GET /b: { authorizer: b } }
";

    #[test]
    fn authorizers_of_one_issuer_share_its_keys() {
        let policy = Policy::from_source(&Source::new("p", POLICY), &Settings::default());
        let engine = Engine::compile(policy.unwrap().policy).unwrap();
        let minter = Minter::new(KeyStore::fresh());
        let sets = minted(engine.policy(), &minter).unwrap();
        let engine = equip(engine, &sets).unwrap();
        for (at, path) in ["/a", "/b"].into_iter().enumerate() {
            let issuer = token_issuer(&engine.policy().authorizers()[at]);
            let token = minter.mint(&issuer, &Recipe::default(), 0).unwrap();
            let request = Request::new("GET", path).with_header("Authorization", token);
            let decision = engine.decide(&request, 0);
            assert!(decision.is_allowed(), "{path} {:?}", decision.reason());
        }
        assert!(equip(engine, &[("https://a".to_owned(), "{".to_owned())]).is_err());
    }
}
