//! Templates that mean harm: refused soon, in little memory, and reading nothing they should not.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use engine::Code;
use harness::import::project::Project;
use harness::import::{Options, import, import_project};

const SOON: Duration = Duration::from_secs(20);

/// Imports a text, within bounds, and returns the codes of what is found.
fn codes(text: &str) -> Vec<Code> {
    let begun = Instant::now();
    let (project, file) = Project::of_text("t.yaml", text);
    let found = import_project(project, &[file], &Options::default()).found;
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    assert!(found.iter().all(|one| one.message.len() < 10_000));
    found.iter().map(|one| one.code).collect()
}

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = path.join(format!("import-{}-{name}", std::process::id()));
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn a_bomb_of_aliases_is_refused() {
    let mut text = "Resources:\n  A0: &a0 { Type: x, y: [1,2,3,4,5,6,7,8] }\n".to_owned();
    for at in 1..40 {
        let before = format!("*a{}", at - 1);
        let items = [before.as_str(); 8].join(", ");
        text += &format!("  A{at}: &a{at} {{ Type: x, y: [{items}] }}\n");
    }
    assert_eq!(codes(&text), [Code::FileTooLarge]);
}

#[test]
fn texts_that_double_are_refused() {
    let mut text = "x".repeat(100);
    for _level in 0..25 {
        text = format!("!Sub ['${{a}}${{a}}', {{ a: {text} }}]");
    }
    let document = format!(
        "Resources:\n  A: {{ Type: AWS::ApiGatewayV2::Api, Properties: {{ Name: {text} }} }}\n"
    );
    assert!(codes(&document).contains(&Code::FileTooLarge));
}

#[test]
fn loops_that_multiply_are_refused() {
    let mut body = "{ '${A}${B}${C}${D}': { Type: AWS::ApiGatewayV2::Api } }".to_owned();
    let items = (0..100).map(|at| format!("i{at}")).collect::<Vec<_>>().join(", ");
    for name in ["A", "B", "C", "D"] {
        body = format!("{{ 'Fn::ForEach::{name}': [{name}, [{items}], {body}] }}");
    }
    assert!(codes(&format!("Resources: {body}\n")).contains(&Code::FileTooLarge));
}

#[test]
fn circles_of_conditions_and_mappings_end() {
    let mut text = "Conditions:\n".to_owned();
    for at in 0..2_000 {
        text += &format!("  C{at}: !Not [!Condition C{}]\n", (at + 1) % 2_000);
    }
    text += "Resources:\n  A: { Type: AWS::ApiGatewayV2::Api, Condition: C0 }\n";
    let found = codes(&text);
    assert!(found.contains(&Code::InvalidTemplate) || found.contains(&Code::TooDeep), "{found:?}");
    let mapping = "\
Mappings: { M: { t: { s: !FindInMap [M, t, s] } } }
Resources:
  A: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: !FindInMap [M, t, s] } }
";
    assert!(codes(mapping).len() < 10);
    let parameter = "\
Parameters: { P: { Default: !Ref P } }
Resources:
  A: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: !Ref P } }
";
    assert!(codes(parameter).contains(&Code::InvalidTemplate));
}

#[test]
fn deep_nesting_is_refused_in_either_language() {
    let deep = "[".repeat(100_000);
    let refused = [Code::TooDeep, Code::InvalidYaml];
    assert!(codes(&format!("Resources: {deep}")).iter().all(|code| refused.contains(code)));
    assert_eq!(codes(&format!("Resources: {}", "[".repeat(100))), [Code::TooDeep]);
    assert_eq!(codes(&format!("{{\"Resources\": {deep}")), [Code::TooDeep]);
    let blocks: String = (0..5_000).map(|at| format!("{}a:\n", " ".repeat(at % 4_000))).collect();
    assert!(!codes(&blocks).is_empty());
    let calls = "!Not [".repeat(60) + "x" + &"]".repeat(60);
    let text =
        format!("Conditions: {{ C: {calls} }}\nResources: {{ A: {{ Type: x, Condition: C }} }}\n");
    assert!(codes(&text).iter().all(|code| *code != Code::Unreadable));
}

