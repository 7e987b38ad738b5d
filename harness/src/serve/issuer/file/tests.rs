//! What files of issuers say, and what is wrong with them.

use serde_json::json;

use super::*;
use crate::serve::issuer::config::{ClientSecret, Flow};

const REFERENCE: &str = include_str!("../../../../../policies/issuer.md");

fn codes(text: &str) -> Vec<String> {
    match read_issuers(&Source::new("issuer.yaml", text)) {
        Ok(_) => Vec::new(),
        Err(found) => {
            let told = |one: &engine::Diagnostic| {
                let at = one.location;
                assert!(one.help.is_some() || one.code == Code::MissingKey, "{one}");
                format!("{}:{} {}", at.line, at.column, one.code.as_str())
            };
            found.iter().map(told).collect()
        }
    }
}

/// A file with one client.
fn of_client(client: &str) -> Vec<String> {
    codes(&format!(
        "version: 1\nissuers:\n  https://a.example/pool:\n    clients:\n      {client}\n"
    ))
}

#[test]
fn every_example_of_the_reference_is_read_or_fails_as_it_says() {
    let (mut valid, mut failing) = (0, 0);
    for block in REFERENCE.split("\n```yaml").skip(1) {
        let (info, rest) = block.split_once('\n').unwrap();
        let (text, _) = rest.split_once("```").unwrap();
        let found: Vec<String> = codes(text);
        let found: Vec<&str> = found.iter().filter_map(|one| one.split(' ').nth(1)).collect();
        match info.trim().strip_prefix("error=") {
            None => {
                assert_eq!(found, [""; 0], "{text}");
                valid += 1;
            }
            Some(code) => {
                assert_eq!(found, [code], "{text}");
                failing += 1;
            }
        }
    }
    assert!(valid >= 2 && failing >= 3, "{valid} valid and {failing} failing examples");
}

#[test]
fn the_first_example_is_what_the_reference_says_of_it() {
    let text = REFERENCE.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next());
    let pools = read_issuers(&Source::new("issuer.yaml", text.unwrap())).unwrap();
    let pool = &pools[0];
    assert_eq!(pool.issuer, "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE");
    let [machine, web] = pool.clients.as_slice() else { panic!("{:?}", pool.clients) };
    assert_eq!(
        (machine.id.as_str(), &machine.flows),
        ("order-middleware", &vec![Flow::ClientCredentials])
    );
    let ClientSecret::Given(secret) = &machine.secret else { panic!("{machine:?}") };
    assert!(secret.matches("middleware-secret"));
    assert_eq!(machine.scopes, ["order/post.order"]);
    assert_eq!((web.secret.clone(), web.access_token_seconds), (ClientSecret::None, 900));
    assert_eq!(web.callback_urls, ["http://localhost:3000/callback"]);
    let [jane, robot] = pool.users.as_slice() else { panic!("{:?}", pool.users) };
    assert_eq!(jane.claims["email"], "jane@example.com");
    assert_eq!(jane.claims["email_verified"], true);
    assert_eq!(jane.claims["custom:tenant"], json!("acme"));
    assert_eq!(jane.groups, ["staff"]);
    assert!(jane.password.is_some() && robot.password.is_none());
    assert_eq!(robot.subject.len(), 36);
}

