//! A copy of the workspace, as far as its crates are built of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Returns a source file of the analysis.
pub(crate) fn source(file: &str) -> String {
    fs::read_to_string(root().join("harness/src/analysis").join(file)).unwrap()
}

/// Copies everything that is built, and returns where to.
pub(crate) fn all() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("planted");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    let parts =
        ["Cargo.toml", "Cargo.lock", ".cargo", "engine", "harness", "benches", "policies", "specs"];
    for part in parts {
        copy(&root().join(part), &folder.join(part));
    }
    folder
}

/// Returns where crates are built that are the same with and without a bug.
pub(crate) fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("planted-target")
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
        return;
    }
    for entry in fs::read_dir(from).unwrap() {
        let name = entry.unwrap().file_name();
        if name != "target" && name != "node_modules" {
            copy(&from.join(&name), &to.join(&name));
        }
    }
}
