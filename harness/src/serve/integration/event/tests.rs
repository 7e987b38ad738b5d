//! Events against the documented forms, written by hand.

use std::collections::BTreeMap;

use bytes::Bytes;
use engine::Claims;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, Method};
use serde_json::{Value, json};

use super::event;
use crate::import::integration::Payload;
use crate::serve::integration::call::Call;

/// The request of the documentation's sample, as far as it goes.
fn call() -> Call {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("host", "orders.localhost:3000"),
        ("user-agent", "agent"),
        ("cookie", "cookie1; cookie2=x"),
        ("header1", "value1"),
        ("header2", "value1"),
        ("header2", "value2"),
    ] {
        headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    Call {
        method: Method::POST,
        raw_path: "/my/a%20b".to_owned(),
        raw_query: "parameter1=value1&parameter1=value2&parameter2=a+b%26".to_owned(),
        headers,
        body: Bytes::from_static(b"Hello from client!"),
        route: "POST /my/{name}".to_owned(),
        variables: BTreeMap::from([("name".to_owned(), "a b".to_owned())]),
        claims: Some(Claims::from_json(br#"{"sub": "x", "scope": "a/b c", "exp": 9}"#).unwrap()),
        is_scoped: true,
        stage: "$default".to_owned(),
        request_id: "id".to_owned(),
        source_ip: "192.0.2.1".to_owned(),
        now_milliseconds: 1_583_348_638_390,
    }
}

#[test]
fn the_second_version_joins_what_stands_twice() {
    let expected = json!({
        "version": "2.0",
        "routeKey": "POST /my/{name}",
        "rawPath": "/my/a b",
        "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=a+b%26",
        "cookies": ["cookie1", "cookie2=x"],
        "headers": {
            "host": "orders.localhost:3000", "user-agent": "agent",
            "header1": "value1", "header2": "value1,value2",
        },
        "queryStringParameters": { "parameter1": "value1,value2", "parameter2": "a b&" },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "local",
            "authorizer": { "jwt": {
                "claims": { "sub": "x", "scope": "a/b c", "exp": "9" },
                "scopes": ["a/b", "c"],
            } },
            "domainName": "orders.localhost",
            "domainPrefix": "orders",
            "http": {
                "method": "POST", "path": "/my/a b", "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1", "userAgent": "agent",
            },
            "requestId": "id",
            "routeKey": "POST /my/{name}",
            "stage": "$default",
            "time": "04/Mar/2020:19:03:58 +0000",
            "timeEpoch": 1_583_348_638_390_i64,
        },
        "body": "Hello from client!",
        "pathParameters": { "name": "a b" },
        "isBase64Encoded": false,
    });
    assert_eq!(event(&call(), Payload::Version2), expected);
}

#[test]
fn the_second_version_leaves_out_what_is_empty() {
    let nothing = Call {
        headers: HeaderMap::new(),
        raw_query: String::new(),
        body: Bytes::new(),
        variables: BTreeMap::new(),
        claims: None,
        ..call()
    };
    let event = event(&nothing, Payload::Version2);
    for absent in ["cookies", "queryStringParameters", "pathParameters", "body", "stageVariables"] {
        assert_eq!(event.get(absent), None, "{absent}");
    }
    assert_eq!(event.pointer("/requestContext/authorizer"), None);
    assert_eq!(event.pointer("/rawQueryString"), Some(&json!("")));
}

#[test]
fn scopes_are_null_on_a_route_that_asks_for_none() {
    let plain = Call { is_scoped: false, ..call() };
    let second = event(&plain, Payload::Version2);
    assert_eq!(second.pointer("/requestContext/authorizer/jwt/scopes"), Some(&Value::Null));
    let claim = second.pointer("/requestContext/authorizer/jwt/claims/scope");
    assert_eq!(claim, Some(&json!("a/b c")));
    let first = event(&plain, Payload::Version1);
    assert_eq!(first.pointer("/requestContext/authorizer/scopes"), Some(&Value::Null));
}

#[test]
fn a_named_stage_stands_before_the_path() {
    let staged = Call { stage: "dev".to_owned(), ..call() };
    let event = event(&staged, Payload::Version2);
    assert_eq!(event.pointer("/rawPath"), Some(&json!("/dev/my/a b")));
    assert_eq!(event.pointer("/requestContext/http/path"), Some(&json!("/dev/my/a b")));
}

#[test]
fn a_body_that_is_no_text_comes_in_base64() {
    let sent = |kind: &'static str, body: &'static [u8]| {
        let mut call = Call { body: Bytes::from_static(body), ..call() };
        call.headers.insert("content-type", HeaderValue::from_static(kind));
        let event = event(&call, Payload::Version2);
        let text = event.get("body").and_then(Value::as_str).unwrap().to_owned();
        (text, event.get("isBase64Encoded").and_then(Value::as_bool).unwrap())
    };
    assert_eq!(sent("application/json; charset=utf-8", b"{}"), ("{}".to_owned(), false));
    assert_eq!(sent("application/problem+json", b"{}"), ("{}".to_owned(), false));
    assert_eq!(sent("image/png", b"\x89PN"), ("iVBO".to_owned(), true));
    assert_eq!(sent("text/plain", b"\xff"), ("/w==".to_owned(), true));
    assert_eq!(sent("application/x-www-form-urlencoded", b"a=1"), ("YT0x".to_owned(), true));
}

#[test]
fn the_first_version_has_single_and_several_values() {
    let event = event(&call(), Payload::Version1);
    let at = |pointer: &str| event.pointer(pointer).unwrap_or_else(|| panic!("{pointer}")).clone();
    assert_eq!(at("/version"), "1.0");
    assert_eq!((at("/resource"), at("/httpMethod")), (json!("/my/{name}"), json!("POST")));
    assert_eq!(
        (at("/headers/header1"), at("/headers/header2")),
        (json!("value1"), json!("value2"))
    );
    assert_eq!(at("/multiValueHeaders/header2"), json!(["value1", "value2"]));
    assert_eq!(at("/multiValueQueryStringParameters/parameter1"), json!(["value1", "value2"]));
    assert_eq!(at("/queryStringParameters/parameter2"), "a b&");
    assert_eq!(at("/requestContext/authorizer/claims/exp"), "9");
    assert_eq!(at("/requestContext/authorizer/scopes"), json!(["a/b", "c"]));
    assert_eq!(at("/requestContext/identity/sourceIp"), "192.0.2.1");
    assert_eq!(at("/requestContext/resourcePath"), "/my/{name}");
    assert_eq!(at("/requestContext/requestTime"), "04/Mar/2020:19:03:58 +0000");
    assert_eq!((at("/stageVariables"), at("/body")), (Value::Null, json!("Hello from client!")));
}

#[test]
fn the_first_version_says_null_for_nothing() {
    let nothing = Call {
        raw_query: String::new(),
        body: Bytes::new(),
        variables: BTreeMap::new(),
        claims: None,
        ..call()
    };
    let event = event(&nothing, Payload::Version1);
    for null in [
        "/queryStringParameters",
        "/multiValueQueryStringParameters",
        "/pathParameters",
        "/body",
        "/requestContext/authorizer/claims",
        "/requestContext/authorizer/scopes",
    ] {
        assert_eq!(event.pointer(null), Some(&Value::Null), "{null}");
    }
}
