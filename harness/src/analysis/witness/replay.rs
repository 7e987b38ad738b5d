//! Sends witnesses through the engines: whatever is shown has been decided so.

use std::fmt;

use engine::{Algorithm, Authorizer, Claims, Engine, IdentitySource, KeySet, Request};
use serde_json::{Map, Value};

use super::{
    compare::compare,
    sent::{GARBAGE, Plan, Witness},
};
use crate::{
    analysis::{cell::Cell, facts::Facts, outcome::Outcome, refusal::Refusal},
    issuer::token_issuer,
    mint::{Minter, Profile, Recipe, TokenIssuer},
    send::escape,
};

/// The longest token that engines read (design 2), in bytes.
const MOST_BYTES: usize = 16 << 10;
/// Most levels of a claim, so that a spec, which has 32, can say it.
const MOST_LEVELS: usize = 24;

/// Why nothing is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplayError {
    /// The question is refused.
    Refused(Refusal),
    /// Keys or tokens cannot be made.
    Minting(String),
    /// An engine decides otherwise: our own fault.
    Mismatch(String),
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Minting(why) => f.write_str(why),
            Self::Mismatch(what) => write!(f, "an analysis does not hold: {what}"),
        }
    }
}

impl std::error::Error for ReplayError {}

impl From<Refusal> for ReplayError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The engines of all sides, with test keys that are made when a token asks for them.
#[derive(Debug)]
pub struct Replay<'m> {
    engines: Vec<Engine>,
    minter: &'m Minter,
    /// The keys that engines have: class of the key and algorithm.
    keys: Vec<(usize, Algorithm)>,
    now: i64,
}

