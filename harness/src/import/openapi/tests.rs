#![expect(clippy::format_push_string, reason = "texts of tests are small")]

use std::collections::BTreeMap;

use engine::Diagnostics;

use super::*;
use crate::import::intrinsics::Resolver;
use crate::import::model::{Access, Route};
use crate::import::project::Project;
use crate::import::reading::{Options, Reading};
use crate::import::template;

const SCHEMES: &str = "
components:
  securitySchemes:
    jwt:
      type: oauth2
      x-amazon-apigateway-authorizer:
        { type: jwt, jwtConfiguration: { issuer: 'https://idp.example', audience: [app] } }
    lambda: { type: apiKey, x-amazon-apigateway-authorizer: { type: request } }
    iam: { type: apiKey, x-amazon-apigateway-authtype: awsSigv4 }
    pools: { type: apiKey, x-amazon-apigateway-authorizer: { type: cognito_user_pools } }
    key: { type: apiKey }
";

/// The routes of a document as `KEY: ACCESS`, read by one dialect.
fn routes(paths: &str, dialect: Dialect) -> Vec<String> {
    let text = format!("openapi: 3.0.1\npaths: {paths}{SCHEMES}");
    let (project, file) = Project::of_text("t.yaml", &text);
    let tree = template::read(&project, file).unwrap();
    let document = Resolver::new(&project, &tree, &BTreeMap::new()).document(&tree);
    let api = api("api", "api", document.place, &document, dialect);
    let shown = |route: &Route| {
        let access = match &route.access {
            Access::Public { by_exception: true, .. } => "none".to_owned(),
            Access::Public { .. } => "public".to_owned(),
            Access::Protected { authorizer, scopes, quantifier } => {
                let names: Vec<&str> = scopes.iter().map(|one| one.scope.as_str()).collect();
                format!("{authorizer} {quantifier:?} {names:?}")
            }
            Access::Absent { .. } => "absent".to_owned(),
            Access::Refused(refusal) => format!("refused {:?}", refusal.authorizer),
        };
        format!("{}: {access}", route.reach)
    };
    api.routes.iter().map(shown).collect()
}

fn one(security: &str, dialect: Dialect) -> String {
    let routes = routes(&format!("{{ /a: {{ get: {{ security: {security} }} }} }}"), dialect);
    routes.first().unwrap().strip_prefix("GET /a: ").unwrap().to_owned()
}

#[test]
fn each_dialect_means_scopes_in_its_own_way() {
    let scopes = "[{ jwt: [x, y] }]";
    assert_eq!(one(scopes, Dialect::ApiGateway), "jwt Any [\"x\", \"y\"]");
    assert_eq!(one(scopes, Dialect::Plain), "jwt All [\"x\", \"y\"]");
    let either = "[{ jwt: [x] }, { jwt: [y] }]";
    assert_eq!(one(either, Dialect::ApiGateway), "refused None");
    assert_eq!(one(either, Dialect::Plain), "jwt Any [\"x\", \"y\"]");
    assert_eq!(one("[{ jwt: [x] }, { jwt: [] }]", Dialect::Plain), "jwt Any []");
    assert_eq!(one("[{ jwt: [x, y] }, { jwt: [z] }]", Dialect::Plain), "refused None");
}

#[test]
fn what_no_policy_can_express_is_refused() {
    for name in ["lambda", "iam", "pools", "key", "nobody"] {
        let expected = format!("refused Some({name:?})");
        assert_eq!(one(&format!("[{{ {name}: [] }}]"), Dialect::ApiGateway), expected);
    }
    for security in
        ["[{ jwt: [], key: [] }]", "[{ jwt: [] }, { key: [] }]", "text", "[[x]]", "[{}]"]
    {
        let told = one(security, Dialect::ApiGateway);
        assert_eq!(told, "refused None", "{security}");
    }
    assert_eq!(one("[{ NONE: [] }]", Dialect::ApiGateway), "none");
    assert_eq!(one("[]", Dialect::ApiGateway), "public");
}

