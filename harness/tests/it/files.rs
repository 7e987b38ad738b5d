//! Reading the files that tests are held against.

use std::{
    fs,
    path::{Path, PathBuf},
};

use engine::{Diagnostic, Diagnostics, Policy, Settings, Source};
use harness::spec::Spec;

/// Returns a path from the crate's folder.
pub(crate) fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// Reads a file under its own name, without the folder.
pub(crate) fn source(path: &Path) -> Source {
    let name = path.file_name().unwrap().to_string_lossy();
    let text = fs::read_to_string(path);
    Source::new(name, text.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// Returns the YAML files of a folder, sorted.
pub(crate) fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    files.sort();
    files
}

/// Reads a spec and holds it against its policy, where reading alone finds no mistake.
pub(crate) fn findings(source: &Source, folder: &Path) -> Vec<Diagnostic> {
    let (spec, mut found) = match Spec::read(source) {
        Ok(read) => read,
        Err(found) => return found.into_iter().collect(),
    };
    found.extend(spec.check_against(source, &policy(&spec, folder)));
    Diagnostics::sorted(found).into_iter().collect()
}

/// Reads the policy of a spec in the spec's folder.
pub(crate) fn policy(spec: &Spec, folder: &Path) -> Policy {
    let settings = Settings { values: spec.set.clone(), leave_unset: false };
    let source = source(&folder.join(&spec.policy_path));
    let validated = Policy::from_source(&source, &settings);
    validated.unwrap_or_else(|found| panic!("{found:?}")).policy
}
