use std::collections::BTreeMap;

use super::*;
use crate::import::model::Access;
use crate::import::project::Project;
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
