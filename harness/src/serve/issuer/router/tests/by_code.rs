//! `authorization_code` and `refresh_token`: what a code is good for, and what it is not (row 142).

use serde_json::{Value, json};

use super::fixture::{
    CALLBACK, CHALLENGE, ISSUER, NOW, Server, VERIFIER, authorize, payload, segment, spending,
};

fn error(name: &str) -> (u16, Value) {
    (400, json!({ "error": name }))
}

#[test]
fn a_code_with_its_verifier_brings_three_tokens() {
    let server = Server::new();
    let code = server.code("&scope=openid+order/get.order&nonce=n-1");
    server.wait(60);
    let body = server.token("", &spending(&code));
    let names: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(names, ["access_token", "expires_in", "id_token", "refresh_token", "token_type"]);
    assert_eq!(body["expires_in"], 600);
    let access = payload(&body["access_token"]);
    let expected = json!({
        "sub": "subject-of-robot",
        "username": "robot",
        "client_id": "web",
        "cognito:groups": ["staff"],
        "token_use": "access",
        "scope": "openid order/get.order",
        "auth_time": NOW,
        "iat": NOW + 60,
        "exp": NOW + 660,
        "iss": ISSUER,
        "version": 2,
        "tenant": "acme",
        "jti": access["jti"],
        "origin_jti": access["origin_jti"],
        "event_id": access["event_id"],
    });
    assert_eq!(access, expected);
    let identity = payload(&body["id_token"]);
    let expected = json!({
        "sub": "subject-of-robot",
        "cognito:username": "robot",
        "aud": "web",
        "cognito:groups": ["staff"],
        "token_use": "id",
        "auth_time": NOW,
        "iat": NOW + 60,
        "exp": NOW + 660,
        "iss": ISSUER,
        "nonce": "n-1",
        "email": "jane@example.com",
        "email_verified": true,
        "name": "Jane",
        "at_hash": identity["at_hash"],
        "jti": identity["jti"],
        "origin_jti": access["origin_jti"],
    });
    assert_eq!(identity, expected);
    assert_eq!(identity["at_hash"].as_str().unwrap().len(), 22);
    let key = |token: &str| segment(&body[token], 0)["kid"].clone();
    assert_ne!(key("access_token"), key("id_token"), "Cognito signs them with different keys");
}

#[test]
fn without_openid_there_is_no_id_token() {
    let server = Server::new();
    let body = server.token("", &spending(&server.code("&scope=order/get.order")));
    assert!(body.get("id_token").is_none() && body.get("refresh_token").is_some());
}

#[test]
fn a_code_is_good_once_and_trying_it_again_revokes_what_it_brought() {
    let server = Server::new();
    let code = server.code("");
    let refresh = server.token("", &spending(&code))["refresh_token"].clone();
    let again = format!(
        "grant_type=refresh_token&client_id=web&refresh_token={}",
        refresh.as_str().unwrap()
    );
    server.token("", &again);
    assert_eq!(server.refused("", &spending(&code)), error("invalid_grant"));
    assert_eq!(server.refused("", &again), error("invalid_grant"));
}

