//! `harness fuzz` as a user calls it: exit codes, the same answer each time, formats.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn policy(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies").join(name)
}

fn run(policy: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
    command.arg("fuzz").arg(policy).args(arguments).output().expect("the command runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const TENANTS: [&str; 2] = ["--set", "pool=eu-west-1_EXAMPLE"];

#[test]
fn no_law_is_broken_on_our_own_policies() {
    for (name, set) in [("tenants.yaml", &TENANTS[..]), ("google-drive.yaml", &[])] {
        let output = run(&policy(name), &[set, &["--cases", "3000", "--seed", "9"]].concat());
        assert_eq!(stdout(&output), "3000 cases, 0 laws broken (seed 9)\n");
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn the_answer_is_the_same_on_one_thread_and_on_two() {
    let on = |jobs: &str| {
        let own = ["--cases", "2500", "--format", "json", "--jobs", jobs];
        let output = run(&policy("tenants.yaml"), &[&TENANTS[..], &own].concat());
        assert_eq!(output.status.code(), Some(0));
        stdout(&output)
    };
    let first = on("1");
    assert_eq!(first, on("2"));
    let report: Value = serde_json::from_str(&first).expect("JSON");
    assert_eq!(report, serde_json::json!({ "cases": 2500, "seed": 0, "broken": null }));
}

#[test]
fn no_case_is_no_success() {
    for own in [["--cases", "0"], ["--time", "0s"]] {
        let output = run(&policy("tenants.yaml"), &[&TENANTS[..], &own].concat());
        assert_eq!(output.status.code(), Some(4), "{own:?}");
        assert_eq!(stdout(&output), "0 cases, 0 laws broken (seed 0)\n");
    }
}

#[test]
fn what_cannot_be_answered_is_said() {
    let tenants = policy("tenants.yaml");
    // A parameter without a value, a file that is none, a number and a time that are none.
    for (path, own) in [
        (tenants.clone(), &[][..]),
        (policy("nowhere.yaml"), &[]),
        (tenants.clone(), &["--set", "nobody=1"]),
        (tenants.clone(), &["--cases", "-1"]),
        (tenants, &["--time", "soon"]),
    ] {
        let output = run(&path, own);
        assert_eq!(output.status.code(), Some(2), "{own:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{own:?}");
    }
}

#[test]
fn the_clock_ends_a_run() {
    let begun = std::time::Instant::now();
    let output = run(&policy("tenants.yaml"), &[&TENANTS[..], &["--time", "1s"]].concat());
    assert_eq!(output.status.code(), Some(0));
    assert!(begun.elapsed() >= std::time::Duration::from_secs(1));
    let told = stdout(&output);
    let cases: u64 = told.split(' ').next().and_then(|word| word.parse().ok()).expect("a number");
    assert!(cases >= 1024 && told.ends_with("cases, 0 laws broken (seed 0)\n"), "{told}");
}
