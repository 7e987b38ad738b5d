//! The article's own demonstration: its service, its handler, its client.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::running::{Running, folder};

/// Serves the article's service from a folder of its own.
fn serve() -> (Running, Value) {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/seed");
    let place = folder("");
    for file in ["serverless.yml", "order.py"] {
        fs::copy(seed.join(file), place.join(file)).unwrap();
    }
    let running = Running::of(
        place,
        "serverless.yml",
        &["--set", "OrderUserPool=us-east-1_EXAMPLE", "--set", "OrderClient=order-client"],
    );
    let said = serde_json::from_str(&running.said).unwrap();
    (running, said)
}

#[test]
#[ignore = "needs python3 with requests: .ci/run installs it"]
fn the_articles_client_gets_a_token_posts_and_may_not_get() {
    let (running, said) = serve();
    let [client] = said["clients"].as_array().unwrap().as_slice() else { panic!("{said}") };
    assert_eq!(client["id"], "order-client");
    let output = Command::new("python3")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/serve/article.py"))
        .args([&said["gateway"], &said["issuer"], &client["id"], &client["secret"]].map(text))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers: Value = serde_json::from_slice(&output.stdout).unwrap();
    let refused = "Bearer scope=\"order/get.order\" error=\"insufficient_scope\" \
                   error_description=\"expected scopes: [order/get.order]\"";
    assert_eq!(
        answers,
        json!([
            [200, ["access_token", "expires_in", "token_type"]],
            [200, { "message": "It worked!" }],
            [403, { "message": "Forbidden" }, refused],
            [401, { "message": "Unauthorized" }, "Bearer"],
        ]),
        "{}",
        running.err()
    );
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
