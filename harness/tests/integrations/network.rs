//! HTTP proxies and the Invoke API, against a server on the loopback address.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::Method;
use hyper::header::HeaderValue;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{FAILED, Told, call, folder, runtime};

/// Serves requests with one function, and returns where.
async fn serve(answer: fn(&Value) -> Response) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let handle = move |request: Request| async move {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let headers: Value = parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), json!(value.to_str().unwrap())))
            .collect();
        if parts.uri.path() == "/slow" {
            tokio::time::sleep(Duration::from_mins(1)).await;
        }
        answer(&json!({
            "method": parts.method.as_str(),
            "target": parts.uri.to_string(),
            "headers": headers,
            "body": String::from_utf8_lossy(&body),
        }))
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handle)).await });
    address
}

fn echo(request: &Value) -> Response {
    let response = Response::builder().status(203).header("x-mine", "1");
    let response = response.header("connection", "x-gone").header("x-gone", "1");
    response.body(Body::from(request.to_string())).unwrap()
}

#[test]
fn a_proxy_hands_requests_on_without_what_is_of_the_connection() {
    runtime().block_on(async {
        let address = serve(echo).await;
        let route = "ANY /p/{proxy+}";
        let text = format!(
            "version: 1\nroutes:\n  {route}: {{ http: 'http://{address}/up/{{proxy}}?k=v' }}\n"
        );
        let told = Told::new(&folder("proxy"), &text);
        let mut sent = call(route, "/p/a%20b/c");
        sent.method = Method::PUT;
        sent.variables.insert("proxy".to_owned(), "a b/c".to_owned());
        "q=1&q=2".clone_into(&mut sent.raw_query);
        sent.body = Bytes::from_static(b"body");
        for (name, value) in [
            ("host", "localhost:3000"),
            ("authorization", "Bearer x"),
            ("connection", "x-hop"),
            ("x-hop", "1"),
            ("x-forwarded-for", "203.0.113.9"),
            ("x-forwarded-proto", "https"),
        ] {
            sent.headers.insert(name, HeaderValue::from_static(value));
        }
        let answer = told.call(sent).await;
        assert_eq!(answer.status, 203, "{:?}", told.lines());
        assert_eq!(answer.headers.get("x-mine").unwrap(), "1");
        assert!(
            answer.headers.get("x-gone").is_none() && answer.headers.get("connection").is_none()
        );
        let seen = answer.json();
        let expected = json!({
            "host": address.to_string(),
            "authorization": "Bearer x",
            "content-length": "4",
            "forwarded": "for=127.0.0.1;host=\"localhost:3000\";proto=http",
            "via": "1.1 harness",
            "x-forwarded-for": "203.0.113.9, 127.0.0.1",
            "x-forwarded-host": "localhost:3000",
            "x-forwarded-proto": "http",
        });
        assert_eq!(seen["headers"], expected);
        assert_eq!(seen["target"], "/up/a%20b/c?k=v&q=1&q=2");
        assert_eq!((&seen["method"], &seen["body"]), (&json!("PUT"), &json!("body")));
    });
}

#[test]
fn a_server_that_fails_is_answered_for() {
    runtime().block_on(async {
        let address = serve(|_| Response::new(Body::from(vec![b'x'; (10 << 20) + 1]))).await;
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let text = format!(
            "version: 1\nroutes:\n  GET /a: {{ http: 'http://{address}/slow', timeout_seconds: 1 }}\n  \
             GET /b: {{ http: 'http://{address}/large' }}\n  \
             $default: {{ http: 'http://{closed}' }}\n"
        );
        let told = Told::new(&folder("fails"), &text);
        let late = told.call(call("GET /a", "/a")).await;
        assert_eq!(late.failure(), (504, r#"{"message":"Endpoint request timed out"}"#));
        assert_eq!(told.call(call("GET /b", "/b")).await.failure(), FAILED);
        let unreachable = told.call(call("$default", "/c")).await;
        assert_eq!(unreachable.failure(), (503, r#"{"message":"Service Unavailable"}"#));
        let lines = told.lines();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines[1].ends_with("is over 10 MB"), "{lines:?}");
    });
}

#[test]
fn a_redirect_is_the_clients_to_follow() {
    runtime().block_on(async {
        let moved = |_: &Value| {
            let response =
                Response::builder().status(302).header("location", "http://other.example/");
            response.body(Body::empty()).unwrap()
        };
        let address = serve(moved).await;
        let text = format!("version: 1\ndefault: {{ http: 'http://{address}' }}\n");
        let told = Told::new(&folder("redirect"), &text);
        let answer = told.call(call("GET /a", "/a")).await;
        assert_eq!(answer.status, 302);
        assert_eq!(answer.headers.get("location").unwrap(), "http://other.example/");
    });
}

/// A runtime emulator with functions that are named by what they do.
fn emulator(request: &Value) -> Response {
    let target = request["target"].as_str().unwrap();
    let name = target.strip_prefix("/2015-03-31/functions/").unwrap();
    let event: Value = serde_json::from_str(request["body"].as_str().unwrap()).unwrap();
    let returned = match name.strip_suffix("/invocations").unwrap() {
        "version" => json!({ "version": event["version"], "method": request["method"] }),
        "whole" => {
            json!({ "statusCode": 201, "cookies": ["a=1"], "body": "aGk=", "isBase64Encoded": true })
        }
        "failing" => {
            let response = Response::builder().header("X-Amz-Function-Error", "Unhandled");
            return response.body(Body::from(r#"{"errorMessage":"x"}"#)).unwrap();
        }
        "broken" => return Response::new(Body::from("{")),
        _ => return Response::builder().status(404).body(Body::from("no such")).unwrap(),
    };
    Response::new(Body::from(returned.to_string()))
}

#[test]
fn functions_are_invoked_in_both_versions() {
    runtime().block_on(async {
        let address = serve(emulator).await;
        let told = |function: &str, payload: &str| {
            let lambda =
                format!("function: {function}, endpoint: 'http://{address}', payload: '{payload}'");
            let name = format!("invoke-{function}-{payload}");
            Told::new(
                &folder(&name),
                &format!("version: 1\ndefault: {{ lambda: {{ {lambda} }} }}\n"),
            )
        };
        let second = told("version", "2.0").call(call("GET /a", "/a")).await;
        assert_eq!(second.json(), json!({ "version": "2.0", "method": "POST" }));
        let whole = told("whole", "2.0").call(call("GET /a", "/a")).await;
        assert_eq!((whole.status, whole.body.as_str()), (201, "hi"));
        assert_eq!(whole.headers.get("set-cookie").unwrap(), "a=1");
        for (function, payload, why) in [
            ("version", "1.0", "gave an answer that has no `statusCode`"),
            ("failing", "2.0", r#"failed: {"errorMessage":"x"}"#),
            ("broken", "2.0", "gave an answer that is no JSON"),
            ("unknown", "2.0", "was answered 404 Not Found: no such"),
        ] {
            let told = told(function, payload);
            assert_eq!(told.call(call("GET /a", "/a")).await.failure(), FAILED, "{function}");
            assert_eq!(told.lines(), [format!("GET /a: the function `{function}` {why}")]);
        }
    });
}
