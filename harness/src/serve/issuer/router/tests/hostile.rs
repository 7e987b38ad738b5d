//! Requests that no client would send, and too many of them.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes},
    http::{Request, StatusCode},
};
use hyper::body::Frame;
use proptest::prelude::*;
use tower::ServiceExt as _;

use super::fixture::{NOW, RUNTIME, Server, request};

#[test]
fn a_request_under_the_name_of_a_stranger_is_answered_nothing() {
    let server = Server::new();
    for path in ["/us-east-1_EXAMPLE/.well-known/openid-configuration", "/oauth2/token", "/"] {
        for host in ["evil.example", "127.0.0.1.evil.example:8000", "localhost@evil.example"] {
            let request = Request::builder().uri(path).header("host", host);
            let answer = server.send(request.body(Body::empty()).unwrap());
            assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}{path}");
            assert!(!answer.text.contains("evil"));
        }
        let bare = Request::builder().uri(path).body(Body::empty()).unwrap();
        assert_eq!(server.send(bare).status, StatusCode::MISDIRECTED_REQUEST);
    }
}

/// A body that never ends and does not tell its length.
struct Endless;

impl hyper::body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b'a'; 1024])))))
    }
}

#[test]
fn a_form_of_more_than_8_kib_is_too_large_whether_or_not_it_says_so() {
    let server = Server::new();
    let form = format!("grant_type=client_credentials&x={}", "a".repeat(8 << 10));
    assert_eq!(server.post("/oauth2/token", "", &form).status, StatusCode::PAYLOAD_TOO_LARGE);
    let endless = Body::new(Endless);
    let request = request("POST", "/oauth2/token")
        .header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(server.send(request.body(endless).unwrap()).status, StatusCode::PAYLOAD_TOO_LARGE);
    let query = format!("/oauth2/authorize?x={}", "a".repeat(8 << 10));
    assert_eq!(server.get(&query).status, StatusCode::BAD_REQUEST);
}

#[test]
fn a_flood_of_sign_ins_leaves_the_last_and_no_more_than_the_bound() {
    let server = Server::new();
    let first = server.code("");
    let codes: Vec<String> = (0..1_000).map(|_| server.code("")).collect();
    let mut kept = server.issuer.sessions.lock();
    assert!(kept.codes.len() <= 1_000);
    assert!(kept.spend(&first, NOW).is_none());
    assert!(kept.spend(codes.last().unwrap(), NOW).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_request_makes_it_panic(
        path in prop_oneof![
            Just("/oauth2/token".to_owned()),
            Just("/oauth2/authorize".to_owned()),
            Just("/oauth2/revoke".to_owned()),
            Just("/oauth2/userInfo".to_owned()),
            Just("/login".to_owned()),
            "/[ -~]{0,20}",
        ],
        method in prop_oneof![Just("GET"), Just("POST")],
        query in "[a-z_=&%+0-9]{0,40}",
        authorization in prop::collection::vec(any::<u8>(), 0..40),
        body in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let server = SERVER.with(|server| server.issuer.clone());
        let built = request(method, &format!("{path}?{query}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", authorization)
            .body(Body::from(body));
        if let Ok(built) = built {
            let router = server.router();
            let answered = RUNTIME.block_on(router.oneshot(built));
            prop_assert!(answered.unwrap().status().as_u16() < 500);
        }
    }
}

thread_local! {
    static SERVER: Server = Server::new();
}