#[test]
fn keys_of_a_path_item_that_are_no_methods_are_no_routes() {
    let paths = "
  /a:
    summary: s
    parameters: []
    servers: []
    x-other: 1
    trace: {}
    get: {}
  /b: { $ref: '#/x' }
  /c: text
  /d:
  x-amazon: {}
  /$default: { x-amazon-apigateway-any-method: { isDefaultRoute: true } }
";
    let expected = [
        "TRACE /a: refused None",
        "GET /a: public",
        "(any method) /b: refused None",
        "(any method) /c: refused None",
        "$default: public",
    ];
    assert_eq!(routes(paths, Dialect::ApiGateway), expected);
}

/// The routes of a file of its own, as `KEY: ACCESS`, with what is found wrong.
fn of_file(text: &str, parameter: Option<(&str, &str)>) -> (Vec<String>, Vec<String>) {
    let (mut project, file) = Project::of_text("t.yaml", text);
    let tree = template::read(&project, file).unwrap();
    let given = parameter.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let options = Options { parameters: given.into_iter().collect(), ..Options::default() };
    let mut reading = Reading {
        project: &mut project,
        options: &options,
        found: Diagnostics::new(),
        strangers: Vec::new(),
    };
    let model = read(&mut reading, &tree);
    let found = reading.found.iter().map(|one| one.message.clone()).collect();
    let shown = |route: &Route| {
        let access = match &route.access {
            Access::Public { .. } => "public".to_owned(),
            Access::Protected { authorizer, scopes, .. } => {
                let names: Vec<&str> = scopes.iter().map(|one| one.scope.as_str()).collect();
                format!("{authorizer} {names:?}")
            }
            Access::Absent { .. } => "absent".to_owned(),
            Access::Refused(refusal) => refusal.why.clone(),
        };
        format!("{}: {access}", route.reach)
    };
    (model.apis.first().unwrap().routes.iter().map(shown).collect(), found)
}

const PLAIN: &str = "
openapi: 3.1.0
security: [{ user: [read] }]
components:
  securitySchemes:
    user: { $ref: '#/components/x-shared/user' }
    token: { type: http, scheme: Bearer }
    basic: { type: http, scheme: basic }
    far: { $ref: 'schemes.yaml#/far' }
  x-shared: { user: { type: openIdConnect, openIdConnectUrl: 'https://idp.example' } }
  pathItems:
    pets: { get: {}, put: { security: [] } }
    loop: { $ref: '#/components/pathItems/loop' }
";

#[test]
fn plain_documents_follow_openapi() {
    let text = format!(
        "{PLAIN}
paths:
  /inherits: {{ get: {{}}, put: {{ security: [] }}, post: {{ security: [{{ }}, {{ user: [] }}] }} }}
  /pets: {{ $ref: '#/components/pathItems/pets', summary: Pets }}
  /token: {{ get: {{ security: [{{ token: [] }}] }}, put: {{ security: [{{ token: [x] }}] }} }}
  /basic: {{ get: {{ security: [{{ basic: [] }}] }} }}
  /far: {{ get: {{ security: [{{ far: [] }}] }} }}
  /both: {{ get: {{ security: [{{ user: [], token: [] }}] }} }}
  /either: {{ get: {{ security: [{{ user: [] }}, {{ token: [] }}] }} }}
  /loop: {{ $ref: '#/components/pathItems/loop' }}
  /other: {{ $ref: 'other.yaml#/x' }}
  /mixed: {{ $ref: '#/components/pathItems/pets', get: {{}} }}
  /all/{{rest+}}: {{ get: {{}} }}
  /a{{b}}: {{ get: {{}} }}
"
    );
    let (routes, found) = of_file(&text, None);
    assert_eq!(found, [""; 0]);
    let says = [
        ("GET /inherits", "user [\"read\"]"),
        ("PUT /inherits", "public"),
        ("POST /inherits", "public"),
        ("GET /pets", "user [\"read\"]"),
        ("PUT /pets", "public"),
        ("GET /token", "token []"),
        ("PUT /token", "asks for roles of a bearer token"),
        ("GET /basic", "is behind the security scheme `basic` of the type `http`"),
        ("GET /far", "is behind the security scheme `far`"),
        ("GET /both", "asks for several security schemes at once"),
        ("GET /either", "leaves a choice of security schemes"),
        ("(any method) /loop", "has operations that stand in `#/components/pathItems/loop`"),
        ("(any method) /other", "has operations that stand in `other.yaml#/x`"),
        ("(any method) /mixed", "has operations that stand in `#/components/pathItems/pets`"),
        ("GET /mixed", "user [\"read\"]"),
        ("GET /all/{rest+}", "has a variable with a `+`"),
        ("GET /a{b}", "has a route key that no policy can hold"),
    ];
    assert_eq!(routes.len(), says.len(), "{routes:#?}");
    for (route, (key, access)) in routes.iter().zip(says) {
        assert!(route.starts_with(&format!("{key}: {access}")), "{route}, not {key}: {access}");
    }
}

