//! What git has under a name, read by a process of its own.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::thread;

use engine::{Code, Diagnostic, Diagnostics, Source};

use crate::input::{MAX_BYTES, as_source};

/// Longest complaint of git that is read.
const LONGEST_COMPLAINT: u64 = 4_096;

/// Reads an object as a text of this name.
pub(super) fn source(name: String, object: &str) -> Result<Source, Diagnostics> {
    let bytes = git(&["cat-file", "blob", "--end-of-options", object]);
    let bytes = bytes.map_err(|message| unreadable(&name, &message))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Diagnostic::about_file(&name, Code::FileTooLarge, "the file is over 64 MiB")
            .with_help("split it")
            .into());
    }
    as_source(name, bytes)
}

/// The finding about a file that cannot be read.
pub(crate) fn unreadable(name: &str, message: &str) -> Diagnostic {
    Diagnostic::about_file(name, Code::Unreadable, message)
}

/// Returns what git answers, or one byte more than the most that is taken.
pub(super) fn git(arguments: &[&str]) -> Result<Vec<u8>, String> {
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
