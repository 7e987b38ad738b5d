//! `harness decide --online`: keys from the network, and from a network that means no good.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use ::harness::online::{COOLDOWN, Https, MAX_AGE, Origin, REFRESH, RemoteKeys, Wanted};

use crate::harness::{Answer, Folder, POLICY};
use crate::server::{Reply, Server};

/// A folder with a policy whose keys come from where `keys` says, and a token with its key set.
struct Asked {
    folder: Folder,
    token: String,
}

impl Asked {
    /// `line` is put into the authorizer, `issuer` is its issuer.
    fn new(issuer: &str, line: &str) -> Self {
        let policy = POLICY
            .replace("https://idp.example", issuer)
            .replace("audience: [app]", &format!("audience: [app]{line}"));
        let folder = Folder::with(&[("policy.yaml", &policy)]);
        let mint = ["mint", "--policy", "policy.yaml", "--scope", "notes/read"];
        let minted = folder.call(&[&mint[..], &["--jwks-out", "keys.json"]].concat()).exits(0);
        Self { token: minted.out.trim().to_owned(), folder }
    }

    fn decide(&self, more: &[&str]) -> Answer {
        let call = ["decide", "--policy", "policy.yaml", "GET", "/notes", "--format", "json"];
        self.folder.call(&[&call[..], &["--token", &self.token], more].concat())
    }

    fn keys(&self) -> String {
        self.folder.text("keys.json")
    }

    #[track_caller]
    fn has_no_keys(&self, saying: &str) {
        let answer = self.decide(&["--online"]).exits(1);
        assert_eq!(answer.json()["reason"], "keys_unavailable", "{}", answer.err);
        assert!(answer.elapsed < Duration::from_secs(15), "{:?}", answer.elapsed);
        let signature = self.token.rsplit('.').next().unwrap();
        answer.says(saying).never_says(signature);
    }
}

/// The keys of the test authorizer, whoever it is: test keys are made once for an issuer.
fn keys_of(issuer: &str) -> String {
    Asked::new(issuer, "").keys()
}

fn by_address(server: &Server) -> Asked {
    Asked::new("https://idp.example", &format!(", jwks_uri: 'http://{}/keys'", server.address))
}

fn good() -> Reply {
    Reply::Good(keys_of("https://idp.example"))
}

#[test]
fn keys_are_fetched_from_the_address_when_asked_for_only() {
    let reply = good();
    let server = Server::new(move |_| reply.clone());
    let asked = by_address(&server);
    asked.decide(&[]).exits(1).says("keys_unavailable");
    let open = ["decide", "--policy", "policy.yaml", "GET", "/open", "--online"];
    asked.folder.call(&open).exits(0);
    assert_eq!(server.asked(), [""; 0]);
    asked.decide(&["--online"]).exits(0);
    assert_eq!(server.asked(), ["/keys"]);
}

#[test]
fn keys_are_discovered_by_the_issuer() {
    // The keys are made for the issuer, whose address is known once the server is there.
    let keys = Arc::new(OnceLock::<String>::new());
    let known = Arc::clone(&keys);
    let server = Server::new(move |path| match path {
        "/pool/.well-known/openid-configuration" => Reply::Good(
            r#"{"issuer":"http://ADDRESS/pool","jwks_uri":"http://ADDRESS/k"}"#.to_owned(),
        ),
        "/k" => Reply::Good(known.get().unwrap().clone()),
        _ => Reply::Other("404 Not Found"),
    });
    let asked = Asked::new(&format!("http://{}/pool", server.address), "");
    keys.set(asked.keys()).unwrap();
    asked.decide(&["--online"]).exits(0);
    assert_eq!(server.asked(), ["/pool/.well-known/openid-configuration", "/k"]);
}

