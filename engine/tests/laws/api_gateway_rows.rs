//! Rows of the conformance table on API Gateway that no spec can say, named by their number.

use engine::{Code, Policy, Settings, Severity, Source};
use serde_json::json;

use crate::signer::{SECOND, encode, engine, header, payload, sign, token, with};
use crate::tokens::{assert_verdict, verdict};

/// The codes found in a policy, and whether it is one all the same.
fn findings(text: &str) -> (Vec<Code>, bool) {
    let source = Source::new("policy.yaml", text);
    let (found, valid) = match Policy::from_source(&source, &Settings::default()) {
        Ok(validated) => (validated.warnings, true),
        Err(found) => (found, false),
    };
    (found.iter().map(|finding| finding.code).collect(), valid)
}

fn with_routes(routes: &str) -> String {
    let head = crate::signer::policy("");
    head.replace("  POST /order: { scopes: order/post.order }\n", routes)
}

#[test]
fn row_19_two_identity_sources_are_an_error() {
    for source in
        ["[$request.header.A, $request.header.B]", "\"$request.header.A,$request.header.B\""]
    {
        let (codes, valid) =
            findings(&crate::signer::policy(&format!("    identity_source: {source}\n")));
        let known = [Code::WrongType, Code::InvalidIdentitySource];
        assert!(!valid && codes.iter().all(|code| known.contains(code)), "{codes:?}");
    }
}

#[test]
fn row_31_other_rsa_algorithms_pass_with_a_key_that_names_none() {
    let engine = engine("");
    for algorithm in ["RS384", "RS512"] {
        let head = with(header(), json!({ "alg": algorithm })).to_string();
        assert_verdict(&engine, &token(&head, &payload().to_string()), "allow", algorithm);
    }
}

#[test]
fn row_35_a_signature_by_another_key_of_the_set_does_not_hold() {
    let engine = engine("");
    let crossed =
        token(&with(header(), json!({ "kid": "k2" })).to_string(), &payload().to_string());
    let (reason, challenge) = verdict(&engine, &crossed);
    assert_eq!(reason, "bad_signature");
    assert!(challenge.unwrap().contains(r#"error_description="crypto/rsa: verification error""#));
    let message = crossed.rsplit_once('.').unwrap().0;
    let own = encode(sign("RS256", &SECOND, message.as_bytes()));
    assert_verdict(&engine, &format!("{message}.{own}"), "allow", "signed by the key it names");
}

#[test]
fn row_86_eleven_scopes_or_a_long_one_are_warned_of() {
    let list: Vec<String> = (0..11).map(|at| format!("s{at}")).collect();
    let scopes = |list: &[String]| {
        with_routes(&format!("  GET /x: {{ scopes: {{ any_of: [{}] }} }}\n", list.join(", ")))
    };
    assert_eq!(findings(&scopes(&list)), (vec![Code::QuotaExceeded], true));
    assert_eq!(findings(&scopes(&list[..10])), (vec![], true));
    assert_eq!(findings(&scopes(&["s".repeat(65)])), (vec![Code::LongScope], true));
    assert_eq!(findings(&scopes(&["s".repeat(64)])), (vec![], true));
    assert_eq!(Code::QuotaExceeded.severity(), Severity::Warning);
}

#[test]
fn row_87_scopes_without_an_authorizer_are_an_error() {
    let public = with_routes("  GET /x: { public: true, scopes: a }\n  GET /y: {}\n");
    assert_eq!(findings(&public), (vec![Code::PublicWithRequirement], false));
    let nobody = "version: 1\nroutes:\n  GET /x: { scopes: a }\n";
    assert_eq!(findings(nobody), (vec![Code::NoAuthorizer], false));
}

#[test]
fn row_113_route_keys_outside_the_grammar_are_errors() {
    for key in ["GET /x/", "/x", "get /x", "GET x", "GET /a{id}", "GET /{p+}/x", "GET /{}"] {
        let (codes, valid) = findings(&with_routes(&format!("  \"{key}\": {{}}\n")));
        assert!(!valid && codes.contains(&Code::InvalidRouteKey), "{key} {codes:?}");
    }
    assert!(findings(&with_routes("  \"GET /x/{p+}\": {}\n")).1);
}

#[test]
fn row_114_names_of_variables_do_not_tell_routes_apart() {
    let routes = "  \"GET /p/{id}\": {}\n  \"GET /p/{petId}\": {}\n";
    assert_eq!(findings(&with_routes(routes)), (vec![Code::DuplicateRoute], false));
}
