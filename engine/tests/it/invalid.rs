//! Every rule of the policy format has a file in `invalid/` that breaks it.
//!
//! A file is named after the code it raises, with `--VARIANT` where a code has several. Its first
//! lines say what is found, in order: `# expect: LINE:COLUMN CODE`. `# related: LINE:COLUMN` names
//! a second place of a conflict; `# set: NAME=VALUE` sets a parameter.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use engine::{Code, Diagnostic, Diagnostics, Policy, Settings, Severity, Source};

/// Codes whose files would be too large to keep, raised by `generated` below.
const GENERATED: [Code; 2] = [Code::FileTooLarge, Code::ScalarTooLong];

/// Codes raised where bytes become text, where the kind of a file is told, or by specs alone: by
/// the harness. So are those after `unusable-key`.
const RAISED_BY_HARNESS: [Code; 4] =
    [Code::Unreadable, Code::NotUtf8, Code::UnknownFormat, Code::ReservedKey];

/// Codes that say how things are and leave to the author what to do about it.
const WITHOUT_HELP: [Code; 6] = [
    Code::MissingKey,
    Code::UnusedAuthorizer,
    Code::UnusedScope,
    Code::UnusedParameter,
    Code::UnusedRequirement,
    Code::QuotaExceeded,
];

/// Codes of which some findings have help and others speak for themselves.
const SOMETIMES_WITHOUT_HELP: [Code; 5] = [
    Code::InvalidYaml,
    Code::WrongType,
    Code::UndefinedParameter,
    Code::UnusualLiteral,
    Code::UnusableKey,
];

/// Codes that speak of two places.
const CONFLICTS: [Code; 6] = [
    Code::DuplicateKey,
    Code::DuplicateRoute,
    Code::SeveralKeySources,
    Code::PublicWithRequirement,
    Code::DenyWithRequirement,
    Code::UnreachableRoute,
];

/// Codes that speak of a second place where there is one.
const SOMETIMES_CONFLICTS: [Code; 1] = [Code::UnreachableGuardrail];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[expect(clippy::disallowed_methods, reason = "tests read their own files")]
pub(crate) fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files() -> Vec<PathBuf> {
    let folder = root().join("tests/it/invalid");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.collect();
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// Reads and validates; errors and warnings together.
pub(crate) fn findings(source: &Source, settings: &Settings) -> Diagnostics {
    match Policy::from_source(source, settings) {
        Ok(validated) => validated.warnings,
        Err(found) => found,
    }
}

fn findings_of(path: &Path) -> (String, Diagnostics) {
    let text = text(path);
    let sets = lines(&text, "# set: ").into_iter();
    let values: BTreeMap<_, _> = sets
        .map(|line| line.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap())
        .collect();
    let source = Source::new("policy.yaml", text.as_str());
    let found = findings(&source, &Settings { values, leave_unset: false });
    (text, found)
}

fn lines<'t>(text: &'t str, prefix: &str) -> Vec<&'t str> {
    text.lines().filter_map(|line| line.strip_prefix(prefix)).collect()
}

fn shown(found: &Diagnostics) -> Vec<String> {
    let show = |one: &Diagnostic| {
        format!("{}:{} {}", one.location.line, one.location.column, one.code.as_str())
    };
    found.iter().map(show).collect()
}

