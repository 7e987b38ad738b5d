//! Templates as sides at a revision of git: what they name comes from there, too.

use std::process::Command;

use crate::harness::Folder;

/// Runs git in a folder, with nothing of the user's.
fn git(folder: &Folder, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=t", "-c", "user.email=t@example.com"]);
    command.args(arguments).current_dir(folder.path(""));
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A service that names a file, which names another, and looks for one that is not there.
const SERVICE: &str = "\
service: s
provider: { name: aws, stage: dev, httpApi: { authorizers: '${file(./parts/auth.yml):all}' } }
custom: { path: '${file(missing.yml), \"x\"}' }
functions:
  f:
    handler: a.b
    events:
      - httpApi: { method: GET, path: '/${self:custom.path}', authorizer: main }
";

const AUTHORIZERS: &str = "\
all:
  main:
    identitySource: $request.header.Authorization
    issuerUrl: https://idp.example
    audience: [AUDIENCE]
";

/// A repository with a service, whose last commit has the audience `old`.
fn service() -> Folder {
    let folder = Folder::with(&[
        ("app/serverless.yml", SERVICE),
        ("app/parts/auth.yml", &AUTHORIZERS.replace("AUDIENCE", "old")),
    ]);
    git(&folder, &["init", "-q", "."]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    folder
}

#[test]
fn the_files_that_a_template_names_come_from_its_revision() {
    let folder = service();
    let new = "app/serverless.yml";
    let sides = ["git:HEAD:app/serverless.yml", "git:HEAD:./app/serverless.yml"];
    for old in sides {
        folder.call(&["diff", old, new]).exits(0);
    }
    // The file beside it has changed since, and one is there now that was not.
    folder.write("app/parts/auth.yml", AUTHORIZERS.replace("AUDIENCE", "new"));
    for old in sides {
        folder.call(&["diff", old, new]).exits(1).says("GET /x");
    }
    git(&folder, &["checkout", "-q", "app/parts/auth.yml"]);
    folder.write("app/missing.yml", "y\n");
    folder.call(&["diff", sides[0], sides[1]]).exits(0);
    let other = folder.call(&["diff", sides[0], new]);
    assert_ne!(other.code, 0, "{}", other.out);
}

#[test]
fn mutants_of_a_template_are_those_of_what_has_changed_since() {
    let folder = service();
    folder.write(
        "app/spec.yaml",
        "version: 1\npolicy: serverless.yml\ntokens: { user: {} }\n\
         cases: [{ name: a, request: GET /x, token: user, expect: allow }]\n",
    );
    let since = ["mutate", "app/spec.yaml", "--since", "HEAD"];
    folder.call(&since).exits(0).says("no route, guardrail or authorizer has changed");
    folder.write("app/parts/auth.yml", AUTHORIZERS.replace("AUDIENCE", "new"));
    let answer = folder.call(&since);
    assert!(answer.out.contains("score ") && !answer.out.contains("has changed"), "{}", answer.out);
}

#[test]
fn nothing_but_plain_files_of_the_folder_is_read_at_a_revision() {
    let folder = service();
    let side = "git:HEAD:app/serverless.yml";
    let authorizers = AUTHORIZERS.replace("AUDIENCE", "old");
    folder.write("outside.yml", &authorizers);
    let parts = folder.path("app/parts");
    std::fs::remove_file(parts.join("auth.yml")).unwrap();
    std::os::unix::fs::symlink("../../outside.yml", parts.join("auth.yml")).unwrap();
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "a link"]);
    folder.call(&["diff", side, side]).exits(2).says("`parts/auth.yml` is a link");
    std::fs::remove_dir_all(&parts).unwrap();
    folder.write("elsewhere/auth.yml", &authorizers);
    std::os::unix::fs::symlink("../elsewhere", &parts).unwrap();
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "a linked folder"]);
    folder.call(&["diff", side, side]).exits(2).says("`parts` is a link");
    std::fs::remove_file(&parts).unwrap();
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "nothing"]);
    folder.call(&["diff", side, side]).exits(2);
    folder.write("app/serverless.yml", SERVICE.replace("./parts/auth.yml", "../outside.yml"));
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-q", "-m", "outside"]);
    folder.call(&["diff", side, side]).exits(2).says("is outside the template's folder");
}

#[test]
fn a_folder_of_terraform_is_read_as_a_whole_at_a_revision() {
    let api = "resource \"aws_apigatewayv2_api\" \"a\" {\n  name = \"a\"\n  protocol_type = \"HTTP\"\n}\n";
    let route = "resource \"aws_apigatewayv2_route\" \"r\" {\n  api_id = aws_apigatewayv2_api.a.id\n  route_key = var.key\n}\nvariable \"key\" {}\n";
    let folder = Folder::with(&[
        ("infra/main.tf", api),
        ("infra/routes.tf", route),
        ("infra/terraform.tfvars", "key = \"GET /old\"\n"),
    ]);
    git(&folder, &["init", "-q", "."]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    let sides = ["git:HEAD:infra/main.tf", "infra/main.tf"];
    folder.call(&["diff", sides[0], sides[1]]).exits(0);
    folder.write("infra/terraform.tfvars", "key = \"GET /new\"\n");
    let answer = folder.call(&["diff", sides[0], sides[1]]).exits(1);
    assert!(answer.out.contains("GET /old") && answer.out.contains("GET /new"), "{}", answer.out);
    folder.write("infra/main_override.tf", "");
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "overridden"]);
    folder.call(&["diff", sides[0], sides[0]]).exits(2).says("overrides other files");
}

#[test]
fn a_template_that_must_be_imported_first_says_how() {
    let api = "Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP }";
    let two = format!("Resources:\n  A: {{ {api} }}\n  B: {{ {api} }}\n");
    let refused = format!(
        "Resources:\n  A: {{ {api} }}\n  R: {{ Type: AWS::ApiGatewayV2::Route, Properties: \
         {{ ApiId: !Ref A, RouteKey: GET /x, AuthorizationType: AWS_IAM }} }}\n"
    );
    let folder = Folder::with(&[("two.yaml", &two), ("refused.yaml", &refused)]);
    let way = "harness import FILE --api NAME --output policy.yaml";
    folder.call(&["diff", "two.yaml", "two.yaml"]).exits(2).says(way);
    folder.call(&["check", "two.yaml"]).exits(2).says(way);
    let import = ["import", "two.yaml", "--api", "A", "--output", "policy.yaml"];
    folder.call(&import).exits(0);
    folder.call(&["diff", "policy.yaml", "policy.yaml"]).exits(0);
    let way = "harness import FILE --skip-refused --output policy.yaml";
    folder.call(&["diff", "refused.yaml", "refused.yaml"]).exits(2).says(way);
}