impl<'m> Replay<'m> {
    /// Compiles the policies that facts were gathered of.
    ///
    /// # Errors
    /// A policy does not compile.
    pub fn new(facts: &Facts<'_>, minter: &'m Minter) -> Result<Self, ReplayError> {
        let compile =
            |policy: &&engine::Policy| Engine::compile((*policy).clone().with_unset_as_text());
        let engines: Result<Vec<Engine>, _> = facts.sides.iter().map(compile).collect();
        let engines = engines.map_err(|error| ReplayError::Minting(error.to_string()))?;
        // A set without the key is another answer than no set.
        let set = KeySet::from_json(br#"{"keys":[]}"#);
        let set = set.map_err(|error| ReplayError::Minting(error.to_string()))?;
        let engines = engines.into_iter().map(|engine| {
            let names: Vec<String> =
                engine.policy().authorizers().iter().map(|one| one.name.clone()).collect();
            names.iter().fold(engine, |engine, name| engine.with_keys(name, set.clone()))
        });
        let engines = engines.collect();
        Ok(Self { engines, minter, keys: Vec::new(), now: facts.now })
    }

    /// Sends a witness with really signed tokens to each side, and holds what is decided against
    /// what is expected there; returns the request.
    ///
    /// # Errors
    /// A token cannot be made, or a side decides otherwise.
    pub fn check(
        &mut self,
        facts: &Facts<'_>,
        cell: &Cell,
        witness: &Witness,
        expected: &[&Outcome],
    ) -> Result<Request, ReplayError> {
        let request = self.request(facts, witness)?;
        for (side, (engine, outcome)) in self.engines.iter().zip(expected).enumerate() {
            let decision = engine.decide(&request, self.now);
            compare(engine, &decision, side, cell, outcome).map_err(ReplayError::Mismatch)?;
        }
        Ok(request)
    }

    /// Decides a witness whose token counts as verified on each side where one is asked for, and
    /// holds what is decided against what is expected: no token is minted. Of a witness without
    /// such a token nothing is known so.
    ///
    /// # Errors
    /// A side decides otherwise.
    pub fn check_claims(
        &self,
        cell: &Cell,
        witness: &Witness,
        expected: &[&Outcome],
    ) -> Result<(), ReplayError> {
        let plan = witness.tokens.iter().find_map(|sent| sent.token.as_ref());
        let claims = plan.map(|plan| without_null(&plan.claims)).unwrap_or_default();
        let text = Value::Object(claims).to_string();
        let claims = Claims::from_json(text.as_bytes())
            .map_err(|_unread| ReplayError::Mismatch("claims are no JSON object".to_owned()))?;
        let request = Request::new(witness.method.as_str(), &witness.path);
        for (side, (engine, outcome)) in self.engines.iter().zip(expected).enumerate() {
            let decision = engine.decide_claims(&request, &claims);
            compare(engine, &decision, side, cell, outcome).map_err(ReplayError::Mismatch)?;
        }
        Ok(())
    }

    /// Returns the engine of a side.
    pub fn engine(&self, side: usize) -> Option<&Engine> {
        self.engines.get(side)
    }

    /// Builds the request of a witness, with really signed tokens.
    ///
    /// # Errors
    /// A token cannot be made.
    pub fn request(
        &mut self,
        facts: &Facts<'_>,
        witness: &Witness,
    ) -> Result<Request, ReplayError> {
        let mut target = witness.path.clone().into_bytes();
        let mut headers = Vec::new();
        for sent in &witness.tokens {
            let token = match &sent.token {
                None => GARBAGE.to_owned(),
                Some(plan) => self.mint(facts, plan, &witness.asked)?,
            };
            match &sent.source {
                IdentitySource::Header(name) => headers.push((name, format!("Bearer {token}"))),
                IdentitySource::Query(name) => {
                    target.push(if target.contains(&b'?') { b'&' } else { b'?' });
                    escape(name.as_bytes(), &mut target);
                    target.push(b'=');
                    escape(token.as_bytes(), &mut target);
                }
            }
        }
        let request = Request::new(witness.method.as_str(), target);
        Ok(headers
            .into_iter()
            .fold(request, |request, (name, value)| request.with_header(name.as_str(), value)))
    }

    /// Mints a token, and gives its key to every side that knows it. Those that are asked and do
    /// not have a key, too, so that it is unknown to them and not all keys are.
    fn mint(
        &mut self,
        facts: &Facts<'_>,
        plan: &Plan,
        asked: &[usize],
    ) -> Result<String, ReplayError> {
        let lost = || ReplayError::Mismatch("an authorizer is not among the sides'".to_owned());
        let authorizer = facts.credentials.authorizer(plan.class).ok_or_else(lost)?;
        let mut recipe = Recipe {
            profile: Some(Profile::Bare),
            claims: plan.claims.clone(),
            ..Recipe::default()
        };
        recipe.claims.entry("iss").or_insert_with(|| authorizer.issuer.clone().into());
        let mut algorithm = plan.algorithm;
        if algorithm.is_none() {
            // Any key signs: the header names what nobody takes, and is read before the signature.
            recipe.header.insert("alg".to_owned(), "HS256".into());
            algorithm = authorizer.algorithms.first().copied();
        }
        let algorithm = algorithm.unwrap_or(Algorithm::Rs256);
        for key in asked.iter().map(|class| facts.credentials.key_class(*class)).chain(plan.key) {
            self.learn(facts, key, algorithm)?;
        }
        let owner = plan.key.unwrap_or(usize::MAX);
        let issuer = signer(facts, authorizer, owner, algorithm);
        if plan.claims.values().any(|value| is_deeper(value, MOST_LEVELS)) {
            let message = "the weakest token would nest claims too deep for tokens and specs";
            return Err(Refusal::new("unsupported-deep-claim", message).into());
        }
        let minted = self.minter.mint(&issuer, &recipe, self.now);
        let minted = minted.map_err(|error| ReplayError::Minting(error.to_string()))?;
        if minted.len() > MOST_BYTES {
            let message = format!(
                "the weakest token would have {} bytes; at most {MOST_BYTES} are read",
                minted.len()
            );
            return Err(Refusal::too_large(message).into());
        }
        Ok(minted)
    }

    /// Gives the engines a key that they do not have yet, beside those that they have.
    fn learn(
        &mut self,
        facts: &Facts<'_>,
        key: usize,
        algorithm: Algorithm,
    ) -> Result<(), ReplayError> {
        if self.keys.contains(&(key, algorithm)) {
            return Ok(());
        }
        self.keys.push((key, algorithm));
        let own = self.keys.iter().filter(|(own, _)| *own == key);
        let mut set = Vec::new();
        for (_, algorithm) in own {
            let Some(authorizer) = facts.credentials.authorizer(key) else { continue };
            let issuer = signer(facts, authorizer, key, *algorithm);
            let keys = self.minter.jwks(&issuer);
            let keys = keys.map_err(|error| ReplayError::Minting(error.to_string()))?;
            set.extend(keys.get("keys").and_then(Value::as_array).cloned().unwrap_or_default());
        }
        let set = serde_json::json!({ "keys": set }).to_string();
        let set = KeySet::from_json(set.as_bytes())
            .map_err(|error| ReplayError::Minting(error.to_string()))?;
        let engines = std::mem::take(&mut self.engines);
        let learnt = engines.into_iter().enumerate().map(|(side, mut engine)| {
            let names: Vec<String> = (0..)
                .zip(engine.policy().authorizers())
                .filter(|(index, _)| {
                    let class = facts.credentials.class(side, *index);
                    class.is_some_and(|class| facts.credentials.key_class(class) == key)
                })
                .map(|(_, one)| one.name.clone())
                .collect();
            for name in names {
                engine = engine.with_keys(&name, set.clone());
            }
            engine
        });
        self.engines = learnt.collect();
        Ok(())
    }
}

/// Who signs with the keys of a class: keys of two sources are never the same, though their issuer
/// may be.
fn signer(
    facts: &Facts<'_>,
    authorizer: &Authorizer,
    owner: usize,
    algorithm: Algorithm,
) -> TokenIssuer {
    let mut issuer =
        token_issuer(&Authorizer { algorithms: vec![algorithm], ..authorizer.clone() });
    let own = facts.credentials.authorizer(owner);
    issuer.issuer = match own {
        Some(own) if facts.credentials.is_first_of_issuer(owner) => own.issuer.clone(),
        Some(own) => format!("{}#{owner}", own.issuer),
        None => "https://nobody.example".to_owned(),
    };
    issuer
}

fn without_null(claims: &Map<String, Value>) -> Map<String, Value> {
    let there = claims.iter().filter(|(_, value)| !value.is_null());
    there.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Returns whether a value has more levels than that.
fn is_deeper(value: &Value, levels: usize) -> bool {
    let Some(below) = levels.checked_sub(1) else { return true };
    match value {
        Value::Array(items) => items.iter().any(|item| is_deeper(item, below)),
        Value::Object(members) => members.values().any(|member| is_deeper(member, below)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
