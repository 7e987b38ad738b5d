//! Several issuers at once: whose endpoints they are, and whose clients.

use axum::http::StatusCode;
use serde_json::json;

use super::fixture::{ISSUER, Server, payload, pool, segment, texts};
use crate::{
    mint::SigningAlgorithm::Es256,
    serve::issuer::{Client, ClientSecret, Flow, Pool, Secret},
};

const OTHER: &str = "https://id.example/tenants/one";

fn server() -> Server {
    let machine = |id: &str, secret: &str| Client {
        secret: ClientSecret::Given(Secret::new(secret)),
        flows: vec![Flow::ClientCredentials],
        scopes: texts(&["read:orders"]),
        ..Client::new(id)
    };
    let other = Pool {
        audience: texts(&["https://api.example"]),
        clients: vec![machine("other", "other-secret"), machine("middleware", "its-own-secret")],
        ..Pool::new(OTHER, Es256)
    };
    Server::of(vec![pool(), other])
}

const GRANT: &str = "grant_type=client_credentials";

#[test]
fn the_client_decides_whose_token_it_is_and_the_path_may_say_so() {
    let server = server();
    let issuer = |path: &str, basic: &str| {
        let answer = server.post(path, basic, GRANT);
        answer.json().get("access_token").map(|token| payload(token)["iss"].clone())
    };
    let root = "/oauth2/token";
    assert_eq!(issuer(root, "middleware:middleware-secret"), Some(json!(ISSUER)));
    assert_eq!(issuer(root, "other:other-secret"), Some(json!(OTHER)));
    assert_eq!(issuer(root, "middleware:its-own-secret"), Some(json!(OTHER)));
    let one = "/us-east-1_EXAMPLE/oauth2/token";
    assert_eq!(issuer(one, "middleware:middleware-secret"), Some(json!(ISSUER)));
    assert_eq!(issuer(one, "middleware:its-own-secret"), None);
    assert_eq!(issuer("/tenants/one/oauth2/token", "other:other-secret"), Some(json!(OTHER)));
    let nowhere = server.post("/tenants/two/oauth2/token", "other:other-secret", GRANT);
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[test]
fn an_issuer_that_is_not_cognito_mints_by_rfc_9068_for_the_audience_of_the_policy() {
    let server = server();
    let token = server.token("other:other-secret", GRANT)["access_token"].clone();
    assert_eq!(segment(&token, 0)["typ"], "at+jwt");
    assert_eq!(segment(&token, 0)["alg"], "ES256");
    let claims = payload(&token);
    assert_eq!(claims["aud"], "https://api.example");
    assert_eq!((&claims["sub"], &claims["client_id"]), (&json!("other"), &json!("other")));
    assert_eq!(claims["scope"], "read:orders");
}

#[test]
fn each_has_its_own_document_at_its_own_path() {
    let server = server();
    for (issuer, path) in [(ISSUER, "/us-east-1_EXAMPLE"), (OTHER, "/tenants/one")] {
        let document = server.get(&format!("{path}/.well-known/openid-configuration")).json();
        assert_eq!(document["issuer"], issuer);
        let token = format!("http://127.0.0.1:8000{path}/oauth2/token");
        assert_eq!(document["token_endpoint"], token);
        let keys = format!("http://127.0.0.1:8000{path}/.well-known/jwks.json");
        assert_eq!(document["jwks_uri"], keys);
    }
}