#[test]
fn no_file_outside_the_folder_is_read() {
    let outside = folder("outside");
    let inside = outside.join("inside");
    fs::create_dir_all(&inside).unwrap();
    let document = "openapi: 3.0.1\ninfo: { title: secret }\npaths: { /secret: { get: {} } }\n";
    fs::write(outside.join("secret.yaml"), document).unwrap();
    fs::write(inside.join("beside.yaml"), document).unwrap();
    let absolute = outside.join("secret.yaml").display().to_string();
    let mut names = vec!["../secret.yaml", "x/../../secret.yaml", "/etc/passwd", &absolute];
    #[cfg(unix)]
    {
        let link = inside.join("link.yaml");
        drop(fs::remove_file(&link));
        std::os::unix::fs::symlink(outside.join("secret.yaml"), link).unwrap();
        names.push("link.yaml");
    }
    let import = |name: &str| {
        let text = format!(
            "Resources:\n  A: {{ Type: AWS::Serverless::HttpApi, Properties: {{ DefinitionUri: '{name}' }} }}\n"
        );
        let path = inside.join("template.yaml");
        fs::write(&path, text).unwrap();
        import(&[path], &Options::default()).unwrap()
    };
    let include = |name: &str| {
        let text = format!(
            "Resources:\n  A: {{ Type: AWS::ApiGatewayV2::Api, Properties: {{ Body: {{ 'Fn::Transform': {{ Name: AWS::Include, Parameters: {{ Location: '{name}' }} }} }} }} }}\n"
        );
        let path = inside.join("including.yaml");
        fs::write(&path, text).unwrap();
        harness::import::import(&[path], &Options::default()).unwrap()
    };
    for (name, imported) in
        names.iter().flat_map(|name| [(name, import(name)), (name, include(name))])
    {
        let codes: Vec<Code> = imported.found.iter().map(|one| one.code).collect();
        assert!(codes.contains(&Code::OutsideFolder), "{name}: {codes:?}");
        assert!(!format!("{:?}", imported.model).contains("secret\""), "{name}");
        assert!(imported.policy.is_none(), "{name}");
    }
    assert!(import("beside.yaml").policy.unwrap().contains("GET /secret"));
    assert!(include("beside.yaml").policy.unwrap().contains("GET /secret"));
    fs::remove_dir_all(outside).unwrap();
}

#[test]
fn a_large_file_is_not_read() {
    let folder = folder("large");
    let path = folder.join("template.yaml");
    let file = fs::File::create(&path).unwrap();
    file.set_len(100 << 20).unwrap();
    let begun = Instant::now();
    let found = import(&[path], &Options::default()).unwrap_err();
    assert_eq!(found.iter().next().unwrap().code, Code::FileTooLarge);
    assert!(begun.elapsed() < Duration::from_secs(1));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_large_is_read_in_time() {
    let mut text = "Resources:\n".to_owned();
    for at in 0..9_000 {
        text += &format!(
            "  R{at}: {{ Type: AWS::ApiGatewayV2::Route, Properties: {{ ApiId: !Ref Api, RouteKey: GET /r{at}, AuthorizationType: AWS_IAM }} }}\n"
        );
    }
    text += "  Api: { Type: AWS::ApiGatewayV2::Api }\n";
    assert!(codes(&text).iter().all(|code| *code == Code::RefusedRoute));

    let mut text =
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n"
            .to_owned();
    for at in 0..20_000 {
        text += &format!(
            "        E{at}: {{ Type: HttpApi, Properties: {{ Path: /r{at}, Method: get }} }}\n        A{at}: {{ Type: Api }}\n"
        );
    }
    assert_eq!(codes(&text), [Code::RefusedRoute]);

    let mut text = "openapi: 3.0.1\npaths:\n".to_owned();
    let mut schemes = "components:\n  securitySchemes:\n".to_owned();
    for at in 0..20_000 {
        text += &format!("  /r{at}: {{ get: {{ security: [{{ s{at}: [a{at}] }}] }} }}\n");
        schemes += &format!("    s{at}: {{ type: oauth2 }}\n");
    }
    text += &schemes;
    assert!(codes(&text).iter().all(|code| *code == Code::Hole));
}

#[test]
fn texts_of_any_length_are_written_or_refused() {
    let long = "x".repeat(200_000);
    let base = "\
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: NAME } }
  Jwt:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      AuthorizerType: JWT
      Name: AUTH
      JwtConfiguration: { Issuer: 'https://ISSUER.example', Audience: [AUDIENCE, HOLE] }
  A:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /PATH, AuthorizationType: JWT, AuthorizerId: !Ref Jwt, AuthorizationScopes: [SCOPE] }
";
    let hole = format!("!ImportValue {long}");
    let stored = format!("'{{{{resolve:{long}}}}}'");
    for (name, with) in [
        ("NAME", long.as_str()),
        ("AUTH", &long),
        ("ISSUER", &long),
        ("AUDIENCE", &long),
        ("SCOPE", &long),
        ("PATH", &long),
        ("HOLE", &hole),
        ("HOLE", &stored),
    ] {
        for skip_refused in [false, true] {
            let (project, file) = Project::of_text("t.yaml", &base.replace(name, with));
            let options = Options { skip_refused, ..Options::default() };
            let imported = import_project(project, &[file], &options);
            let told: Vec<&str> = imported.found.iter().map(|one| one.message.as_str()).collect();
            assert!(told.iter().all(|one| one.len() < 2_000), "{name}");
            assert!(imported.policy.is_some() || !skip_refused, "{name}: {told:?}");
        }
    }
}

