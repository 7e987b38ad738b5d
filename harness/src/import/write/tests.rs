use engine::Span;

use super::*;
use crate::import::model::Reach;
use crate::import::project::Project;
use crate::import::reach::of_key;
use crate::import::value::Value;

fn place() -> Place {
    Place { file: Project::of_text("t.yaml", "").1, span: Span::default() }
}

fn hole(name: &str) -> Value {
    Value::hole(place(), name, "said\nnowhere")
}

fn api(routes: &[(&str, Access)]) -> Api {
    let issuer = hole("AWS::Region").text().cloned().unwrap();
    let audience = vec![hole("AWS_Region").text().cloned().unwrap(), issuer.clone()];
    Api {
        name: "Api".to_owned(),
        title: None,
        place: place(),
        authorizers: vec![Authorizer {
            name: "the one".to_owned(),
            issuer,
            issuer_place: place(),
            audience,
            identity_source: None,
            place: place(),
            source: "Auth".to_owned(),
        }],
        routes: routes
            .iter()
            .map(|(key, access)| Route {
                reach: of_key(&Text::literal(*key)).0,
                access: access.clone(),
                integration: None,
                place: place(),
                source: "R # x".to_owned(),
            })
            .collect(),
        cors: None,
        fail_on_warnings: None,
        root_security: None,
    }
}

fn protected(scopes: &[&str], quantifier: Quantifier) -> Access {
    let scope = |text: &&str| Scope { scope: text.parse().unwrap(), place: place() };
    let scopes = scopes.iter().map(scope).collect();
    Access::Protected { authorizer: "the one".to_owned(), scopes, quantifier }
}

#[test]
fn symbols_that_would_have_one_name_are_told_apart() {
    let api = api(&[]);
    let parameters = Parameters::of(&api);
    let names: Vec<&str> = parameters.iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["AWS_Region", "AWS_Region_2"]);
    let text = policy(&api, "x", "t.yaml").text;
    assert!(text.contains("audience: [\"${AWS_Region_2}\", \"${AWS_Region}\"]"), "{text}");
    assert!(text.contains("AWS_Region: {}  # said\\nnowhere\n"), "{text}");
}

#[test]
fn a_policy_is_written_in_the_order_of_the_template() {
    let refused = Access::refused("is behind\na program");
    let text = policy(
        &api(&[
            ("GET /b", protected(&["b/x", "b/y"], Quantifier::Any)),
            ("GET /a", protected(&["on"], Quantifier::All)),
            ("GET /c", protected(&["c:x", "d"], Quantifier::All)),
            ("ANY /{p+}", refused.clone()),
            ("$default", refused),
            ("HEAD /d", Access::Absent { why: "is left out".to_owned() }),
        ]),
        "x",
        "t\n.yaml",
    )
    .text;
    let expected = r#"
routes:
  GET /b: { authorizer: "the one", scopes: { any_of: [b/x, b/y] } }  # R # x
  GET /a: { authorizer: "the one", scopes: "on" }  # R # x
  GET /c: { authorizer: "the one", scopes: { all_of: ["c:x", d] } }  # R # x
  # refused: ANY /{p+} is behind\na program  # R # x
  # refused: $default is behind\na program  # R # x
  # not deployed: HEAD /d is left out  # R # x
guardrails:
  "refused: ANY /{p+}": { paths: ["/**"], deny: true }
"#;
    assert!(text.ends_with(expected), "{text}");
    assert!(text.starts_with("# Imported from t\\n.yaml (x).\n"), "{text}");
}

#[test]
fn a_guardrail_denies_rather_more_than_the_route_took() {
    let glob = |reach: Reach| {
        let (access, source) = (Access::refused("x"), String::new());
        let route = Route { reach, access, integration: None, place: place(), source };
        guardrail(&route, 0).unwrap_or_default()
    };
    let of = |key: &str| glob(of_key(&Text::literal(key)).0);
    assert!(of("GET /a/{b}/c").contains("paths: [\"/a/*/c\"], methods: [GET]"));
    assert!(of("GET /a/").contains("paths: [\"/a/**\"], methods: [GET]"));
    assert!(of("get /a").contains("paths: [\"/a\"], methods: [GET]"));
    assert!(of("GET /a%20b/x{y}z").contains("paths: [\"/*/*\"], methods: [GET]"));
    assert!(of("TRACE /a").contains("paths: [\"/a\"], deny"));
    assert!(of("GET a").contains("paths: [\"/**\"]"));
    assert!(of(&format!("GET {}", "/x%20y".repeat(20))).contains("paths: [\"/**\"]"));
    let mut path = Text::literal("/a/b");
    path.push(hole("X").text().unwrap());
    let unclear = Reach::Unclear { method: None, path };
    assert!(glob(unclear).contains("paths: [\"/a/**\"], deny"));
}
