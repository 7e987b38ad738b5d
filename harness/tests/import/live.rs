//! Templates beside AWS's own translator, run now: the corpus', ours, and random ones.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use harness::import::Options;
use serde_json::{Value, json};

use crate::corpora::sam_inputs;
use crate::rows::{Row, api, imported, rows};
use crate::translated::Output;

/// Random templates, always the same.
const RANDOM: u32 = 800;

fn translate(files: &[PathBuf], random: u32) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/oracle/translate.py");
    let mut command = Command::new("python3");
    command.arg(script).args(["20261123", &random.to_string()]);
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap_or_else(|error| panic!("python3: {error}"));
    child.stdin.take().unwrap().write_all(json!(files).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn our_templates() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/templates");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| path.is_file() && !path.to_str().unwrap().ends_with(".policy.yaml"))
        .filter(|path| {
            let text = fs::read_to_string(path).unwrap();
            // CloudFormation itself takes `AWS::Include` in, after the translator.
            text.contains("AWS::Serverless-2016-10-31") && !text.contains("AWS::Include")
        })
        .collect();
    files.sort();
    files
}

/// A scope or an audience said twice is one to us.
fn distinct(mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        for list in [&mut row.scopes, &mut row.audience] {
            let mut seen = BTreeSet::new();
            list.retain(|text| seen.insert(text.clone()));
        }
    }
    rows
}

/// Compares one template; the difference, if there is any, and how many routes were the same.
fn compare(told: &Value, path: &Path) -> (Vec<String>, usize) {
    let name = told["name"].as_str().unwrap();
    let found = imported(path, &Options::default());
    let invalid: Vec<&str> = found
        .found
        .iter()
        .filter(|one| one.code == engine::Code::InvalidTemplate)
        .map(|one| one.message.as_str())
        .collect();
    if let Some(error) = told["error"].as_str() {
        let missed = invalid.is_empty() && found.policy.is_some();
        return (missed.then(|| format!("{name}: we take it; {error}")).into_iter().collect(), 0);
    }
    if !invalid.is_empty() {
        return (vec![format!("{name}: we refuse it: {invalid:?}")], 0);
    }
    let output = Output::new(told["output"].clone());
    let (mut wrong, mut same) = (Vec::new(), 0);
    for (id, expected) in output.apis() {
        if output.resource(&id)["Properties"]["BodyS3Location"].is_object() {
            continue;
        }
        let unclear: Vec<String> = output.unclear(&id).into_iter().map(|row| row.route).collect();
        let clear = |mut rows: Vec<Row>| {
            rows.retain(|row| !unclear.contains(&row.route));
            rows
        };
        let got = clear(api(&found.model, &id).map(rows).unwrap_or_default());
        let expected = clear(distinct(expected));
        if got == expected {
            same += got.len();
        } else {
            wrong.push(format!("{name} {id}:\n  got {got:?}\n  expected {expected:?}"));
        }
    }
    (wrong, same)
}

#[test]
#[ignore = "needs the corpora, and aws-sam-translator for python3: .ci/run installs it"]
fn sam_templates_come_to_what_the_translator_makes_of_them_now() {
    let files = [sam_inputs(false), our_templates()].concat();
    let folder = std::env::temp_dir().join(format!("harness-translator-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let (mut wrong, mut same, mut refused) = (Vec::new(), 0, 0);
    for told in translate(&files, RANDOM) {
        let name = told["name"].as_str().unwrap();
        let known = files.iter().find(|file| file.to_str() == Some(name)).cloned();
        let path = known.unwrap_or_else(|| {
            let path = folder.join(format!("{}.json", name.replace(' ', "-")));
            fs::write(&path, serde_json::to_string_pretty(&told["template"]).unwrap()).unwrap();
            path
        });
        refused += usize::from(told["error"].is_string());
        let (differences, routes) = compare(&told, &path);
        wrong.extend(differences);
        same += routes;
    }
    fs::remove_dir_all(&folder).unwrap();
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(same > 600 && refused > 100, "{same} routes the same, {refused} templates refused");
}
