//! Bugs planted into the analysis: its tests must see each of them.
//!
//! Where a bug would go is looked for in every run. That the tests fail with it is seen by building
//! a copy once for each bug: `cargo test -p harness --test planted -- --ignored`. `PLANTED` is a part
//! of the names of those to build.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "a copy of the sources is made and built")]

mod bugs;
mod copy;

use std::{path::Path, process::Command};

use crate::bugs::{BUGS, Bug};

/// The tests that must see them.
const TESTS: [&str; 4] = ["--test", "diff", "--test", "analysis"];

#[test]
fn every_bug_has_its_place() {
    for bug in BUGS {
        for (good, bad) in bug.edits {
            let text = copy::source(bug.file);
            assert_eq!(text.matches(good).count(), 1, "{}: {good}", bug.name);
            assert_ne!(good, bad, "{}", bug.name);
        }
    }
}

#[test]
#[ignore = "builds the harness once for each bug"]
fn every_bug_is_seen_by_the_tests_of_the_analysis() {
    let folder = copy::all();
    // Without a bug they pass, so that a failure is the bug's.
    assert_eq!(tested(&folder, &TESTS), Some(0), "no bug");
    let mut unseen = Vec::new();
    let wanted = std::env::var("PLANTED").unwrap_or_default();
    for bug in BUGS.iter().filter(|bug| bug.name.contains(&wanted)) {
        let Bug { name, file, .. } = bug;
        let path = folder.join("harness/src/analysis").join(file);
        let whole = copy::source(file);
        std::fs::write(&path, bug.planted(&whole)).unwrap();
        // A build that fails is told apart: only a test that fails sees the bug.
        assert_eq!(
            tested(&folder, &[&TESTS[..], &["--no-run"]].concat()),
            Some(0),
            "{name}: is not built"
        );
        let seen = tested(&folder, &TESTS);
        if seen == Some(0) {
            unseen.push(name);
        }
        std::fs::write(&path, whole).unwrap();
    }
    assert!(unseen.is_empty(), "no test sees {unseen:?}");
}

fn tested(folder: &Path, arguments: &[&str]) -> Option<i32> {
    let target = copy::target();
    let cargo = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--locked", "-p", "harness"])
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output();
    cargo.unwrap().status.code()
}
