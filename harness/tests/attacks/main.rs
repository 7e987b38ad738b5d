//! The attack corpus: the table against its specs, its requests against the engine, and what plain
//! jsonwebtoken does with every token.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the functions that tests share may fail like tests"
)]

mod cookbook;
mod peer;
mod requests;
mod specs;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use engine::{Engine, KeySet, Policy, Settings, Source};
use harness::input::read_source;
use harness::issuer::token_issuer;
use harness::mint::{KeyStore, Minter, TokenIssuer};

/// Its keys live as long as the tests.
static MINTER: LazyLock<Minter> = LazyLock::new(|| Minter::new(KeyStore::fresh()));

/// A file of the repository.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(name)
}

fn read(name: &str) -> Source {
    read_source(&file(name)).unwrap()
}

/// The engine of the corpus, with the keys of the minter.
fn engine() -> Engine {
    let source = read("policies/attacks.yaml");
    let policy = Policy::from_source(&source, &Settings::default()).unwrap().policy;
    let names: Vec<String> = policy.authorizers().iter().map(|one| one.name.clone()).collect();
    names.iter().fold(Engine::compile(policy).unwrap(), |engine, name| {
        let set = MINTER.jwks(&issuer(engine.policy(), name)).unwrap().to_string();
        engine.with_keys(name, KeySet::from_json(set.as_bytes()).unwrap())
    })
}

fn issuer(policy: &Policy, name: &str) -> TokenIssuer {
    token_issuer(policy.authorizer(name).unwrap())
}
