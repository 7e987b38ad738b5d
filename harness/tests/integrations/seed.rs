//! The article's own service: its handler runs behind its routes, told by its template alone.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use engine::Claims;
use harness::policy_file::PolicyFile;
use harness::serve::integration::Integrations;
use serde_json::json;

use crate::{answer, call, folder, runtime};

fn template(path: &Path) -> (Integrations, Arc<Mutex<Vec<String>>>) {
    let file = PolicyFile::read(path).unwrap_or_else(|(found, _)| panic!("{found:?}"));
    let (_, api) = file.template().unwrap();
    let lines: Arc<Mutex<Vec<String>>> = Arc::default();
    let sink = Arc::clone(&lines);
    let tell = move |line: &str| sink.lock().unwrap().push(line.to_owned());
    (Integrations::new(tell).with_template(api, path.parent().unwrap()), lines)
}

fn written(name: &str, text: &str) -> PathBuf {
    let path = folder(name).join("template.yaml");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn the_articles_handler_answers_that_it_worked() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/seed/serverless.yml");
    let (integrations, lines) = template(&path);
    runtime().block_on(async {
        let answer = answer(&integrations, call("POST /api/v1/order", "/api/v1/order")).await;
        assert_eq!(answer.status, 200, "{lines:?}");
        assert_eq!(answer.body, r#"{"message": "It worked!"}"#);
        assert_eq!(answer.headers.get("content-type").unwrap(), "application/json");
        integrations.shutdown().await;
    });
}

#[test]
fn a_function_of_sam_runs_from_its_folder() {
    let text = "
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code/
      Handler: order.main
      Events:
        Get: { Type: HttpApi, Properties: { Path: /a, Method: get } }
        Old: { Type: HttpApi, Properties: { Path: /b, Method: get, PayloadFormatVersion: '1.0' } }
Globals: { Function: { Runtime: nodejs20.x, Timeout: 5 } }
";
    let path = written("sam", text);
    let code = path.with_file_name("code");
    std::fs::create_dir_all(&code).unwrap();
    let handler = "exports.main = async (e) => ({ statusCode: 200, body: e.version });";
    std::fs::write(code.join("order.js"), handler).unwrap();
    let (integrations, lines) = template(&path);
    runtime().block_on(async {
        for (route, version) in [("GET /a", "2.0"), ("GET /b", "1.0")] {
            assert_eq!(answer(&integrations, call(route, "/a")).await.body, version, "{lines:?}");
        }
        integrations.shutdown().await;
    });
}

#[test]
fn what_a_template_has_and_cannot_be_called_here_is_named() {
    let text = "
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP } }
  Queue:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationSubtype: SQS-SendMessage }
  Java: { Type: AWS::Lambda::Function, Properties: { Handler: a.B, Runtime: java21, Code: . } }
  Jar:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Java.Arn }
  A:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /a, Target: !Sub 'integrations/${Queue}' }
  B:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /b, Target: !Join [/, [integrations, !Ref Jar]] }
";
    let (integrations, lines) = template(&written("refused", text));
    runtime().block_on(async {
        for route in ["GET /a", "GET /b"] {
            let answer = answer(&integrations, call(route, "/a")).await;
            assert_eq!(answer.failure(), crate::FAILED);
        }
    });
    let expected = [
        "GET /a: it calls the AWS service action `SQS-SendMessage`",
        "GET /b: it calls the function `Java`, whose runtime `java21` cannot be run here",
    ];
    assert_eq!(*lines.lock().unwrap(), expected);
}

#[test]
fn a_route_without_integration_tells_what_came_through() {
    let mut sent = call("GET /x/{id}", "/x/7");
    sent.variables.insert("id".to_owned(), "7".to_owned());
    sent.claims = Some(Claims::from_json(br#"{"sub": "me", "exp": 5}"#).unwrap());
    let answer = runtime().block_on(answer(&Integrations::default(), sent));
    let expected = json!({
        "message": "allowed; the route has no integration",
        "route": "GET /x/{id}",
        "variables": { "id": "7" },
        "claims": { "sub": "me", "exp": "5" },
    });
    assert_eq!((answer.status, answer.json()), (200, expected));
}
