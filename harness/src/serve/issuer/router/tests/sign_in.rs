//! Signing in, who is asked, and where nobody is sent; userinfo, revocation and signing out.

use axum::{body::Body, http::StatusCode};
use serde_json::json;

use super::fixture::{Answer, CALLBACK, CHALLENGE, Server, authorize, request, spending};

#[test]
fn a_user_with_a_password_is_asked_for_it_and_sent_back_with_the_state() {
    let server = Server::new();
    let asked = format!("{}&state=a%26b%20c", authorize("web"));
    let answer = server.get(&asked);
    assert_eq!(answer.status, StatusCode::FOUND);
    let form = answer.header("location").to_owned();
    assert_eq!(form, asked.replace("/oauth2/authorize", "/login"));
    let page = server.get(&form);
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("<form method=\"post\" action=\"/login?response_type=code&amp;"));
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    for wrong in [
        "",
        "username=jane",
        "username=jane&password=x",
        "username=nobody&password=x",
        "password=x",
    ] {
        let answer = server.post(&form, "", wrong);
        assert_eq!(answer.status, StatusCode::OK, "{wrong}");
        assert!(answer.text.contains("No user has this name and password."), "{wrong}");
    }
    let answer = server.post(&form, "", "username=jane&password=wonder+%26+land");
    assert_eq!(answer.status, StatusCode::FOUND);
    assert!(answer.header("location").starts_with(&format!("{CALLBACK}?code=")));
    assert_eq!(answer.parameter("state"), "a%26b%20c");
    server.token("", &spending(&answer.parameter("code")));
}

#[test]
fn only_a_user_without_a_password_is_signed_in_by_name() {
    let server = Server::new();
    let hinted = |name: &str| server.get(&format!("{}&login_hint={name}", authorize("web")));
    assert!(hinted("robot").header("location").starts_with(CALLBACK));
    for name in ["jane", "nobody", "Robot"] {
        assert!(hinted(name).header("location").starts_with("/login?"), "{name}");
    }
}

#[test]
fn an_address_that_has_a_query_keeps_it() {
    let server = Server::new();
    let callback = "redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F%3Ffrom%3Dissuer";
    let asked =
        authorize("web").replace("redirect_uri=https%3A%2F%2Fapp.example%2Fcallback", callback);
    let answer = server.get(&format!("{asked}&login_hint=robot"));
    assert!(answer.header("location").starts_with("http://localhost:3000/?from=issuer&code="));
}

#[test]
fn nobody_is_sent_to_an_address_that_the_client_has_not_named() {
    let server = Server::new();
    let own = "https%3A%2F%2Fapp.example%2Fcallback";
    for address in [
        "https%3A%2F%2Fevil.example%2Fcallback",
        "https%3A%2F%2Fapp.example%2Fcallback%2F",
        "https%3A%2F%2Fapp.example%2Fcallback%3Fx%3D1",
        "https%3A%2F%2Fapp.example%2Fcallback%23",
        "https%3A%2F%2Fapp.example%2FCallback",
        "https%3A%2F%2Fapp.example%2Fx%2F..%2Fcallback",
        "https%3A%2F%2Fapp.example%40evil.example%2Fcallback",
        "https%3A%2F%2Fapp.example.evil.example%2Fcallback",
        "http%3A%2F%2Fapp.example%2Fcallback",
        "%2F%2Fevil.example",
        "javascript%3Aalert(1)",
        "https%3A%2F%2Fapp.example%2Fcallback%0D%0ALocation%3A%20x",
        "",
    ] {
        for path in ["/oauth2/authorize", "/login"] {
            let asked = authorize("web").replace(own, address).replace("/oauth2/authorize", path);
            let answer = server.get(&format!("{asked}&login_hint=robot"));
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
            assert!(answer.headers.get("location").is_none(), "{address}");
        }
        let posted = authorize("web").replace(own, address).replace("/oauth2/authorize", "/login");
        let answer = server.post(&posted, "", "username=jane&password=wonder+%26+land");
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
    }
    let doubled = format!("{}&redirect_uri=https%3A%2F%2Fevil.example", authorize("web"));
    assert_eq!(server.get(&doubled).status, StatusCode::BAD_REQUEST);
    let unknown = authorize("web").replace("client_id=web", "client_id=wob");
    assert_eq!(server.get(&unknown).status, StatusCode::BAD_REQUEST);
}

