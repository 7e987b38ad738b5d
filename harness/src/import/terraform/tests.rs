#![expect(clippy::format_push_string, reason = "texts of tests are small")]

mod expressions;

use engine::Code;

use crate::import::model::{Access, Route};
use crate::import::project::Project;
use crate::import::{Imported, Options, import_project};

const HEAD: &str = r#"
resource "aws_apigatewayv2_api" "main" {
  name          = "main"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_authorizer" "jwt" {
  api_id          = aws_apigatewayv2_api.main.id
  authorizer_type = "JWT"
  name            = "jwt"
  jwt_configuration {
    audience = ["app"]
    issuer   = "https://idp.example"
  }
}
"#;

fn import(text: &str) -> Imported {
    let (project, file) = Project::of_text("main.tf", &format!("{HEAD}{text}"));
    import_project(project, &[file], &Options::default())
}

/// The routes of the API as `KEY: ACCESS`.
fn routes(text: &str) -> Vec<String> {
    let imported = import(text);
    let api = imported.model.apis.iter().find(|api| api.name == "aws_apigatewayv2_api.main");
    api.unwrap().routes.iter().map(shown).collect()
}

fn shown(route: &Route) -> String {
    let access = match &route.access {
        Access::Public { .. } => "public".to_owned(),
        Access::Protected { authorizer, scopes, .. } => {
            let names: Vec<&str> = scopes.iter().map(|one| one.scope.as_str()).collect();
            format!("{authorizer} {}", names.join(" "))
        }
        Access::Absent { why } => format!("absent, {why}"),
        Access::Refused(refusal) => refusal.why.clone(),
    };
    format!("{}: {access}", route.reach)
}

fn route(name: &str, more: &str) -> String {
    format!(
        "resource \"aws_apigatewayv2_route\" \"{name}\" {{\n  api_id = aws_apigatewayv2_api.main.id\n{more}\n}}\n"
    )
}

#[test]
fn resources_are_as_many_as_count_and_for_each_say() {
    let two = "count = 2\nroute_key = \"GET /a${count.index}\"";
    assert_eq!(routes(&route("a", two)), ["GET /a0: public", "GET /a1: public"]);
    let none = "count = 0\nroute_key = \"GET /a\"";
    assert_eq!(routes(&route("a", none)), ["GET /a: absent, is left out: its `count` is 0"]);
    let keyed = "for_each = { b = 2, a = 1 }\nroute_key = \"GET /${each.key}/${each.value}\"";
    assert_eq!(routes(&route("a", keyed)), ["GET /a/1: public", "GET /b/2: public"]);
    let empty = "for_each = {}\nroute_key = \"GET /a\"";
    assert_eq!(
        routes(&route("a", empty)),
        ["GET /a: absent, is left out: its `for_each` is empty"]
    );
    for unknown in ["count = var.many", "for_each = var.many", "for_each = toset([var.many])"] {
        let text = route("a", &format!("{unknown}\nroute_key = \"GET /a\""));
        let told = routes(&format!("variable \"many\" {{}}\n{text}"));
        assert!(told[0].contains("how many there are is not known"), "{told:?}");
    }
    let listed = route("a", "for_each = [\"a\"]\nroute_key = \"GET /a\"");
    assert!(import(&listed).found.iter().any(|one| one.code == Code::InvalidTemplate));
    let many = route("a", "count = 1000000\nroute_key = \"GET /a\"");
    assert!(import(&many).found.iter().any(|one| one.code == Code::FileTooLarge));
}