#[test]
fn texts_that_forge_a_policy_stay_texts() {
    let text = "\
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: \"x\\nroutes: {GET /y: {public: true}}\" } }
  \"A\\n  GET /z: { public: true }\":
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /a }
";
    let (project, file) = Project::of_text("t\n.yaml", text);
    let policy = import_project(project, &[file], &Options::default()).policy.unwrap();
    let lines: Vec<&str> = policy.lines().filter(|line| line.starts_with("  GET")).collect();
    assert_eq!(lines.len(), 1, "{policy}");
    assert_eq!(policy.lines().filter(|line| line.starts_with("routes:")).count(), 1, "{policy}");
}

/// Imports a folder of one `.tf` file, whose API has this body.
fn with_body(name: &str, body: &str) -> Vec<Code> {
    let folder = folder(name);
    let text = format!(
        "resource \"aws_apigatewayv2_api\" \"a\" {{\n  protocol_type = \"HTTP\"\n  body = {body}\n}}\n"
    );
    fs::write(folder.join("main.tf"), text).unwrap();
    let found = import(&[folder], &Options::default()).unwrap();
    assert!(found.policy.is_none(), "{body}");
    found.found.iter().map(|one| one.code).collect()
}

#[test]
fn terraform_reads_no_file_outside_its_folder() {
    for body in [
        "file(\"/etc/passwd\")",
        "file(\"../main.tf\")",
        "file(\"${path.module}/../../main.tf\")",
        "templatefile(\"/etc/passwd\", {})",
        "yamldecode(file(\"a/../../x\"))",
    ] {
        assert!(with_body("tf-outside", body).contains(&Code::OutsideFolder), "{body}");
    }
    let folder = folder("tf-link");
    let link = folder.join("passwd");
    let _there_already = std::os::unix::fs::symlink("/etc/passwd", &link);
    assert!(with_body("tf-link", "file(\"passwd\")").contains(&Code::OutsideFolder));
    let linked = folder.join("linked.tf");
    let _there_already = std::os::unix::fs::symlink("/etc/passwd", &linked);
    let found = import(&[folder], &Options::default()).unwrap_err();
    assert_eq!(found.iter().next().unwrap().code, Code::OutsideFolder);
    fs::remove_file(linked).unwrap();
    assert!(with_body("tf-missing", "file(\"missing\")").contains(&Code::Unreadable));
}

#[test]
fn files_that_change_others_are_refused_by_name() {
    for name in ["override.tf", "x_override.tf", "x.tf.json", "terraform.tfvars.json"] {
        let folder = folder(&format!("tf-{name}"));
        fs::write(folder.join("main.tf"), "").unwrap();
        fs::write(folder.join(name), "").unwrap();
        for argument in [folder.clone(), folder.join("main.tf")] {
            let found = import(&[argument], &Options::default()).unwrap_err();
            let told = found.iter().next().unwrap();
            assert!(told.message.contains(name) && told.message.contains("show -json"), "{told:?}");
        }
    }
    let empty = folder("tf-empty");
    assert!(import(&[empty], &Options::default()).is_err());
}
