//! A plain verifier, written from the contract's order of checks and from nothing else: it tells what
//! each fault must meet. It shares no code with the engine, and nothing here is fast.

use std::{collections::BTreeMap, fmt, sync::LazyLock};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::mint::{
    Fault, KeyStore, Minter, Place, Profile, Recipe, SigningAlgorithm, TokenIssuer,
    key::tests::holds,
    tests::{NOW, issuer, spoilt},
};

/// One for all tests here: keys of odd sizes are long in the making.
static MINTER: LazyLock<Minter> = LazyLock::new(|| Minter::new(KeyStore::fresh()));

mod keys;

use self::keys::{is_usable, key_set};

/// JSON in which no member is said twice.
struct Once(Value);

struct OnceVisitor;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OnceVisitor).map(Self)
    }
}

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Once(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut seen = BTreeMap::new();
        while let Some((name, Once(value))) = members.next_entry::<String, Once>()? {
            if seen.insert(name, value).is_some() {
                return Err(A::Error::custom("said twice"));
            }
        }
        Ok(Value::Object(seen.into_iter().collect()))
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

fn object(bytes: &[u8]) -> Result<Value, &'static str> {
    let Once(value) = serde_json::from_slice(bytes).map_err(|_refused| "malformed_token")?;
    if value.is_object() && depth(&value) <= 32 { Ok(value) } else { Err("malformed_token") }
}

/// Reads a time; one that is there must be a number within the years a `NumericDate` may name.
fn time(claims: &Value, name: &str) -> Result<Option<f64>, &'static str> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    let range = 0.0..=253_402_300_799.0;
    value.as_f64().filter(|time| range.contains(time)).map(Some).ok_or("malformed_token")
}

/// Verifies a token as section 3.3 of the contract orders; `leeway` in seconds.
fn verify(
    token: &str,
    jwks: &str,
    issuer: &TokenIssuer,
    allowed: &[SigningAlgorithm],
    (now, leeway): (f64, f64),
) -> Result<(), &'static str> {
    let malformed = "malformed_token";
    let parts: [&str; 3] =
        token.split('.').collect::<Vec<_>>().try_into().map_err(|_other| malformed)?;
    if token.len() > 16 * 1024 {
        return Err(malformed);
    }
    let mut decoded = Vec::new();
    for part in parts {
        decoded.push(BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_refused| malformed)?);
    }
    let header = object(&decoded[0])?;
    if ["crit", "b64", "cty", "zip", "enc"].iter().any(|name| header.get(name).is_some()) {
        return Err(malformed);
    }
    let media = header.get("typ").map(|value| value.as_str().unwrap_or("").to_ascii_lowercase());
    if media.is_some_and(|m| !["jwt", "at+jwt", "application/at+jwt"].contains(&m.as_str())) {
        return Err(malformed);
    }

    let algorithm = header["alg"].as_str().and_then(|name| name.parse().ok());
    let algorithm =
        algorithm.filter(|name| allowed.contains(name)).ok_or("unsupported_algorithm")?;
    let kid = header["kid"].as_str().filter(|kid| !kid.is_empty()).ok_or("unknown_key")?;
    let set = key_set(jwks)?;
    let key = set.iter().find(|key| key["kid"] == kid && is_usable(key)).ok_or("unknown_key")?;
    if key.get("alg").is_some_and(|own| *own != algorithm.as_str()) {
        return Err("unsupported_algorithm");
    }
    let message = format!("{}.{}", parts[0], parts[1]);
    if !holds(key, algorithm, message.as_bytes(), &decoded[2]) {
        return Err("bad_signature");
    }

    let claims = object(&decoded[1])?;
    let names = ["iss", "sub", "aud", "client_id", "scope", "scp", "jti"];
    let has_control =
        |text: &str| text.chars().any(|sign| matches!(sign, '\0'..='\u{1f}' | '\u{7f}'));
    let texts = names.iter().filter_map(|name| claims.get(name)).flat_map(|value| {
        let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        list.iter().filter_map(Value::as_str)
    });
    if texts.into_iter().any(has_control) {
        return Err(malformed);
    }
    if claims["iss"] != issuer.issuer.as_str() {
        return Err("wrong_issuer");
    }
    let known = |value: &Value| issuer.audience.iter().any(|audience| value == audience.as_str());
    let for_us = match claims.get("aud") {
        Some(Value::Array(list)) => list.iter().all(Value::is_string) && list.iter().any(known),
        Some(aud) => known(aud),
        None => known(&claims["client_id"]),
    };
    if !for_us {
        return Err("wrong_audience");
    }
    let expires = time(&claims, "exp")?.ok_or(malformed)?;
    if now >= expires + leeway {
        return Err("expired");
    }
    let not_before = time(&claims, "nbf")?;
    if not_before.is_some_and(|time| time > now + leeway) {
        return Err("not_yet_valid");
    }
    let start = time(&claims, "iat")?;
    if start.is_some_and(|time| time > now + leeway) {
        return Err("issued_in_future");
    }
    let late = |time: Option<f64>| time.is_some_and(|time| time > expires);
    if late(not_before) || late(start) || claims.get("cnf").is_some() {
        return Err(malformed);
    }
    Ok(())
}

