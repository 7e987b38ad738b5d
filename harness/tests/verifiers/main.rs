//! Programs of others and ours: tokens that they mint are accepted here, ours there, and what must be
//! refused is refused by all, but for the differences that are named.
//!
//! They are npm packages, of exact versions, beside this file; `.ci/run` installs them.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the functions that tests share may fail like tests"
)]

mod differences;
mod ours;
mod provider;
mod theirs;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Runs a script with a text as its input, and reads the JSON that it prints.
fn node(script: &str, input: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verifiers");
    let mut command = Command::new("node");
    command.arg(script).current_dir(folder).env("NODE_ENV", "test").env("NO_COLOR", "1");
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap_or_else(|error| panic!("node: {error}"));
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {told}");
    serde_json::from_slice(&output.stdout).unwrap()
}
