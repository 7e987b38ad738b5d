//! Gateways that must not pass: open, closed, broken, silent, gone.

use std::net::TcpListener;

use serde_json::Value;

use crate::gateway::{Ran, answer, answering, run, text};

const SPEC: &str = "specs/okta.yaml";

/// The rows that were sent: all but those whose token has a key set of its own.
#[track_caller]
fn sent(ran: &Ran) -> Vec<&Value> {
    let rows = ran.rows().iter().filter(|row| text(row, "outcome") != "skip");
    let rows: Vec<&Value> = rows.collect();
    assert_eq!(rows.len() + 10, ran.rows().len());
    rows
}

#[test]
fn an_open_gateway_fails_every_denial() {
    let address = answering(|_| answer("200 OK", "", "{}"));
    let ran = run(&address, &[SPEC]).exits(1);
    for row in sent(&ran) {
        let is_allowed = text(row, "expected").contains("allow");
        let expected = if is_allowed { "pass" } else { "fail" };
        assert_eq!(text(row, "outcome"), expected, "{row}");
    }
}

#[test]
fn a_closed_gateway_fails_every_allowance() {
    let head = "apigw-requestid: x\r\n";
    let address = answering(move |_| answer("403 Forbidden", head, r#"{"message":"Forbidden"}"#));
    let ran = run(&address, &[SPEC]).exits(1);
    let allowed: Vec<_> =
        ran.rows().iter().filter(|row| text(row, "expected").contains("allow")).collect();
    assert!(!allowed.is_empty());
    for row in allowed {
        assert_eq!(text(row, "outcome"), "fail", "{row}");
    }
}

#[test]
fn a_broken_gateway_shows_nothing_and_no_row_passes() {
    for status in ["503 Service Unavailable", "429 Too Many Requests", "302 Found"] {
        // A redirect that were followed would lead to an open door.
        let address = answering(move |head| {
            if head.starts_with("GET /open ") {
                return answer("200 OK", "", "");
            }
            answer(status, "Location: /open\r\n", "")
        });
        let ran = run(&address, &[SPEC]).exits(2);
        for row in sent(&ran) {
            assert_eq!(text(row, "outcome"), "error", "{status}: {row}");
        }
    }
}

#[test]
fn an_answer_that_is_no_http_or_endless_is_no_answer() {
    let long = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "a".repeat(1 << 20));
    for text in [String::new(), "hello\r\n\r\n".to_owned(), long] {
        let address = answering(move |_| text.clone());
        let ran = run(&address, &[SPEC]).exits(2);
        assert!(sent(&ran).iter().all(|row| crate::gateway::text(row, "outcome") == "error"));
    }
}

#[test]
fn a_silent_gateway_is_waited_for_no_longer_than_said() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let ran = run(&address, &[SPEC, "--timeout", "1", "--fail-fast"]).exits(2);
    assert_eq!(ran.rows().len(), 1);
    assert_eq!(
        ran.rows().first().map(|row| text(row, "got")),
        Some("no answer: no answer within 1 s")
    );
}

#[test]
fn a_gateway_that_is_not_there_is_told_once() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let ran = run(&address, &[SPEC]).exits(2);
    assert!(ran.rows().is_empty() && ran.talk.contains(&address), "{}", ran.talk);
}

#[test]
fn an_address_or_flag_that_makes_no_sense_is_refused() {
    for (address, more) in [
        ("127.0.0.1:8080", &[][..]),
        ("ftp://127.0.0.1", &[]),
        ("http://user:word@127.0.0.1", &[]),
        ("http://127.0.0.1:1", &["--fresh-keys"]),
        ("http://127.0.0.1:1", &["--token-endpoint", "https://a.example"]),
        ("http://127.0.0.1:1", &["--timeout", "0"]),
    ] {
        let ran = run(address, &[&[SPEC], more].concat()).exits(2);
        assert!(!ran.talk.contains("word@"), "{}", ran.talk);
    }
}
