//! Tokens of a token endpoint: asked for once, sent as they are, and never told.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::gateway::{answer, answering, run};

const POLICY: &str = "\
version: 1
api: small
authorizers:
  main: { issuer: 'https://idp.example', audience: [app], algorithms: [ES256] }
default_authorizer: main
routes:
  GET /notes: { scopes: notes/read }
  GET /any: {}
";

const SPEC: &str = "\
version: 1
policy: policy.yaml
tokens:
  reader: { profile: bare, scopes: [notes/read] }
  nobody: { profile: bare, scopes: [notes/none] }
  denied: { profile: bare, scopes: [notes/denied] }
  old: { like: reader, expires_in: -1s }
  forged: { like: reader, fault: signed_by_unknown_key }
  other: { like: reader, claims: { sub: other } }
cases:
  - { name: reads, request: GET /notes, token: reader, expect: allow }
  - { name: reads again, request: GET /any, token: reader, expect: allow }
  - { name: lacks, request: GET /notes, token: nobody, expect: 403 }
  - { name: denied, request: GET /any, token: denied, expect: allow }
  - { name: old, request: GET /any, token: old, expect: 401 }
  - { name: forged, request: GET /any, token: forged, expect: 401 }
  - { name: other, request: GET /any, token: other, expect: allow }
  - { name: none, request: GET /any, expect: 401 }
";

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("against-tokens");
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in [("policy.yaml", POLICY), ("spec.yaml", SPEC), ("secret", "hu sh\n")] {
        fs::write(folder.join(name), text).unwrap();
    }
    folder
}

fn token(scope: &str) -> String {
    let payload = format!(r#"{{"iss":"https://idp.example","aud":"app","scope":"{scope}"}}"#);
    format!("head.{}.tail", URL_SAFE_NO_PAD.encode(payload))
}

#[test]
fn tokens_are_fetched_once_for_each_row_whose_token_an_endpoint_gives() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let endpoint = answering(move |head| {
        log.lock().unwrap().push(head.to_owned());
        let scope = head.rsplit("scope=").next().unwrap_or_default().replace("%2F", "/");
        if scope == "notes/denied" {
            return answer("400 Bad Request", "", r#"{"error":"invalid_scope"}"#);
        }
        answer("200 OK", "", &format!(r#"{{"access_token":"{}"}}"#, token(&scope)))
    });
    let gateway = answering(|head| {
        let has = |scope: &str| head.contains(&format!("Bearer {}", token(scope)));
        match (head.starts_with("GET /any"), has("notes/read"), has("notes/none")) {
            (_, true, _) | (true, _, true) => answer("200 OK", "", &token("notes/read")),
            (false, _, true) => answer("403 Forbidden", "", "no"),
            _ => answer("401 Unauthorized", "", "no"),
        }
    });
    let folder = folder();
    let (spec, secret) = (folder.join("spec.yaml"), folder.join("secret"));
    let (spec, secret) = (spec.display().to_string(), secret.display().to_string());
    let ran = run(
        &gateway,
        &[
            &spec,
            "--now",
            "wall",
            "--compare",
            "status",
            "--token-endpoint",
            &endpoint,
            "--client",
            "app",
            "--client-secret-file",
            &secret,
        ],
    )
    .exits(0);
    for name in ["reads", "reads again", "lacks", "none"] {
        assert_eq!(ran.row(name).0, "pass", "{name}: {}", ran.report);
    }
    for (name, why) in [
        ("denied", "status 400, invalid_scope"),
        ("old", "its times are the row's own"),
        ("forged", "it is spoilt by signed_by_unknown_key"),
        ("other", "the claim sub is another"),
    ] {
        let got = format!("the token endpoint gives no such token: {why}");
        assert_eq!(ran.row(name), ("skip", got.as_str()));
    }
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 3, "{asked:?}");
    // `app:hu%20sh`, and no scope but what the row has.
    let basic = "authorization: Basic YXBwOmh1JTIwc2g=";
    assert!(asked.iter().all(|head| head.starts_with("POST / ") && head.contains(basic)));
    assert!(
        asked.iter().any(|head| head.ends_with("grant_type=client_credentials&scope=notes%2Fread"))
    );
    let told = format!("{}{}", ran.report, ran.talk);
    assert!(!told.contains(&token("notes/read")) && !told.contains("hu sh"), "{told}");
}
