//! Templates of others, and what their own tools make of them. The files are not part of the
//! project: `CORPORA` names the folder that has them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use harness::import::Options;
use serde_json::Value;

use crate::rows::{Row, api, imported, rows};

fn corpus(name: &str) -> PathBuf {
    let folder = std::env::var("CORPORA").unwrap_or_else(|error| panic!("CORPORA: {error}"));
    Path::new(&folder).join(name)
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The translator's output, its conditions decided.
struct Output {
    root: Value,
}

impl Output {
    fn holds(&self, name: &str) -> bool {
        self.decide(&self.root["Conditions"][name])
    }

    fn decide(&self, condition: &Value) -> bool {
        let (function, argument) = condition.as_object().unwrap().iter().next().unwrap();
        let items = || argument.as_array().unwrap().iter();
        match function.as_str() {
            "Condition" => self.holds(argument.as_str().unwrap()),
            "Fn::Equals" => self.scalar(&argument[0]) == self.scalar(&argument[1]),
            "Fn::And" => items().all(|one| self.decide(one)),
            "Fn::Or" => items().any(|one| self.decide(one)),
            "Fn::Not" => !self.decide(&argument[0]),
            other => panic!("the condition {other}"),
        }
    }

    fn scalar(&self, value: &Value) -> Value {
        match value["Ref"].as_str() {
            Some(name) => self.root["Parameters"][name]["Default"].clone(),
            None => value.clone(),
        }
    }

    /// Takes the branch of each `Fn::If`; what `AWS::NoValue` takes away is nothing.
    fn taken<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        if value["Ref"] == "AWS::NoValue" {
            return None;
        }
        match value["Fn::If"].as_array() {
            Some(branches) => {
                let holds = self.holds(branches[0].as_str().unwrap());
                self.taken(&branches[if holds { 1 } else { 2 }])
            }
            None => Some(value),
        }
    }

    /// The HTTP APIs that are deployed, each with its rows.
    fn apis(&self) -> BTreeMap<String, Vec<Row>> {
        let resources = self.root["Resources"].as_object().unwrap().iter();
        let apis = resources.filter(|(_, one)| {
            one["Type"] == "AWS::ApiGatewayV2::Api"
                && one["Properties"]["ProtocolType"] != "WEBSOCKET"
                && one["Condition"].as_str().is_none_or(|name| self.holds(name))
        });
        apis.map(|(name, one)| (name.clone(), self.rows(&one["Properties"]["Body"]))).collect()
    }

    fn rows(&self, body: &Value) -> Vec<Row> {
        let mut rows = Vec::new();
        for (path, item) in body["paths"].as_object().into_iter().flatten() {
            let Some(item) = self.taken(item) else { continue };
            for (method, operation) in item.as_object().unwrap() {
                let Some(operation) = self.taken(operation) else { continue };
                rows.push(row(body, path, method, operation));
            }
        }
        rows.sort();
        rows
    }
}

fn texts(value: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    match value.as_array() {
        Some(items) => items.iter().map(text).collect(),
        None if value.is_null() => Vec::new(),
        None => vec![text(value)],
    }
}

fn row(body: &Value, path: &str, method: &str, operation: &Value) -> Row {
    let route = match (path.trim_start_matches('/'), method) {
        ("$default", "x-amazon-apigateway-any-method") => "$default".to_owned(),
        (_, "x-amazon-apigateway-any-method") => format!("ANY {path}"),
        (_, method) => format!("{} {path}", method.to_uppercase()),
    };
    let asked = operation["security"][0].as_object().and_then(|one| one.iter().next());
    let asked = asked.filter(|(name, _)| *name != "NONE");
    let authorizer = asked.map(|(name, _)| name.clone());
    let scheme = &body["components"]["securitySchemes"][authorizer.as_deref().unwrap_or("")];
    let configuration = &scheme["x-amazon-apigateway-authorizer"]["jwtConfiguration"];
    Row {
        route,
        issuer: texts(&configuration["issuer"]).pop(),
        audience: texts(&configuration["audience"]),
        authorizer,
        scopes: asked.map_or_else(Vec::new, |(_, scopes)| texts(scopes)),
    }
}

fn sam_inputs(refused: bool) -> Vec<PathBuf> {
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
        let output = Output { root: json(&corpus(&format!("sam-httpapi/output/{name}.json"))) };
        let found = imported(&path, &Options::default());
        for (id, expected) in output.apis() {
            let Some(api) = api(&found.model, &id) else {
                wrong.push(format!("{name}: no {id}: {:?}", found.found));
                continue;
            };
            let mut got = rows(api);
            // A document in a bucket: that it is not read is told, and its routes are nowhere.
            if output.root["Resources"][&id]["Properties"]["BodyS3Location"].is_object() {
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
