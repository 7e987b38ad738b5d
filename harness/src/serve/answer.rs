//! The answers that the gateway itself gives, and what every answer has.

use bytes::Bytes;
use engine::Decision;
use http_body_util::Full;
use hyper::body::Body as _;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Response, StatusCode};

/// An answer.
pub(super) type Answer = Response<Full<Bytes>>;

/// API Gateway's bodies. Those of 404 and 500 were captured; the others are ours, after the same
/// pattern, or AWS's for another kind of API.
const BODIES: [(u16, &str); 8] = [
    (400, r#"{"message":"Bad Request"}"#),
    (404, r#"{"message":"Not Found"}"#),
    (408, r#"{"message":"Request Timeout"}"#),
    (413, r#"{"message":"Request Entity Too Large"}"#),
    (431, r#"{"message":"Request Header Fields Too Large"}"#),
    (500, r#"{"message":"Internal Server Error"}"#),
    (503, r#"{"message":"Service Unavailable"}"#),
    (504, r#"{"message":"Endpoint request timed out"}"#),
];

/// Headers of one connection (RFC 9110 7.6.1); those of an integration's are not the client's.
const OF_A_CONNECTION: [&str; 7] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// Makes an answer with API Gateway's body for the status.
pub(super) fn message(status: StatusCode) -> Answer {
    let own = BODIES.iter().find(|(own, _)| *own == status.as_u16());
    json(status, own.map_or(r#"{"message":null}"#, |(_, body)| *body))
}

/// Makes the answer of a denial.
pub(super) fn denial(decision: &Decision<'_>) -> Answer {
    let status = StatusCode::from_u16(decision.status()).unwrap_or(StatusCode::FORBIDDEN);
    let mut answer = json(status, decision.body().unwrap_or_default());
    // A scope is visible ASCII without quotes, so that every challenge is a header's value.
    let challenge = decision.challenge().map(|challenge| challenge.to_string());
    if let Some(value) = challenge.and_then(|text| HeaderValue::try_from(text).ok()) {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    answer
}

/// Makes the answer to a preflight; its headers are for `cors` to add.
pub(super) fn preflight() -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    answer
}

fn json(status: StatusCode, body: &'static str) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
    *answer.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}

/// Makes an integration's answer one that can be sent.
pub(super) fn of_integration(mut answer: Answer, method: &Method) -> Answer {
    let status = answer.status();
    if status.is_informational() {
        return message(StatusCode::INTERNAL_SERVER_ERROR);
    }
    let headers = answer.headers_mut();
    drop_named_by_connection(headers);
    for name in OF_A_CONNECTION {
        headers.remove(name);
    }
    let without_body = status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED;
    // The length that a GET would have is said by whoever knows it.
    if *method != Method::HEAD || without_body {
        headers.remove(header::CONTENT_LENGTH);
    }
    if without_body || (*method == Method::HEAD && headers.contains_key(header::CONTENT_LENGTH)) {
        *answer.body_mut() = Full::default();
    }
    answer
}

fn drop_named_by_connection(headers: &mut HeaderMap) {
    let lists = headers.get_all(header::CONNECTION).iter().filter_map(|list| list.to_str().ok());
    let names = lists.flat_map(|list| list.split(',')).filter_map(|name| name.trim().parse().ok());
    for name in names.collect::<Vec<HeaderName>>() {
        headers.remove(name);
    }
}

/// Gives an answer what every answer has.
pub(super) fn finish(answer: &mut Answer, request_id: &str) {
    let length = answer.body().size_hint().exact().unwrap_or(0);
    let status = answer.status();
    let headers = answer.headers_mut();
    let bodiless = status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED;
    if !bodiless && !headers.contains_key(header::CONTENT_LENGTH) {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static("apigw-requestid"), id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integration_speaks_neither_for_the_connection_nor_for_its_length() {
        let mut answer = Response::new(Full::new(Bytes::from_static(b"abc")));
        for (name, value) in [
            ("connection", "close, x-own"),
            ("x-own", "1"),
            ("transfer-encoding", "chunked"),
            ("content-length", "700"),
            ("x-kept", "1"),
        ] {
            answer.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        let mut answer = of_integration(answer, &Method::GET);
        finish(&mut answer, "id=");
        let mut names: Vec<&str> = answer.headers().keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["apigw-requestid", "content-length", "x-kept"]);
        assert_eq!(answer.headers()["content-length"], "3");
    }

    #[test]
    fn head_keeps_the_length_that_get_would_have() {
        let mut answer = Response::new(Full::default());
        answer.headers_mut().insert("content-length", HeaderValue::from_static("700"));
        let mut answer = of_integration(answer, &Method::HEAD);
        finish(&mut answer, "id=");
        assert_eq!(answer.headers()["content-length"], "700");
    }

    #[test]
    fn an_integration_cannot_switch_protocols() {
        let mut answer = Response::new(Full::default());
        *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        assert_eq!(of_integration(answer, &Method::GET).status(), 500);
    }

    #[test]
    fn the_bodies_have_the_captured_lengths() {
        let length = |status| message(status).body().size_hint().exact();
        assert_eq!(length(StatusCode::NOT_FOUND), Some(23));
        assert_eq!(length(StatusCode::INTERNAL_SERVER_ERROR), Some(35));
    }
}
