//! Nothing is unbounded: heads, bodies, time and connections.

use std::io::Write as _;
use std::thread;
use std::time::Duration;

use crate::running::{Running, body, rest, status, until};

#[test]
fn a_head_beyond_the_quota_is_refused() {
    let mut gateway = Running::new(&[]);
    let fixed =
        "GET /open HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".len() + "A: \r\n".len();
    for (length, code) in [(9_000, 200), (10_240 - fixed, 200), (10_241, 431), (64 << 10, 431)] {
        let answer = gateway.ask("GET /open", &format!("A: {}\r\n", "a".repeat(length)));
        assert_eq!(status(&answer), code, "{length} {answer}");
    }
    let many = "a: b\r\n".repeat(101);
    assert_eq!(status(&gateway.ask("GET /open", &many)), 431);
    let path = format!("GET /{}", "a".repeat(8_193));
    assert_eq!(status(&gateway.ask(&path, "")), 400);
    gateway.is_well();
}

#[test]
fn a_body_beyond_the_quota_is_refused_however_it_is_sent() {
    let mut gateway = Running::new(&["--max-body-bytes", "1000"]);
    let with = |length: usize| format!("Content-Length: {length}\r\n\r\n{}", "a".repeat(length));
    let chunked = |length: usize| {
        let chunk = format!("64\r\n{}\r\n", "a".repeat(100)).repeat(length / 100);
        format!("Transfer-Encoding: chunked\r\n\r\n{chunk}0\r\n")
    };
    let large = r#"{"message":"Request Entity Too Large"}"#;
    for (lines, code) in
        [(with(1_000), 200), (with(1_001), 413), (chunked(1_000), 200), (chunked(1_100), 413)]
    {
        let answer = gateway.ask("POST /open", &lines);
        assert_eq!(status(&answer), code, "{answer}");
        assert!(code == 200 || body(&answer) == large, "{answer}");
    }
    // Who is denied has sent a body nobody reads.
    assert_eq!(status(&gateway.ask("GET /notes", &with(5_000))), 401);
    gateway.is_well();
}

#[test]
fn who_is_slow_is_hung_up_on() {
    let mut gateway = Running::new(&["--header-timeout", "1s", "--body-timeout", "1s"]);
    for silent in ["", "GET /open HT", "GET /open HTTP/1.1\r\nHost: h\r\n"] {
        let answer = gateway.raw(silent.as_bytes());
        assert!(matches!(status(&answer), 0 | 408), "{silent:?} {answer}");
    }
    let answer = gateway.ask("POST /open", "Content-Length: 9\r\n\r\nab");
    assert_eq!(status(&answer), 408, "{answer}");
    gateway.is_well();
}

#[test]
fn a_connection_too_many_waits_for_its_turn() {
    let mut gateway = Running::new(&["--max-connections", "2", "--header-timeout", "3s"]);
    let held = [gateway.connect(), gateway.connect()];
    thread::sleep(Duration::from_millis(100));
    let mut third = gateway.connect();
    third.write_all(b"GET /open HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").unwrap();
    third.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let mut byte = [0];
    assert!(third.peek(&mut byte).is_err(), "it is not its turn");
    drop(held);
    third.set_read_timeout(Some(crate::running::PATIENCE)).unwrap();
    assert_eq!(status(&rest(&mut third)), 200);
    gateway.is_well();
}

#[test]
fn clients_that_vanish_leave_nothing() {
    let mut gateway = Running::new(&["--max-connections", "4"]);
    for _ in 0..40 {
        let mut stream = gateway.connect();
        drop(stream.write_all(b"POST /open HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nab"));
    }
    until("a free place", || (status(&gateway.ask("GET /open", "")) == 200).then_some(()));
    gateway.is_well();
}
