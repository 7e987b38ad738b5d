//! What templates say of browsers of other origins.

use engine::Code;
use harness::import::project::Project;
use harness::import::{Imported, Options, import_project};

fn import(name: &str, text: &str) -> Imported {
    let (project, file) = Project::of_text(name, text);
    import_project(project, &[file], &Options::default())
}

/// The lines of a policy from `cors:` on, and what is told of CORS by line and column.
fn cors(name: &str, text: &str) -> (Vec<String>, Vec<String>) {
    let imported = import(name, text);
    let policy = imported.policy.unwrap_or_else(|| panic!("{:#?}", imported.found));
    let lines = policy.lines().skip_while(|line| *line != "cors:").map(str::to_owned);
    let told = imported
        .found
        .iter()
        .filter(|one| one.code == Code::CorsLeftOut)
        .map(|one| format!("{}:{} {}", one.location.line, one.location.column, one.message));
    (lines.collect(), told.collect())
}

/// An API of `CloudFormation` with a route; its settings stand on line 5.
fn stack(settings: &str) -> String {
    format!(
        "\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {{ ProtocolType: HTTP, CorsConfiguration:
      {settings} }}
  R: {{ Type: AWS::ApiGatewayV2::Route, Properties: {{ ApiId: !Ref Api, RouteKey: GET /x }} }}
Parameters: {{ Origin: {{ Type: String }} }}
"
    )
}

/// An API of SAM with an event.
fn sam(settings: &str, document: &str) -> String {
    format!(
        "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: {settings}
      DefinitionBody: {{ openapi: 3.0.1, paths: {{ /x: {{ get: {{}} }} }}{document} }}
"
    )
}

const NO_ORIGIN: &str = "CORS: no origin is known, so the policy says nothing of it";

#[test]
fn every_setting_of_cloudformation_is_one_of_the_policy() {
    let settings = "{ AllowOrigins: ['https://a.example', 'http://*'], AllowMethods: ['*'], AllowHeaders: [authorization, X-Id], ExposeHeaders: [date], MaxAge: 600, AllowCredentials: true }";
    let (lines, told) = cors("t.yaml", &stack(settings));
    let expected = [
        "cors:",
        "  allow_origins: [\"https://a.example\", \"http://*\"]",
        "  allow_methods: [\"*\"]",
        "  allow_headers: [\"authorization\", \"X-Id\"]",
        "  expose_headers: [\"date\"]",
        "  max_age_seconds: 600",
        "  allow_credentials: true",
    ];
    assert_eq!((lines, told), (expected.map(str::to_owned).to_vec(), Vec::new()));
}

