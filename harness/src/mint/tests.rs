//! What a minter gives: tokens that hold under another library, the same each time, signed once.

use std::collections::BTreeSet;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use serde_json::{Map, Value, json};

use super::{
    Fault, KeyStore, MintError, Minter, Profile, Recipe, SigningAlgorithm, SigningKey, TokenIssuer,
    key::tests::holds,
};

pub(super) const NOW: i64 = 1_767_225_600;
pub(super) const POOL: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";

pub(super) fn issuer(algorithm: SigningAlgorithm) -> TokenIssuer {
    TokenIssuer {
        name: "cognito".to_owned(),
        issuer: POOL.to_owned(),
        audience: vec!["client".to_owned(), "client-other".to_owned()],
        algorithm,
    }
}

pub(super) fn spoilt(fault: Fault) -> Recipe {
    Recipe { fault: Some(fault), ..Recipe::default() }
}

fn json_of(segment: &str) -> Value {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(segment).unwrap()).unwrap()
}

fn parts(token: &str) -> [&str; 3] {
    token.split('.').collect::<Vec<_>>().try_into().unwrap()
}

#[test]
fn a_good_token_holds_under_every_algorithm() {
    let minter = Minter::new(KeyStore::fresh());
    for algorithm in SigningAlgorithm::ALL {
        let issuer = issuer(algorithm);
        let token = minter.mint(&issuer, &Recipe::default(), NOW).unwrap();
        let [header, payload, signature] = parts(&token);
        let jwks = minter.jwks(&issuer).unwrap();
        let jwk = &jwks["keys"][0];
        assert_eq!(json_of(header), json!({"kid": jwk["kid"], "alg": algorithm.as_str()}));
        assert_eq!(json_of(payload)["iss"], POOL);
        let message = format!("{header}.{payload}");
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
        assert!(holds(jwk, algorithm, message.as_bytes(), &signature), "{algorithm}");
    }
}

#[test]
fn a_token_is_the_same_in_another_minter_with_the_same_key() {
    let (_, pkcs8) = SigningKey::generate(SigningAlgorithm::Rs256).unwrap();
    let token = |profile| {
        let minter = Minter::new(KeyStore::fresh());
        let key = SigningKey::from_pkcs8(&pkcs8, SigningAlgorithm::Rs256).unwrap();
        minter.keys().insert(POOL, key);
        let recipe = Recipe { profile: Some(profile), ..Recipe::default() };
        minter.mint(&issuer(SigningAlgorithm::Rs256), &recipe, NOW).unwrap()
    };
    for profile in Profile::ALL {
        assert_eq!(token(profile), token(profile), "{profile}");
    }
}

#[test]
fn a_token_is_signed_once_however_many_ask() {
    let minter = Minter::new(KeyStore::fresh());
    // A signature by ECDSA differs each time, so equal tokens are one token.
    let issuer = issuer(SigningAlgorithm::Es256);
    let mint = |_| minter.mint(&issuer, &Recipe::default(), NOW).unwrap();
    let tokens: BTreeSet<String> = (0..64).into_par_iter().map(mint).collect();
    assert_eq!(tokens.len(), 1);
    let apart = Minter::new(KeyStore::fresh()).mint(&issuer, &Recipe::default(), NOW).unwrap();
    assert!(!tokens.contains(&apart));
}

#[test]
fn another_time_recipe_or_issuer_is_another_token() {
    let minter = Minter::new(KeyStore::fresh());
    let rs = issuer(SigningAlgorithm::Rs256);
    let scoped = Recipe { scopes: Some(vec!["a".to_owned()]), ..Recipe::default() };
    let elsewhere = TokenIssuer { issuer: "https://issuer.example".to_owned(), ..rs.clone() };
    let tokens: BTreeSet<String> = [
        minter.mint(&rs, &Recipe::default(), NOW),
        minter.mint(&rs, &Recipe::default(), NOW + 1),
        minter.mint(&rs, &scoped, NOW),
        minter.mint(&elsewhere, &Recipe::default(), NOW),
    ]
    .into_iter()
    .map(Result::unwrap)
    .collect();
    assert_eq!(tokens.len(), 4);
}

#[test]
fn an_issuer_without_audience_is_an_error_that_names_it() {
    let lonely = TokenIssuer { audience: Vec::new(), ..issuer(SigningAlgorithm::EdDsa) };
    let error = Minter::new(KeyStore::fresh()).mint(&lonely, &Recipe::default(), NOW).unwrap_err();
    assert_eq!(error, MintError::NoAudience { authorizer: "cognito".to_owned() });
    assert_eq!(error.to_string(), "authorizer `cognito` has no audience");
}

#[test]
fn a_weak_key_signs_too() {
    let minter = Minter::new(KeyStore::fresh());
    let weak = SigningKey::generate_weak(1024, SigningAlgorithm::Rs256).unwrap();
    minter.keys().insert(POOL, weak);
    let token = minter.mint(&issuer(SigningAlgorithm::Rs256), &Recipe::default(), NOW).unwrap();
    let [_, _, signature] = parts(&token);
    assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap().len(), 128);
}

#[test]
fn a_key_set_has_public_members_alone() {
    let minter = Minter::new(KeyStore::fresh());
    let jwks = minter.jwks(&issuer(SigningAlgorithm::Rs256)).unwrap();
    let members: &Map<String, Value> = jwks["keys"][0].as_object().unwrap();
    for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
        assert!(!members.contains_key(private));
    }
}