#[test]
fn what_is_wrong_otherwise_is_told_to_the_client() {
    let server = Server::new();
    let method = "&code_challenge_method=S256";
    let challenge = format!("&code_challenge={CHALLENGE}");
    let own = authorize("web");
    let other = own.replace("response_type=code", "response_type=token");
    for (asked, error) in [
        (other, "unsupported_response_type"),
        (own.replace("response_type=code&", ""), "invalid_request"),
        (own.replace("S256", "plain"), "invalid_request"),
        (own.replace(method, ""), "invalid_request"),
        (own.replace(&challenge, ""), "invalid_request"),
        (own.replace(&challenge, "").replace(method, ""), "invalid_request"),
        (own.replace(CHALLENGE, "short"), "invalid_request"),
        (format!("{own}&scope=order/post.order"), "invalid_scope"),
        (format!("{own}&scope=openid+order/post.order"), "invalid_scope"),
    ] {
        let answer = server.get(&format!("{asked}&state=s&login_hint=robot"));
        assert_eq!(answer.status, StatusCode::FOUND, "{asked}");
        let expected = format!("{CALLBACK}?error={error}&state=s");
        assert_eq!(answer.header("location"), expected, "{asked}");
    }
}

fn user_info(server: &Server, authorization: &str) -> Answer {
    let request = request("GET", "/oauth2/userInfo").header("authorization", authorization);
    server.send(request.body(Body::empty()).unwrap())
}

#[test]
fn userinfo_tells_of_the_user_what_the_scopes_open() {
    let server = Server::new();
    let told = |scopes: &str| {
        let body = server.token("", &spending(&server.code(scopes)));
        user_info(&server, &format!("Bearer {}", body["access_token"].as_str().unwrap()))
    };
    assert_eq!(
        told("&scope=openid+email").json(),
        json!({
            "sub": "subject-of-robot",
            "username": "robot",
            "email": "jane@example.com",
            "email_verified": "true",
        })
    );
    assert_eq!(told("&scope=openid").json()["name"], "Jane");
    let without = told("&scope=order/get.order");
    assert_eq!(without.status, StatusCode::UNAUTHORIZED);
    assert_eq!(without.header("www-authenticate"), "Bearer error=\"invalid_token\"");
    assert_eq!(without.json()["error"], "invalid_token");
}

#[test]
fn userinfo_knows_access_tokens_of_users_alone_while_they_live() {
    let server = Server::new();
    let body = server.token("", &spending(&server.code("")));
    let bearer = |name: &str| format!("Bearer {}", body[name].as_str().unwrap());
    for name in ["id_token", "refresh_token"] {
        assert_eq!(user_info(&server, &bearer(name)).status, StatusCode::UNAUTHORIZED, "{name}");
    }
    let machine = server.token("middleware:middleware-secret", "grant_type=client_credentials");
    let machine = format!("Bearer {}", machine["access_token"].as_str().unwrap());
    assert_eq!(user_info(&server, &machine).status, StatusCode::UNAUTHORIZED);
    for odd in ["", "Bearer", "Basic eDp5", "Bearer "] {
        assert!(user_info(&server, odd).status.is_client_error(), "{odd}");
    }
    server.wait(599);
    assert_eq!(user_info(&server, &bearer("access_token")).status, StatusCode::OK);
    server.wait(1);
    assert_eq!(user_info(&server, &bearer("access_token")).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_revoked_refresh_token_takes_its_sign_in_with_it() {
    let server = Server::new();
    let body = server.token("", &spending(&server.code("")));
    let [access, refresh] =
        ["access_token", "refresh_token"].map(|name| body[name].as_str().unwrap());
    let revoke = |basic: &str, form: &str| {
        let answer = server.post("/oauth2/revoke", basic, form);
        (answer.status.as_u16(), answer.text)
    };
    let error = |name: &str| (400, json!({ "error": name }).to_string());
    assert_eq!(
        revoke("", &format!("client_id=web&token={access}")),
        error("unsupported_token_type")
    );
    assert_eq!(revoke("", "client_id=web"), error("invalid_request"));
    assert_eq!(revoke("backend:x", &format!("token={refresh}")), error("invalid_client"));
    let of_another = revoke("backend:backend-secret", &format!("token={refresh}"));
    assert_eq!(of_another, error("invalid_grant"));
    assert_eq!(user_info(&server, &format!("Bearer {access}")).status, StatusCode::OK);
    for _ in 0..2 {
        assert_eq!(revoke("", &format!("client_id=web&token={refresh}")), (200, String::new()));
    }
    assert_eq!(user_info(&server, &format!("Bearer {access}")).status, StatusCode::UNAUTHORIZED);
    let form = format!("grant_type=refresh_token&client_id=web&refresh_token={refresh}");
    assert_eq!(server.refused("", &form), (400, json!({ "error": "invalid_grant" })));
    assert_eq!(server.get("/oauth2/revoke").status, StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn signing_out_leads_only_where_the_client_says() {
    let server = Server::new();
    let out = |query: &str| server.get(&format!("/logout?{query}"));
    let answer = out("client_id=web&logout_uri=https%3A%2F%2Fapp.example%2Fbye");
    assert_eq!(answer.header("location"), "https://app.example/bye");
    for query in [
        "",
        "client_id=web",
        "client_id=web&logout_uri=https%3A%2F%2Fevil.example",
        "client_id=backend&logout_uri=https%3A%2F%2Fapp.example%2Fbye",
    ] {
        let answer = out(query);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(answer.headers.get("location").is_none(), "{query}");
    }
}
