//! Each file under `invalid/` raises exactly what its head comments say.

use std::{collections::BTreeSet, fs};

use engine::Code;

use crate::files::{findings, path, source, yaml_files};

/// The policies that files under `invalid/` are held against.
const POLICIES: [&str; 3] = ["policy.yaml", "policy-two.yaml", "policy-open.yaml"];

/// What only a run can find.
const FOUND_BY_A_RUN: [Code; 2] = [Code::UnmatchedRow, Code::UntestedRoute];

#[test]
fn every_invalid_file_raises_exactly_what_it_says() {
    let folder = path("tests/it/invalid");
    let mut failures = Vec::new();
    for file in yaml_files(&folder) {
        let source = source(&file);
        if POLICIES.contains(&source.name()) {
            continue;
        }
        let expected: Vec<&str> =
            source.text().lines().filter_map(|line| line.strip_prefix("# expect: ")).collect();
        assert!(!expected.is_empty(), "{} expects nothing", source.name());
        let found: Vec<String> = findings(&source, &folder)
            .iter()
            .map(|one| {
                format!("{}:{} {}", one.location.line, one.location.column, one.code.as_str())
            })
            .collect();
        if expected != found {
            failures.push(format!("{}: expected {expected:?}, found {found:?}", source.name()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_code_of_specs_has_a_file_and_an_entry_in_the_reference() {
    let reference = fs::read_to_string(path("../specs/README.md")).unwrap();
    let names: BTreeSet<String> = yaml_files(&path("tests/it/invalid"))
        .iter()
        .map(|file| file.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let first = Code::ALL.iter().position(|code| *code == Code::UndefinedToken).unwrap();
    let last = Code::ALL.iter().position(|code| *code == Code::UntestedRoute).unwrap();
    for code in &Code::ALL[first..=last] {
        let name = code.as_str();
        assert!(FOUND_BY_A_RUN.contains(code) || names.contains(name), "no file raises {name}");
        assert!(reference.contains(&format!("| `{name}` |")), "the reference lacks {name}");
    }
}
