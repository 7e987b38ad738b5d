//! What is told of scopes and conditions, held against comparing policies: whatever is told to be
//! needless is deleted from the text, and nobody notices; whatever else is deleted, somebody does.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]
#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]
#![expect(clippy::disallowed_methods, reason = "the environment says how many policies are tried")]

mod deleted;
mod every;
mod random;

use std::sync::LazyLock;

use engine::document::PolicyDocument;
use engine::{Policy, Settings, Source};
use harness::analysis::diff::{Change, diff};
use harness::analysis::findings::{Finding, Written, findings};
use harness::clock::DEFAULT_NOW;
use harness::mint::{KeyStore, Minter};

static MINTER: LazyLock<Minter> = LazyLock::new(|| Minter::new(KeyStore::fresh()));

/// Policies to try: few by default, more as `ASKED_POLICIES` says.
fn policies(default: u64) -> u64 {
    std::env::var("ASKED_POLICIES").ok().and_then(|count| count.parse().ok()).unwrap_or(default)
}

fn policy(text: &str) -> Policy {
    let read = Policy::from_source(&Source::new("p.yaml", text), &Settings::default());
    read.unwrap_or_else(|found| panic!("{text}\n{found:?}")).policy
}

fn found(text: &str) -> Vec<Finding> {
    let source = Source::new("p.yaml", text);
    let parsed = engine::parse::<PolicyDocument>(&source).unwrap();
    let written = Written::new(&source, &parsed);
    let found = findings(&policy(text), written, DEFAULT_NOW, &MINTER);
    found.unwrap_or_else(|error| panic!("{text}\n{error}"))
}

/// How requests fare otherwise under another policy.
fn changes(old: &Policy, new: &Policy) -> Vec<Change> {
    let found = diff(old, new, &MINTER).unwrap();
    found.differences.into_iter().map(|one| one.change).collect()
}

/// Whether somebody is let in by one policy and not by the other.
fn is_noticed(old: &Policy, new: &Policy) -> bool {
    changes(old, new).iter().any(|change| *change != Change::DeniedDifferently)
}