#[test]
fn what_is_unknown_or_no_setting_is_left_out_and_told_at_its_place() {
    let settings = "{ AllowOrigins: [!Ref Origin, 'https://a.example', 'https://A/'], MaxAge: 90000, AllowMethod: [GET], AllowCredentials: !Ref Origin }";
    let (lines, told) = cors("t.yaml", &stack(settings));
    assert_eq!(lines, ["cors:", "  allow_origins: [\"https://a.example\"]"]);
    let why = "the parameter `Origin` has no value";
    let expected = [
        format!("5:24 CORS: `AllowOrigins`: {why}"),
        "5:58 CORS: `AllowOrigins`: a policy does not take `https://A/`".to_owned(),
        "5:81 CORS: `MaxAge`: it is no count of -1 to 86400".to_owned(),
        "5:88 CORS: there is no setting `AllowMethod`".to_owned(),
        format!("5:126 CORS: `AllowCredentials`: {why}"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn without_a_known_origin_the_policy_says_nothing_and_tells_it() {
    for settings in ["{}", "{ AllowMethods: [GET] }", "{ AllowOrigins: [] }"] {
        let (lines, told) = cors("t.yaml", &stack(settings));
        assert_eq!((lines, told), (Vec::new(), vec![format!("5:7 {NO_ORIGIN}")]), "{settings}");
    }
    for settings in ["!Ref Origin", "{ AllowOrigins: !Ref Origin }"] {
        let (lines, told) = cors("t.yaml", &stack(settings));
        assert!(lines.is_empty(), "{lines:?}");
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().any(|one| one.contains("the parameter `Origin` has no value")));
    }
    assert_eq!(cors("t.yaml", &stack("!Ref AWS::NoValue")), (Vec::new(), Vec::new()));
}

#[test]
fn credentials_are_not_written_beside_every_origin() {
    let (lines, told) = cors("t.yaml", &stack("{ AllowOrigins: ['*'], AllowCredentials: true }"));
    assert_eq!(lines, ["cors:", "  allow_origins: [\"*\"]"]);
    assert_eq!(told, ["5:7 CORS: credentials are not shared with every origin"]);
}

#[test]
fn sam_takes_true_for_every_origin_and_lays_settings_over_the_document() {
    let every = ["cors:", "  allow_origins: [\"*\"]"];
    assert_eq!(cors("t.yaml", &sam("true", "")).0, every);
    let document = ", x-amazon-apigateway-cors: { allowOrigins: ['https://b.example'], maxAge: 5 }";
    let both = ["cors:", "  allow_origins: [\"*\"]", "  max_age_seconds: 5"];
    assert_eq!(cors("t.yaml", &sam("true", document)).0, both);
    let own = ["cors:", "  allow_origins: [\"https://b.example\"]", "  max_age_seconds: 7"];
    assert_eq!(cors("t.yaml", &sam("{ MaxAge: 7 }", document)).0, own);
    let documented = ["cors:", "  allow_origins: [\"https://b.example\"]", "  max_age_seconds: 5"];
    for nothing in ["false", "{}", "null"] {
        assert_eq!(cors("t.yaml", &sam(nothing, document)).0, documented, "{nothing}");
        assert_eq!(cors("t.yaml", &sam(nothing, "")), (Vec::new(), Vec::new()), "{nothing}");
    }
}

#[test]
fn sam_refuses_what_its_translator_refuses() {
    let refused = [
        "sometimes",
        "[GET]",
        "{ AllowOrigin: ['https://a.example'] }",
        "{ AllowOrigins: ['*'], AllowCredentials: true }",
    ];
    for settings in refused {
        let found = import("t.yaml", &sam(settings, "")).found;
        assert!(found.iter().any(|one| one.code == Code::InvalidTemplate), "{settings}");
    }
}

#[test]
fn a_document_of_its_own_has_the_extension() {
    let text = "\
openapi: 3.0.1
info: { title: T, version: '1' }
x-amazon-apigateway-cors: { allowOrigins: ['https://a.example'], allowHeaders: ['*'], AllowMethods: [GET] }
paths: { /x: { get: { responses: {} } } }
";
    let (lines, told) = cors("t.yaml", text);
    let expected =
        ["cors:", "  allow_origins: [\"https://a.example\"]", "  allow_headers: [\"*\"]"];
    assert_eq!(lines, expected);
    assert_eq!(told, ["3:87 CORS: there is no setting `AllowMethods`"]);
}

#[test]
fn terraform_replaces_what_a_document_says() {
    let head =
        "resource \"aws_apigatewayv2_api\" \"a\" {\n  name = \"a\"\n  protocol_type = \"HTTP\"\n";
    let route = "}\nresource \"aws_apigatewayv2_route\" \"r\" {\n  api_id = aws_apigatewayv2_api.a.id\n  route_key = \"GET /x\"\n}\n";
    let block = "  cors_configuration {\n    allow_origins = [\"https://a.example\", var.x]\n    max_age = 300\n    allow_credentials = true\n  }\n";
    let (lines, told) = cors("main.tf", &format!("variable \"x\" {{}}\n{head}{block}{route}"));
    let own = [
        "cors:",
        "  allow_origins: [\"https://a.example\"]",
        "  max_age_seconds: 300",
        "  allow_credentials: true",
    ];
    assert_eq!(lines, own);
    assert!(matches!(told.as_slice(), [only] if only.starts_with("6:43 CORS: `allow_origins`: ")));
    let body = "  body = jsonencode({ openapi = \"3.0.1\", paths = {}, \"x-amazon-apigateway-cors\" = { allowOrigins = [\"*\"] } })\n";
    let (lines, told) = cors("main.tf", &format!("{head}{body}{route}"));
    assert!(lines.is_empty(), "{lines:?}");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|one| one.contains("the provider replaces what the `body` says")));
    let (lines, told) =
        cors("main.tf", &format!("variable \"x\" {{}}\n{head}{block}{body}{route}"));
    assert_eq!((lines.as_slice(), told.len()), (own.map(str::to_owned).as_slice(), 2));
}

