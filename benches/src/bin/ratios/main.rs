//! Prints one JSON line for every goal of the project: ours, the best peer's, and their ratio.
//!
//! `cargo run --release -p benches --features peers --bin ratios [WORD…]`; words choose the goals
//! whose group contains one of them. Medians of contenders that take turns in one process.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench that cannot do its work stops and says so"
)]

mod deciding;
mod files;
mod heap;
mod matching;
mod tokens;

use std::env;

use serde_json::Value;

/// A group's name and what measures it.
type Group = (&'static str, fn(&mut dyn FnMut(Value)));

const GROUPS: [Group; 12] = [
    ("match-130", matching::github),
    ("match-10k", matching::ten_thousand),
    ("match-100k", matching::hundred_thousand),
    ("match-1m build-1m", matching::million),
    ("match-literal", matching::literal),
    ("heap-1m allocations", heap::measure),
    ("decide-1k decide-100k", deciding::measure),
    ("verify", tokens::verify),
    ("verify-cached", tokens::verify_cached),
    ("mint", tokens::mint),
    ("run-10k startup diff-1k", files::processes),
    ("load-10k", files::load),
];

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    for (name, measure) in GROUPS {
        if words.is_empty() || words.iter().any(|word| name.contains(word.as_str())) {
            eprintln!("measuring {name}");
            measure(&mut |line| println!("{line}"));
        }
    }
}
