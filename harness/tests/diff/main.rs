//! Two policies compared exactly, held against trying everything, and against laws.
//!
//! `DIFF_PAIRS=10000 cargo test --release -p harness --test diff` takes 10,000 pairs that differ by
//! up to three edits, as many that share nothing, and 1,000 for each law. Pairs are numbered, so
//! that each is the same in every run.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]
#![expect(clippy::indexing_slicing, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the environment says how many pairs are tried")]

mod answers;
mod apart;
mod bound;
mod enumerate;
mod laws;
mod pairs;
mod random;
mod shown;
mod together;
mod unsound;

use std::sync::LazyLock;

use engine::Policy;
use harness::analysis::diff::{Diff, diff};
use harness::mint::{KeyStore, Minter};

use crate::enumerate::{Class, METHODS, Ways, class, way};

static MINTER: LazyLock<Minter> = LazyLock::new(|| Minter::new(KeyStore::fresh()));

/// Pairs to try: few by default, more as `DIFF_PAIRS` says.
fn pairs(default: u64) -> u64 {
    std::env::var("DIFF_PAIRS").ok().and_then(|count| count.parse().ok()).unwrap_or(default)
}

/// Pairs for each law, a tenth of all.
fn pairs_of_law() -> u64 {
    pairs(60) / 10
}

#[track_caller]
fn compared(old: &Policy, new: &Policy) -> Diff {
    diff(old, new, &MINTER).unwrap()
}

/// What was found, in the form of [`enumerate::ways`], for the methods that it tries.
fn found(diff: &Diff) -> Ways {
    let mut ways = Ways::new();
    for one in &diff.differences {
        let classes = (class(one.old.reason), class(one.new.reason));
        let way = way(classes, (one.old.route, one.new.route));
        if way.0 == way.1 {
            // Which fault of a token is told differs, and that is told for a pair of authorizers.
            assert_eq!(way.0, Class::BadToken, "{one:?}");
            continue;
        }
        let methods = one.methods.iter().copied().filter(|method| METHODS.contains(method));
        ways.entry(way).or_default().extend(methods);
    }
    ways
}
