//! Serverless services: what is wrong with them, and where.

use std::time::{Duration, Instant};

use engine::Code;
use harness::import::project::Project;
use harness::import::{Imported, Options, import_project};

mod files;
mod hostile;

const SOON: Duration = Duration::from_secs(20);

const BEGIN: &str = "service: s\nprovider:\n  name: aws\n";

fn read(rest: &str) -> Imported {
    let begun = Instant::now();
    let (project, file) = Project::of_text("serverless.yml", &format!("{BEGIN}{rest}"));
    let imported = import_project(project, &[file], &Options::default());
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    assert!(imported.found.iter().all(|one| one.message.len() < 10_000));
    imported
}

/// Returns line, column and code of each error.
fn errors(rest: &str) -> Vec<(usize, usize, Code)> {
    let found = read(rest).found;
    let errors = found.iter().filter(|one| one.severity() == engine::Severity::Error);
    errors.map(|one| (one.location.line, one.location.column, one.code)).collect()
}

/// A service with one event.
fn event(event: &str) -> String {
    let authorizers = "authorizers: { a: { identitySource: $request.header.Authorization, \
                       issuerUrl: https://idp.example, audience: app } }";
    format!(
        "  httpApi: {{ {authorizers} }}\nfunctions:\n  f: {{ events: [{{ httpApi: {event} }}] }}\n"
    )
}

#[test]
fn events_that_the_framework_refuses_are_refused_with_their_place() {
    for wrong in [
        "GET x",
        "GET  /x",
        "TRACE /x",
        "/x",
        "{ path: /x }",
        "{ method: GET }",
        "{ method: GET, path: '*' }",
        "{ method: TRACE, path: /x }",
        "{ method: GET, path: x }",
        "{ method: GET, path: [x] }",
        "{ method: GET, path: /x, authorizer: b }",
        "{ method: GET, path: /x, authorizer: {} }",
        "{ method: GET, path: /x, authorizer: { scopes: [s] } }",
        "{ method: GET, path: /x, authorizer: { id: abc } }",
        "{ method: GET, path: /x, authorizer: { type: aws_iam, name: a } }",
        "{ method: GET, path: /x, authorizer: { name: a, type: other } }",
    ] {
        let found = errors(&event(wrong));
        let [(line, column, code)] = found.as_slice() else { panic!("{wrong} {found:?}") };
        assert_eq!((*line, *code), (6, Code::InvalidTemplate), "{wrong}");
        assert!(*column >= 28, "{wrong} {column}");
    }
    assert_eq!(errors(&event("{ method: GET, path: /x, authorizer: a }")), []);
}

#[test]
fn authorizers_that_the_framework_refuses_are_refused_with_their_place() {
    let service = |authorizer: &str| {
        format!(
            "  httpApi: {{ authorizers: {{ a: {authorizer} }} }}\nfunctions:\n  f: {{ events: [{{ httpApi: GET /x }}] }}\n"
        )
    };
    let source = "identitySource: $request.header.Authorization";
    for wrong in [
        "x".to_owned(),
        "{ type: other }".to_owned(),
        format!("{{ {source}, issuerUrl: https://idp.example }}"),
        format!("{{ {source}, audience: app }}"),
        "{ issuerUrl: https://idp.example, audience: app }".to_owned(),
        format!("{{ name: [], {source}, issuerUrl: https://idp.example, audience: app }}"),
    ] {
        assert_eq!(errors(&service(&wrong)), [(4, 29, Code::InvalidTemplate)], "{wrong}");
    }
}

#[test]
fn an_api_is_named_by_stage_and_service() {
    let rest = "functions: { f: { events: [{ httpApi: GET /x }] } }\n";
    let title = |begin: &str| {
        let (project, file) = Project::of_text("serverless.yml", &format!("{begin}{rest}"));
        let imported = import_project(project, &[file], &Options::default());
        imported.api().unwrap().title.clone()
    };
    assert_eq!(title("service: s\nprovider: aws\n").as_deref(), Some("dev-s"));
    let old = "service: { name: s }\nprovider: { name: aws, stage: prod }\n";
    assert_eq!(title(old).as_deref(), Some("prod-s"));
    let unknown = "service: s\nprovider: { name: aws, stage: '${env:STAGE}' }\n";
    assert_eq!(title(unknown), None);
}

