//! Discovery, key sets, and keys that change, judged by the engine.

use axum::{body::Body, http::StatusCode};
use engine::{Engine, KeySet, Policy, Request, Settings, Source};
use serde_json::{Value, json};

use super::fixture::{ISSUER, NOW, Server, request, segment, spending};

const MACHINE: &str = "middleware:middleware-secret";

fn policy() -> String {
    format!(
        "version: 1
authorizers:
  main: {{ issuer: \"{ISSUER}\", audience: [middleware, web] }}
default_authorizer: main
routes:
  POST /order: {{ scopes: order/post.order }}
  GET /any: {{}}
"
    )
}

/// Decides by the engine with the key set that the server tells now.
fn decides(server: &Server, token: &Value, route: (&str, &str)) -> u16 {
    let source = Source::new("policy.yaml", policy());
    let policy = Policy::from_source(&source, &Settings::default()).unwrap().policy;
    let set = server.get("/us-east-1_EXAMPLE/.well-known/jwks.json").text;
    let set = KeySet::from_json(set.as_bytes()).unwrap();
    let engine = Engine::compile(policy).unwrap().with_keys("main", set);
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let request = Request::new(route.0, route.1).with_header("authorization", bearer);
    engine.decide(&request, NOW + 1).status()
}

fn rotate(server: &Server) -> Value {
    let request = request("POST", "/.harness/rotate").body(Body::empty()).unwrap();
    server.send(request).json()
}

#[test]
fn the_document_names_the_real_issuer_and_addresses_of_this_machine() {
    let server = Server::new();
    let answer = server.get("/us-east-1_EXAMPLE/.well-known/openid-configuration");
    assert_eq!(answer.status, StatusCode::OK);
    let document = answer.json();
    let at = |path: &str| json!(format!("http://127.0.0.1:8000{path}"));
    assert_eq!(document["issuer"], ISSUER);
    assert_eq!(document["jwks_uri"], at("/us-east-1_EXAMPLE/.well-known/jwks.json"));
    assert_eq!(document["token_endpoint"], at("/oauth2/token"));
    assert_eq!(document["authorization_endpoint"], at("/oauth2/authorize"));
    assert_eq!(document["userinfo_endpoint"], at("/oauth2/userInfo"));
    assert_eq!(document["id_token_signing_alg_values_supported"], json!(["RS256"]));
    assert_eq!(
        document["token_endpoint_auth_methods_supported"],
        json!(["client_secret_basic", "client_secret_post"])
    );
    for path in [
        "/.well-known/openid-configuration",
        "/other/.well-known/jwks.json",
        "/us-east-1_EXAMPLE",
        "/",
    ] {
        assert_eq!(server.get(path).status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn the_key_set_has_two_keys_and_nothing_private() {
    let server = Server::new();
    let set = server.get("/us-east-1_EXAMPLE/.well-known/jwks.json").json();
    let keys = set["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for key in keys {
        let names: Vec<&String> = key.as_object().unwrap().keys().collect();
        assert_eq!(names, ["alg", "e", "kid", "kty", "n", "use"]);
    }
    let told = server.issuer.key_sets();
    let (issuer, text) = told.first().unwrap();
    assert_eq!((issuer.as_str(), told.len()), (ISSUER, 1));
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), set);
}

#[test]
fn the_engine_takes_the_tokens_of_both_keys() {
    let server = Server::new();
    let token = server.token(MACHINE, "grant_type=client_credentials&scope=order/post.order");
    assert_eq!(decides(&server, &token["access_token"], ("POST", "/order")), 200);
    let scoped = server.token(MACHINE, "grant_type=client_credentials&scope=order/get.order");
    assert_eq!(decides(&server, &scoped["access_token"], ("POST", "/order")), 403);
    let user = server.token("", &spending(&server.code("")));
    for token in ["access_token", "id_token"] {
        assert_eq!(decides(&server, &user[token], ("GET", "/any")), 200, "{token}");
    }
}

#[test]
fn after_a_rotation_the_last_key_still_verifies_and_the_one_before_it_no_more() {
    let server = Server::new();
    let changed = server.issuer.changed();
    assert_eq!(*changed.borrow(), 0);
    let token = || server.token(MACHINE, "grant_type=client_credentials")["access_token"].clone();
    let any = ("GET", "/any");
    let first = token();
    assert_eq!(rotate(&server), json!({ "rotations": 1 }));
    assert!(changed.has_changed().unwrap());
    let second = token();
    assert_ne!(segment(&first, 0)["kid"], segment(&second, 0)["kid"]);
    assert_eq!((decides(&server, &first, any), decides(&server, &second, any)), (200, 200));
    assert_eq!(rotate(&server), json!({ "rotations": 2 }));
    assert_eq!(*changed.borrow(), 2);
    assert_eq!((decides(&server, &first, any), decides(&server, &second, any)), (401, 200));
}

#[test]
fn no_page_of_a_browser_can_rotate_keys() {
    let server = Server::new();
    let before = server.issuer.key_sets();
    for (name, value) in [("origin", "http://127.0.0.1:8000"), ("sec-fetch-site", "same-origin")] {
        let request = request("POST", "/.harness/rotate").header(name, value);
        let answer = server.send(request.body(Body::empty()).unwrap());
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
    }
    assert_eq!(server.get("/.harness/rotate").status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(server.issuer.key_sets(), before);
}
