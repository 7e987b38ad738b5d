//! Clients that no one here wrote get tokens from our issuer, and verify them by its keys.
//!
//! They are npm packages, of exact versions, beside this file; `.ci/run` installs them.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the functions that tests share may fail like tests"
)]

mod server;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::server::{ISSUER, Server};

/// Runs a script with a value as its input, and reads the JSON that it prints.
fn node(script: &str, input: &Value) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients");
    let mut command = Command::new("node");
    command.arg(script).current_dir(folder).env("NODE_ENV", "test").env("NO_COLOR", "1");
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap_or_else(|error| panic!("node: {error}"));
    child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {told}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn input(server: &Server) -> Value {
    json!({
        "base": server.base(),
        "issuer": ISSUER,
        "machine": { "id": "order-middleware", "secret": "s+e/c=r%t:1", "scope": "order/post.order" },
        "web": {
            "id": "web",
            "callback": "http://localhost:3000/callback",
            "scope": "openid email order/get.order",
        },
    })
}

#[test]
#[ignore = "needs node and the packages beside this file: .ci/run installs them"]
fn openid_client_and_oauth4webapi_discover_us_and_get_tokens_every_way() {
    let server = Server::start();
    let told = node("oidc.mjs", &input(&server));
    for way in ["basic", "post", "oauth4webapi"] {
        let token = &told[way];
        assert_eq!(token["expires_in"], 3600, "{way}: {token}");
        assert!(token["access_token"].is_string(), "{way}: {token}");
    }
    assert_eq!(told["wrong"], json!({ "refused": "invalid_client", "status": 400 }));
    let code = &told["code"];
    assert!(code["tokens"]["refresh_token"].is_string(), "{code}");
    assert_eq!(code["again"], json!({ "refused": "invalid_grant", "status": 400 }));
    assert_eq!((&code["claims"]["iss"], &code["claims"]["aud"]), (&json!(ISSUER), &json!("web")));
    assert_eq!(code["claims"]["cognito:username"], "robot");
    let session = &told["session"];
    assert_eq!(session["claims"]["email"], "jane@example.com");
    assert_eq!(session["user"]["username"], "jane");
    assert_eq!(session["refreshed"], session["claims"]["sub"]);
    assert_eq!(session["revoked"], json!({ "refused": "invalid_grant", "status": 400 }));
    let asked: Vec<&str> =
        told["asked"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(asked.contains(&format!("{ISSUER}/.well-known/openid-configuration").as_str()));
    let keys = format!("{}/us-east-1_EXAMPLE/.well-known/jwks.json", server.base());
    assert!(asked.contains(&keys.as_str()), "no ID token was verified: {asked:?}");
}

#[test]
#[ignore = "needs node and the packages beside this file: .ci/run installs them"]
fn aws_jwt_verify_takes_our_tokens_by_our_keys_also_when_they_change() {
    let server = Server::start();
    let mut input = input(&server);
    let told = node("oidc.mjs", &input);
    input["web"]["id_token"] = told["code"]["tokens"]["id_token"].clone();
    let told = node("verify.mjs", &input);
    assert_eq!(told["before"], "order-middleware");
    assert_eq!(told["after"], json!(["order-middleware", "order-middleware"]));
    let refused = json!(["CognitoJwtInvalidTokenUseError", "CognitoJwtInvalidClientIdError"]);
    assert_eq!(told["others"], refused);
    // Afterwards its key has dropped out: it was the second.
    assert_eq!(told["identity"], json!(["web", "KidNotFoundInJwksError"]));
    // Five verifiers fetch once, and one again for the new key.
    assert_eq!(told["fetched"], 6);
}
