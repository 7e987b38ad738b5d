//! The tables of two gateways' own tests, read from their cases: the specs of their name in `specs/`
//! say the same facts in our format.

use engine::{Engine, KeySet, Request};
use serde_json::{Map, Value, json};

use super::read_json;
use crate::signer::{NOW, header, key_set, token};
use crate::strategies::compile;

fn with_our_keys(policy: &Value, authorizers: &[&str]) -> Engine {
    let set = || KeySet::from_json(key_set().to_string().as_bytes()).unwrap();
    // JSON is YAML.
    authorizers
        .iter()
        .fold(compile(&policy.to_string()), |engine, name| engine.with_keys(name, set()))
}

fn status(engine: &Engine, case: &Value, token: Option<String>) -> u16 {
    let [method, path] = ["method", "path"].map(|key| case[key].as_str().unwrap());
    let mut request = Request::new(method, path);
    if let Some(token) = token {
        request = request.with_header("Authorization", format!("Bearer {token}"));
    }
    engine.decide(&request, NOW).status()
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_permissions_of_couper_agree() {
    let file = read_json("couper-permissions/cases.json");
    let mut routes = Map::new();
    for route in file["routes"].as_array().unwrap() {
        for (method, scopes) in route["required"].as_object().unwrap() {
            let method = if method == "*" { "ANY" } else { method };
            let any = scopes.as_array().is_some_and(|scopes| !scopes.is_empty());
            let asked = if any { json!({ "scopes": { "any_of": scopes } }) } else { json!({}) };
            routes.insert(format!("{method} {}", route["path"].as_str().unwrap()), asked);
        }
    }
    let authorizer = json!({ "issuer": "https://couper.example", "audience": ["couper"] });
    let policy = json!({
        "version": 1,
        "authorizers": { "main": authorizer },
        "default_authorizer": "main",
        "routes": routes,
    });
    let engine = with_our_keys(&policy, &["main"]);
    let mut claims = file["token_claims"].clone();
    claims["iss"] = json!("https://couper.example");
    claims["aud"] = json!("couper");
    claims["exp"] = json!(NOW + 60);
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        let token = token(&header().to_string(), &claims.to_string());
        let token = (case["with_token"] == true).then_some(token);
        // Their upstream answers 204; API Gateway has no 405, a method without a route is 404.
        let expected = match case["status"].as_u64().unwrap() {
            204 => 200,
            405 => 404,
            other => other,
        };
        assert_eq!(u64::from(status(&engine, case, token)), expected, "{}", case["name"]);
    }
    assert!(cases.len() >= 7);
}

/// Puts numbers for `NOW`, `NOW+5` and `NOW-5`.
fn dated(value: &Value) -> Value {
    let Some(offset) = value.as_str().and_then(|text| text.strip_prefix("NOW")) else {
        return value.clone();
    };
    json!(NOW + offset.parse::<i64>().unwrap_or(0))
}

/// Where serverless-offline is not API Gateway, as its SOURCE tells; AWS's documented rule holds.
fn documented(claims: &Map<String, Value>, authorizer: &Value, theirs: u64) -> u64 {
    let listed = |value: &Value| authorizer["audience"].as_array().unwrap().contains(value);
    let takes = |aud: &Value| match aud.as_array() {
        Some(names) => names.iter().any(listed),
        None => listed(aud),
    };
    let aud_is_wrong = claims.get("aud").is_some_and(|aud| !takes(aud));
    let early = claims.get("nbf").and_then(Value::as_i64).is_some_and(|nbf| nbf > NOW);
    if aud_is_wrong || early || !claims.contains_key("exp") { 401 } else { theirs }
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_authorizers_of_serverless_offline_agree() {
    let file = read_json("serverless-offline-jwt/cases.json");
    let mut routes = Map::new();
    for route in file["routes"].as_array().unwrap() {
        let mut asked = json!({ "authorizer": route["authorizer"] });
        if route["scopes"].as_array().is_some_and(|scopes| !scopes.is_empty()) {
            asked["scopes"] = json!({ "any_of": route["scopes"] });
        }
        routes.insert(route["route"].as_str().unwrap().to_owned(), asked);
    }
    let authorizers = &file["authorizers"];
    let policy = json!({ "version": 1, "authorizers": authorizers, "routes": routes });
    let names: Vec<&str> = authorizers.as_object().unwrap().keys().map(String::as_str).collect();
    let engine = with_our_keys(&policy, &names);
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        let claims: Map<String, Value> = case["claims"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), dated(value)))
            .collect();
        let key =
            format!("{} {}", case["method"].as_str().unwrap(), case["path"].as_str().unwrap());
        let route = file["routes"].as_array().unwrap().iter().find(|route| route["route"] == key);
        let authorizer = &authorizers[route.unwrap()["authorizer"].as_str().unwrap()];
        let theirs = case["status"].as_u64().unwrap();
        let expected = documented(&claims, authorizer, theirs);
        let sent = token(&header().to_string(), &Value::Object(claims).to_string());
        let got = u64::from(status(&engine, case, Some(sent)));
        assert_eq!(got, expected, "{}", case["name"]);
    }
    assert!(cases.len() >= 7);
}
