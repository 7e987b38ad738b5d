//! Each template beside this file has the policy that somebody wrote of it by hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use engine::document::PolicyDocument;
use engine::{Policy, Settings, Source};
use harness::import::Options;

use crate::rows::imported;

/// Returns each template with its policy: `NAME.policy.yaml` beside `NAME.yaml` or the like; a
/// folder is a template, too.
fn pairs() -> Vec<(PathBuf, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/templates");
    let mut pairs = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let policy = file.unwrap().path();
        let name = policy.to_str().unwrap().to_owned();
        let Some(stem) = name.strip_suffix(".policy.yaml") else { continue };
        let template =
            ["yaml", "json", "tf", "terraform"].map(|end| PathBuf::from(format!("{stem}.{end}")));
        pairs.push((template.into_iter().find(|path| path.exists()).unwrap(), policy));
    }
    pairs.sort();
    pairs
}

/// The first comment of a policy says how its template is imported.
pub(crate) fn options(policy: &str) -> Options {
    let mut options = Options::default();
    let line = policy.lines().next().unwrap();
    let words: Vec<&str> = line.strip_prefix("# options:").unwrap_or("").split(' ').collect();
    for pair in words.windows(2) {
        match pair {
            ["--api", name] => options.api = Some((*name).to_owned()),
            ["--stage", stage] => options.stage = Some((*stage).to_owned()),
            ["--param", given] => {
                let (name, value) = given.split_once('=').unwrap();
                options.params.insert(name.to_owned(), value.to_owned());
            }
            ["--parameter", given] => {
                let (name, value) = given.split_once('=').unwrap();
                options.parameters.insert(name.to_owned(), value.to_owned());
            }
            _ => {}
        }
    }
    options.skip_refused = words.contains(&"--skip-refused");
    options
}

/// A policy as what it says, whatever its comments and quotes.
fn said(name: &str, text: &str) -> String {
    let source = Source::new(name, text);
    let settings = Settings { leave_unset: true, ..Settings::default() };
    let validated = Policy::from_source(&source, &settings);
    let policy = validated.unwrap_or_else(|found| panic!("{found:?}\n{text}")).policy;
    let parsed = engine::parse::<PolicyDocument>(&source).unwrap();
    let parameters: Vec<&str> =
        parsed.document.parameters.iter().map(|entry| entry.name.as_str()).collect();
    let mut lines = vec![format!("{:?} {parameters:?}", policy.api())];
    for authorizer in policy.authorizers() {
        let (name, issuer, audience) = (&authorizer.name, &authorizer.issuer, &authorizer.audience);
        lines.push(format!("{name} {issuer} {audience:?} {}", authorizer.identity_source));
    }
    for route in policy.routes() {
        lines.push(format!("{} {:?}", route.name, route.access));
    }
    lines.extend(policy.cors().map(|cors| {
        let lists =
            [&cors.allow_origins, &cors.allow_methods, &cors.allow_headers, &cors.expose_headers];
        let sorted = lists.map(|list| list.iter().collect::<BTreeSet<_>>());
        format!("{sorted:?} {:?} {}", cors.max_age_seconds, cors.allow_credentials)
    }));
    for guardrail in policy.guardrails() {
        let paths: Vec<&str> = guardrail.paths.iter().map(engine::Glob::as_str).collect();
        lines.push(format!(
            "{} {paths:?} {:?} {:?}",
            guardrail.name, guardrail.methods, guardrail.effect
        ));
    }
    lines.join("\n")
}

#[test]
fn a_template_comes_to_the_policy_that_is_written_of_it_by_hand() {
    let pairs = pairs();
    assert!(pairs.len() >= 8, "{pairs:?}");
    for (template, policy) in pairs {
        let expected = fs::read_to_string(&policy).unwrap();
        let found = imported(&template, &options(&expected));
        let name = template.display();
        let Some(text) = &found.policy else { panic!("{name}: {:#?}", found.found) };
        assert_eq!(said("imported.yaml", text), said("expected.yaml", &expected), "{name}\n{text}");
    }
}

#[test]
fn an_import_is_the_same_each_time() {
    for (template, policy) in pairs() {
        let options = options(&fs::read_to_string(&policy).unwrap());
        let (one, other) = (imported(&template, &options), imported(&template, &options));
        assert_eq!(one.policy, other.policy);
        assert_eq!(one.found, other.found);
    }
}
