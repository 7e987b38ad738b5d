//! What `osls`, the Serverless Framework's free successor, makes of a service: the same routes,
//! authorizers and scopes. It is an npm package of an exact version, in the folder beside this
//! file; `.ci/run` installs it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use harness::import::Options;
use harness::import::cors::Cors;
use harness::import::model::{Access, Model};

use crate::policies::options;
use crate::rows::imported;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The program of the package.
const OSLS: &str = "import/osls/node_modules/osls/bin/serverless.js";

/// A service in a folder of its own.
struct Service(PathBuf);

impl Service {
    fn new(name: &str, text: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let path = path.join(format!("osls-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("serverless.yml"), text).unwrap();
        // A package must hold a file.
        fs::copy(tests().join("import/seed/order.py"), path.join("order.py")).unwrap();
        Self(path)
    }

    fn package(&self, options: &Options) -> Output {
        let mut node = Command::new("node");
        node.arg(tests().join(OSLS)).arg("package").current_dir(&self.0);
        // Nobody's credentials, and nothing to ask for on the network.
        node.env("SLS_NOTIFICATIONS_MODE", "off").env("SLS_TELEMETRY_DISABLED", "1");
        node.env("AWS_EC2_METADATA_DISABLED", "true").env("HOME", &self.0);
        if let Some(stage) = &options.stage {
            node.args(["--stage", stage]);
        }
        for (name, value) in &options.params {
            node.arg(format!("--param={name}={value}"));
        }
        node.output().unwrap_or_else(|error| panic!("node: {error}"))
    }

    /// Compares what both make of it.
    #[track_caller]
    fn compare(&self, options: &Options) {
        let output = self.package(options);
        let said = String::from_utf8_lossy(&output.stdout);
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{} {said}{complained}", self.0.display());
        let ours = imported(&self.0.join("serverless.yml"), options);
        let mut theirs = Options::default();
        let state = fs::read(self.0.join(".serverless/serverless-state.json")).unwrap();
        let state: serde_json::Value = serde_json::from_slice(&state).unwrap();
        let region = state["service"]["provider"]["region"].as_str().unwrap();
        theirs.parameters.insert("AWS::Region".to_owned(), region.to_owned());
        let template = self.0.join(".serverless/cloudformation-template-update-stack.json");
        let theirs = rows(&imported(&template, &theirs).model);
        assert!(!theirs.is_empty());
        assert_eq!(rows(&ours.model), theirs, "{}", self.0.display());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// What is said of browsers of other origins: the order of lists means nothing.
fn said(cors: &Cors) -> String {
    let lists =
        [&cors.allow_origins, &cors.allow_methods, &cors.allow_headers, &cors.expose_headers];
    let sorted = lists.map(|list| list.as_ref().map(|list| list.iter().collect::<BTreeSet<_>>()));
    format!("{sorted:?} {:?} {}", cors.max_age_seconds, cors.allow_credentials)
}

/// Everything that decides, one line for each route of each API, and one for each authorizer.
fn rows(model: &Model) -> Vec<String> {
    let mut rows = Vec::new();
    for api in &model.apis {
        let name = format!("{} {:?}", api.name, api.title);
        rows.extend(api.cors.iter().map(|cors| format!("{name}: {}", said(cors))));
        for one in &api.authorizers {
            let audience: Vec<String> = one.audience.iter().map(ToString::to_string).collect();
            let source = one.identity_source.as_ref().map(ToString::to_string);
            rows.push(format!("{name}: {} {} {audience:?} {source:?}", one.name, one.issuer));
        }
        for route in &api.routes {
            let access = match &route.access {
                Access::Public { .. } => "open".to_owned(),
                Access::Absent { .. } => "absent".to_owned(),
                Access::Refused(refusal) => format!("refused: {}", refusal.why),
                Access::Protected { authorizer, scopes, .. } => {
                    let scopes: Vec<&str> = scopes.iter().map(|one| one.scope.as_str()).collect();
                    format!("{authorizer} {scopes:?}")
                }
            };
            rows.push(format!("{name}: {} {access}", route.reach));
        }
    }
    let issuing = &model.issuing;
    for client in &issuing.clients {
        let scopes: Vec<String> = client.scopes.iter().map(ToString::to_string).collect();
        rows.push(format!("client {} {scopes:?}", client.source));
    }
    for server in &issuing.resource_servers {
        let scopes: Vec<String> = server.scopes.iter().map(ToString::to_string).collect();
        rows.push(format!("server {} {scopes:?}", server.identifier));
    }
    rows.sort();
    rows
}

#[test]
#[ignore = "runs osls from npm"]
fn osls_makes_the_same_routes_of_the_templates() {
    let seed = fs::read_to_string(tests().join("import/seed/serverless.yml")).unwrap();
    Service::new("seed", &seed).compare(&Options::default());
    let templates = tests().join("import/templates");
    for name in ["events", "variables", "extended", "refused"] {
        let text = fs::read_to_string(templates.join(format!("serverless-{name}.yaml"))).unwrap();
        let policy = templates.join(format!("serverless-{name}.policy.yaml"));
        let service = Service::new(name, &text);
        for beside in ["serverless-part.yml", "serverless-event.json"] {
            fs::copy(templates.join(beside), service.0.join(beside)).unwrap();
        }
        service.compare(&options(&fs::read_to_string(policy).unwrap()));
    }
}

#[test]
#[ignore = "runs osls from npm"]
fn osls_makes_the_same_routes_of_odd_services() {
    for name in ["wild", "merged", "values", "forms"] {
        let text = fs::read_to_string(tests().join(format!("import/odd/{name}.yml"))).unwrap();
        Service::new(&format!("odd-{name}"), &text).compare(&Options::default());
    }
}

#[test]
#[ignore = "runs osls from npm"]
fn what_osls_refuses_is_refused() {
    let service = |event: &str| {
        format!(
            "service: refused\nprovider: {{ name: aws, runtime: nodejs20.x, httpApi: {{ \
             authorizers: {{ a: {{ identitySource: $x, issuerUrl: 'https://idp.example', \
             audience: b }} }} }} }}\nfunctions:\n  f: {{ handler: a.b, \
             events: [{{ httpApi: {event} }}] }}\n"
        )
    };
    let good = service("{ method: GET, path: /x, authorizer: a }");
    Service::new("good", &good).compare(&Options::default());
    for (name, event) in [
        ("unknown", "{ method: GET, path: /x, authorizer: b }"),
        ("method", "TRACE /x"),
        ("external", "{ method: GET, path: /x, authorizer: { id: abc } }"),
        ("twice", "GET /x }, { httpApi: get /x"),
        ("circle", "'${self:functions.f.events.0.httpApi}'"),
        ("nested", "'GET /${opt:a, ${self:service}}'"),
    ] {
        let service = Service::new(&format!("refused-{name}"), &service(event));
        assert!(!service.package(&Options::default()).status.success(), "{name}");
        let ours = imported(&service.0.join("serverless.yml"), &Options::default());
        assert!(ours.found.has_errors() && !ours.is_refusal(), "{name} {:?}", ours.found);
    }
}