#[test]
fn what_cannot_be_decided_is_refused() {
    let authorizer = |kind: &str, more: &str| {
        format!(
            "resource \"aws_apigatewayv2_authorizer\" \"x\" {{\n api_id = aws_apigatewayv2_api.main.id\n authorizer_type = \"{kind}\"\n{more}\n}}\n"
        )
    };
    let by_x = route(
        "a",
        "route_key = \"GET /a\"\nauthorization_type = \"JWT\"\nauthorizer_id = aws_apigatewayv2_authorizer.x.id",
    );
    let jwt = "authorization_type = \"JWT\"\n";
    let cases = [
        (route("a", "route_key = \"GET /a\"\nauthorization_type = \"AWS_IAM\""), "IAM"),
        (route("a", "route_key = \"GET /a\"\nauthorization_type = \"CUSTOM\""), "Lambda"),
        (route("a", "route_key = \"GET /a\"\nauthorization_type = \"MAGIC\""), "`MAGIC`"),
        (route("a", &format!("route_key = \"GET /a\"\n{jwt}")), "names none"),
        (
            route("a", &format!("route_key = \"GET /a\"\n{jwt}authorizer_id = \"abc\"")),
            "not the API's here",
        ),
        (
            route(
                "a",
                "route_key = \"GET /a\"\nauthorizer_id = aws_apigatewayv2_authorizer.jwt.id",
            ),
            "type is NONE",
        ),
        (route("a", "route_key = \"GET a\""), "route key"),
        (route("a", "route_key = var.key"), "route key that is not known"),
        (format!("{}{by_x}", authorizer("REQUEST", "")), "Lambda authorizer"),
        (format!("{}{by_x}", authorizer("JWT", "")), "names no issuer"),
        (format!("{}{by_x}", authorizer("JWT", "count = 0")), "not the API's here"),
    ];
    for (text, says) in cases {
        let told = routes(&text);
        assert!(told[0].contains(says), "{told:?}, not {says}");
        assert!(import(&text).policy.is_none(), "{text}");
    }
}

#[test]
fn other_apis_and_modules_are_told() {
    let found = |text: &str| {
        let found = import(text).found;
        found.iter().map(|one| format!("{} {}", one.code.as_str(), one.message)).collect::<Vec<_>>()
    };
    for (text, says) in [
        ("resource \"aws_api_gateway_rest_api\" \"r\" {}", "the REST API"),
        ("resource \"awscc_apigatewayv2_api\" \"r\" {}", "Cloud Control"),
        ("resource \"aws_cloudformation_stack\" \"r\" {}", "import its template"),
        (
            "resource \"aws_apigatewayv2_api\" \"w\" {\n protocol_type = \"WEBSOCKET\"\n}",
            "the WebSocket API",
        ),
        ("module \"m\" {\n source = \"./m\"\n}", "the module `m` is not read"),
        (
            "module \"m\" {\n source = \"terraform-aws-modules/apigateway-v2/aws\"\n}",
            "the module `m` is not read",
        ),
        (
            "module \"m\" {\n source = \"acme/x/aws\"\n api = { id = aws_apigatewayv2_api.main.id }\n}",
            "may stand in the module `m`",
        ),
        (
            "resource \"aws_apigatewayv2_api\" \"b\" {\n protocol_type = \"HTTP\"\n body = var.b\n}",
            "has 2 HTTP APIs",
        ),
        ("resource \"aws_apigatewayv2_api\" \"b\" {}", "protocol type"),
        ("resource \"aws_apigatewayv2_route\" \"r\" {}", "names no API"),
        ("resource \"aws_apigatewayv2_api\" \"main\" {}", "twice"),
    ] {
        let told = found(text);
        assert!(told.iter().any(|one| one.contains(says)), "{text}: {told:?}, not {says}");
    }
    assert_eq!(found("module \"vpc\" {\n source = \"terraform-aws-modules/vpc/aws\"\n}"), [""; 0]);
}

#[test]
fn bodies_and_quick_routes_are_read() {
    let api = |more: &str| {
        let text = format!(
            "resource \"aws_apigatewayv2_api\" \"b\" {{\n protocol_type = \"HTTP\"\n{more}\n}}\n"
        );
        let (project, file) = Project::of_text("main.tf", &text);
        let imported = import_project(project, &[file], &Options::default());
        imported.model.apis[0].routes.iter().map(shown).collect::<Vec<_>>()
    };
    assert_eq!(api("target = \"arn\""), ["$default: public"]);
    assert_eq!(api("target = \"arn\"\nroute_key = \"GET /a\""), ["GET /a: public"]);
    let document = "jsonencode({ openapi = \"3.0.1\", paths = { \"/a\" = { get = {} } } })";
    assert_eq!(api(&format!("body = {document}")), ["GET /a: public"]);
    let text = "<<EOT\nopenapi: 3.0.1\npaths: { /a: { get: { security: [{ jwt: [] }] } } }\ncomponents: { securitySchemes: { jwt: { type: oauth2, x-amazon-apigateway-authorizer: { type: jwt, jwtConfiguration: { issuer: 'https://${data.aws_x.idp.host}', audience: [app] } } } } }\nEOT\n";
    assert_eq!(api(&format!("body = {text}")), ["GET /a: jwt "]);
    let unknown = "(every route): stands in a document that is not known";
    for body in ["var.body", "file(\"missing.yaml\")", "<<EOT\npaths: { /${var.x}: {} }\nEOT\n"] {
        let told = api(&format!("body = {body}"));
        assert!(told[0].starts_with(unknown), "{body}: {told:?}");
    }
}