#[test]
fn an_answer_that_is_not_the_key_set_gives_no_keys() {
    let keys = keys_of("https://idp.example");
    let with = |from: &str, to: &str| Reply::Good(keys.replacen(from, to, 1));
    for (reply, saying) in [
        (Reply::Other("404 Not Found"), "404"),
        (Reply::Other("500 Internal Server Error"), "500"),
        (Reply::Other("204 No Content"), "204"),
        (Reply::Other("302 Found\r\nLocation: http://ADDRESS/elsewhere"), "302"),
        (Reply::Other("301 Moved Permanently\r\nLocation: https://keys.example/"), "301"),
        (Reply::Good("not JSON".to_owned()), "refused"),
        (Reply::Good("{}".to_owned()), "refused"),
        (Reply::Good(r#"{"keys":[]}"#.to_owned()), "no key"),
        (with("\"sig\"", "\"enc\""), "no key"),
        (with("\"kid\"", "\"d\":\"AQAB\",\"kid\""), "private"),
        (with("\"RSA\"", "\"oct\""), "symmetric"),
        (Reply::Long(1_000_000, true), "150000"),
        (Reply::Long(1_000_000, false), "150000"),
    ] {
        let shown = format!("{reply:?}");
        let server = Server::new(move |_| reply.clone());
        by_address(&server).has_no_keys(saying);
        assert_eq!(server.asked(), ["/keys"], "one request, no redirect: {shown}");
    }
}

#[test]
fn a_server_that_takes_its_time_is_not_waited_for() {
    for reply in [Reply::Drip, Reply::Silence] {
        let server = Server::new(move |_| reply.clone());
        by_address(&server).has_no_keys("timeout");
    }
    let server = Server::new(|_| Reply::Silence);
    let asked = by_address(&server);
    let elapsed = asked.decide(&["--online"]).elapsed;
    let (least, most) = (Duration::from_millis(1_500), Duration::from_secs(5));
    assert!(least <= elapsed && elapsed < most, "{elapsed:?}");
}

#[test]
fn nobody_listening_or_no_encryption_where_it_was_promised_is_an_answer_too() {
    let gone = Asked::new("https://idp.example", ", jwks_uri: 'http://127.0.0.1:1/keys'");
    gone.has_no_keys("127.0.0.1:1");
    let server = Server::new(|_| Reply::Silence);
    let address = format!(", jwks_uri: 'https://{}/keys'", server.address);
    Asked::new("https://idp.example", &address).has_no_keys("https://127.0.0.1");
}

#[test]
fn a_discovery_document_leads_nowhere_it_should_not() {
    for (document, saying) in [
        (r#"{"issuer":"http://ADDRESS/other","jwks_uri":"http://ADDRESS/k"}"#, "another issuer"),
        (r#"{"issuer":"http://ADDRESS/pool/","jwks_uri":"http://ADDRESS/k"}"#, "another issuer"),
        (r#"{"issuer":"http://ADDRESS/pool","jwks_uri":"http://keys.example/k"}"#, "http is taken"),
        (r#"{"issuer":"http://ADDRESS/pool","jwks_uri":"http://169.254.169.254/k"}"#, "http is"),
        (r#"{"issuer":"http://ADDRESS/pool","jwks_uri":"file:///etc/passwd"}"#, "jwks_uri"),
        (r#"{"issuer":"http://ADDRESS/pool"}"#, "jwks_uri"),
        ("[]", "discovery document"),
    ] {
        let server = Server::new(move |_| Reply::Good(document.to_owned()));
        let asked = Asked::new(&format!("http://{}/pool", server.address), "");
        asked.has_no_keys(saying);
        assert_eq!(server.asked(), ["/pool/.well-known/openid-configuration"], "{document}");
    }
}

#[test]
fn a_flood_of_unknown_keys_asks_once_a_cooldown_and_rotation_is_seen() {
    let keys = keys_of("https://idp.example");
    let server = {
        let count = AtomicUsize::new(0);
        Server::new(move |_| match count.fetch_add(1, Ordering::Relaxed) {
            0 | 3 => Reply::Good(keys.clone()),
            1 => Reply::Other("503 Service Unavailable"),
            _ => Reply::Good("garbage".to_owned()),
        })
    };
    let origin = Origin::Address(format!("http://{}/keys", server.address));
    let remote = RemoteKeys::new(origin, Https::new());
    let first = remote.keys(Wanted::Keys, Duration::ZERO).0.unwrap();
    let ask = |now: Duration| {
        thread::scope(|scope| {
            let remote = &remote;
            let flood: Vec<_> = (0..8)
                .map(|_| scope.spawn(move || remote.keys(Wanted::UnknownKey, now).0))
                .collect();
            flood.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        })
    };
    for (now, requests, same) in [
        (COOLDOWN / 2, 1, true),
        (COOLDOWN, 2, true),
        (COOLDOWN * 2, 3, true),
        (COOLDOWN * 2 + COOLDOWN / 2, 3, true),
    ] {
        for set in ask(now) {
            assert_eq!(Arc::ptr_eq(&set.unwrap(), &first), same);
        }
        assert_eq!(server.asked().len(), requests, "at {now:?}");
    }
    // Fresh again after an hour; gone two hours after the last good one.
    let second = remote.keys(Wanted::Keys, REFRESH).0.unwrap();
    assert!(!Arc::ptr_eq(&second, &first));
    let (none, error) = remote.keys(Wanted::Keys, REFRESH + MAX_AGE);
    assert!(none.is_none() && error.is_some());
    assert_eq!(server.asked().len(), 5);
}