#[test]
fn names_that_are_not_known_are_shown_as_variables() {
    let rest = event("{ method: GET, path: /x, authorizer: \"${env:WHO}\" }");
    let found = read(&rest).found;
    let said = found.iter().find(|one| one.code == Code::InvalidTemplate).unwrap();
    assert!(said.message.ends_with("none of the API's: `${env:WHO}`"), "{}", said.message);
    let named = event("{ method: GET, path: /x, authorizer: a }")
        .replace("{ a: {", "{ a: { name: \"${env:WHO}\",");
    let imported = read(&named);
    assert_eq!(imported.api().unwrap().authorizers[0].name, "HttpApiAuthorizerA");
    assert!(imported.policy.is_some(), "{:?}", imported.found);
}

#[test]
fn routes_that_take_one_resource_are_told() {
    let service = |one: &str, other: &str| {
        format!("functions:\n  f: {{ events: [{{ httpApi: {one} }}, {{ httpApi: {other} }}] }}\n")
    };
    for (one, other) in [("GET /x", "get /x"), ("GET /ab", "GET /a_b"), ("GET /ab", "GET /AB")] {
        let found = errors(&service(one, other));
        assert_eq!(found.iter().filter(|(.., code)| *code == Code::InvalidTemplate).count(), 1);
    }
    assert_eq!(errors(&service("'*'", "'*'")), []);
}

#[test]
fn an_api_of_another_service_takes_routes_and_nothing_else() {
    let service = "  httpApi: { id: !ImportValue Shared, cors: true, authorizers: { a: { type: request } } }
functions:
  f: { events: [{ httpApi: GET /x }, { httpApi: { method: GET, path: /y, authorizer: { id: !ImportValue Guard, scopes: [s] } } }] }
";
    let codes: Vec<Code> = errors(service).into_iter().map(|(.., code)| code).collect();
    assert_eq!(codes, [Code::InvalidTemplate, Code::InvalidTemplate, Code::RefusedRoute]);
    let model = read(service).model;
    let names: Vec<&str> = model.apis.iter().map(|api| api.name.as_str()).collect();
    assert_eq!(names, ["ImportValue Shared"]);
}

#[test]
fn what_is_no_http_api_is_named() {
    let rest = read(
        "functions:\n  f: { events: [{ http: GET /x }, { websocket: $connect }, { s3: b }] }\n",
    );
    let said: Vec<&str> = rest.found.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[1].contains("`http` event of the function `f`") && said[1].contains("REST"));
    assert!(said[2].contains("WebSocket"));
    assert!(rest.is_refusal());
    let none = read("functions: { f: { handler: x } }\n");
    assert_eq!(none.found.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::NoHttpApi]);
    let text = "service: s\nprovider: { name: google }\nfunctions: {}\n";
    let (project, file) = Project::of_text("serverless.yml", text);
    let other = import_project(project, &[file], &Options::default());
    assert_eq!(other.found.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::NoHttpApi]);
}

#[test]
fn what_holds_routes_must_be_known() {
    for unknown in [
        "functions: ${ssm:/f}\n",
        "functions: [\"${env:F}\"]\n",
        "functions: { f: \"${env:F}\" }\n",
        "functions: { f: { events: \"${env:E}\" } }\n",
        "functions: { f: { events: [\"${env:E}\"] } }\n",
        "functions: { f: { events: [text] } }\n",
        "  httpApi: ${env:A}\nfunctions: { f: { events: [{ httpApi: GET /x }] } }\n",
        "resources: ${env:R}\n",
        "resources: [\"${env:R}\"]\n",
        "resources: { Resources: \"${env:R}\" }\n",
        "resources: { Resources: { A: { Type: \"${env:T}\" } } }\n",
    ] {
        let codes: Vec<Code> = errors(unknown).into_iter().map(|(.., code)| code).collect();
        assert!(codes.contains(&Code::UnresolvedValue), "{unknown} {codes:?}");
    }
}

#[test]
fn what_tells_nothing_of_routes_is_not_looked_into() {
    let service = "custom: ${file(./missing.js)}
functions:
  f:
    environment: ${file(../outside.yml)}
    role: ${self:custom.role}
    events: [{ httpApi: GET /x }, { schedule: '${file(/etc/passwd)}' }]
resources:
  Resources:
    Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: '${file(./missing.js)}' } }
  Outputs: ${file(./missing.yml)}
";
    assert_eq!(errors(service), []);
}

#[test]
fn plugins_are_named_because_they_are_not_run() {
    let service = "plugins: [serverless-offline, './mine']
functions:
  f: { events: [{ httpApi: GET /x }] }
";
    let found = read(service).found;
    let told: Vec<_> = found
        .iter()
        .filter(|one| one.code == Code::PluginNotRun)
        .map(|one| (one.location.line, one.location.column))
        .collect();
    assert_eq!(told, [(4, 11), (4, 31)]);
    assert!(found.iter().all(|one| one.severity() == engine::Severity::Warning));
}
