//! Files as they are at a revision of git, read by the user's own `git`.
//!
//! No shell runs, nothing is fetched, and what git complains of is told as a finding about the
//! file. What is read is the content that git keeps: no filter and no text conversion touches it.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::thread;

use engine::{Code, Diagnostic, Diagnostics, Source};

use crate::input::{MAX_BYTES, as_source};

pub use self::folder::Folder;
pub(crate) use self::folder::parted;

mod folder;

/// What an argument begins with that names a file at a revision.
pub const PREFIX: &str = "git:";

/// Longest complaint of git that is read.
const LONGEST_COMPLAINT: u64 = 4_096;

/// Reads `REV:path` (from the root of the repository), `REV:./path` (from the current folder), or
/// `:path` (what is staged).
///
/// # Errors
/// One finding: git cannot be run or does not have the file, it is too large, or is not UTF-8.
pub fn read(object: &str) -> Result<Source, Diagnostics> {
    let name = format!("{PREFIX}{object}");
    if !object.contains(':') || object.contains('\0') {
        let help = "write git:REV:path, like git:main:policies/orders.yaml";
        return Err(unreadable(&name, "no path is named").with_help(help).into());
    }
    source(name, object)
}

/// Reads an object as a text of this name.
fn source(name: String, object: &str) -> Result<Source, Diagnostics> {
    let bytes = git(&["cat-file", "blob", "--end-of-options", object]);
    let bytes = bytes.map_err(|message| unreadable(&name, &message))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Diagnostic::about_file(&name, Code::FileTooLarge, "the file is over 64 MiB")
            .with_help("split it")
            .into());
    }
    as_source(name, bytes)
}

/// The finding about a template that is more than one file.
pub(crate) fn refuse_folder(name: &str) -> Diagnostics {
    unreadable(name, "a template of this kind is read with the folder it stands in")
        .with_help("check the revision out (`git worktree add FOLDER REV`) and name the file there")
        .into()
}

/// The finding about a file that cannot be read.
pub(crate) fn unreadable(name: &str, message: &str) -> Diagnostic {
    Diagnostic::about_file(name, Code::Unreadable, message)
}

/// Returns what git answers, or one byte more than the most that is taken.
fn git(arguments: &[&str]) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| format!("git cannot be run: {error}");
    let mut child = Command::new("git")
        .arg("--no-pager")
        .args(arguments)
        // A clone may lack content: that is an error, no reason to ask the network or the user.
        .envs([("GIT_NO_LAZY_FETCH", "1"), ("GIT_TERMINAL_PROMPT", "0")])
        // A path is a path, whatever signs of patterns stand in it.
        .env("GIT_LITERAL_PATHSPECS", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(cannot)?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (mut bytes, mut complaint) = (Vec::new(), Vec::new());
    let read = thread::scope(|scope| {
        scope.spawn(|| {
            let read = err.map(|err| err.take(LONGEST_COMPLAINT).read_to_end(&mut complaint));
            // Without a complaint the exit status alone tells.
            drop(read);
        });
        out.map_or(Ok(0), |out| out.take(MAX_BYTES + 1).read_to_end(&mut bytes))
    });
    if bytes.len() as u64 > MAX_BYTES {
        // Nobody reads the rest; git may have ended, or ends now.
        drop((child.kill(), child.wait()));
        return Ok(bytes);
    }
    let status = child.wait().map_err(cannot)?;
    read.map_err(cannot)?;
    if status.success() {
        return Ok(bytes);
    }
    let complaint = String::from_utf8_lossy(&complaint);
    let first = complaint.lines().next().unwrap_or("it ended without an answer");
    Err(format!("git: {}", first.strip_prefix("fatal: ").unwrap_or(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(object: &str) -> String {
        let found = read(object).unwrap_err();
        found.iter().map(|one| one.message.clone()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn an_object_without_a_path_is_refused_before_git_runs() {
        assert_eq!(complaint("main"), "no path is named");
        assert_eq!(complaint("a\0:b"), "no path is named");
    }

    #[test]
    fn an_option_is_no_revision() {
        let said = complaint("--batch-all-objects:x");
        assert!(said.starts_with("git: "), "{said}");
    }
}
