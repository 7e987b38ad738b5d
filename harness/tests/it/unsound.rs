//! Each file under `unsound/` raises exactly what its head comments say.
//!
//! A file is named after the code it raises, with `--VARIANT` where a code has several; those whose
//! variant begins with `sound` are like it and do not raise it. `# expect: LINE:COLUMN CODE` says
//! what is found, in order; `# related: LINE:COLUMN` all other places; `# says:` and `# example:`
//! texts that some finding has.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use engine::document::PolicyDocument;
use engine::{Code, Diagnostic, Policy, Settings, Source};
use harness::analysis::findings::{Finding, Written, findings};
use harness::clock::DEFAULT_NOW;
use harness::mint::{KeyStore, Minter};

use crate::files::{path, source, yaml_files};

static MINTER: LazyLock<Minter> = LazyLock::new(|| Minter::new(KeyStore::fresh()));

/// Codes whose findings need no request to be shown: nothing is decided otherwise because of them.
const WITHOUT_EXAMPLE: [Code; 4] =
    [Code::UnreachableGuardrail, Code::RedundantGuardrail, Code::IdleGuardrail, Code::NotAnalysed];

fn found(source: &Source) -> Vec<Diagnostic> {
    let parsed = engine::parse::<PolicyDocument>(source).unwrap();
    let validated = Policy::validate(source, &parsed, &Settings::default());
    let policy = validated.unwrap_or_else(|found| panic!("{}: {found:?}", source.name())).policy;
    let written = Written::new(source, &parsed);
    let found = findings(&policy, written, DEFAULT_NOW, &MINTER).unwrap();
    found.into_iter().map(|one| Finding::diagnostic(one, source)).collect()
}

fn lines<'t>(text: &'t str, prefix: &str) -> Vec<&'t str> {
    text.lines().filter_map(|line| line.strip_prefix(prefix)).collect()
}

fn stem(file: &Path) -> String {
    file.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn every_unsound_file_raises_exactly_what_it_says() {
    let mut failures = Vec::new();
    for file in yaml_files(&path("tests/it/unsound")) {
        let source = source(&file);
        let found = found(&source);
        let expected: BTreeSet<&str> = lines(source.text(), "# expect: ").into_iter().collect();
        assert!(!expected.is_empty(), "{} expects nothing", source.name());
        let at = |one: &Diagnostic| {
            format!("{}:{} {}", one.location.line, one.location.column, one.code.as_str())
        };
        let mut raised: BTreeSet<String> = found.iter().map(at).collect();
        if raised.is_empty() {
            raised.insert("nothing".to_owned());
        }
        let related = found.iter().flat_map(|one| &one.related);
        let related: BTreeSet<String> =
            related.map(|one| format!("{}:{}", one.location.line, one.location.column)).collect();
        let texts = |prefix, text: fn(&Diagnostic) -> Option<&str>| {
            let texts: Vec<Option<&str>> = found.iter().map(text).collect();
            lines(source.text(), prefix).into_iter().all(|line| texts.contains(&Some(line)))
        };
        let holds = expected.iter().copied().eq(raised.iter().map(String::as_str))
            && lines(source.text(), "# related: ").into_iter().collect::<BTreeSet<_>>()
                == related.iter().map(String::as_str).collect()
            && texts("# says: ", |one| Some(&one.message))
            && texts("# example: ", |one| one.example.as_deref());
        if !holds {
            failures.push(format!("{}: {found:#?}", source.name()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_file_raises_its_code_and_its_twin_does_not() {
    let mut raised = BTreeSet::new();
    let mut twins = BTreeSet::new();
    for file in yaml_files(&path("tests/it/unsound")) {
        let stem = stem(&file);
        let (name, variant) = stem.split_once("--").unwrap_or((stem.as_str(), ""));
        let is_twin = variant.starts_with("sound");
        let is_raised = found(&source(&file)).iter().any(|one| one.code.as_str() == name);
        assert_ne!(is_raised, is_twin, "{stem}");
        let names = if is_twin { &mut twins } else { &mut raised };
        names.insert(name.to_owned());
    }
    let first = Code::ALL.iter().position(|code| *code == Code::ContradictoryRequirement).unwrap();
    let last = Code::ALL.iter().position(|code| *code == Code::NotAnalysed).unwrap();
    for code in &Code::ALL[first..=last] {
        let name = code.as_str();
        assert!(raised.contains(name), "no file raises {name}");
        assert!(twins.contains(name), "no sound file is like {name}");
    }
}

#[test]
fn findings_are_one_line_and_shown_by_a_request() {
    for file in yaml_files(&path("tests/it/unsound")) {
        for one in found(&source(&file)) {
            for text in [Some(&one.message), one.example.as_ref(), one.help.as_ref()] {
                let plain = text.is_none_or(|text| !text.ends_with('.') && !text.contains('\n'));
                assert!(plain, "{one:?}");
            }
            assert_eq!(one.example.is_none(), WITHOUT_EXAMPLE.contains(&one.code), "{one:?}");
        }
    }
}
