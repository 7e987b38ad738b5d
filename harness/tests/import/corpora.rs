//! Templates of others, and what their own tools make of them. The files are not part of the
//! project: `CORPORA` names the folder that has them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use harness::import::Options;
use serde_json::Value;

use crate::rows::{api, imported, rows};
use crate::translated::{Output, texts};

pub(crate) fn corpus(name: &str) -> PathBuf {
    let folder = std::env::var("CORPORA").unwrap_or_else(|error| panic!("CORPORA: {error}"));
    Path::new(&folder).join(name)
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

pub(crate) fn sam_inputs(refused: bool) -> Vec<PathBuf> {
    let files = fs::read_dir(corpus("sam-httpapi/input")).unwrap();
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    let is_error = |path: &Path| path.file_name().unwrap().to_str().unwrap().starts_with("error_");
    files.retain(|path| is_error(path) == refused);
    files.sort();
    files
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn sam_templates_have_the_routes_that_the_translator_gives_them() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for path in sam_inputs(false) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let output = Output::new(json(&corpus(&format!("sam-httpapi/output/{name}.json"))));
        let found = imported(&path, &Options::default());
        for (id, expected) in output.apis() {
            let Some(api) = api(&found.model, &id) else {
                wrong.push(format!("{name}: no {id}: {:?}", found.found));
                continue;
            };
            let mut got = rows(api);
            // A document in a bucket: that it is not read is told, and its routes are nowhere.
            if output.resource(&id)["Properties"]["BodyS3Location"].is_object() {
                assert!(matches!(got.as_slice(), [only] if only.route == "(every route)"));
                got.clear();
            }
            compared += expected.len();
            if got != expected {
                wrong.push(format!("{name} {id}:\n  got {got:#?}\n  expected {expected:#?}"));
            }
        }
        let extra: Vec<&String> = found.model.apis.iter().map(|api| &api.name).collect();
        assert_eq!(extra.len(), output.apis().len(), "{name}: {extra:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 40, "only {compared} routes");
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn sam_templates_that_the_translator_refuses_are_refused_with_a_place() {
    for path in sam_inputs(true) {
        let found = imported(&path, &Options::default());
        let name = path.display();
        assert!(found.policy.is_none(), "{name}");
        let errors = found.found.iter().filter(|one| one.severity() == engine::Severity::Error);
        let places: Vec<_> = errors.map(|one| one.location).collect();
        assert!(places.iter().any(|place| place.line > 1), "{name}: {places:?}");
    }
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn a_document_inherits_its_security_as_aws_recorded() {
    let recorded = json(&corpus("aws-recorded-import/expected.json"));
    let recorded = recorded.as_object().unwrap().values().next().unwrap();
    let recorded = &recorded["recorded-content"];
    let names: BTreeMap<&str, &str> = recorded["get-authorizers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["id"].as_str().unwrap(), one["name"].as_str().unwrap()))
        .collect();
    let found =
        imported(&corpus("aws-recorded-import/openapi.cognito-auth.json"), &Options::default());
    let mut compared = 0;
    let walk = serde_json::to_string(recorded).unwrap();
    for row in rows(&found.model.apis[0]) {
        let path = row.route.strip_prefix("GET ").unwrap().trim_start_matches('/');
        let key = format!("method-{path}-get");
        let method = recorded.get(key.as_str()).unwrap_or_else(|| panic!("{key} in {walk}"));
        let scopes = texts(&method["authorizationScopes"]);
        let id = method["authorizerId"].as_str().unwrap();
        assert_eq!((row.scopes, row.authorizer.as_deref()), (scopes, names.get(id).copied()));
        compared += 1;
    }
    assert_eq!(compared, 4);
}
