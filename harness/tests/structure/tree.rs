//! The source files of a crate, without those for tests.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::code::tokens;

/// A source file.
pub(crate) struct File {
    /// Its path below `src`.
    pub(crate) name: String,
    /// Its module; of `lib.rs` nothing.
    pub(crate) module: Vec<String>,
    pub(crate) lines: usize,
    pub(crate) tokens: Vec<String>,
}

pub(crate) const CRATES: [&str; 2] = ["engine", "harness"];

pub(crate) fn folder(crate_name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(crate_name)
}

/// Reads every file of the crate's `src` that a build without tests reads.
pub(crate) fn files(crate_name: &str) -> Vec<File> {
    let mut files = Vec::new();
    let mut tests = BTreeSet::new();
    walk(&folder(crate_name).join("src"), &[], &mut files, &mut tests);
    files.retain(|file| {
        !(1..=file.module.len()).any(|end| tests.contains(file.module.split_at(end).0))
    });
    assert!(files.len() > 20, "{crate_name}: only {} files", files.len());
    files.sort_by(|one, other| one.name.cmp(&other.name));
    files
}

fn walk(at: &Path, above: &[String], files: &mut Vec<File>, tests: &mut BTreeSet<Vec<String>>) {
    for entry in fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let below = [above, &[stem]].concat();
        if path.is_dir() {
            walk(&path, &below, files, tests);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let name = format!("{}.rs", below.join("/"));
            let module = if name == "lib.rs" { Vec::new() } else { below };
            for child in test_modules(&text) {
                tests.insert([module.as_slice(), &[child]].concat());
            }
            let lines = text.lines().count();
            files.push(File { name, module, lines, tokens: tokens(&text) });
        }
    }
}

/// Returns the modules that a file declares for tests alone.
fn test_modules(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut for_tests = false;
    for line in text.lines() {
        let line = line.trim();
        let words: Vec<&str> = line.trim_end_matches(';').split(' ').collect();
        if let (true, [.., "mod", name], true) = (for_tests, words.as_slice(), line.ends_with(';'))
        {
            names.push((*name).to_owned());
        }
        for_tests = line.starts_with("#[cfg(test)]") || line.starts_with("#[cfg(all(test");
    }
    names
}
