//! The specs of the repository and the contract's own example are valid.

use engine::Severity;
use harness::spec::{CaseToken, Spec};

use crate::files::{findings, path, source, yaml_files};

#[test]
fn every_shipped_spec_reads_without_errors() {
    let folder = path("../specs");
    let files = yaml_files(&folder);
    assert!(files.len() >= 19, "{files:?}");
    for file in files {
        let errors: Vec<String> = findings(&source(&file), &folder)
            .iter()
            .filter(|one| one.severity() == Severity::Error)
            .map(ToString::to_string)
            .collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
    }
}

#[test]
fn the_example_of_the_contract_reads_without_a_finding() {
    let folder = path("tests/it/fixtures");
    let file = folder.join("example.spec.yaml");
    let found: Vec<String> =
        findings(&source(&file), &folder).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_example_of_the_contract_has_eighteen_rows() {
    let source = source(&path("tests/it/fixtures/example.spec.yaml"));
    let (spec, _) = Spec::read(&source).unwrap();
    assert_eq!(spec.cases.len(), 18);
    let cell = &spec.cases[9];
    assert_eq!(cell.name, "GET /api/v1/order as poster");
    assert_eq!(cell.expectation.text, "403");
    assert_eq!(cell.token, CaseToken::Named("poster".to_owned()));
    let text = "  GET /api/v1/order:   [401,  403,";
    let line = source.text().lines().position(|line| line.starts_with(text)).unwrap() + 1;
    assert_eq!((cell.line, cell.column), (line, text.find("403").unwrap() + 1));
}
