//! Where the token stands: `Bearer`, repeated fields, and query parameters.

use engine::{Engine, Request};

use crate::signer::{NOW, engine, header, payload, token};

fn good() -> String {
    token(&header().to_string(), &payload().to_string())
}

fn reason(engine: &Engine, request: &Request) -> &'static str {
    engine.decide(request, NOW).reason().map_or("allow", engine::DenyReason::as_str)
}

#[test]
fn bearer_is_stripped_in_exactly_its_case() {
    let (engine, good) = (engine(""), good());
    for (value, expected) in [
        (format!("Bearer {good}"), "allow"),
        (good.clone(), "allow"),
        (format!("bearer {good}"), "malformed_token"),
        (format!("BEARER {good}"), "malformed_token"),
        (format!("Bearer  {good}"), "malformed_token"),
        (format!("Bearer\t{good}"), "malformed_token"),
        (format!("Bearer{good}"), "malformed_token"),
        (format!("Bearer Bearer {good}"), "malformed_token"),
        (format!(" Bearer {good}"), "malformed_token"),
        (format!("Bearer {good} "), "malformed_token"),
        ("Basic dXNlcjpwdw==".to_owned(), "malformed_token"),
        ("Bearer ".to_owned(), "missing_token"),
        ("Bearer".to_owned(), "missing_token"),
        (String::new(), "missing_token"),
        (" ".to_owned(), "malformed_token"),
    ] {
        let request = Request::new("POST", "/order").with_header("authorization", value.clone());
        assert_eq!(reason(&engine, &request), expected, "{value}");
    }
}

#[test]
fn a_missing_token_is_told_by_bearer_alone() {
    let engine = engine("");
    let bare = Request::new("POST", "/order").with_header("Cookie", good());
    let decision = engine.decide(&bare, NOW);
    assert_eq!(decision.challenge().unwrap().to_string(), "Bearer");
    assert_eq!((decision.status(), decision.body()), (401, Some(r#"{"message":"Unauthorized"}"#)));
}

#[test]
fn repeated_values_make_no_token() {
    let (by_header, good) = (engine(""), good());
    let twice = Request::new("POST", "/order")
        .with_header("Authorization", format!("Bearer {good}"))
        .with_header("AUTHORIZATION", format!("Bearer {good}"));
    assert_eq!(reason(&by_header, &twice), "malformed_token");
    let empty = Request::new("POST", "/order")
        .with_header("Authorization", good.clone())
        .with_header("Authorization", "");
    assert_eq!(reason(&by_header, &empty), "malformed_token");
    let by_query = engine("    identity_source: $request.querystring.t\n");
    let twice = Request::new("POST", format!("/order?t={good}&t={good}"));
    assert_eq!(reason(&by_query, &twice), "malformed_token");
}

#[test]
fn query_values_are_decoded_once() {
    let engine = engine("    identity_source: $request.querystring.access_token\n");
    let good = good();
    let dots = good.replace('.', "%2E");
    for (query, expected) in [
        (format!("access_token={good}"), "allow"),
        (format!("a=1&access_token={good}&b"), "allow"),
        (format!("access%5Ftoken={good}"), "allow"),
        (format!("access_token={dots}"), "allow"),
        (format!("access_token={}", dots.replace('%', "%25")), "malformed_token"),
        (format!("access_token=Bearer%20{good}"), "allow"),
        (format!("access_token=Bearer+{good}"), "malformed_token"),
        (format!("Access_Token={good}"), "missing_token"),
        (format!("access_token=&x={good}"), "missing_token"),
        ("access_token".to_owned(), "missing_token"),
        (format!("access_token={good}%"), "malformed_token"),
        (format!("access_token={good}#x"), "malformed_token"),
        (format!("x=?access_token={good}"), "missing_token"),
    ] {
        let request = Request::new("POST", format!("/order?{query}"))
            .with_header("Access_Token", good.clone());
        assert_eq!(reason(&engine, &request), expected, "{query}");
    }
    let request = Request::new("POST", "/order").with_header("Authorization", good);
    assert_eq!(reason(&engine, &request), "missing_token");
}
