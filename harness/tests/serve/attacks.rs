//! Requests that other servers were fooled by: what is answered, and that nothing breaks.

use std::io::Write as _;
use std::thread;
use std::time::Duration;

use crate::running::{Running, rest, status};

/// Targets and what `GET` of them is answered.
const TARGETS: [(&str, u16); 30] = [
    ("/open", 200),
    ("/open?x=/../admin", 200),
    ("/%6fpen", 200),
    ("/%6Fpen?%00", 200),
    ("/a/../open", 400),
    ("/a/%2e%2e/open", 400),
    ("/a/.%2E/open", 400),
    ("/./open", 400),
    ("/open/.", 400),
    ("/a/..;/open", 400),
    ("/open;x=1", 400),
    ("//open", 400),
    ("/a//open", 400),
    ("/items%2fopen", 400),
    ("/items/a%5cb", 400),
    ("/a\\open", 400),
    ("/open%00", 400),
    ("/open%0a", 400),
    ("/open%23", 400),
    ("/open%3f", 400),
    ("/open%zz", 400),
    ("/open%", 400),
    ("/items/%c0%ae", 400),
    ("/items/%252e%252e", 200),
    ("/items/%ff", 400),
    ("/open%20", 404),
    ("/OPEN", 404),
    ("/open/", 404),
    ("/items/", 404),
    ("/%EF%BC%8Fopen", 404),
];

#[test]
fn paths_that_servers_read_differently_are_refused() {
    let mut gateway = Running::new(&[]);
    for (target, code) in TARGETS {
        let answer = gateway.ask(&format!("GET {target}"), "");
        assert_eq!(status(&answer), code, "{target} {answer}");
    }
    // Bytes that no target may hold; hyper refuses some before the engine sees them.
    for target in
        [&b"/caf\xc3\xa9"[..], b"/\xff", b"/a b", b"/a\tb", b"open", b"", b"/\x00", b"/\x7f"]
    {
        let head = [b"GET ", target, b" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"].concat();
        assert_eq!(status(&gateway.raw(&head)), 400, "{:?}", String::from_utf8_lossy(target));
    }
    gateway.is_well();
}

/// The whole head of a request and what it is answered; hyper may hang up without a word (0).
const HEADS: [(&str, u16); 30] = [
    ("GET /open HTTP/1.1\r\n\r\n", 400),
    ("GET /open HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", 400),
    ("GET /open HTTP/1.1\r\nHost: h, i\r\n\r\n", 400),
    ("GET /open HTTP/1.1\r\nHost: u@h\r\n\r\n", 400),
    ("GET http://h/open HTTP/1.1\r\nHost: H\r\nConnection: close\r\n\r\n", 200),
    ("GET http://h/open HTTP/1.1\r\nHost: i\r\n\r\n", 400),
    ("GET http://u@h/open HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    ("GET http://h/notes HTTP/1.1\r\nHost: h\r\n\r\n", 401),
    ("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    ("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", 400),
    ("CONNECT /open HTTP/1.1\r\nHost: h\r\n\r\n", 404),
    ("get /open HTTP/1.1\r\nHost: h\r\n\r\n", 404),
    ("FOO /open HTTP/1.1\r\nHost: h\r\n\r\n", 404),
    ("TRACE /open HTTP/1.1\r\nHost: h\r\n\r\n", 404),
    ("GET /open HTTP/1.1\r\nHost : h\r\n\r\n", 400),
    ("GET /open HTTP/1.1\r\nHost: h\r\n folded: 1\r\n\r\n", 400),
    ("GET /open HTTP/1.1\r\nHost: h\r\nA\0: 1\r\n\r\n", 400),
    ("GET /open HTTP/1.1\r\nHost: h\r\nA: \0\r\n\r\n", 400),
    ("GET /open HTTP/1.1\r\nHost: h\r\n: 1\r\n\r\n", 400),
    ("GET /open HTTP/9.9\r\nHost: h\r\n\r\n", 400),
    ("POST /open HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    ("POST /open HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\na", 400),
    ("POST /open HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\na", 400),
    ("POST /open HTTP/1.1\r\nHost: h\r\nContent-Length: 1,2\r\n\r\nab", 400),
    ("POST /open HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
    ("POST /open HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", 400),
    ("POST /open HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("POST /open HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    (
        "POST /open HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        400,
    ),
    ("\x16\x03\x01\x02\x00\x01\x00\x01\u{7f}\x03\r\n\r\n", 400),
];

#[test]
fn heads_that_servers_read_differently_are_refused() {
    let mut gateway = Running::new(&["--header-timeout", "2s"]);
    for (head, code) in HEADS {
        let answer = gateway.raw(head.as_bytes());
        let allowed = [code, if code == 400 { 0 } else { code }];
        assert!(allowed.contains(&status(&answer)), "{head:?} {answer}");
    }
    gateway.is_well();
}

#[test]
fn what_follows_a_smuggled_length_is_no_request() {
    let mut gateway = Running::new(&[]);
    for framing in [
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
    ] {
        let smuggled = "0\r\n\r\nGET /notes HTTP/1.1\r\nHost: h\r\n\r\n";
        let answer = gateway
            .raw(format!("POST /open HTTP/1.1\r\nHost: h\r\n{framing}\r\n{smuggled}").as_bytes());
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
        assert!(matches!(status(&answer), 200 | 400), "{answer}");
    }
    gateway.is_well();
}

#[test]
fn headers_that_speak_for_a_proxy_are_not_listened_to() {
    let gateway = Running::new(&[]);
    let good = gateway.token(&["--scope", "notes/read"]);
    for lines in [
        "X-Original-URL: /open\r\n".to_owned(),
        "X-Rewrite-URL: /open\r\nX-Forwarded-Uri: /open\r\n".to_owned(),
        "x-envoy-original-path: /open\r\nx-middleware-subrequest: 1\r\n".to_owned(),
        format!("Authorization: Bearer {good}\r\nAuthorization: Bearer {good}\r\n"),
        format!("Authorization: Bearer {good}, Bearer {good}\r\n"),
        format!("Authorization: bearer {good}\r\n"),
        format!("Authorization_: Bearer {good}\r\n"),
        format!("Cookie: Authorization=Bearer {good}\r\n"),
        "Authorization: Bearer \u{e9}\r\n".to_owned(),
    ] {
        let answer = gateway.ask("GET /notes", &lines);
        assert_eq!(status(&answer), 401, "{lines} {answer}");
    }
    assert_eq!(status(&gateway.ask("POST /notes", "X-HTTP-Method-Override: GET\r\n")), 404);
    let dropped = format!("Authorization: Bearer {good}\r\nConnection: authorization\r\n");
    assert_eq!(status(&gateway.ask("GET /notes", &dropped)), 200);
}

#[test]
fn a_request_may_come_byte_by_byte_or_two_at_once() {
    let mut gateway = Running::new(&[]);
    let mut stream = gateway.connect();
    stream.set_nodelay(true).unwrap();
    for byte in
        b"POST /open HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab"
    {
        stream.write_all(&[*byte]).unwrap();
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(status(&rest(&mut stream)), 200);
    let two = "GET /open HTTP/1.1\r\nHost: h\r\n\r\nGET /notes HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    let answers = gateway.raw(two.as_bytes());
    let codes: Vec<&str> =
        answers.split("HTTP/1.1 ").skip(1).filter_map(|one| one.get(..3)).collect();
    assert_eq!(codes, ["200", "401"]);
    gateway.is_well();
}
