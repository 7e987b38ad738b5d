//! What live verifiers said of tokens: aws-jwt-verify of its own cases, and three programs of one
//! table. They differ among themselves; where all three differ from us a reason is written here.

use engine::{Engine, KeySet};
use serde_json::{Value, json};

use super::{read, read_json};
use crate::signer::{FIRST, NOW, encode, engine, header, key_set, payload, sign, token, with};
use crate::strategies::compile;
use crate::tokens::verdict;

/// A policy as people write it for the options of aws-jwt-verify's Cognito verifier.
fn cognito(config: &Value) -> Engine {
    let mut claims = json!({ "token_use": { "equals": config["tokenUse"] } });
    if let Some(groups) = config.get("groups") {
        claims["cognito:groups"] = json!({ "any_of": groups });
    }
    let pool = config["userPoolId"].as_str().unwrap();
    let region = pool.split('_').next().unwrap();
    let policy = json!({
        "version": 1,
        "authorizers": { "main": {
            "issuer": format!("https://cognito-idp.{region}.amazonaws.com/{pool}"),
            "audience": [config["clientId"]],
        } },
        "default_authorizer": "main",
        "routes": { "POST /order": { "claims": claims } },
    });
    // JSON is YAML.
    let set = KeySet::from_json(key_set().to_string().as_bytes()).unwrap();
    compile(&policy.to_string()).with_keys("main", set)
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_cognito_verifier_of_aws_agrees() {
    let cases = read_json("aws-jwt-verify/cognito_cases.json");
    let cases = cases.as_array().unwrap();
    for case in cases {
        let claims = with(case["claims"].clone(), json!({ "exp": NOW + 60, "iat": NOW }));
        let sent = token(&header().to_string(), &claims.to_string());
        let reason = verdict(&cognito(&case["config"]), &sent).0;
        // Their errors: a wrong use, group, client or issuer.
        let expected: &[&str] = match case["error"].as_str() {
            None => &["allow"],
            Some(error) if error.contains("Group") || error.contains("TokenUse") => {
                &["claim_mismatch"]
            }
            Some(error) if error.contains("Client") || error.contains("Audience") => {
                &["wrong_audience"]
            }
            Some(error) if error.contains("Issuer") => &["wrong_issuer"],
            Some(_) => &["claim_mismatch", "wrong_audience", "wrong_issuer", "expired"],
        };
        assert_eq!(case["accept"], case["error"].is_null(), "{}", case["name"]);
        assert!(expected.contains(&&*reason), "{}: {reason}", case["name"]);
    }
    assert!(cases.len() >= 8);
}

/// The token that a row of the table names, and what we say of it.
#[rustfmt::skip]
fn row(name: &str) -> Option<(String, &'static str)> {
    let of = |head: Value, claims: Value| {
        token(&with(header(), head).to_string(), &with(payload(), claims).to_string())
    };
    let claim = |claims| of(json!({}), claims);
    let head = |members| of(members, json!({}));
    let text = |prefix: &str| token(&header().to_string(), &payload().to_string().replacen('{', prefix, 1));
    let good = of(json!({}), json!({}));
    let signed_as = |algorithm: &str| {
        let message = format!("{}.{}", encode(with(header(), json!({ "alg": algorithm })).to_string()), encode(payload().to_string()));
        format!("{message}.{}", encode(sign("RS256", &FIRST, message.as_bytes())))
    };
    Some(match name {
        "good" => (good, "allow"),
        "kid unknown" => (head(json!({ "kid": "k9" })), "unknown_key"),
        "kid missing" | "no kid" => (head(json!({ "kid": "GONE" })), "unknown_key"),
        "`crit` with an unknown extension" => (head(json!({ "crit": ["x"], "x": 1 })), "malformed_token"),
        "`b64: false`" => (head(json!({ "b64": false })), "malformed_token"),
        "typ at+jwt" => (head(json!({ "typ": "at+jwt" })), "allow"),
        "exp as string" => (claim(json!({ "exp": (NOW + 60).to_string() })), "malformed_token"),
        "exp a fraction" => (claim(json!({ "exp": 1_767_225_660.5 })), "allow"),
        "exp missing" | "no exp" => (claim(json!({ "exp": "GONE" })), "malformed_token"),
        "expired 65 s ago" => (claim(json!({ "exp": NOW - 65, "iat": NOW - 99 })), "expired"),
        "expired 30 s ago" => (claim(json!({ "exp": NOW - 30, "iat": NOW - 99 })), "expired"),
        "nbf in 50 s" => (claim(json!({ "nbf": NOW + 50 })), "not_yet_valid"),
        "iat in the future" => (claim(json!({ "iat": NOW + 50 })), "issued_in_future"),
        "scope is a longer word (order/post.orders)" => (claim(json!({ "scope": "order/post.orders" })), "insufficient_scope"),
        "scope in other case" => (claim(json!({ "scope": "Order/Post.Order" })), "insufficient_scope"),
        "scope as array" => (claim(json!({ "scope": ["order/post.order"] })), "allow"),
        "aud https://omw/ against omw" => (claim(json!({ "aud": "https://api/" })), "wrong_audience"),
        "`iss` twice (evil first)" => (text(r#"{"iss":"https://evil.test","#), "malformed_token"),
        "`=` after the signature" => (format!("{good}="), "malformed_token"),
        "alg none" => (head(json!({ "alg": "none" })), "unsupported_algorithm"),
        "alg HS256" => (signed_as("HS256"), "unsupported_algorithm"),
        "alg RS512" => (head(json!({ "alg": "RS512" })), "allow"),
        "wrong aud" => (claim(json!({ "aud": "other" })), "wrong_audience"),
        "wrong iss" => (claim(json!({ "iss": "https://evil.test" })), "wrong_issuer"),
        _ => return None,
    })
}

/// Whether a verifier's cell takes the token: `None` when it does not look.
fn takes(cell: &str) -> Option<bool> {
    match cell {
        "-" => None,
        cell => Some(cell.starts_with("200") || cell.starts_with("ok")),
    }
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn every_verdict_stands_beside_those_of_three_verifiers() {
    let table = read("observed/token-verdicts.tsv");
    let engine = engine("");
    let mut alone = Vec::new();
    let mut rows = 0;
    for line in table.lines().skip(1) {
        let mut cells = line.split('\t');
        let name = cells.next().unwrap();
        let (sent, expected) =
            row(name).unwrap_or_else(|| panic!("no token is written for {name}"));
        let reason = verdict(&engine, &sent).0;
        assert_eq!(reason, expected, "{line}");
        let theirs: Vec<bool> = cells.filter_map(takes).collect();
        if theirs.iter().all(|taken| *taken != (reason == "allow")) {
            alone.push(name.to_owned());
        }
        rows += 1;
    }
    // Where we stand alone: nothing in this table.
    assert_eq!(alone, [""; 0]);
    assert!(rows >= 16);
}
