//! What is told of a template, by code and place.

use engine::{Code, Severity, Source};
use harness::import::project::Project;
use harness::import::{Imported, Options, import_project};

fn import(text: &str) -> Imported {
    let (project, file) = Project::of_text("t.yaml", text);
    import_project(project, &[file], &Options::default())
}

/// Every finding as `LINE:COLUMN CODE`, holes and open routes left out.
fn told(text: &str) -> Vec<String> {
    let found = import(text).found;
    let others = found.iter().filter(|one| one.code != Code::Hole);
    let shown = |one: &engine::Diagnostic| {
        format!("{}:{} {}", one.location.line, one.location.column, one.code.as_str())
    };
    others.map(shown).collect()
}

/// A template of resources, with an API and two authorizers.
fn stack(resources: &str) -> String {
    let head = "\
Resources:
  Pool: { Type: AWS::Cognito::UserPool }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP } }
  Jwt:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      AuthorizerType: JWT
      Name: jwt
      JwtConfiguration: { Issuer: 'https://idp.example', Audience: [app] }
  Cognito:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      AuthorizerType: JWT
      Name: cognito
      JwtConfiguration: { Issuer: !GetAtt Pool.ProviderURL, Audience: [app] }
";
    let body = resources.trim_start_matches('\n');
    format!("{head}{body}")
}

/// A route behind an authorizer, on line 18 when it is the first.
fn route(name: &str, key: &str, more: &str) -> String {
    format!(
        "  {name}: {{ Type: AWS::ApiGatewayV2::Route, Properties: {{ ApiId: !Ref Api, RouteKey: '{key}'{more} }} }}\n"
    )
}

const JWT: &str = ", AuthorizationType: JWT, AuthorizerId: !Ref Jwt";
const COGNITO: &str = ", AuthorizationType: JWT, AuthorizerId: !Ref Cognito";

#[test]
fn a_sound_template_has_no_finding() {
    assert_eq!(told(&stack(&route("A", "GET /a", JWT))), [""; 0]);
}

#[test]
fn what_cannot_be_decided_is_refused_at_its_place() {
    for more in [
        ", AuthorizationType: AWS_IAM",
        ", AuthorizationType: CUSTOM",
        ", AuthorizationType: MAGIC",
        ", AuthorizationType: JWT",
        ", AuthorizerId: !Ref Jwt",
        ", AuthorizationType: JWT, AuthorizerId: !ImportValue x",
        ", AuthorizationType: JWT, AuthorizerId: !ImportValue Jwt",
        ", AuthorizationType: !Ref Kind",
        ", AuthorizationType: JWT, AuthorizerId: !Ref Jwt, AuthorizationScopes: !Ref Scopes",
        ", AuthorizationType: JWT, AuthorizerId: !Ref Jwt, AuthorizationScopes: ['a b']",
    ] {
        let found = import(&stack(&route("A", "GET /a", more)));
        let told = told(&stack(&route("A", "GET /a", more)));
        assert_eq!(told, ["18:3 refused-route"], "{more}");
        assert!(found.policy.is_none() && found.is_refusal(), "{more}");
    }
    for key in ["GET /a{b}", "get /a", "GET /a/", "TRACE /a"] {
        assert_eq!(told(&stack(&route("A", key, JWT))), ["18:3 refused-route"], "{key}");
    }
}

#[test]
fn two_routes_of_one_shape_are_an_error() {
    let routes = route("A", "GET /a/{b}", JWT) + &route("B", "GET /a/{c}", JWT);
    assert_eq!(told(&stack(&routes)), ["19:3 duplicate-route"]);
}

#[test]
fn a_condition_that_is_not_decided_refuses_its_route() {
    let text = "\
Parameters: { Env: { Type: String } }
Conditions: { Prod: !Equals [!Ref Env, prod] }
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP } }
  A:
    Type: AWS::ApiGatewayV2::Route
    Condition: Prod
    Properties: { ApiId: !Ref Api, RouteKey: GET /a }