#[test]
fn every_file_raises_what_its_first_lines_say() {
    let mut wrong = Vec::new();
    for path in files() {
        let (text, found) = findings_of(&path);
        let expected = lines(&text, "# expect: ");
        if shown(&found) != expected {
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            wrong.push(format!("{}\n  {}", stem(&path), found.join("\n  ")));
        }
        assert!(!expected.is_empty(), "{} expects nothing", path.display());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_raises_the_code_it_is_named_after_or_a_neighbour() {
    for path in files() {
        let stem = stem(&path);
        let (name, variant) = stem.split_once("--").unwrap_or((stem.as_str(), ""));
        assert!(Code::ALL.iter().any(|code| code.as_str() == name), "{stem} is no code");
        let (_, found) = findings_of(&path);
        let raised = found.iter().any(|one| one.code.as_str() == name);
        assert!(raised || !variant.is_empty(), "{stem} does not raise its code");
    }
}

#[test]
fn every_code_of_policies_is_raised_by_a_file() {
    let raised: BTreeSet<Code> =
        files().iter().flat_map(|path| findings_of(path).1).map(|one| one.code).collect();
    let last = Code::ALL.iter().position(|code| *code == Code::UnusableKey).unwrap();
    for code in &Code::ALL[..=last] {
        let elsewhere = GENERATED.contains(code) || RAISED_BY_HARNESS.contains(code);
        assert_eq!(raised.contains(code), !elsewhere, "{}", code.as_str());
    }
}

#[test]
fn generated_files_raise_the_codes_that_are_too_large_to_keep() {
    let raised = |text: String| {
        let found = findings(&Source::new("policy.yaml", text), &Settings::default());
        shown(&found)
    };
    let head = "version: 1\nroutes: { GET /x: { public: true } }\n";
    let scalar = |length| format!("{head}api: {}\n", "x".repeat(length));
    assert_eq!(raised(scalar(64 << 10)), [""; 0]);
    assert_eq!(raised(scalar((64 << 10) + 1)), ["3:6 scalar-too-long"]);
    let file = format!("{head}{}", "#\n".repeat(32 << 20));
    assert_eq!(raised(file), ["1:1 file-too-large"]);
    let key = format!("version: 1\nroutes: {{ GET /{}: {{ public: true }} }}\n", "x".repeat(508));
    assert_eq!(raised(key), ["2:11 invalid-route-key"]);
    let glob =
        format!("{head}guardrails: {{ g: {{ paths: [/{}], deny: true }} }}\n", "x".repeat(512));
    assert_eq!(raised(glob), ["3:28 invalid-glob"]);
    let routes = crate::hostile::lines(301, |at| format!("  GET /{at}: {{ public: true }}"));
    assert_eq!(raised(format!("version: 1\nroutes:\n{routes}")), ["2:1 quota-exceeded"]);
}

#[test]
fn findings_are_sorted_and_say_how_to_mend() {
    for path in files() {
        let (_, found) = findings_of(&path);
        assert!(found.iter().is_sorted(), "{}", path.display());
        for one in &found {
            let code = one.code;
            if !SOMETIMES_WITHOUT_HELP.contains(&code) {
                assert_eq!(one.help.is_none(), WITHOUT_HELP.contains(&code), "{one}");
            }
            let plain = !one.message.ends_with('.') && !one.message.contains('\n');
            assert!(plain && !one.message.is_empty(), "{one}");
            if !SOMETIMES_CONFLICTS.contains(&code) {
                assert_eq!(!one.related.is_empty(), CONFLICTS.contains(&code), "{one}");
            }
        }
    }
}

#[test]
fn conflicts_name_their_other_place() {
    for path in files() {
        let (text, found) = findings_of(&path);
        let related = found.iter().flat_map(|one| &one.related);
        let places: BTreeSet<String> =
            related.map(|one| format!("{}:{}", one.location.line, one.location.column)).collect();
        let expected = lines(&text, "# related: ").into_iter().map(str::to_owned).collect();
        assert_eq!(places, expected, "{}", path.display());
    }
}

#[test]
fn every_code_has_a_summary_and_stands_in_a_reference() {
    let policies = text(&root().join("../policies/README.md"));
    let specs = root().join("../specs/README.md");
    let last = Code::ALL.iter().position(|code| *code == Code::NotAnalysed).unwrap();
    for (at, code) in Code::ALL.iter().enumerate() {
        assert!(!code.summary().is_empty() && !code.summary().ends_with('.'), "{}", code.as_str());
        let entry = format!("| `{}` |", code.as_str());
        if at <= last {
            assert!(policies.contains(&entry), "policies/README.md lacks {entry}");
        } else if specs.exists() {
            let entry = format!("`{}`", code.as_str());
            assert!(text(&specs).contains(&entry), "specs/README.md lacks {entry}");
        }
    }
}

#[test]
fn a_code_is_an_error_unless_it_warns() {
    let first = Code::ALL.iter().position(|code| *code == Code::UnreachableRoute).unwrap();
    let last = Code::ALL.iter().position(|code| *code == Code::UnusableKey).unwrap();
    for (at, code) in Code::ALL.iter().enumerate().take(last + 1) {
        let warns = code.severity() == Severity::Warning;
        assert_eq!(warns, at >= first, "{}", code.as_str());
    }
}

#[test]
fn notes_are_told_of_soundness_alone() {
    let first = Code::ALL.iter().position(|code| *code == Code::IdleGuardrail).unwrap();
    let last = Code::ALL.iter().position(|code| *code == Code::NotAnalysed).unwrap();
    for (at, code) in Code::ALL.iter().enumerate() {
        let is_note = code.severity() == Severity::Note;
        assert_eq!(is_note, (first..=last).contains(&at), "{}", code.as_str());
    }
}
