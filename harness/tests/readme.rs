//! Runs the README's console blocks: what stands there is what the command answers.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Splits a command line into words; quotes keep blanks and are dropped.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for sign in line.chars() {
        match sign {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            other => word.push(other),
        }
    }
    words.push(word);
    words
}

/// The commands of the console blocks, each with the answer that stands below it.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside && line.starts_with("$ ") {
            commands.push((line.trim_start_matches("$ ").to_owned(), String::new()));
        } else if inside && let Some((_, answer)) = commands.last_mut() {
            answer.push_str(line);
            answer.push('\n');
        }
    }
    commands
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads its own file")]
fn the_readme_shows_what_the_command_answers() {
    let text = std::fs::read_to_string(root().join("README.md")).expect("a README");
    let shown: Vec<_> =
        blocks(&text).into_iter().filter(|(line, _)| line.starts_with("harness ")).collect();
    assert!(shown.len() >= 3, "the README shows commands");
    for (line, expected) in shown {
        let arguments = words(&line).split_off(1);
        let output = Command::new(env!("CARGO_BIN_EXE_harness"))
            .args(&arguments)
            .current_dir(root())
            .output()
            .expect("the command runs");
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "$ {line}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads its own file")]
fn the_readme_begins_with_the_two_commands() {
    let text = std::fs::read_to_string(root().join("README.md")).expect("a README");
    let lines: Vec<_> = blocks(&text).into_iter().map(|(line, _)| line).take(2).collect();
    assert_eq!(lines, ["cargo run --release -- run specs/", "cargo test --workspace"]);
}
