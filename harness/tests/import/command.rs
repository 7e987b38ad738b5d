//! The command `harness import`, and templates where policies belong, through the real binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const SPEC: &str = "\
version: 1
policy: template.yaml
set: { UserPool: us-east-1_EXAMPLE, AWS_Region: us-east-1, Client: app }
tokens:
  poster: { scopes: [order/post.order] }
table:
  tokens:             [none, poster]
  POST /api/v1/order: [401, allow]
  PUT /api/v1/order:  [no_route, no_route]
";

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let path = path.join(format!("import-command-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/templates");
        fs::copy(templates.join("orders.yaml"), path.join("template.yaml")).unwrap();
        fs::copy(templates.join("refused.yaml"), path.join("refused.yaml")).unwrap();
        fs::write(path.join("spec.yaml"), SPEC).unwrap();
        Self(path)
    }

    /// Returns the exit code and both streams.
    fn call(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-cache");
        command.args(arguments).current_dir(&self.0).env("XDG_CACHE_HOME", cache);
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    #[track_caller]
    fn exits(&self, code: i32, arguments: &[&str]) -> (String, String) {
        let (exit, out, err) = self.call(arguments);
        assert_eq!(exit, code, "{arguments:?}\n{out}{err}");
        (out, err)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

#[test]
fn what_is_imported_is_checked_and_run() {
    let folder = Folder::new("round");
    let (out, err) = folder.exits(0, &["import", "template.yaml", "--output", "policy.yaml"]);
    assert!(out.is_empty() && err.contains("template.yaml:"), "{out}{err}");
    folder.exits(0, &["check", "policy.yaml"]);
    let spec = SPEC.replace("template.yaml", "policy.yaml");
    fs::write(folder.0.join("written.yaml"), spec).unwrap();
    let (out, _) = folder.exits(0, &["run", "written.yaml"]);
    assert!(out.contains("4 passed"), "{out}");
    let (out, _) = folder.exits(0, &["import", "template.yaml"]);
    assert_eq!(out, fs::read_to_string(folder.0.join("policy.yaml")).unwrap());
}

#[test]
fn a_template_stands_where_a_policy_belongs() {
    let folder = Folder::new("direct");
    let (out, _) = folder.exits(0, &["run", "spec.yaml"]);
    assert!(out.contains("4 passed"), "{out}");
    let elsewhere = SPEC.replace("template.yaml", "missing.yaml");
    fs::write(folder.0.join("elsewhere.yaml"), elsewhere).unwrap();
    folder.exits(2, &["run", "elsewhere.yaml"]);
    let (out, _) = folder.exits(0, &["run", "elsewhere.yaml", "--policy", "template.yaml"]);
    assert!(out.contains("4 passed"), "{out}");
    folder.exits(0, &["check", "template.yaml", "spec.yaml"]);
    let (_, err) = folder.exits(2, &["check", "."]);
    assert!(err.contains("4 files checked"), "{err}");
    let (out, _) = folder.exits(0, &["routes", "template.yaml"]);
    assert!(out.starts_with("POST /api/v1/order  cognito; scopes"), "{out}");
    let request = ["POST", "/api/v1/order"];
    let decide = ["decide", "--policy", "template.yaml"];
    folder.exits(2, &[&decide[..], &request[..]].concat());
    let set = ["--set", "UserPool=x", "--set", "AWS_Region=y", "--set", "Client=z"];
    let (out, err) = folder.exits(1, &[&decide[..], &set[..], &request[..]].concat());
    assert!(out.contains("missing_token"), "{out}");
    assert!(!err.contains("hole"), "{err}");
}

#[test]
fn a_refusal_is_no_and_a_broken_file_is_no_answer() {
    let folder = Folder::new("refusal");
    let (out, err) = folder.exits(1, &["import", "refused.yaml"]);
    assert!(out.is_empty() && err.contains("refused-route"), "{err}");
    assert!(err.contains("refused.yaml:13:3"), "{err}");
    let (out, err) = folder.exits(0, &["import", "refused.yaml", "--skip-refused"]);
    assert!(out.contains("guardrails:") && err.contains("skipped-route"), "{out}{err}");
    let (_, err) = folder.exits(1, &["import", "template.yaml", "--api", "Ordres"]);
    assert!(err.contains("it has `Api`"), "{err}");
    fs::write(folder.0.join("broken.yaml"), "Resources: {").unwrap();
    folder.exits(2, &["import", "broken.yaml"]);
    folder.exits(2, &["import", "missing.yaml"]);
    folder.exits(2, &["check", "refused.yaml"]);
    folder.exits(2, &["import", "spec.yaml"]);
}

#[test]
fn a_value_for_an_unknown_parameter_is_a_mistake() {
    let folder = Folder::new("unknown");
    let (_, err) = folder.exits(2, &["import", "template.yaml", "--parameter", "Stgae=x"]);
    assert!(err.contains("`Stgae`"), "{err}");
    let (out, _) = folder.exits(0, &["import", "template.yaml", "--parameter", "Stage=prod"]);
    assert!(out.contains("api: orders-prod"), "{out}");
}

#[test]
fn the_report_tells_everything() {
    let folder = Folder::new("report");
    let (out, _) = folder.exits(1, &["import", "refused.yaml", "--report", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let access: Vec<&str> = report["routes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|route| route["access"].as_str().unwrap())
        .collect();
    assert_eq!(access, ["public", "refused", "refused", "refused", "refused", "refused"]);
    assert_eq!(report["routes"][1]["line"], 13);
    assert_eq!(report["policy"], Value::Null);
    let (out, _) = folder.exits(0, &["import", "template.yaml", "--report", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["holes"][1]["parameter"], "UserPool");
    assert_eq!(report["issuing"]["resource_servers"][0]["identifier"], "order");
    assert_eq!(report["authorizers"][0]["audience"][0], "${Client}");
    assert!(report["policy"].as_str().unwrap().contains("routes:"));
}

#[test]
fn stages_are_for_services() {
    let folder = Folder::new("stage");
    let begin = "service: s\nprovider: { name: aws }\n";
    let events = "functions: { f: { events: [{ httpApi: 'GET /${sls:stage}/${param:p}' }] } }\n";
    fs::write(folder.0.join("serverless.yml"), format!("{begin}{events}")).unwrap();
    let given = ["import", "serverless.yml", "--stage", "prod", "--param", "p=x"];
    let (out, _) = folder.exits(0, &given);
    assert!(out.contains("api: prod-s\n") && out.contains("  GET /prod/x: "), "{out}");
    folder.exits(1, &["import", "serverless.yml"]);
    let (_, err) = folder.exits(2, &["import", "template.yaml", "--stage", "prod"]);
    assert!(err.contains("--stage"), "{err}");
}
