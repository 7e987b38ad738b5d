//! Tokens that others minted, decided by the command as a user runs it.

use std::process::Command;

use crate::node;

#[test]
#[ignore = "needs node and the packages beside this file: .ci/run installs them"]
fn tokens_minted_by_others_are_accepted_and_bound_to_their_scope() {
    let told = node("issue.mjs", "");
    let [issuer, audience] = ["issuer", "audience"].map(|key| told[key].as_str().unwrap());
    let folder = tempfile();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write(
        "policy.yaml",
        &format!(
            "version: 1\nauthorizers:\n  main: {{ issuer: \"{issuer}\", audience: [\"{audience}\"] }}\n\
             default_authorizer: main\nroutes:\n  POST /order: {{ scopes: order/post.order }}\n  \
             GET /order: {{ scopes: order/get.order }}\n"
        ),
    );
    write("keys.json", &told["jwks"].to_string());
    for (minted_by, token) in told["tokens"].as_object().unwrap() {
        write("token", token.as_str().unwrap());
        for (method, code, said) in [("POST", 0, "\"allow\""), ("GET", 1, "insufficient_scope")] {
            let output = Command::new(env!("CARGO_BIN_EXE_harness"))
                .args(["decide", "--policy", "policy.yaml", "--jwks", "keys.json"])
                .args(["--token-file", "token", "--format", "json", method, "/order"])
                .current_dir(&folder)
                .output()
                .unwrap();
            let out = String::from_utf8_lossy(&output.stdout);
            assert_eq!(output.status.code(), Some(code), "{minted_by}: {out}");
            assert!(out.contains(said), "{minted_by}: {out}");
        }
    }
    assert_eq!(told["tokens"].as_object().unwrap().len(), 2);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A folder of this test's own.
fn tempfile() -> std::path::PathBuf {
    let name = format!("harness-verifiers-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
