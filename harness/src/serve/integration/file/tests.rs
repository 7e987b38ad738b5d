//! Files of integrations: what is taken, and where what is wrong is told.

use engine::{Policy, Settings};

use super::*;

fn policy() -> Policy {
    let text =
        "version: 1\nroutes:\n  GET /a/{id}: { public: true }\n  $default: { public: true }\n";
    let source = Source::new("policy.yaml", text);
    Policy::from_source(&source, &Settings::default()).unwrap().policy
}

fn told(text: &str) -> Result<Told, Vec<String>> {
    let source = Source::new("i.yaml", text);
    read(&source, Path::new("."), policy().routes()).map_err(|found| {
        let line = |one: &engine::Diagnostic| {
            let place = format!("{}:{}", one.location.line, one.location.column);
            format!("{place} {}: {}", one.code.as_str(), one.message)
        };
        found.iter().map(line).collect()
    })
}

fn one(integration: &str) -> Result<Behind, Vec<String>> {
    told(&format!("version: 1\ndefault: {integration}\n")).map(|told| told.default.unwrap())
}

#[test]
fn every_kind_is_taken() {
    let Ok(Behind::Mock(mock)) = one("{ mock: { status: 404, body: { message: no } } }") else {
        panic!("no mock")
    };
    assert_eq!((mock.status.as_u16(), mock.body.as_ref()), (404, &br#"{"message":"no"}"#[..]));
    assert_eq!(mock.headers.get("content-type").unwrap(), "application/json");
    assert!(matches!(one("{ http: 'http://127.0.0.1:1/{id}' }"), Ok(Behind::Http(_))));
    let lambda = "{ lambda: { function: f, endpoint: 'http://127.0.0.1:1', payload: '1.0' } }";
    assert!(matches!(one(lambda), Ok(Behind::Lambda(_))));
    let run =
        "{ run: { handler: order.main, runtime: python3.12, folder: src }, timeout_seconds: 3 }";
    assert!(matches!(one(run), Ok(Behind::Run(_))));
}

#[test]
fn routes_are_those_of_the_policy() {
    let text = "version: 1\nroutes:\n  GET /a/{id}: { mock: {} }\n  $default: { mock: {} }\n";
    let keys: Vec<String> = told(text).unwrap().routes.into_keys().collect();
    assert_eq!(keys, ["$default", "GET /a/{id}"]);
    let text = "version: 1\nroutes:\n  GET /b: { mock: {} }\n  get /a: { mock: {} }\n";
    let expected = [
        "3:3 undefined-route: the policy has no route `GET /b`",
        "4:3 invalid-route-key: `get /a` is no route key",
    ];
    assert_eq!(told(text).unwrap_err(), expected);
}

#[test]
fn what_is_wrong_is_told_at_its_place() {
    for (integration, expected) in [
        ("{}", "an integration is one of `mock`, `http`, `lambda` and `run`"),
        (
            "{ mock: {}, http: 'http://h' }",
            "an integration is one of `mock`, `http`, `lambda` and `run`",
        ),
        ("{ mock: { status: 99 } }", "a status is from 200 to 599"),
        ("{ mock: { headers: { 'a b': c } } }", "this is no header"),
        ("{ mock: { headers: { connection: close } } }", "this header is the gateway's own"),
        ("{ http: 'ftp://h' }", "the URL does not begin with http:// or https://"),
        ("{ http: 'http://h', timeout_seconds: 31 }", "a timeout is from 1 to 30 seconds"),
        ("{ http: 'http://h', timeout_seconds: 0 }", "a timeout is from 1 to 30 seconds"),
        (
            "{ lambda: { function: f, endpoint: h } }",
            "the endpoint does not begin with http:// or https://",
        ),
        (
            "{ run: { handler: a.b, runtime: python, payload: '3.0' } }",
            "a payload is \"2.0\" or \"1.0\"",
        ),
        ("{ run: { handler: a.b, runtime: java21 } }", "the runtime `java21` cannot be run here"),
        (
            "{ run: { handler: a.b, runtime: node, folder: .. } }",
            "the folder is outside that of this file",
        ),
        ("{ run: { handler: ../a.b, runtime: node } }", "the handler leaves its folder"),
    ] {
        let found = one(integration).unwrap_err();
        let [line] = found.as_slice() else { panic!("{integration}: {found:?}") };
        assert!(line.starts_with("2:"), "{line}");
        assert!(line.ends_with(&format!("invalid-integration: {expected}")), "{line}");
    }
}

#[test]
fn other_keys_and_versions_are_refused() {
    let codes = |text: &str| -> Vec<String> {
        let found = told(text).unwrap_err();
        found.iter().filter_map(|line| line.split([' ', ':']).nth(2)).map(str::to_owned).collect()
    };
    assert_eq!(codes("version: 2\n"), ["wrong-version"]);
    assert_eq!(codes("version: 1\nroute: {}\n"), ["unknown-key"]);
    assert_eq!(codes("version: 1\ndefault: { http: 5 }\n"), ["wrong-type"]);
}
