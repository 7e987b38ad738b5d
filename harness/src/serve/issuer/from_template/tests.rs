//! Templates whose user pools are served as they would be deployed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::*;
use crate::{
    cache::scratch::Scratch,
    import::value::Value,
    policy_file::{PolicyFile, Values},
};

const ISSUER: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";

fn seed() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/import/seed/serverless.yml")
}

fn served(path: &Path, set: &[(&str, &str)]) -> IssuerConfig {
    let file = PolicyFile::read(path).unwrap_or_else(|(found, _)| panic!("{found:?}"));
    let set: Vec<(String, String)> =
        set.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    let values = Values::read(&[], &set).unwrap_or_else(|(found, _)| panic!("{found:?}"));
    let policy = file.validate(&BTreeMap::new(), &values, false).unwrap().policy;
    let (model, api) = file.template().unwrap();
    IssuerConfig::of_policy(&policy).with_template(&policy, model, api)
}

#[test]
fn the_articles_client_may_get_the_scope_that_its_template_grants() {
    let set = [("OrderUserPool", "us-east-1_EXAMPLE"), ("OrderClient", "order-middleware")];
    let config = served(&seed(), &set);
    let [pool] = config.pools.as_slice() else { panic!("{config:?}") };
    assert_eq!(pool.issuer, ISSUER);
    let [client] = pool.clients.as_slice() else { panic!("{pool:?}") };
    assert_eq!(client.id, "order-middleware");
    assert_eq!(client.secret, ClientSecret::Derived);
    assert_eq!(client.flows, [Flow::ClientCredentials]);
    // By the policy alone it would be `order/get.order`, too.
    assert_eq!(client.scopes, ["order/post.order"]);
}

const TERRAFORM: &str = r#"
provider "aws" { region = "us-east-1" }
resource "aws_cognito_user_pool" "main" { name = "main" }
resource "aws_cognito_resource_server" "order" {
  identifier   = "order"
  name         = "order"
  user_pool_id = aws_cognito_user_pool.main.id
  scope {
    scope_name        = "get"
    scope_description = "read"
  }
}
resource "aws_cognito_user_pool_client" "web" {
  name                                 = "web"
  user_pool_id                         = aws_cognito_user_pool.main.id
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code", "client_credentials"]
  allowed_oauth_scopes                 = ["openid", "order/get", "order/gone"]
  callback_urls                        = ["https://app.example/callback"]
  access_token_validity                = 30
  token_validity_units {
    access_token = "minutes"
  }
}
resource "aws_cognito_user_pool_client" "off" {
  name                 = "off"
  user_pool_id         = aws_cognito_user_pool.main.id
  generate_secret      = true
  allowed_oauth_flows  = ["client_credentials"]
  allowed_oauth_scopes = ["order/get"]
}
resource "aws_apigatewayv2_api" "orders" {
  name          = "orders"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_authorizer" "main" {
  api_id           = aws_apigatewayv2_api.orders.id
  name             = "main"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    issuer   = "https://${aws_cognito_user_pool.main.endpoint}"
    audience = [aws_cognito_user_pool_client.web.id, "elsewhere"]
  }
}
resource "aws_apigatewayv2_integration" "orders" {
  api_id             = aws_apigatewayv2_api.orders.id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  integration_uri    = "https://example.com"
}
resource "aws_apigatewayv2_route" "get" {
  api_id               = aws_apigatewayv2_api.orders.id
  route_key            = "GET /orders"
  target               = "integrations/${aws_apigatewayv2_integration.orders.id}"
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.main.id
  authorization_scopes = ["order/get"]
}
"#;

#[test]
fn a_client_of_terraform_may_what_cognito_would_let_it() {
    let scratch = Scratch::new();
    let path = scratch.path().join("main.tf");
    fs::write(&path, TERRAFORM).unwrap();
    let file = PolicyFile::read(&path).unwrap_or_else(|(found, _)| panic!("{found:?}"));
    let names: Vec<String> = file
        .source
        .text()
        .lines()
        .skip_while(|line| *line != "parameters:")
        .skip(1)
        .map_while(|line| line.strip_prefix("  "))
        .filter_map(|line| line.split(':').next().map(str::to_owned))
        .collect();
    let [pool, web] = names.as_slice() else { panic!("{}", file.source.text()) };
    let config = served(&path, &[(pool, "us-east-1_EXAMPLE"), (web, "web1example")]);
    let [pool] = config.pools.as_slice() else { panic!("{config:?}") };
    assert_eq!(pool.issuer, ISSUER);
    let ids: Vec<&str> = pool.clients.iter().map(|client| client.id.as_str()).collect();
    assert_eq!(ids, ["web1example", "aws_cognito_user_pool_client.off", "elsewhere"]);
    let [web, off, elsewhere] = pool.clients.as_slice() else { panic!("{pool:?}") };
    assert_eq!((&web.secret, web.access_token_seconds), (&ClientSecret::None, 1_800));
    assert_eq!(web.flows, [Flow::Code], "without a secret it cannot ask for itself");
    assert_eq!(web.scopes, ["openid", "order/get"], "what no resource server defines is gone");
    assert_eq!(web.callback_urls, ["https://app.example/callback"]);
    assert_eq!(
        (&off.secret, off.flows.len()),
        (&ClientSecret::Derived, 0),
        "OAuth is switched off"
    );
    assert_eq!(elsewhere.flows, [Flow::ClientCredentials]);
}

#[test]
fn holes_are_read_off_where_known_text_keeps_them_apart() {
    // Any place will do; only a project makes one.
    let file = PolicyFile::read(&seed()).unwrap_or_else(|(found, _)| panic!("{found:?}"));
    let place = file.template().unwrap().1.place;
    let hole = |name: &str| Value::hole(place, name, "");
    let text = |parts: &[Result<&str, &str>]| {
        let mut text = Text::default();
        for part in parts {
            match part {
                Ok(known) => text.push_literal(known),
                Err(name) => text.push(hole(name).text().unwrap()),
            }
        }
        text
    };
    let read = |parts: &[Result<&str, &str>], full: &str| {
        let mut filled = Filled::new();
        read_off(&text(parts), full, &mut filled);
        filled.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>()
    };
    let issuer = [Ok("https://cognito-idp."), Err("Region"), Ok(".amazonaws.com/"), Err("Pool")];
    assert_eq!(read(&issuer, ISSUER), ["Pool=us-east-1_EXAMPLE", "Region=us-east-1"]);
    assert_eq!(read(&issuer, "https://id.example/"), [""; 0]);
    assert_eq!(read(&[Err("Client")], "abc"), ["Client=abc"]);
    assert_eq!(read(&[Err("One"), Err("Two")], "abc"), [""; 0]);
    assert!(belongs("Pool.ProviderURL", "Pool") && belongs("a.b.endpoint", "a.b.id"));
    assert!(!belongs("PoolTwo", "Pool") && !belongs("a.bc.id", "a.b.id"));
}
