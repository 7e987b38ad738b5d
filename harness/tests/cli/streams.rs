//! Colour, closed pipes, help, and watching.

use std::io::{BufRead as _, BufReader, pipe};
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::harness::{Folder, MIXED, POLICY, answer, wait};

const ESCAPE: &str = "\u{1b}[";

fn folder() -> Folder {
    Folder::with(&[("policy.yaml", POLICY), ("spec.yaml", MIXED)])
}

#[test]
fn colour_is_for_terminals_and_those_who_ask() {
    let folder = folder();
    folder.call(&["run", "spec.yaml"]).never_says(ESCAPE);
    folder.call(&["run", "spec.yaml", "--color", "always"]).says(ESCAPE);
    folder.call(&["run", "spec.yaml", "--color", "never"]).never_says(ESCAPE);
    let machine = ["run", "spec.yaml", "--color", "always", "--format", "json"];
    assert!(!folder.call(&machine).out.contains(ESCAPE));
    let mut command = folder.command(&["run", "spec.yaml"]);
    command.env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1");
    answer(command, b"").never_says(ESCAPE);
}

#[test]
fn a_reader_who_leaves_early_is_no_panic() {
    let folder = folder();
    for arguments in
        [&["run", "spec.yaml", "-v"][..], &["mint", "--list-faults"], &["schema", "policy"]]
    {
        let mut command = folder.command(arguments);
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let mut child = command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let err = child.stderr.take().unwrap();
        let code = wait(&mut child, Duration::from_mins(1)).unwrap();
        assert_eq!(code, 2, "{arguments:?}");
        let told: Vec<String> = BufReader::new(err).lines().map(Result::unwrap).collect();
        assert!(!told.iter().any(|line| line.contains("panicked")), "{told:?}");
    }
}

#[test]
fn help_is_an_answer_and_tells_the_exit_codes() {
    let folder = Folder::new();
    let help = folder.call(&["--help"]).exits(0);
    for line in ["   0  yes", "   1  no", "   2  could not answer", "   4  nothing ran", "  70  "] {
        assert!(help.out.contains(line), "{line}");
    }
    for command in ["run", "check", "decide", "mint", "routes", "schema", "completions"] {
        assert!(help.out.contains(&format!("  {command} ")), "{command}");
        folder.call(&[command, "--help"]).exits(0).says("Examples:");
    }
    folder.call(&["--version"]).exits(0);
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let folder = folder();
    folder.call(&[]).exits(2);
    folder.call(&["rum"]).exits(2).says("run");
    folder.call(&["run", "--fliter", "x"]).exits(2).says("--filter");
    folder.call(&["run", "--jobs", "0"]).exits(2);
    folder.call(&["run", "--format", "xml"]).exits(2).says("junit");
}

#[test]
fn watching_runs_again_when_a_file_changes() {
    let folder = folder();
    let mut command = folder.command(&["run", "spec.yaml", "--watch"]);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let (sender, lines) = channel();
    let other = sender.clone();
    thread::spawn(move || {
        BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
    });
    thread::spawn(move || {
        BufReader::new(err).lines().map_while(Result::ok).try_for_each(|line| other.send(line))
    });
    // The last line of a report, once it has come and the command waits for the next change.
    let next_report = || {
        let (mut last, mut waits) = (None, false);
        while last.is_none() || !waits {
            let line = lines.recv_timeout(Duration::from_secs(30)).ok()?;
            waits |= line.starts_with("waiting for a change");
            if line.contains(" passed, ") {
                last = Some(line);
            }
        }
        last
    };
    let first = next_report();
    folder.write(
        "spec.yaml",
        MIXED.replace("token: other, expect: allow", "token: other, expect: 403"),
    );
    let second = next_report();
    // A file that is broken for a moment does not end the watch.
    folder.write("policy.yaml", "version: [");
    let third = next_report();
    folder.write("policy.yaml", POLICY);
    let fourth = next_report();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(first.as_deref(), Some("2 passed, 1 failed, 1 skipped"));
    assert_eq!(second.as_deref(), Some("3 passed, 0 failed, 1 skipped"));
    assert_eq!(third.as_deref(), Some("0 passed, 0 failed, 0 skipped, 1 error"));
    assert_eq!(fourth.as_deref(), Some("3 passed, 0 failed, 1 skipped"));
}
