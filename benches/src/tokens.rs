//! Signed tokens of one issuer, and every way of verifying or making one that is compared.

use std::sync::Arc;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use engine::{Engine, KeySet, Request, Source};
use harness::mint::{KeyStore, Minter, Recipe, SigningAlgorithm, SigningKey, TokenIssuer};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::json;

use crate::decisions::compile;

const ISSUER: &str = "https://issuer.example";

const POLICY: &str = "version: 1
authorizers:
  bench: { issuer: https://issuer.example, audience: [bench] }
default_authorizer: bench
routes:
  GET /orders/{id}: { scopes: orders/read }
";

/// An issuer's key, the same in every form that a verifier or signer wants.
#[derive(Debug)]
pub struct Issuer {
    pkcs8: Vec<u8>,
    key: SigningKey,
    /// The instant its tokens are minted for.
    pub now: i64,
}

impl Issuer {
    /// Makes an RSA key of 2048 bits.
    pub fn new() -> Self {
        let (key, pkcs8) = SigningKey::generate(SigningAlgorithm::Rs256).expect("randomness");
        // jsonwebtoken reads the clock itself, so the tokens are of today.
        Self { pkcs8, key, now: harness::clock::wall_clock() }
    }

    /// A minter that has minted nothing yet, its key parsed.
    pub fn minter(&self) -> Minter {
        let keys = KeyStore::fresh();
        keys.insert(ISSUER, self.signing_key());
        Minter::new(keys)
    }

    /// The key, parsed anew.
    pub fn signing_key(&self) -> SigningKey {
        SigningKey::from_pkcs8(&self.pkcs8, SigningAlgorithm::Rs256).expect("a good key")
    }

    /// The PKCS#8 form of the key.
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// Mints `count` tokens that differ: six scopes, and the claims of an access token.
    pub fn tokens(&self, count: usize) -> Vec<String> {
        let minter = self.minter();
        (0..count).map(|at| self.mint(&minter, at)).collect()
    }

    /// Mints one token; another number is another token.
    pub fn mint(&self, minter: &Minter, number: usize) -> String {
        minter.mint(&token_issuer(), &recipe(number), self.now).expect("a token")
    }

    /// An engine that has seen none of the tokens.
    pub fn engine(&self) -> Engine {
        let set = json!({ "keys": [self.key.public_jwk()] }).to_string();
        let set = KeySet::from_json(set.as_bytes()).expect("a good key set");
        compile(&Source::new("bench.yaml", POLICY)).with_keys("bench", set)
    }

    /// The public key as aws-lc has it, parsed once.
    pub fn raw(&self) -> ParsedPublicKey {
        let pem = self.key.public_pem();
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let der = BASE64_STANDARD.decode(body).expect("a PEM");
        ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).expect("a good key")
    }

    /// The public key and the rules as jsonwebtoken has them.
    pub fn jsonwebtoken(&self) -> (DecodingKey, Validation) {
        let jwk = self.key.public_jwk();
        let part = |name: &str| jwk[name].as_str().unwrap_or("").to_owned();
        let key = DecodingKey::from_rsa_components(&part("n"), &part("e")).expect("a good key");
        let mut rules = Validation::new(Algorithm::RS256);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&["bench"]);
        (key, rules)
    }
}

impl Default for Issuer {
    fn default() -> Self {
        Self::new()
    }
}

/// Requests that carry the tokens.
pub fn requests(tokens: &[String]) -> Vec<Request> {
    let request = |token: &String| {
        Request::new("GET", "/orders/7").with_header("Authorization", format!("Bearer {token}"))
    };
    tokens.iter().map(request).collect()
}

/// What is signed of each token, and the signature's bytes.
pub fn signed_parts(tokens: &[String]) -> Vec<(Arc<str>, Vec<u8>)> {
    let part = |token: &String| {
        let (message, signature) = token.rsplit_once('.').expect("three segments");
        (message.into(), BASE64_URL_SAFE_NO_PAD.decode(signature).expect("base64url"))
    };
    tokens.iter().map(part).collect()
}

fn token_issuer() -> TokenIssuer {
    TokenIssuer {
        name: "bench".to_owned(),
        issuer: ISSUER.to_owned(),
        audience: vec!["bench".to_owned()],
        algorithm: SigningAlgorithm::Rs256,
    }
}

fn recipe(number: usize) -> Recipe {
    let scopes = ["read", "write", "list", "export", "cancel", "refund"];
    let mut recipe = Recipe {
        scopes: Some(scopes.iter().map(|scope| format!("orders/{scope}")).collect()),
        ..Recipe::default()
    };
    recipe.claims.insert("jti".to_owned(), json!(format!("00000000-0000-4000-8000-{number:012}")));
    recipe
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn all_verifiers_take_the_same_tokens() {
        let issuer = Issuer::new();
        let tokens = issuer.tokens(2);
        assert_ne!(tokens[0], tokens[1]);
        let (engine, raw, (key, rules)) = (issuer.engine(), issuer.raw(), issuer.jsonwebtoken());
        for request in requests(&tokens) {
            assert!(engine.decide(&request, issuer.now).is_allowed());
        }
        for (message, signature) in signed_parts(&tokens) {
            assert!(raw.verify_sig(message.as_bytes(), &signature).is_ok());
        }
        for token in &tokens {
            assert!(jsonwebtoken::decode::<Value>(token, &key, &rules).is_ok());
        }
    }
}
