//! Reads files: the only place that does. What cannot be read is a finding about the file.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use engine::{Code, Diagnostic, Diagnostics, Source};

/// Longest file read, in bytes; the engine names the same limit.
const MAX_BYTES: u64 = 64 << 20;

/// Reads a file as text.
///
/// # Errors
/// One finding: the file cannot be read, is too large, or is not UTF-8.
pub fn read_source(path: &Path) -> Result<Source, Diagnostics> {
    let name = path.display().to_string();
    let bytes = read_bytes(path)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => {
            // The text before the first wrong byte tells the line.
            let valid = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes().get(..valid).unwrap_or(&[]));
            let source = Source::new(name, text);
            let at = u32::try_from(valid).unwrap_or(u32::MAX);
            let span = engine::Span { start: at, end: at };
            let message = "a byte that is not UTF-8 stands here";
            let finding = Diagnostic::new(&source, span, Code::NotUtf8, message);
            Err(finding.with_help("save the file as UTF-8").into())
        }
    }
}

/// Reads a file of at most 64 MiB.
///
/// # Errors
/// One finding: the file cannot be read or is too large.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Diagnostics> {
    let name = path.display().to_string();
    let unreadable = |error: io::Error| Diagnostics::from(unreadable(path, &error));
    let about = fs::metadata(path).map_err(unreadable)?;
    if about.is_dir() {
        let message = "a folder stands where a file belongs";
        let finding = Diagnostic::about_file(&name, Code::Unreadable, message);
        return Err(finding.with_help("name a file in it").into());
    }
    let mut bytes = Vec::new();
    #[expect(clippy::disallowed_methods, reason = "the one place that reads files")]
    let file = fs::File::open(path).map_err(unreadable)?;
    // A pipe or device tells no size: never read past the limit.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        let message = "the file is over 64 MiB";
        return Err(Diagnostic::about_file(&name, Code::FileTooLarge, message).into());
    }
    Ok(bytes)
}

/// Reads a file that an argument names.
///
/// # Errors
/// Why it cannot be read, one line that names the file.
pub fn read_named(path: &Path) -> Result<Vec<u8>, String> {
    read_bytes(path).map_err(|found| {
        let message = found.iter().next().map_or("", |one| one.message.as_str());
        format!("{}: {message}", path.display())
    })
}

/// Finds the YAML files that arguments name: files as they are, folders recursively and sorted.
///
/// # Errors
/// A finding for each argument that is neither, or cannot be read.
pub fn discover(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, Diagnostics> {
    let mut files = Vec::new();
    let mut found = Diagnostics::new();
    for argument in arguments {
        match fs::metadata(argument) {
            Ok(about) if about.is_dir() => walk(argument, &mut files, &mut found),
            Ok(_) => files.push(argument.clone()),
            Err(error) => found.push(unreadable(argument, &error)),
        }
    }
    // One file named twice is read once.
    let mut seen = std::collections::HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    if found.is_empty() { Ok(files) } else { Err(found) }
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let name = path.display().to_string();
    Diagnostic::about_file(&name, Code::Unreadable, format!("cannot be read: {error}"))
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>, found: &mut Diagnostics) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return found.push(unreadable(folder, &error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        match entry.and_then(|entry| Ok((entry.file_type()?, entry.path()))) {
            Ok(entry) => paths.push(entry),
            Err(error) => found.push(unreadable(folder, &error)),
        }
    }
    paths.sort_by(|a, b| a.1.cmp(&b.1));
    for (kind, path) in paths {
        // A link to a folder could lead in a circle: only its own files are walked.
        if kind.is_dir() {
            walk(&path, files, found);
        } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml") {
            files.push(path);
        }
    }
}

/// What a file of ours is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It has `routes`.
    Policy,
    /// It has `policy`, `cases` or `table`.
    Spec,
}

/// Tells what a file is by its top-level keys.
///
/// # Errors
/// The text is not YAML, or neither of ours.
pub fn kind(source: &Source) -> Result<Kind, Diagnostics> {
    let line_begins = |key: &str| source.text().lines().any(|line| line.starts_with(key));
    let (policy, spec) = (line_begins("routes:"), line_begins("policy:"));
    if policy != spec {
        return Ok(if policy { Kind::Policy } else { Kind::Spec });
    }
    let keys = engine::top_level_keys(source)?;
    let has = |names: &[&str]| keys.iter().any(|key| names.contains(&key.as_str()));
    if has(&["policy", "cases", "table"]) {
        Ok(Kind::Spec)
    } else if has(&["routes", "authorizers", "guardrails", "api"]) {
        Ok(Kind::Policy)
    } else {
        let message = "the file is neither a policy nor a spec";
        let finding = Diagnostic::about_file(source.name(), Code::UnknownFormat, message);
        Err(finding.with_help("a policy has `routes:`, a spec has `policy:`").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_their_keys() {
        let kind = |text: &str| kind(&Source::new("x.yaml", text)).ok();
        assert_eq!(kind("version: 1\nroutes: {}\n"), Some(Kind::Policy));
        assert_eq!(kind("version: 1\npolicy: a.yaml\n"), Some(Kind::Spec));
        assert_eq!(kind("{version: 1, policy: a.yaml}"), Some(Kind::Spec));
        assert_eq!(kind("a: 1\n"), None);
        assert_eq!(kind("["), None);
    }
}
