//! The article's own service: it comes to the policy that is shipped of it, and its spec passes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use engine::{Policy, Settings, Source};
use harness::import::Options;
use harness::import::value::Text;

use crate::rows::imported;

fn seed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/seed").join(name)
}

/// Routes and authorizers of a policy, whatever it calls its parameters and authorizers.
fn said(text: &str, pool: &str, client: &str) -> Vec<String> {
    let mut settings = Settings::default();
    settings.values.insert(pool.to_owned(), "us-east-1_EXAMPLE".to_owned());
    settings.values.insert(client.to_owned(), "order-middleware".to_owned());
    let policy = Policy::from_source(&Source::new("policy.yaml", text), &settings).unwrap().policy;
    let authorizers = policy.authorizers().iter();
    let mut lines: Vec<String> = authorizers
        .map(|one| format!("{} {:?} {}", one.issuer, one.audience, one.identity_source))
        .collect();
    lines.extend(policy.routes().iter().map(|one| format!("{} {:?}", one.name, one.access)));
    lines.sort();
    lines
}

#[test]
fn the_articles_service_comes_to_the_policy_that_is_shipped_of_it() {
    let policy = imported(&seed("serverless.yml"), &Options::default()).policy.unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/orders.yaml");
    let shipped = fs::read_to_string(shipped).unwrap();
    assert_eq!(said(&policy, "OrderUserPool", "OrderClient"), said(&shipped, "pool", "client"));
}

#[test]
fn the_issuers_side_of_the_article_is_told() {
    let issuing = imported(&seed("serverless.yml"), &Options::default()).model.issuing;
    let texts = |texts: &[Text]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    let [client] = issuing.clients.as_slice() else { panic!("{issuing:?}") };
    let [server] = issuing.resource_servers.as_slice() else { panic!("{issuing:?}") };
    let [domain] = issuing.domains.as_slice() else { panic!("{issuing:?}") };
    assert_eq!(texts(&client.scopes), ["order/post.order"]);
    assert_eq!(texts(&client.flows), ["client_credentials"]);
    assert_eq!(server.identifier.known(), Some("order"));
    assert_eq!(texts(&server.scopes), ["post.order", "get.order"]);
    assert_eq!(domain.domain.known(), Some("orders-dev"));
    assert_eq!(issuing.pools.len(), 1);
}

#[test]
fn the_articles_spec_passes_on_its_service() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-cache");
    command.arg("run").arg(seed("spec.yaml")).env("XDG_CACHE_HOME", cache);
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && text.contains("4 passed"), "{text}");
}
