//! Our tokens, judged by jose and aws-jwt-verify.

use std::sync::LazyLock;

use harness::mint::{
    Fault, KeyStore, Minter, Place, Profile, Recipe, SigningAlgorithm, TokenIssuer,
};
use serde_json::{Map, Value, json};

use crate::differences::DIFFERENCES;
use crate::node;

const NOW: i64 = 1_767_225_600;
const AUDIENCE: &str = "client1example";

static MINTER: LazyLock<Minter> = LazyLock::new(|| Minter::new(KeyStore::fresh()));

fn issuer() -> TokenIssuer {
    TokenIssuer {
        name: "main".to_owned(),
        issuer: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE".to_owned(),
        audience: vec![AUDIENCE.to_owned()],
        algorithm: SigningAlgorithm::Rs256,
    }
}

/// A token with its key set; `cognito` says which use the verifier for Cognito asks for.
fn judged(recipe: &Recipe, leeway: u32, cognito: Option<&str>) -> Value {
    let token = MINTER.mint(&issuer(), recipe, NOW).unwrap();
    let jwks = MINTER.jwks_text(&issuer(), recipe, NOW).unwrap();
    json!({ "token": token, "jwks": jwks, "leeway": leeway, "cognito": cognito })
}

fn verdicts(tokens: &Map<String, Value>) -> Value {
    let input = json!({
        "now": NOW,
        "issuer": issuer().issuer,
        "audience": AUDIENCE,
        "tokens": tokens,
    });
    node("verify.mjs", &input.to_string())
}

#[test]
#[ignore = "needs node and the packages beside this file: .ci/run installs them"]
fn good_tokens_of_every_profile_are_accepted_by_others() {
    let mut tokens = Map::new();
    for profile in Profile::ALL {
        let cognito = match profile.as_str() {
            "cognito_access" | "cognito_user" => Some("access"),
            "cognito_id" => Some("id"),
            _others => None,
        };
        let recipe = Recipe { profile: Some(profile), ..Recipe::default() };
        tokens.insert(profile.as_str().to_owned(), judged(&recipe, 0, cognito));
    }
    let verdicts = verdicts(&tokens);
    for name in tokens.keys() {
        assert_eq!(verdicts[name], json!({ "jose": "ok", "aws": "ok" }), "{name}");
    }
}

/// Faults whose tokens an authorizer with RS256 can meet, but for those of kilobytes.
fn faults() -> impl Iterator<Item = Fault> {
    let large = ["oversized_1_mib", "oversized_16_mib", "oversized_header", "modulus_of_4_mib"];
    let places = [Place::Rsa, Place::Lenient];
    let all = Fault::all().iter().copied();
    all.filter(move |one| places.contains(&one.place()) && !large.contains(&one.as_str()))
}

#[test]
#[ignore = "needs node and the packages beside this file: .ci/run installs them"]
fn faults_are_refused_by_others_as_by_us_but_for_named_differences() {
    let mut tokens = Map::new();
    for fault in faults() {
        let recipe =
            Recipe { profile: Some(Profile::Rfc9068), fault: Some(fault), ..Recipe::default() };
        let leeway = if fault.place() == Place::Lenient { 60 } else { 0 };
        tokens.insert(fault.as_str().to_owned(), judged(&recipe, leeway, None));
    }
    let verdicts = verdicts(&tokens);
    let mut found = Vec::new();
    for fault in faults() {
        // Scopes and claims are the route's, which they are not asked about.
        let ours = ["allow", "insufficient_scope", "claim_mismatch"].contains(&fault.outcome());
        for verifier in ["jose", "aws"] {
            if (verdicts[fault.as_str()][verifier] == "ok") != ours {
                found.push((fault.as_str(), verifier));
            }
        }
    }
    let mut named: Vec<(&str, &str)> = DIFFERENCES
        .iter()
        .flat_map(|(_, verifier, names)| names.iter().map(move |name| (*name, *verifier)))
        .collect();
    let order = |one: &(&str, &str)| faults().position(|fault| fault.as_str() == one.0);
    named.sort_by_key(|one| (order(one), one.1 == "aws"));
    assert_eq!(found, named);
}
