//! How it is run: addresses, signals, changing files, the access log.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use serde_json::Value;

use crate::running::{POLICY, Running, command, folder, rest, status, until};

#[test]
fn addresses_are_told_as_programs_read_them() {
    let gateway = Running::new(&["--format", "json", "--stage", "v1"]);
    let said: Value = serde_json::from_str(&gateway.said).unwrap();
    let front = said["gateway"].as_str().unwrap();
    assert!(front.starts_with("http://127.0.0.1:") && front.ends_with("/v1"), "{front}");
    assert!(said["issuer"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    let plain = Running::new(&[]);
    let addresses = format!("gateway http://{}\nissuer http://{}\n", plain.gateway, plain.issuer);
    let client = until("the client", || plain.out().strip_prefix(&addresses).map(str::to_owned));
    let client: Vec<&str> = client.split_whitespace().collect();
    let [word, id, secret] = client.as_slice() else { panic!("{client:?}") };
    assert_eq!((*word, *id, secret.len()), ("client", "app", 52));
    let [told] = said["clients"].as_array().unwrap().as_slice() else { panic!("{said}") };
    assert_eq!((&told["id"], &told["issuer"]), (&"app".into(), &"https://idp.example".into()));
    assert!(TcpStream::connect(&plain.issuer).is_ok());
    assert_eq!(plain.err(), "");
}

#[test]
fn an_address_beyond_this_machine_is_warned_of() {
    let gateway = Running::new(&["--host", "0.0.0.0"]);
    assert!(gateway.err().contains("warning: listening on 0.0.0.0"), "{}", gateway.err());
}

#[test]
fn what_cannot_be_served_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (policy, arguments, says) in [
        (POLICY, vec!["--port", &port], "--port: 127.0.0.1 port"),
        (POLICY, vec!["--stage", "a/b"], "is no stage"),
        ("version: 1\nroutes: { GET /x: {} }\n", vec![], "no-authorizer"),
        (POLICY, vec!["--access-log", "no/such/folder"], "--access-log no/such/folder"),
    ] {
        let folder = folder(policy);
        let base = ["serve", "policy.yaml", "--issuer-port", "0"];
        let output = command(&folder, &base).args(&arguments).output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{err}");
        assert!(err.contains(says), "{err}");
        fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn a_signal_ends_it_once_open_requests_are_answered() {
    for name in ["INT", "TERM"] {
        let mut gateway = Running::new(&[]);
        let mut idle = gateway.connect();
        idle.write_all(b"GET /open HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
        assert!(idle.read(&mut [0; 4096]).unwrap() > 0);
        let mut open = gateway.connect();
        open.write_all(
            b"POST /open HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n",
        )
        .unwrap();
        // It is being served once it is told to go on.
        let mut going_on = [0; 25];
        open.read_exact(&mut going_on).unwrap();
        assert!(going_on.starts_with(b"HTTP/1.1 100 Continue"));
        gateway.signal(name);
        until("no more connections", || TcpStream::connect(&gateway.gateway).err());
        assert_eq!(rest(&mut idle), "", "who is idle is hung up on");
        open.write_all(b"abcd").unwrap();
        assert_eq!(status(&rest(&mut open)), 200);
        assert_eq!(gateway.ended(), Some(0), "{}", gateway.err());
    }
}

#[test]
fn a_request_that_never_ends_does_not_hold_up_the_end() {
    let mut gateway = Running::new(&[]);
    let mut open = gateway.connect();
    open.write_all(b"POST /open HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab").unwrap();
    gateway.signal("INT");
    assert_eq!(gateway.ended(), Some(0), "{}", gateway.err());
}

#[test]
fn a_good_change_is_served_and_a_bad_one_is_told() {
    let mut gateway = Running::new(&[]);
    let added = |key: &str| format!("{POLICY}  GET {key}: {{ public: true }}\n");
    assert_eq!(status(&gateway.ask("GET /new", "")), 404);
    gateway.write(&added("/new"));
    until("the change", || (status(&gateway.ask("GET /new", "")) == 200).then_some(()));
    for bad in [added("/new\n  GET /new"), "version: 1\n".to_owned(), "}".to_owned(), String::new()]
    {
        let before = gateway.err().matches("the policy of before is still served").count();
        gateway.write(&bad);
        until("the complaint", || {
            let now = gateway.err().matches("the policy of before is still served").count();
            (now > before).then_some(())
        });
        assert_eq!(status(&gateway.ask("GET /new", "")), 200, "{bad}");
    }
    assert!(gateway.err().contains("policy.yaml:"), "{}", gateway.err());
    // As editors do: another file takes the place.
    let beside = gateway.folder.join("beside");
    fs::write(&beside, added("/newer")).unwrap();
    fs::rename(&beside, gateway.folder.join("policy.yaml")).unwrap();
    until("the next change", || (status(&gateway.ask("GET /newer", "")) == 200).then_some(()));
    assert_eq!(status(&gateway.ask("GET /new", "")), 404);
    gateway.is_well();
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

#[test]
fn each_request_is_a_line_of_the_access_log_without_what_is_secret() {
    let mut gateway = Running::new(&["--access-log", "access.json", "--stage", "dev"]);
    let token = gateway.token(&["--scope", "notes/write"]);
    let bearer = format!("Authorization: Bearer {token}\r\n");
    gateway.ask("GET /dev/notes?access_token=SECRET", &bearer);
    gateway.ask("GET /dev/items/7", "");
    gateway.ask("GET /dev/notes", "");
    gateway.ask("GET /nowhere", "");
    gateway.signal("INT");
    assert_eq!(gateway.ended(), Some(0));
    let text = fs::read_to_string(gateway.folder.join("access.json")).unwrap();
    assert!(!text.contains("SECRET") && !text.contains(token.split_once('.').unwrap().0), "{text}");
    let lines = lines(&text);
    // A path of no stage is not logged.
    assert_eq!(lines.len(), 3, "{text}");
    for (name, value) in [
        ("ip", "127.0.0.1"),
        ("httpMethod", "GET"),
        ("routeKey", "GET /notes"),
        ("path", "/dev/notes"),
        ("stage", "dev"),
        ("status", "403"),
        ("protocol", "HTTP/1.1"),
        ("responseLength", "23"),
        ("authorizerError", "insufficient_scope: expected scopes: [notes/read]"),
        ("reason", "insufficient_scope"),
    ] {
        assert_eq!(lines[0][name], value, "{name}");
    }
    assert_eq!(lines[0]["requestId"].as_str().unwrap().len(), 16);
    assert!(lines[0]["requestTime"].as_str().unwrap().ends_with(" +0000"));
    assert_eq!((&lines[1]["status"], &lines[1]["authorizerError"]), (&"200".into(), &"-".into()));
    assert_eq!(lines[2]["authorizerError"], "missing: token not provided");
}

#[test]
fn the_access_log_may_be_the_standard_output() {
    let gateway = Running::new(&["--access-log", "-"]);
    gateway.ask("GET /open", "");
    until("the line", || lines(&gateway.out()).into_iter().find(|line| line["status"] == "200"));
}
