//! Reads files: the only place that does. What cannot be read is a finding about the file.
//!
//! Only regular files are read: to open a pipe could wait for ever. Arguments may also name what
//! the caller has opened already (`/dev/stdin`, `/dev/fd/N`, and so `<(…)` of a shell).

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use engine::{Code, Diagnostic, Diagnostics, Source};

/// Longest file read, in bytes; the engine names the same limit.
pub(crate) const MAX_BYTES: u64 = 64 << 20;

/// Reads a file as text.
///
/// # Errors
/// One finding: the file cannot be read, is too large, or is not UTF-8.
pub fn read_source(path: &Path) -> Result<Source, Diagnostics> {
    as_source(path.display().to_string(), read_bytes(path)?)
}

/// Takes bytes as text, whose name is that of findings about it.
///
/// # Errors
/// One finding: the bytes are not UTF-8.
pub(crate) fn as_source(name: String, bytes: Vec<u8>) -> Result<Source, Diagnostics> {
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

/// Reads a regular file of at most 64 MiB.
///
/// # Errors
/// One finding: the file cannot be read or is too large.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Diagnostics> {
    read(path, false)
}

fn read(path: &Path, opened_already: bool) -> Result<Vec<u8>, Diagnostics> {
    let name = path.display().to_string();
    let unreadable = |error: io::Error| Diagnostics::from(unreadable(path, &error));
    let refuse = |code, message: &str, help: &str| {
        Err(Diagnostic::about_file(&name, code, message).with_help(help).into())
    };
    let too_large = || refuse(Code::FileTooLarge, "the file is over 64 MiB", "split it");
    let about = fs::metadata(path).map_err(unreadable)?;
    if about.is_dir() {
        let message = "a folder stands where a file belongs";
        return refuse(Code::Unreadable, message, "name a file in it");
    }
    if !about.is_file() && !opened_already {
        let message = "a pipe or device stands where a file belongs";
        return refuse(Code::Unreadable, message, "save its content in a file");
    }
    if about.len() > MAX_BYTES {
        return too_large();
    }
    let mut bytes = Vec::new();
    #[expect(clippy::disallowed_methods, reason = "the one place that reads files")]
    let file = fs::File::open(path).map_err(unreadable)?;
    // A pipe tells no size, and a file may grow: never read past the limit.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES { too_large() } else { Ok(bytes) }
}

/// Reads what an argument names: a file, or a stream that this process was started with.
///
/// # Errors
/// Why it cannot be read, one line that names the file.
pub fn read_named(path: &Path) -> Result<Vec<u8>, String> {
    told(path, read(path, is_opened_already(path)))
}

/// Reads a file that another file names.
///
/// # Errors
/// As [`read_named`].
pub fn read_beside(path: &Path) -> Result<Vec<u8>, String> {
    told(path, read_bytes(path))
}

fn told(path: &Path, bytes: Result<Vec<u8>, Diagnostics>) -> Result<Vec<u8>, String> {
    bytes.map_err(|found| {
        let message = found.iter().next().map_or("", |one| one.message.as_str());
        format!("{}: {message}", path.display())
    })
}

fn is_opened_already(path: &Path) -> bool {
    let folders = ["/dev/fd", "/proc/self/fd"].map(Path::new);
    path == Path::new("/dev/stdin") || path.parent().is_some_and(|one| folders.contains(&one))
}

/// Finds the YAML files that arguments name: files as they are, folders recursively and sorted.
///
/// # Errors
/// A finding for each argument that is neither, or cannot be read.
pub fn discover(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, Diagnostics> {
    let mut walk = Walk::default();
    for argument in arguments {
        match fs::metadata(argument) {
            Ok(about) if about.is_dir() => walk.folder(argument),
            Ok(_) => walk.files.push(argument.clone()),
            Err(error) => walk.found.push(unreadable(argument, &error)),
        }
    }
    let Walk { mut files, found, .. } = walk;
    // A spec names its policy without a leading `./`: one file has one name in all findings.
    for file in &mut files {
        if let Ok(plain) = file.strip_prefix(".") {
            *file = plain.to_owned();
        }
    }
    // One file named twice is read once.
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(in_real_folder(file)));
    if found.is_empty() { Ok(files) } else { Err(found) }
}

/// The file's own name, in its folder as the system knows it.
fn in_real_folder(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    let real = folder.unwrap_or(Path::new(".")).canonicalize();
    match (real, file.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => file.to_owned(),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let name = path.display().to_string();
    Diagnostic::about_file(&name, Code::Unreadable, format!("cannot be read: {error}"))
}

/// What folders hold.
#[derive(Default)]
struct Walk {
    files: Vec<PathBuf>,
    found: Diagnostics,
    /// Folders on the way, without links: a link may lead in a circle.
    entered: HashSet<PathBuf>,
}

impl Walk {
    fn folder(&mut self, folder: &Path) {
        let entries = folder.canonicalize().and_then(|real| Ok((real, fs::read_dir(folder)?)));
        let (real, entries) = match entries {
            Ok(both) => both,
            Err(error) => return self.found.push(unreadable(folder, &error)),
        };
        if !self.entered.insert(real) {
            return;
        }
        let mut paths = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => paths.push(entry.path()),
                Err(error) => self.found.push(unreadable(folder, &error)),
            }
        }
        paths.sort();
        for path in paths {
            // Links are followed: a folder of specs that is passed over would seem to pass.
            if path.is_dir() {
                self.folder(&path);
            } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml") {
                self.files.push(path);
            }
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