#[test]
fn a_code_is_bound_to_client_address_and_verifier_and_one_try_spends_it() {
    let server = Server::new();
    let code = "code=";
    let tries: [(&str, &str, String, &str); 9] = [
        (
            "another client",
            "backend:backend-secret",
            spending(code).replace("client_id=web&", ""),
            "invalid_grant",
        ),
        (
            "another verifier",
            "",
            spending(code).replace(VERIFIER, &"a".repeat(43)),
            "invalid_grant",
        ),
        (
            "no verifier",
            "",
            spending(code).replace(&format!("&code_verifier={VERIFIER}"), ""),
            "invalid_grant",
        ),
        (
            "the challenge as verifier",
            "",
            spending(code).replace(VERIFIER, CHALLENGE),
            "invalid_grant",
        ),
        ("a longer verifier", "", spending(code) + "a", "invalid_grant"),
        (
            "an address with a slash more",
            "",
            spending(code).replace(CALLBACK, &format!("{CALLBACK}/")),
            "unauthorized_client",
        ),
        (
            "another address of the client",
            "",
            spending(code).replace(CALLBACK, "http://localhost:3000/?from=issuer"),
            "unauthorized_client",
        ),
        (
            "no client that exists",
            "",
            spending(code).replace("client_id=web", "client_id=wob"),
            "invalid_client",
        ),
        (
            "no address",
            "",
            spending(code).replace(&format!("&redirect_uri={CALLBACK}"), ""),
            "invalid_request",
        ),
    ];
    for (what, basic, form, expected) in tries {
        let code = server.code("");
        let form = form.replace("code=code=", &format!("code={code}"));
        let (status, body) = server.refused(basic, &form);
        assert_eq!((status, &body["error"]), (400, &json!(expected)), "{what}");
        // Who could not even be let in has not spent it.
        let spent = !["invalid_client", "invalid_request"].contains(&expected);
        let (status, _) = server.refused("", &spending(&code));
        assert_eq!(status, if spent { 400 } else { 200 }, "{what}: afterwards");
    }
    let wrong = spending(&server.code("")).replace(CALLBACK, "https://evil.example");
    let described =
        json!({ "error": "unauthorized_client", "error_description": "invalid_redirect" });
    assert_eq!(server.refused("", &wrong), (400, described));
}

#[test]
fn a_code_lives_five_minutes() {
    let server = Server::new();
    let (late, in_time) = (server.code(""), server.code(""));
    server.wait(299);
    server.token("", &spending(&in_time));
    server.wait(1);
    assert_eq!(server.refused("", &spending(&late)), error("invalid_grant"));
    assert_eq!(server.refused("", &spending("made-up")), error("invalid_grant"));
}

#[test]
fn a_client_with_a_secret_must_show_it_for_a_code_too() {
    let server = Server::new();
    let code = || {
        let asked = authorize("backend").replace("&code_challenge_method=S256", "");
        let plain = asked.replace(&format!("&code_challenge={CHALLENGE}"), "");
        server.get(&format!("{plain}&login_hint=robot")).parameter("code")
    };
    let form =
        |code: &str| format!("grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}");
    server.token("backend:backend-secret", &form(&code()));
    let posted = format!("{}&client_id=backend", form(&code()));
    assert_eq!(server.refused("", &posted), error("invalid_client"));
    // Its challenge was taken away on the way here.
    let injected = format!("{}&code_verifier={VERIFIER}", form(&code()));
    assert_eq!(server.refused("backend:backend-secret", &injected), error("invalid_grant"));
}

#[test]
fn a_refresh_token_brings_new_tokens_of_the_same_sign_in_to_its_client_alone() {
    let server = Server::new();
    let first = server.token("", &spending(&server.code("&nonce=once")));
    let refresh = first["refresh_token"].as_str().unwrap();
    server.wait(1_000);
    let form = format!("grant_type=refresh_token&client_id=web&refresh_token={refresh}");
    let second = server.token("", &form);
    let names: Vec<&String> = second.as_object().unwrap().keys().collect();
    assert_eq!(names, ["access_token", "expires_in", "id_token", "token_type"]);
    let (old, new) = (payload(&first["access_token"]), payload(&second["access_token"]));
    assert_eq!((&new["iat"], &new["auth_time"]), (&json!(NOW + 1_000), &json!(NOW)));
    assert_eq!(new["origin_jti"], old["origin_jti"]);
    assert_ne!(new["jti"], old["jti"]);
    assert!(payload(&second["id_token"]).get("nonce").is_none());
    let others = form.replace("client_id=web&", "");
    assert_eq!(server.refused("backend:backend-secret", &others), error("invalid_grant"));
    let bare = "grant_type=refresh_token&client_id=web";
    assert_eq!(server.refused("", bare), error("invalid_request"));
    server.wait(2_592_000);
    assert_eq!(server.refused("", &form), error("invalid_grant"));
}