";
    assert_eq!(told(text), ["5:3 refused-route"]);
    let given =
        Options { parameters: [("Env".to_owned(), "dev".to_owned())].into(), ..Options::default() };
    let (project, file) = Project::of_text("t.yaml", text);
    let policy = import_project(project, &[file], &given).policy.unwrap();
    assert!(policy.contains("# not deployed: GET /a"), "{policy}");
}

#[test]
fn an_event_that_may_be_one_is_not_lost() {
    let text = "\
Parameters: { Env: { Type: String } }
Conditions: { Prod: !Equals [!Ref Env, prod] }
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        A: { Type: HttpApi, Properties: { Path: /a, Method: get } }
        B: !If [Prod, { Type: HttpApi, Properties: { Path: /b, Method: get } }, !Ref AWS::NoValue]
";
    assert_eq!(told(text), ["9:12 unresolved-value"]);
}

#[test]
fn a_template_without_one_http_api_says_so() {
    assert_eq!(told("Resources: { T: { Type: AWS::SNS::Topic } }"), ["1:1 no-http-api"]);
    let rest = "Resources:\n  R: { Type: AWS::ApiGateway::RestApi }\n";
    assert_eq!(told(rest), ["1:1 no-http-api", "2:3 refused-route"]);
    let socket = "Resources:\n  S: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: WEBSOCKET } }\n";
    assert_eq!(told(socket), ["1:1 no-http-api", "2:3 refused-route"]);
    let two = "Resources:\n  A: { Type: AWS::ApiGatewayV2::Api }\n  B: { Type: AWS::ApiGatewayV2::Api }\n";
    assert_eq!(told(two), ["3:3 several-apis"]);
    assert_eq!(told("a: 1"), ["1:1 unknown-format"]);
}

#[test]
fn mistakes_of_a_template_are_told_at_their_places() {
    for (text, expected) in [
        ("Resources:\n  A: { Properties: {} }\n", "2:3 invalid-template"),
        (
            "Resources:\n  A: { Type: AWS::ApiGatewayV2::Api, Condition: No }\n",
            "2:49 invalid-template",
        ),
        (
            "Conditions:\n  C: !Not [!Condition C]\nResources:\n  A: { Type: AWS::ApiGatewayV2::Api, Condition: C }\n",
            "2:6 invalid-template",
        ),
        (
            "Resources:\n  A: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: !FindInMap [a, b, c] } }\n",
            "2:58 invalid-template",
        ),
        (
            "Resources:\n  A: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: !Select [4, [a]] } }\n",
            "2:58 invalid-template",
        ),
        (
            "Resources:\n  R: { Type: AWS::ApiGatewayV2::Route, Properties: { RouteKey: GET /a } }\n",
            "2:3 invalid-template",
        ),
        ("{\"Resources\": {\"A\" 1}}", "1:20 invalid-json"),
    ] {
        let told = told(text);
        assert!(told.iter().any(|one| one == expected), "{expected} of {told:?} in {text}");
    }
}

#[test]
fn an_issuer_that_no_token_names_is_a_lint() {
    for (issuer, warned) in [
        ("https://idp.example/", true),
        ("https://idp.example", false),
        ("https://tenant.eu.auth0.com/", false),
        ("https://tenant.eu.auth0.com", true),
        ("idp.example", true),
    ] {
        let text = stack(&route("A", "GET /a", JWT)).replace("https://idp.example", issuer);
        let expected: &[&str] = if warned { &["10:35 unlikely-issuer"] } else { &[] };
        assert_eq!(told(&text), expected, "{issuer}");
    }
}

#[test]
fn preflight_behind_a_token_is_a_lint() {
    assert_eq!(told(&stack(&route("A", "ANY /a", JWT))), ["18:3 preflight-needs-token"]);
    assert_eq!(told(&stack(&route("A", "$default", JWT))), ["18:3 preflight-needs-token"]);
    let opened = route("A", "ANY /a", JWT) + &route("B", "OPTIONS /a", "");
    assert_eq!(told(&stack(&opened)), [""; 0]);
    let opened = route("A", "$default", JWT) + &route("B", "OPTIONS /{all+}", "");
    assert_eq!(told(&stack(&opened)), [""; 0]);
}

