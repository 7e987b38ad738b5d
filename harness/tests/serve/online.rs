//! Keys from the network.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::running::{Running, command, folder, header, status};

/// Serves one text, which may be exchanged; an empty one is an error.
fn served() -> (String, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://127.0.0.1:{}/keys", listener.local_addr().unwrap().port());
    let text = Arc::new(Mutex::new(String::new()));
    let shared = Arc::clone(&text);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _read = stream.read(&mut [0; 4096]);
            let text = shared.lock().unwrap().clone();
            let code = if text.is_empty() { "500 Sorry" } else { "200 OK" };
            let head =
                format!("HTTP/1.1 {code}\r\nConnection: close\r\nContent-Length: {}", text.len());
            drop(write!(stream, "{head}\r\n\r\n{text}"));
        }
    });
    (address, text)
}

fn policy(address: &str) -> String {
    format!(
        "version: 1\nauthorizers:\n  main: {{ issuer: 'https://idp.example', audience: [app], \
         algorithms: [ES256], jwks_uri: '{address}' }}\ndefault_authorizer: main\nroutes:\n  \
         GET /notes: {{}}\n  GET /open: {{ public: true }}\n"
    )
}

/// A token and the set with its key.
fn minted(policy: &str) -> (String, String) {
    let folder = folder(policy);
    let arguments = ["mint", "--policy", "policy.yaml", "--jwks-out", "keys.json"];
    let output = command(&folder, &arguments).output().unwrap();
    let set = fs::read_to_string(folder.join("keys.json")).unwrap();
    fs::remove_dir_all(folder).unwrap();
    (String::from_utf8(output.stdout).unwrap().trim().to_owned(), set)
}

#[test]
fn keys_are_those_of_the_network_and_lost_ones_deny() {
    let (address, text) = served();
    let policy = policy(&address);
    let (token, set) = minted(&policy);
    let bearer = format!("Authorization: Bearer {token}\r\n");
    text.lock().unwrap().clone_from(&set);
    let mut good = Running::with(&policy, &["--online"]);
    assert_eq!(status(&good.ask("GET /notes", &bearer)), 200, "{}", good.err());
    // A set that is lost later is still used.
    text.lock().unwrap().clear();
    assert_eq!(status(&good.ask("GET /notes", &bearer)), 200);
    good.is_well();
    let mut lost = Running::with(&policy, &["--online"]);
    assert!(lost.err().contains("warning: keys of `main`"), "{}", lost.err());
    let answer = lost.ask("GET /notes", &bearer);
    assert_eq!(status(&answer), 401);
    assert!(
        header(&answer, "www-authenticate").unwrap().contains("communication error"),
        "{answer}"
    );
    lost.is_well();
}