/// A service with two events and these settings.
fn service(settings: &str) -> String {
    format!(
        "\
service: s
provider:
  name: aws
  httpApi: {{ cors: {settings} }}
functions:
  f: {{ handler: a.b, events: [{{ httpApi: GET /a }}, {{ httpApi: 'post /b' }}] }}
"
    )
}

#[test]
fn a_service_has_the_defaults_of_the_framework() {
    let headers = "  allow_headers: [\"Content-Type\", \"X-Amz-Date\", \"Authorization\", \"X-Api-Key\", \"X-Amz-Security-Token\", \"X-Amz-User-Agent\", \"X-Amzn-Trace-Id\"]";
    let methods = "  allow_methods: [\"OPTIONS\", \"GET\", \"POST\"]";
    let every = "  allow_origins: [\"*\"]";
    assert_eq!(cors("s.yml", &service("true")).0, ["cors:", every, methods, headers]);
    assert_eq!(cors("s.yml", &service("false")), (Vec::new(), Vec::new()));
    let own = "{ allowedOrigins: ['https://a.example'], allowedMethods: [PUT], allowedHeaders: [x], exposedResponseHeaders: [y], maxAge: 9, allowCredentials: true }";
    let expected = [
        "cors:",
        "  allow_origins: [\"https://a.example\"]",
        "  allow_methods: [\"PUT\"]",
        "  allow_headers: [\"x\"]",
        "  expose_headers: [\"y\"]",
        "  max_age_seconds: 9",
        "  allow_credentials: true",
    ];
    assert_eq!(cors("s.yml", &service(own)).0, expected);
    let (lines, told) = cors("s.yml", &service("{ allowedOrigins: ['${env:ORIGIN}'] }"));
    assert!(lines.is_empty(), "{lines:?}");
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn the_report_for_machines_tells_the_settings() {
    let imported = import("t.yaml", &stack("{ AllowOrigins: ['*'], MaxAge: -1 }"));
    let told = harness::import::report::json(&imported);
    let cors = &told["cors"];
    assert_eq!((&cors["allow_origins"][0], &cors["max_age_seconds"]), (&"*".into(), &(-1).into()));
    assert_eq!((&cors["line"], &cors["allow_methods"]), (&5.into(), &serde_json::Value::Null));
}

#[test]
fn no_setting_of_any_shape_makes_an_import_fail_otherwise_than_by_a_finding() {
    let odd =
        ["[[]]", "{ AllowOrigins: [{}] }", "{ AllowOrigins: ['${x}', \"a\\nb\"] }", "''", "5"];
    for settings in odd {
        let (lines, told) = cors("t.yaml", &stack(settings));
        assert!(lines.is_empty() && !told.is_empty(), "{settings}: {lines:?}");
    }
    let many = vec!["'https://A'"; 3_000].join(", ");
    let (lines, told) = cors("t.yaml", &stack(&format!("{{ AllowOrigins: [{many}] }}")));
    assert!(lines.is_empty() && told.iter().any(|one| one.contains("more than 1000 items")));
}
