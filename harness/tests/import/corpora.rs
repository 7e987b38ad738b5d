//! Templates of others, and what their own tools make of them. The files are not part of the
//! project: `CORPORA` names the folder that has them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use harness::import::Options;
use harness::import::cors::Cors;
use harness::import::model::{Access, Api, Quantifier};
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

fn output_of(name: &str) -> PathBuf {
    corpus(&format!("sam-httpapi/output/{name}.json"))
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
    let (mut compared, mut of_other_origins) = (0, 0);
    for path in sam_inputs(false) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let output = Output::new(json(&output_of(name)));
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
            let theirs = imported(&output_of(name), &Options::default()).model;
            let cors = |api: &Api| api.cors.as_ref().map(Cors::lines);
            let (ours, theirs) = (cors(api), crate::rows::api(&theirs, &id).and_then(cors));
            assert_eq!(ours, theirs, "{name} {id}");
            of_other_origins += usize::from(ours.is_some());
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
    assert!(of_other_origins >= 3, "only {of_other_origins} of other origins");
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

/// What OpenAPI's rules make of an operation's `security`, and of what holds without one: nothing
/// is open, `Ok` a scheme with its scopes, `Err` what no policy can express.
fn asked(document: &Value, operation: &Value) -> Option<Result<(String, Vec<String>), ()>> {
    let inherited = if operation["security"].is_null() { document } else { operation };
    let alternatives = inherited["security"].as_array().cloned().unwrap_or_default();
    if alternatives.is_empty() || alternatives.contains(&serde_json::json!({})) {
        return None;
    }
    let [one] = alternatives.as_slice() else { return Some(Err(())) };
    let mut schemes = one.as_object().unwrap().iter();
    let (Some((name, scopes)), None) = (schemes.next(), schemes.next()) else {
        return Some(Err(()));
    };
    let mut defined = &document["components"]["securitySchemes"][name];
    if defined.is_null() {
        defined = &document["securityDefinitions"][name];
    }
    let bearer = defined["type"] == "http" && defined["scheme"] == "bearer";
    let known = bearer || defined["type"] == "oauth2" || defined["type"] == "openIdConnect";
    Some(if known { Ok((name.clone(), texts(scopes))) } else { Err(()) })
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn plain_documents_ask_for_what_openapi_says() {
    for (name, base, operations, protected) in [
        ("oas-examples-petstore.json", "/v2", 20, 7),
        ("oas-examples-security.json", "", 15, 8),
        ("oas-examples-security-multiple.json", "", 4, 0),
        ("slack.swagger2.json", "/api", 174, 174),
    ] {
        let path = corpus("openapi-oauth").join(name);
        let document = json(&path);
        let options = Options { skip_refused: true, ..Options::default() };
        let found = imported(&path, &options);
        assert!(found.policy.is_some(), "{name}: {:#?}", found.found);
        let mut expected = BTreeMap::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let key = format!("{} {base}{path}", method.to_uppercase());
                expected.insert(key, asked(&document, operation));
            }
        }
        assert_eq!(expected.len(), operations, "{name}");
        let routes = &found.model.apis[0].routes;
        assert_eq!(routes.len(), operations, "{name}");
        let mut count = 0;
        for route in routes {
            let key = route.reach.to_string();
            match (&route.access, &expected[&key]) {
                (Access::Public { .. }, None) | (Access::Refused(_), Some(Err(()))) => {}
                (
                    Access::Protected { authorizer, scopes, quantifier },
                    Some(Ok((name, listed))),
                ) => {
                    let scopes: Vec<String> =
                        scopes.iter().map(|one| one.scope.to_string()).collect();
                    assert_eq!((authorizer, &scopes), (name, listed), "{key}");
                    assert_eq!(*quantifier, Quantifier::All, "{key}");
                    count += 1;
                }
                (got, expected) => panic!("{name} {key}: {got:?}, not {expected:?}"),
            }
        }
        assert_eq!(count, protected, "{name}");
    }
}