#[test]
fn open_routes_and_idle_scopes_are_lints() {
    let open = route("A", "GET /a", JWT) + &route("B", "GET /b", "");
    assert_eq!(told(&stack(&open)), ["19:3 open-beside-protected"]);
    assert_eq!(told(&stack(&route("B", "GET /b", ""))), [""; 0]);
    let idle = route("A", "GET /a", ", AuthorizationScopes: [x]");
    assert_eq!(told(&stack(&idle)), ["18:3 scopes-without-jwt"]);
}

#[test]
fn scopes_are_held_against_the_issuer_of_the_template() {
    let issuer = "
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool, AllowedOAuthScopes: [order/read, openid] }
  Server:
    Type: AWS::Cognito::UserPoolResourceServer
    Properties: { UserPoolId: !Ref Pool, Identifier: order, Scopes: [{ ScopeName: read }, { ScopeName: write }] }
"
    .trim_start_matches('\n');
    let asking = |scope: &str| {
        stack(
            &(route("A", "GET /a", &format!("{COGNITO}, AuthorizationScopes: ['{scope}']"))
                + issuer),
        )
    };
    assert_eq!(told(&asking("order/read")), [""; 0]);
    assert_eq!(told(&asking("openid")), [""; 0]);
    assert_eq!(told(&asking("order/write")), ["18:165 ungranted-scope"]);
    assert_eq!(told(&asking("order/all")), ["18:165 undefined-resource-scope"]);
    let other = asking("order/all").replace("!Ref Cognito", "!Ref Jwt");
    assert_eq!(told(&other), [""; 0]);
}

#[test]
fn id_tokens_pass_a_route_without_scopes() {
    let routes = route("A", "GET /a", COGNITO) + &route("B", "GET /b", COGNITO);
    assert_eq!(told(&stack(&routes)), ["18:3 id-token-passes"]);
}

#[test]
fn a_document_may_lose_its_authorizer_in_silence() {
    let text = "\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Body:
        openapi: 3.0.1
        paths: { /a: { get: { security: [{ jwt: [] }] }, head: {} } }
        security: [{ jwt: [] }]
        components:
          securitySchemes:
            jwt:
              type: oauth2
              x-amazon-apigateway-authorizer:
                { type: jwt, jwtConfiguration: { issuer: 'https://idp.example', audience: [a] } }
";
    assert_eq!(told(text), ["8:19 root-security", "11:13 silent-authorizer"]);
    let fails = text.replace("      Body:", "      FailOnWarnings: true\n      Body:");
    assert_eq!(told(&fails), ["9:19 root-security"]);
}

#[test]
fn quotas_are_warned_of_at_the_api() {
    let routes: String =
        (0..301).map(|at| route(&format!("R{at}"), &format!("GET /{at}"), JWT)).collect();
    let found = import(&stack(&routes));
    let told: Vec<_> = found.warnings.iter().map(|one| (one.code, one.location.line)).collect();
    assert_eq!(told, [(Code::UnusedAuthorizer, 3), (Code::QuotaExceeded, 3)]);
}

#[test]
fn holes_are_told_where_they_stand() {
    let found = import(&stack(&route("A", "GET /a", COGNITO)));
    let holes: Vec<_> = found.found.iter().filter(|one| one.code == Code::Hole).collect();
    let shown: Vec<&str> = holes.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert!(holes.iter().all(|one| one.location.line == 17 && one.severity() == Severity::Warning));
}

#[test]
fn templates_are_told_from_policies_by_their_first_keys() {
    let is = |text: &str| harness::import::is_template(&Source::new("x.yaml", text));
    assert!(is("AWSTemplateFormatVersion: 2010-09-09\nResources:\n  A: {}\n"));
    assert!(is("{\"Resources\": {}}") && is("openapi: 3.0.1\npaths: {}\n"));
    assert!(!is("version: 1\nroutes:\n  GET /a: {}\n") && !is("policy: a.yaml\n"));
    assert!(!is("version: 1\ndescription: |\n  Resources: none\nroutes: {}\n"));
}
