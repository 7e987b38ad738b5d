//! What plain jsonwebtoken does with every token of the table, under its strictest settings: the record
//! stays true.
//!
//! The caller does what its examples do: the key of the set that the token names, else the first; the
//! algorithm of the key, else the authorizer's; required claims; no leeway but the authorizer's own. It
//! reads the system's clock, so the tokens are minted for now.

use harness::clock::wall_clock;
use harness::mint::{Fault, Peer, Place, Recipe, TokenIssuer};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;

use crate::{MINTER, engine, issuer};

fn accepts(token: &str, set: &str, issuer: &TokenIssuer, leeway: u64) -> bool {
    let Ok(set) = serde_json::from_str::<JwkSet>(set) else { return false };
    let Ok(header) = decode_header(token) else { return false };
    let named = header.kid.as_deref().and_then(|kid| set.find(kid));
    let Some(jwk) = named.or(set.keys.first()) else { return false };
    let Ok(key) = DecodingKey::from_jwk(jwk) else { return false };
    let own = jwk.common.key_algorithm.and_then(|own| own.to_string().parse().ok());
    let algorithm: Algorithm = own.unwrap_or(issuer.algorithm.as_str().parse().unwrap());
    let mut validation = Validation::new(algorithm);
    validation.set_issuer(&[&issuer.issuer]);
    validation.set_audience(&issuer.audience);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    validation.validate_nbf = true;
    validation.leeway = leeway;
    decode::<Value>(token, &key, &validation).is_ok()
}

/// What it does within one second of its clock: `exp` may be this very second.
fn verdict(fault: Fault, issuer: &TokenIssuer, leeway: u64) -> bool {
    let scopes = Some(vec!["orders:read".to_owned()]);
    let recipe = Recipe { scopes, fault: Some(fault), ..Recipe::default() };
    loop {
        let before = wall_clock();
        let token = MINTER.mint(issuer, &recipe, before).unwrap();
        let set = MINTER.jwks_text(issuer, &recipe, before).unwrap();
        let verdict = accepts(&token, &set, issuer, leeway);
        if wall_clock() == before || fault.id() != "T70" {
            return verdict;
        }
    }
}

#[test]
fn the_record_of_plain_jsonwebtoken_is_true() {
    let engine = engine();
    let mut wrong = Vec::new();
    for fault in Fault::all().iter().filter(|fault| fault.peer() != Peer::Unasked) {
        let (name, leeway) = match fault.place() {
            Place::Lenient => ("lenient", 60),
            Place::Pss | Place::Curve | Place::Edwards => (fault.place().as_str(), 0),
            Place::Rsa | Place::Plain | Place::Staff | Place::Role => ("rsa", 0),
        };
        let accepts = verdict(*fault, &issuer(engine.policy(), name), leeway);
        if accepts != (fault.peer() == Peer::Accepts) {
            wrong.push(format!("{} {fault}: accepts = {accepts}", fault.id()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn plain_jsonwebtoken_accepts_dozens_of_tokens_that_must_be_refused() {
    let taken = |fault: &&Fault| fault.peer() == Peer::Accepts && fault.outcome() != "allow";
    assert!(Fault::all().iter().filter(taken).count() > 34);
}