#[test]
fn what_cognito_would_not_take_of_a_client_is_refused() {
    for (client, expected) in [
        ("a: { flows: [client_credentials] }", "5:19 invalid-client"),
        (
            "a: { secret: s, flows: [client_credentials, code], callback_urls: [\"https://a.example\"] }",
            "5:30 invalid-client",
        ),
        ("a: { flows: [implicit] }", "5:20 invalid-client"),
        ("a: { flows: [cod] }", "5:20 invalid-client"),
        ("a: { flows: [] }", "5:19 invalid-client"),
        ("a: { flows: [code] }", "5:19 invalid-client"),
        ("a: { flows: [code], callback_urls: [] }", "5:19 invalid-client"),
        ("\"a b\": { secret: s, flows: [client_credentials] }", "5:7 invalid-client"),
        ("a: { secret: \"\", flows: [client_credentials] }", "5:20 invalid-client"),
        ("a: { secret: \"a b\", flows: [client_credentials] }", "5:20 invalid-client"),
        (
            "a: { secret: s, generate_secret: true, flows: [client_credentials] }",
            "5:40 invalid-client",
        ),
        (
            "a: { secret: s, flows: [client_credentials], access_token_seconds: 299 }",
            "5:74 invalid-client",
        ),
        (
            "a: { secret: s, flows: [client_credentials], refresh_token_seconds: 0 }",
            "5:75 invalid-client",
        ),
        ("a: { secret: s, flows: [client_credentials], scopes: [\"a b\"] }", "5:61 invalid-scope"),
        ("a: { secret: 5, flows: [client_credentials] }", "5:20 wrong-type"),
        ("a: { secret: s }", "5:7 missing-key"),
        (
            "a: { secret: s, flow: [client_credentials], flows: [client_credentials] }",
            "5:23 unknown-key",
        ),
    ] {
        assert_eq!(of_client(client), [expected], "{client}");
    }
    assert_eq!(of_client("a: { generate_secret: true, flows: [client_credentials] }"), [""; 0]);
}

#[test]
fn addresses_are_https_or_this_machines_or_an_apps() {
    for good in [
        "https://a.example/callback",
        "https://a.example",
        "http://localhost:3000/x?y=1",
        "http://127.0.0.1/",
        "http://[::1]:80/",
        "myapp://callback",
    ] {
        assert!(clients::is_address(good), "{good}");
    }
    for bad in [
        "",
        "/callback",
        "//a.example",
        "https:///x",
        "http://a.example",
        "http://localhost.evil.example/",
        "https://a.example/#x",
        "https://a@evil.example/",
        "javascript://x",
        "data://x",
        "https://a.example/a b",
        "https://a.example/\r\nx: y",
        "https://é.example/",
    ] {
        assert!(!clients::is_address(bad), "{bad}");
    }
}

#[test]
fn issuers_users_and_scopes_are_checked_too() {
    let file = |rest: &str| {
        codes(&format!("version: 1\nissuers:\n  https://a.example/pool:\n    {rest}\n"))
    };
    assert_eq!(codes("version: 2\nissuers: { https://a.example: {} }\n"), ["1:10 wrong-version"]);
    assert_eq!(codes("version: 1\nissuers: {}\n"), ["2:10 empty-list"]);
    for issuer in
        ["a.example", "https://", "https:///pool", "\"https://a b\"", "https://a?b", "ftp://a"]
    {
        let text = format!("version: 1\nissuers:\n  {issuer}: {{}}\n");
        assert_eq!(codes(&text), ["3:3 invalid-issuer"], "{issuer}");
    }
    assert_eq!(file("users: { \" jane\": {} }"), ["4:14 invalid-name"]);
    assert_eq!(file("users: { jane: { password: \"\" } }"), ["4:32 empty-list"]);
    assert_eq!(file("users: { jane: { claims: { exp: 5 } } }"), ["4:32 invalid-claim-name"]);
    assert_eq!(
        file("users: { jane: { access_token_claims: { x: 1, scope: a } } }"),
        ["4:51 invalid-claim-name"]
    );
    assert_eq!(file("resource_servers: { order: [a/b] }"), ["4:33 invalid-scope"]);
    let client =
        "clients: { a: { secret: s, flows: [client_credentials], scopes: [order/x, openid] } }";
    assert_eq!(
        file(&format!("resource_servers: {{ order: [y] }}\n    {client}")),
        ["5:70 undefined-scope"]
    );
    assert_eq!(file(client), [""; 0]);
}

#[test]
fn no_finding_tells_a_secret() {
    let text = "version: 1\nissuers:\n  https://a.example:\n    clients:\n      a: { secret: \"pss t\", flows: [x] }\n    users: { jane: { password: \"pss t\", sub: \"\" } }\n";
    let found = read_issuers(&Source::new("issuer.yaml", text)).unwrap_err();
    assert_eq!(found.iter().count(), 3);
    for one in &found {
        assert!(!one.to_string().contains("pss") && !one.help.as_ref().unwrap().contains("pss"));
    }
}