/// What the plain verifier says of a token of a recipe; nothing, where it cannot be minted.
fn outcome(
    minter: &Minter,
    recipe: &Recipe,
    algorithm: SigningAlgorithm,
    leeway: f64,
) -> Option<Result<(), &'static str>> {
    #[expect(clippy::cast_precision_loss, reason = "seconds of this century are exact")]
    let now = NOW as f64;
    let issuer = issuer(algorithm);
    let token = minter.mint(&issuer, recipe, NOW).ok()?;
    let jwks = minter.jwks_text(&issuer, recipe, NOW).ok()?;
    let pkcs1 = [SigningAlgorithm::Rs256, SigningAlgorithm::Rs384, SigningAlgorithm::Rs512];
    let alone = [algorithm];
    let allowed = if pkcs1.contains(&algorithm) { &pkcs1[..] } else { &alone[..] };
    Some(verify(&token, &jwks, &issuer, allowed, (now, leeway)))
}

/// What the table says, as far as it is told by the token: scopes and claims are the route's.
fn expected(fault: Fault) -> Result<(), &'static str> {
    match fault.outcome() {
        "allow" | "insufficient_scope" | "claim_mismatch" => Ok(()),
        reason => Err(reason),
    }
}

fn algorithm_of(place: Place) -> SigningAlgorithm {
    match place {
        Place::Pss => SigningAlgorithm::Ps256,
        Place::Curve => SigningAlgorithm::Es256,
        Place::Edwards => SigningAlgorithm::EdDsa,
        Place::Rsa | Place::Lenient | Place::Plain | Place::Staff | Place::Role => {
            SigningAlgorithm::Rs256
        }
    }
}

fn leeway_of(place: Place) -> f64 {
    if place == Place::Lenient { 60.0 } else { 0.0 }
}

/// Faults whose tokens or key sets are so large that they are made once and no more.
fn is_large(fault: Fault) -> bool {
    ["oversized_16_mib", "set_of_10000_keys", "modulus_of_4_mib"].contains(&fault.as_str())
}

#[test]
fn a_good_token_of_every_profile_and_algorithm_is_taken() {
    let minter = &*MINTER;
    for algorithm in SigningAlgorithm::ALL {
        for profile in Profile::ALL {
            let recipe = Recipe { profile: Some(profile), ..Recipe::default() };
            assert_eq!(outcome(minter, &recipe, algorithm, 0.0), Some(Ok(())), "{profile}");
        }
    }
}

#[test]
fn every_fault_meets_its_outcome_whatever_the_profile() {
    let minter = &*MINTER;
    for &fault in Fault::all() {
        let profiles = if is_large(fault) { &Profile::ALL[..1] } else { &Profile::ALL[..] };
        for &profile in profiles {
            let recipe = Recipe { profile: Some(profile), ..spoilt(fault) };
            let (algorithm, leeway) = (algorithm_of(fault.place()), leeway_of(fault.place()));
            let met = outcome(minter, &recipe, algorithm, leeway);
            assert_eq!(met, Some(expected(fault)), "{fault} of {profile}");
        }
    }
}

#[test]
fn every_fault_meets_its_outcome_under_every_family_that_can_have_it() {
    let minter = &*MINTER;
    for algorithm in [
        SigningAlgorithm::Ps256,
        SigningAlgorithm::Es256,
        SigningAlgorithm::Es384,
        SigningAlgorithm::EdDsa,
    ] {
        for &fault in Fault::all().iter().filter(|fault| !is_large(**fault)) {
            let leeway = leeway_of(fault.place());
            if let Some(met) = outcome(minter, &spoilt(fault), algorithm, leeway) {
                assert_eq!(met, expected(fault), "{fault} under {algorithm}");
            }
        }
    }
}

#[test]
fn the_most_leeway_saves_only_a_token_that_has_just_expired() {
    let minter = &*MINTER;
    for &fault in Fault::all().iter().filter(|fault| !is_large(**fault)) {
        let met = outcome(minter, &spoilt(fault), SigningAlgorithm::EdDsa, 300.0);
        let saved = ["T69", "T70"].contains(&fault.id());
        let expected = if saved { Ok(()) } else { expected(fault) };
        assert!(met.is_none_or(|met| met == expected), "{fault}: {met:?}");
    }
}