#[test]
fn circles_depth_and_growth_are_refused() {
    let codes = |text: &str| {
        let found = import(text).found;
        found.iter().map(|one| one.code).collect::<Vec<_>>()
    };
    let circle = "locals {\n a = local.b\n b = local.a\n}\n";
    let used = route("a", "route_key = local.a");
    assert!(codes(&format!("{circle}{used}")).contains(&Code::InvalidTemplate));
    let own = "resource \"aws_apigatewayv2_route\" \"a\" {\n for_each = aws_apigatewayv2_route.a\n api_id = aws_apigatewayv2_api.main.id\n route_key = \"GET /a\"\n}\n";
    assert!(codes(own).contains(&Code::InvalidTemplate));
    let mut chain = "locals {\n l0 = \"x\"\n".to_owned();
    for at in 1..2_000 {
        chain.push_str(&format!(" l{at} = [local.l{}]\n", at - 1));
    }
    chain.push_str("}\n");
    let used = route("a", "route_key = local.l1999");
    assert!(codes(&format!("{chain}{used}")).contains(&Code::TooDeep));
    let mut wide = "locals {\n l0 = {}\n".to_owned();
    for at in 1..500 {
        let before = format!("try([local.l{}][0], 1)", at - 1);
        wide.push_str(&format!(" l{at} = merge({{ for k in [1] : \"a\" => {before} }}, {{}})\n"));
    }
    wide.push_str("}\n");
    let used = route("a", "route_key = local.l499");
    assert!(codes(&format!("{wide}{used}")).contains(&Code::TooDeep));
    let mut double = "locals {\n d0 = \"xxxxxxxxxxxxxxxx\"\n".to_owned();
    for at in 1..60 {
        let before = at - 1;
        double.push_str(&format!(" d{at} = \"${{local.d{before}}}${{local.d{before}}}\"\n"));
    }
    double.push_str("}\n");
    let used = route("a", "route_key = local.d59");
    assert!(codes(&format!("{double}{used}")).contains(&Code::FileTooLarge));
    let mut lists = "locals {\n d0 = [\"x\"]\n".to_owned();
    for at in 1..60 {
        let before = at - 1;
        lists.push_str(&format!(" d{at} = [local.d{before}, local.d{before}]\n"));
    }
    lists.push_str("}\n");
    for used in ["flatten(local.d59)", "[jsonencode(local.d59)]", "local.d59"] {
        let used = route("a", &format!("route_key = \"GET /a\"\nauthorization_scopes = {used}"));
        let imported = import(&format!("{lists}{used}"));
        assert!(imported.policy.is_none() || !used.contains("flatten"), "{:?}", imported.found);
    }
}

#[test]
fn texts_that_are_no_terraform_are_refused() {
    for nested in ["[", "{ a = ", "(", "!", "f(", "\"${", "true ? 1 : "] {
        let text = format!("locals {{\n a = {}\n}}\n", nested.repeat(100_000));
        let found = import(&text).found;
        assert!(found.has_errors(), "{nested}");
    }
    for text in ["locals {", "a b c", "locals {\n a = \n}", "x = 1\nx = 2\n"] {
        let found = import(text).found;
        assert_eq!(found.iter().next().unwrap().code, Code::InvalidTemplate, "{text}");
    }
    let many = format!("locals {{\n{}}}\n", "a = 1\n".repeat(30_000));
    assert_eq!(import(&many).found.iter().next().unwrap().code, Code::FileTooLarge);
}
