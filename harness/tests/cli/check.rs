//! `harness check`: findings, their formats and exit codes.

use serde_json::Value;

use crate::harness::{Folder, MIXED, POLICY};

/// A policy with a scope that nothing uses.
fn warned() -> String {
    POLICY.replace("Reads notes }", "Reads notes, notes/never: Never }")
}

/// A policy with a misspelt key.
fn wrong() -> String {
    POLICY.replace("public: true", "pubic: true")
}

#[test]
fn sound_files_end_with_0() {
    let folder = Folder::with(&[("policies/policy.yaml", POLICY), ("policies/spec.yaml", MIXED)]);
    folder.call(&["check"]).exits(0).says("2 files checked: 0 errors, 0 warnings");
    folder.call(&["check", "--deny", "warnings"]).exits(0);
}

#[test]
fn warnings_end_with_1_only_when_denied() {
    let folder = Folder::with(&[("policy.yaml", &warned())]);
    folder.call(&["check", "policy.yaml"]).exits(0).says("warning[unused-scope]");
    folder.call(&["check", "policy.yaml", "--deny", "warnings"]).exits(1);
}

#[test]
fn errors_end_with_2_and_all_are_told_sorted() {
    let spec =
        "version: 1\npolicy: policy.yaml\ncases: [{ name: x, requst: GET /, expect: 404 }]\n";
    let folder = Folder::with(&[("a.yaml", &wrong()), ("b.yaml", spec), ("policy.yaml", POLICY)]);
    let answer = folder.call(&["check", ".", "--format", "json"]).exits(2);
    let found = answer.json();
    let keys =
        |one: &Value| (one["file"].as_str().unwrap().to_owned(), one["line"].as_u64().unwrap());
    let places: Vec<_> = found.as_array().unwrap().iter().map(keys).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(places.contains(&("a.yaml".to_owned(), 10)), "{places:?}");
    assert!(places.contains(&("b.yaml".to_owned(), 3)), "{places:?}");
    folder.call(&["check", ".", "--deny", "warnings"]).exits(2).says("did you mean `public`?");
}

#[test]
fn nothing_to_check_is_no_success() {
    Folder::new().call(&["check"]).exits(4);
    Folder::new().call(&["check", "."]).exits(4);
}

#[test]
fn a_file_of_neither_kind_is_an_error() {
    let folder = Folder::with(&[("policy.yaml", POLICY), ("notes.yml", "hello: world\n")]);
    folder.call(&["check", "."]).exits(2).says("neither a policy nor a spec").says("notes.yml");
    folder.call(&["run", "."]).exits(2).says("notes.yml");
}

#[test]
fn json_is_an_array_of_diagnostics() {
    let folder = Folder::with(&[("policy.yaml", &wrong())]);
    let found = folder.call(&["check", "policy.yaml", "--format", "json"]).exits(2).json();
    let one = found.as_array().unwrap().iter().find(|one| one["code"] == "unknown-key").unwrap();
    assert_eq!(one["severity"], "error");
    assert_eq!((&one["line"], &one["column"]), (&Value::from(10), &Value::from(16)));
    assert_eq!(one["help"], "did you mean `public`?");
    let sound = Folder::with(&[("policy.yaml", POLICY)]);
    let found = sound.call(&["check", "policy.yaml", "--format", "json"]).exits(0).json();
    assert_eq!(found, Value::Array(Vec::new()));
}

#[test]
fn sarif_has_a_rule_and_a_region_for_each_result() {
    let folder = Folder::with(&[("policy.yaml", &wrong())]);
    let log = folder.call(&["check", "policy.yaml", "--format", "sarif"]).exits(2).json();
    assert_eq!(log["version"], "2.1.0");
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(!results.is_empty());
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]), "{result}");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "policy.yaml");
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
    }
}

#[test]
fn github_marks_the_line() {
    let folder = Folder::with(&[("policy.yaml", &wrong())]);
    let answer = folder.call(&["check", "policy.yaml", "--format", "github"]).exits(2);
    assert!(answer.out.contains("::error file=policy.yaml,line=10"), "{}", answer.out);
}

#[test]
fn a_parameter_without_a_value_is_left_as_text() {
    let policy = POLICY.replace("authorizers:", "parameters: { pool: {} }\nauthorizers:");
    let policy = policy.replace("idp.example", "idp.example/${pool}");
    let spec = "version: 1\npolicy: policy.yaml\ncases: [{ name: x, request: GET /open, expect: allow }]\n";
    let folder = Folder::with(&[("policy.yaml", &policy), ("spec.yaml", spec)]);
    folder.call(&["check", "."]).exits(0);
    folder.call(&["routes", "policy.yaml"]).exits(0);
    folder.call(&["run", "spec.yaml"]).exits(2).says("unset-parameter");
    folder.call(&["decide", "--policy", "policy.yaml", "GET", "/open"]).exits(2);
    folder.call(&["mint", "--policy", "policy.yaml"]).exits(2).says("unset-parameter");
}

