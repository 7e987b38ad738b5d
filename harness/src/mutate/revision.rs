//! Files as a revision of git had them.
//!
//! git is asked as a program, in the folder of the file; nothing is fetched or written.

use std::path::Path;
use std::process::{Command, Stdio};

/// Longest text taken, as of files.
const MAX_BYTES: usize = 64 << 20;

/// Returns the text that a file had in a revision; nothing when it was not there.
///
/// # Errors
/// Why git cannot tell, one line.
pub fn text_at(revision: &str, file: &Path) -> Result<Option<String>, String> {
    // What begins with a dash is an option to git, whatever stands before it in old versions.
    if revision.is_empty() || revision.starts_with(['-', '^']) || revision.contains(':') {
        return Err(format!("{revision:?} is no revision"));
    }
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    let name = file.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| format!("{} has no name for git", file.display()))?;
    let commit = format!("{revision}^{{commit}}");
    let commit = git(folder, &["rev-parse", "--verify", "--quiet", &commit])?
        .ok_or_else(|| format!("git knows no revision {revision:?} for {}", file.display()))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let object = format!("{commit}:./{name}");
    let Some(kind) = git(folder, &["cat-file", "-t", &object])? else { return Ok(None) };
    if kind.trim_ascii() != b"blob" {
        return Ok(None);
    }
    let Some(bytes) = git(folder, &["cat-file", "blob", &object])? else { return Ok(None) };
    if bytes.len() > MAX_BYTES {
        return Err(format!("{} was over 64 MiB in {revision}", file.display()));
    }
    let text = String::from_utf8(bytes);
    text.map(Some).map_err(|_invalid| format!("{} was no UTF-8 in {revision}", file.display()))
}

/// Runs git; nothing is returned when it says no.
fn git(folder: &Path, arguments: &[&str]) -> Result<Option<Vec<u8>>, String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments).stdin(Stdio::null());
    let output = command.output().map_err(|error| format!("git cannot be run: {error}"))?;
    Ok(output.status.success().then_some(output.stdout))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_no_revisions() {
        for revision in ["", "--output=x", "-p", "HEAD:x", "^HEAD"] {
            let refused = text_at(revision, Path::new("x.yaml")).unwrap_err();
            assert!(refused.ends_with("is no revision"), "{refused}");
        }
    }
}
