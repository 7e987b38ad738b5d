//! `client_credentials`, row by row of the facts about Cognito's token endpoint (135 to 141).

use axum::{body::Body, http::StatusCode};
use serde_json::{Value, json};

use super::fixture::{ISSUER, NOW, Server, payload, request, segment};

const MACHINE: &str = "middleware:middleware-secret";
const GRANT: &str = "grant_type=client_credentials";

fn error(name: &str) -> (u16, Value) {
    (400, json!({ "error": name }))
}

#[test]
fn a_client_gets_all_its_own_scopes_in_a_token_like_cognitos() {
    let server = Server::new();
    let answer = server.post("/oauth2/token", MACHINE, GRANT);
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/json;charset=UTF-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let body = answer.json();
    let names: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(names, ["access_token", "expires_in", "token_type"]);
    assert_eq!((&body["expires_in"], &body["token_type"]), (&json!(3600), &json!("Bearer")));
    let mut claims = payload(&body["access_token"]);
    let identifier = claims["jti"].take();
    assert_eq!(identifier.as_str().unwrap().len(), 36);
    assert_eq!(
        claims,
        json!({
            "sub": "middleware",
            "token_use": "access",
            "scope": "order/post.order order/get.order",
            "auth_time": NOW,
            "iss": ISSUER,
            "exp": NOW + 3600,
            "iat": NOW,
            "version": 2,
            "jti": null,
            "client_id": "middleware",
        })
    );
    let header = segment(&body["access_token"], 0);
    let names: Vec<&String> = header.as_object().unwrap().keys().collect();
    assert_eq!(names, ["alg", "kid"]);
}

#[test]
fn both_ways_to_prove_who_it_is_are_taken_and_each_token_is_another() {
    let server = Server::new();
    let posted = format!("{GRANT}&client_id=middleware&client_secret=middleware-secret");
    let tokens = [
        server.token(MACHINE, GRANT),
        server.token(MACHINE, GRANT),
        server.token("", &posted),
        server.token(MACHINE, &format!("{GRANT}&client_id=middleware")),
    ];
    let mut identifiers: Vec<String> =
        tokens.iter().map(|body| payload(&body["access_token"])["jti"].to_string()).collect();
    identifiers.sort();
    identifiers.dedup();
    assert_eq!(identifiers.len(), 4);
}

#[test]
fn scopes_are_those_asked_for_and_a_scope_that_is_not_the_clients_is_refused() {
    let server = Server::new();
    let scope = |asked: &str| {
        let body = server.token(MACHINE, &format!("{GRANT}&scope={asked}"));
        payload(&body["access_token"])["scope"].clone()
    };
    assert_eq!(scope("order/get.order"), "order/get.order");
    assert_eq!(
        scope("order%2Fget.order+order/post.order+order/get.order"),
        "order/get.order order/post.order"
    );
    for asked in
        ["order/admin", "order/get.order+order/admin", "openid", "ORDER/get.order", "order/*"]
    {
        let form = format!("{GRANT}&scope={asked}");
        assert_eq!(server.refused(MACHINE, &form), error("invalid_scope"), "{asked}");
    }
}

#[test]
fn who_is_not_proved_is_refused_with_400() {
    let server = Server::new();
    for basic in [
        "middleware:wrong",
        "middleware:",
        "middleware:middleware-secre",
        "middleware:middleware-secret ",
        "nobody:middleware-secret",
        ":middleware-secret",
        "web:x",
    ] {
        assert_eq!(server.refused(basic, GRANT), error("invalid_client"), "{basic}");
    }
    for form in
        ["&client_id=middleware", "&client_id=middleware&client_secret=x", "&client_id=nobody"]
    {
        let form = format!("{GRANT}{form}");
        assert_eq!(server.refused("", &form), error("invalid_client"), "{form}");
    }
    let other = format!("{GRANT}&client_id=web");
    assert_eq!(server.refused(MACHINE, &other), error("invalid_client"));
    let twice = format!("{GRANT}&client_id=middleware&client_secret=middleware-secret");
    assert_eq!(server.refused(MACHINE, &twice), error("invalid_request"));
    assert_eq!(server.refused("", GRANT), error("invalid_request"));
}

#[test]
fn other_grants_missing_grants_and_grants_of_others_are_refused_by_their_name() {
    let server = Server::new();
    for grant in [
        "password",
        "implicit",
        "Client_Credentials",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
    ] {
        let form = format!("grant_type={grant}&username=jane&password=x");
        assert_eq!(server.refused(MACHINE, &form), error("unsupported_grant_type"), "{grant}");
    }
    for form in ["", "grant_type=", "scope=order/get.order"] {
        assert_eq!(server.refused(MACHINE, form), error("invalid_request"), "{form:?}");
    }
    let twice = format!("{GRANT}&grant_type=client_credentials");
    assert_eq!(server.refused(MACHINE, &twice), error("invalid_request"));
    assert_eq!(server.refused("backend:backend-secret", GRANT), error("invalid_grant"));
    assert_eq!(server.refused("", &format!("{GRANT}&client_id=web")), error("invalid_grant"));
    for form in [
        "grant_type=authorization_code&code=x&redirect_uri=y",
        "grant_type=refresh_token&refresh_token=x",
    ] {
        assert_eq!(server.refused(MACHINE, form), error("unauthorized_client"), "{form}");
    }
}

#[test]
fn what_is_no_posted_form_is_answered_405_with_nothing() {
    let server = Server::new();
    let types = [
        "application/json",
        "text/plain",
        "\"application/x-www-form-urlencoded\"",
        "application/x-www-form-urlencodedx",
        "multipart/form-data",
        "",
    ];
    for media_type in types {
        let request = request("POST", "/oauth2/token").header("content-type", media_type);
        let answer = server.send(request.body(Body::from(r#"{"grant_type":"x"}"#)).unwrap());
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (405, ""), "{media_type}");
    }
    for method in ["GET", "PUT", "HEAD", "DELETE", "OPTIONS"] {
        let request = request(method, "/oauth2/token?grant_type=client_credentials");
        let answer = server.send(request.body(Body::empty()).unwrap());
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (405, ""), "{method}");
    }
    let spelled = request("POST", "/oauth2/token")
        .header("content-type", "Application/X-WWW-Form-URLEncoded; charset=utf-8");
    let form = format!("{GRANT}&client_id=middleware&client_secret=middleware-secret");
    assert_eq!(server.send(spelled.body(Body::from(form)).unwrap()).status, StatusCode::OK);
}