#[test]
fn paths_stand_below_the_servers_of_a_plain_document() {
    let keys = |text: &str, parameter| {
        let (routes, _) = of_file(text, parameter);
        let key = |route: String| route.split(": ").next().unwrap().to_owned();
        routes.into_iter().map(key).collect::<Vec<_>>()
    };
    let text = "
openapi: 3.0.3
servers: [{ url: 'https://a.example/v1' }, { url: 'https://b.example/v1/' }]
paths:
  /a: { get: {}, put: { servers: [{ url: /v2 }] } }
  /b: { servers: [{ url: '/{x}' }], get: {} }
  /c: { servers: [{ url: /v1 }, { url: /v2 }], get: {} }
";
    let prepended = ["GET /v1/a", "PUT /v2/a", "GET ${servers}/b", "GET ${servers}/c"];
    assert_eq!(keys(text, None), prepended);
    assert_eq!(keys(text, Some(("basepath", "prepend"))), prepended);
    let ignored = ["GET /a", "PUT /a", "GET /b", "GET /c"];
    assert_eq!(keys(text, Some(("basepath", "ignore"))), ignored);
    let chosen = ["GET /x/a", "PUT /x/a", "GET /x/b", "GET /x/c"];
    assert_eq!(keys(text, Some(("basepath", "/x/"))), chosen);
    let extended = text.replace("get: {},", "get: { x-amazon-apigateway-integration: {} },");
    assert_eq!(keys(&extended, None), ignored);
    let (_, found) = of_file(text, Some(("basepath", "split")));
    assert!(found.iter().any(|one| one.contains("not `split`")), "{found:?}");
}

#[test]
fn swagger_2_is_read_when_it_is_plain() {
    let text = "
swagger: '2.0'
basePath: /v1
securityDefinitions: { user: { type: oauth2 }, key: { type: apiKey } }
security: [{ user: [a, b] }]
paths: { /a: { get: {}, put: { security: [{ key: [] }] } } }
";
    let (routes, found) = of_file(text, None);
    assert_eq!(found, [""; 0]);
    assert_eq!(routes[0], "GET /v1/a: user [\"a\", \"b\"]");
    assert!(routes[1].starts_with("PUT /v1/a: is behind the security scheme `key`"));
    let extended = text.replace("get: {}", "get: { x-amazon-apigateway-integration: {} }");
    assert!(of_file(&extended, None).1.iter().any(|one| one.contains("OpenAPI 3 alone")));
    for version in ["openapi: 3.2.0", "openapi: 4.0.0", "openapi: '3'", "swagger: '1.2'"] {
        let (_, found) = of_file(&text.replace("swagger: '2.0'", version), None);
        assert!(found.iter().any(|one| one.contains("3.1")), "{version}: {found:?}");
    }
}

#[test]
fn references_cannot_multiply_a_document() {
    let mut text = "openapi: 3.1.0\ncomponents:\n  pathItems:\n    big:\n".to_owned();
    for at in 0..2_000 {
        text.push_str(&format!("      x{at}: {{}}\n"));
    }
    text.push_str("paths:\n");
    for at in 0..2_000 {
        text.push_str(&format!("  /p{at}: {{ $ref: '#/components/pathItems/big' }}\n"));
    }
    let (routes, _) = of_file(&text, None);
    assert!(routes.len() < 1 << 20, "{}", routes.len());
    let refused = |route: &String| route.contains("has operations that stand in");
    assert!(routes.iter().any(refused));
}
