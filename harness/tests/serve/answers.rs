//! What clients are answered: statuses, headers and bodies as captured from API Gateway.

use crate::running::{Running, body, header, status};

#[test]
fn denials_are_byte_for_byte_those_of_api_gateway() {
    let gateway = Running::new(&[]);
    let lacking = gateway.token(&["--scope", "notes/write"]);
    let expired = gateway.token(&["--scope", "notes/read", "--expires-in=-1s"]);
    for (request, token, code, challenge, text) in [
        ("GET /notes", None, 401, Some("Bearer"), r#"{"message":"Unauthorized"}"#),
        (
            "GET /notes",
            Some(expired),
            401,
            Some(
                r#"Bearer scope="notes/read" error="invalid_token" error_description="the token has expired""#,
            ),
            r#"{"message":"Unauthorized"}"#,
        ),
        (
            "GET /notes",
            Some(lacking),
            403,
            Some(
                r#"Bearer scope="notes/read" error="insufficient_scope" error_description="expected scopes: [notes/read]""#,
            ),
            r#"{"message":"Forbidden"}"#,
        ),
        ("GET /nowhere", None, 404, None, r#"{"message":"Not Found"}"#),
        ("POST /notes", None, 404, None, r#"{"message":"Not Found"}"#),
        ("HEAD /open", None, 404, None, ""),
        ("GET /a/../open", None, 400, None, r#"{"message":"Bad Request"}"#),
    ] {
        let lines =
            token.map_or_else(String::new, |one| format!("Authorization: Bearer {one}\r\n"));
        let answer = gateway.ask(request, &lines);
        assert_eq!(status(&answer), code, "{request} {answer}");
        assert_eq!(header(&answer, "www-authenticate"), challenge, "{request}");
        assert_eq!(header(&answer, "content-type"), Some("application/json"), "{request}");
        assert_eq!(header(&answer, "apigw-requestid").map(str::len), Some(16), "{request}");
        assert_eq!(body(&answer), text, "{request}");
        let length = if request.starts_with("HEAD") { 23 } else { text.len() };
        let length = length.to_string();
        assert_eq!(header(&answer, "content-length"), Some(length.as_str()), "{request}");
    }
}

#[test]
fn a_good_token_reaches_the_integration() {
    let gateway = Running::new(&[]);
    let token = gateway.token(&["--scope", "notes/read"]);
    for _ in 0..2 {
        let answer = gateway.ask("GET /notes", &format!("Authorization: Bearer {token}\r\n"));
        assert_eq!(status(&answer), 200, "{answer}");
        assert_eq!(header(&answer, "apigw-requestid").map(str::len), Some(16));
    }
    let answer = gateway.ask("HEAD /head", "");
    assert_eq!((status(&answer), body(&answer)), (200, ""));
}

#[test]
fn a_named_stage_is_the_first_segment() {
    let gateway = Running::new(&["--stage", "dev"]);
    assert!(gateway.said.starts_with(&format!("gateway http://{}/dev\n", gateway.gateway)));
    for (path, code) in [
        ("/dev/open", 200),
        ("/dev/open?x=1", 200),
        ("/dev/items/7", 200),
        ("/open", 404),
        ("/dev", 404),
        ("/develop/open", 404),
        ("/dev//open", 400),
        ("/dev/../open", 400),
        ("/%64ev/open", 404),
    ] {
        assert_eq!(status(&gateway.ask(&format!("GET {path}"), "")), code, "{path}");
    }
    let both = Running::new(&["--stage", "dev", "--stage", "$default"]);
    assert_eq!(status(&both.ask("GET /dev/open", "")), 200);
    assert_eq!(status(&both.ask("GET /open", "")), 200);
}

#[test]
fn a_frozen_clock_judges_tokens() {
    let gateway = Running::new(&["--now", "2030-01-01T00:00:00Z"]);
    let ask = |now: &str| {
        let token = gateway.token(&["--scope", "notes/read", "--now", now]);
        status(&gateway.ask("GET /notes", &format!("Authorization: Bearer {token}\r\n")))
    };
    assert_eq!(ask("2030-01-01T00:00:00Z"), 200);
    assert_eq!(ask("2029-12-31T00:00:00Z"), 401);
}
