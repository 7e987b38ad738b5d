//! A refused route that is skipped: whatever it took is denied, and the rest is not.

use engine::{Code, Engine, Policy, Request, Settings, Source};
use harness::import::project::Project;
use harness::import::{Imported, Options, import_project};

/// Imports an API of an open default route, an open `GET /open/here`, and a refused route.
fn imported(key: &str) -> Imported {
    let text = format!(
        "\
Resources:
  Api: {{ Type: AWS::ApiGatewayV2::Api }}
  Default: {{ Type: AWS::ApiGatewayV2::Route, Properties: {{ ApiId: !Ref Api, RouteKey: $default }} }}
  Open: {{ Type: AWS::ApiGatewayV2::Route, Properties: {{ ApiId: !Ref Api, RouteKey: GET /open/here }} }}
  Refused:
    Type: AWS::ApiGatewayV2::Route
    Properties: {{ ApiId: !Ref Api, RouteKey: {key}, AuthorizationType: AWS_IAM }}
"
    );
    let (project, file) = Project::of_text("t.yaml", &text);
    let options = Options { skip_refused: true, ..Options::default() };
    import_project(project, &[file], &options)
}

fn engine(imported: &Imported) -> Engine {
    let source = Source::new("policy.yaml", imported.policy.as_deref().unwrap());
    Engine::compile(Policy::from_source(&source, &Settings::default()).unwrap().policy).unwrap()
}

#[test]
fn nothing_that_a_refused_route_took_falls_to_the_default() {
    for (key, taken) in [
        ("'GET /a'", &["GET /a"][..]),
        ("'ANY /a/{b}'", &["GET /a/x", "POST /a/%20", "OPTIONS /a/x.y", "DELETE /a/{b}"]),
        ("'GET /a/{b}/c'", &["GET /a/1/c"]),
        ("'PUT /a/{rest+}'", &["PUT /a/b", "PUT /a/b/c", "PUT /a/", "PUT /a/b/"]),
        ("'ANY /{all+}'", &["GET /", "GET /a", "HEAD /a/b/c", "GET /open/here"]),
        ("'ANY /'", &["GET /", "POST /"]),
        ("'GET /a/'", &["GET /a", "GET /a/"]),
        ("'GET /a{b}/c'", &["GET /ax/c", "GET /a{b}/c"]),
        ("!Sub 'GET /a/${Nobody}'", &["GET /a/x", "GET /a/x/y"]),
        ("!Sub '${Nobody} /a'", &["GET /a", "POST /b"]),
    ] {
        let imported = imported(key);
        let engine = engine(&imported);
        for request in taken {
            let (method, path) = request.split_once(' ').unwrap();
            let allowed = engine.decide(&Request::new(method, path), 0).is_allowed();
            assert!(!allowed, "{key}: {request}\n{:?}", imported.policy);
        }
    }
}

#[test]
fn what_a_refused_route_did_not_take_is_open_as_before() {
    let engine = engine(&imported("'GET /a/{b}'"));
    for (method, path) in
        [("POST", "/a/x"), ("GET", "/a"), ("GET", "/a/b/c"), ("GET", "/open/here")]
    {
        assert!(engine.decide(&Request::new(method, path), 0).is_allowed(), "{method} {path}");
    }
}

#[test]
fn a_guardrail_that_denies_other_routes_says_so() {
    let help = |key: &str| {
        let found = imported(key).found;
        let skipped = found.iter().find(|one| one.code == Code::SkippedRoute).unwrap();
        skipped.help.clone()
    };
    let told = Some("its guardrail also denies `GET /open/here`".to_owned());
    assert_eq!(help("'GET /open/{x}'"), told);
    assert_eq!(help("'ANY /{all+}'"), told);
    assert_eq!(help("'POST /open/{x}'"), None);
    assert_eq!(help("'GET /other'"), None);
}