#[test]
fn one_mistake_in_a_policy_of_two_specs_is_told_once() {
    let spec =
        "version: 1\npolicy: policy.yaml\ncases: [{ name: x, request: GET /, expect: 404 }]\n";
    let folder = Folder::with(&[("policy.yaml", &wrong()), ("a.yaml", spec), ("b.yaml", spec)]);
    for command in ["check", "run"] {
        let answer = folder.call(&[command, "."]).exits(2);
        let told = format!("{}{}", answer.out, answer.err);
        assert_eq!(told.matches("did you mean `public`?").count(), 1, "{told}");
    }
}

/// A policy with a note: the last route is open among protected ones.
fn noted() -> String {
    POLICY.replace("GET /open:", "GET /notes/open:")
}

#[test]
fn notes_end_with_1_only_when_notes_are_denied() {
    let folder = Folder::with(&[("policy.yaml", &noted())]);
    let answer = folder.call(&["check", "policy.yaml"]).exits(0);
    assert_eq!(answer.err, "1 file checked: 0 errors, 0 warnings, 1 note\n");
    let told = "note[public-under-protected]: `GET /notes/open` is open to everybody; beneath `/notes` \
                the other route asks for a token on GET";
    assert!(answer.out.contains(told), "{}", answer.out);
    let example = "= note: example: GET /notes/open without a token: allowed";
    assert!(answer.out.contains(example), "{}", answer.out);
    folder.call(&["check", "policy.yaml", "--deny", "warnings"]).exits(0);
    folder.call(&["check", "policy.yaml", "--deny", "notes"]).exits(1);
    let warned = Folder::with(&[("policy.yaml", &warned())]);
    warned.call(&["check", "policy.yaml", "--deny", "notes"]).exits(1);
    let sound = Folder::with(&[("policy.yaml", POLICY)]);
    sound.call(&["check", "policy.yaml", "--deny", "notes"]).exits(0);
}

#[test]
fn every_format_tells_notes_and_their_examples() {
    let folder = Folder::with(&[("policy.yaml", &noted())]);
    let call = |format| folder.call(&["check", "policy.yaml", "--format", format]).exits(0);
    let found = call("json").json();
    assert_eq!(found[0]["severity"], "note");
    assert_eq!(found[0]["example"], "GET /notes/open without a token: allowed");
    assert_eq!(found[0]["related"][0]["line"], 8);
    let log = call("sarif").json();
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["level"], "note");
    let text = result["message"]["text"].as_str().unwrap();
    assert!(text.ends_with("\nexample: GET /notes/open without a token: allowed"), "{text}");
    let marked = call("github").out;
    assert!(marked.starts_with("::notice file=policy.yaml,line=10,col=3,"), "{marked}");
    assert!(marked.contains("%0Aexample: GET /notes/open without a token: allowed"), "{marked}");
}

#[test]
fn soundness_is_told_of_named_policies_without_errors() {
    let spec = "version: 1\npolicy: policy.yaml\ncases: [{ name: x, request: GET /notes/open, expect: allow }]\n";
    let folder = Folder::with(&[("policy.yaml", &noted()), ("spec.yaml", spec)]);
    folder.call(&["check", "spec.yaml"]).exits(0).says("1 file checked: 0 errors, 0 warnings\n");
    folder.call(&["run", "spec.yaml"]).exits(0).never_says("public-under-protected");
    let wrong = noted().replace("scopes: notes/read", "scops: notes/read");
    let folder = Folder::with(&[("policy.yaml", &wrong)]);
    folder.call(&["check", "policy.yaml"]).exits(2).never_says("public-under-protected");
}

#[test]
fn a_template_is_told_of_at_its_own_places() {
    let template = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: main
        Authorizers:
          main:
            IdentitySource: $request.header.Authorization
            JwtConfiguration: { issuer: 'https://idp.example', audience: [app] }
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: ''
      Events:
        List:
          Type: HttpApi
          Properties: { ApiId: !Ref Api, Method: GET, Path: /notes/list }
        Open:
          Type: HttpApi
          Properties: { ApiId: !Ref Api, Method: GET, Path: /notes/open, Auth: { Authorizer: NONE } }
";
    let folder = Folder::with(&[("template.yaml", template)]);
    let found = folder.call(&["check", "template.yaml", "--format", "json"]).exits(0).json();
    let own = |one: &&Value| one["code"] == "public-under-protected";
    let note = found.as_array().unwrap().iter().find(own).unwrap_or_else(|| panic!("{found}"));
    assert_eq!(note["file"], "template.yaml", "{note}");
    assert!((22..=24).contains(&note["line"].as_u64().unwrap()), "{note}");
    assert!((19..=21).contains(&note["related"][0]["line"].as_u64().unwrap()), "{note}");
}
