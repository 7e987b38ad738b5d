//! What the token readers of Envoy and Istio say of the tokens in their own tests.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::signatures::{engine as with_set, holds};
use super::{Tally, read_json};
use crate::signer::{NOW, engine, header, payload, token, with};
use crate::tokens::verdict;

const SUBJECT: &str = "`sub` and `jti` are not checked";

/// The payload of a token, where it can be read at all.
fn claims_of(token: &str) -> Option<Value> {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Claims of others, signed by us, with what our authorizer asks for in place of theirs; the claim
/// that the case is about stays.
fn signed_anew(claims: &Value, about: &str) -> String {
    let ours = json!({ "iss": "https://issuer.example/pool", "aud": "api", "exp": NOW + 60 });
    let mut claims = claims.clone();
    for (name, value) in ours.as_object().unwrap().iter().filter(|(name, _)| *name != about) {
        claims[name] = value.clone();
    }
    token(&header().to_string(), &claims.to_string())
}

/// The reasons here that say what a status of Envoy's reader says of a header or the form.
fn reasons(status: &str) -> &'static [&'static str] {
    match status {
        // Theirs is a reader alone: then the key is looked for.
        "Ok" => &["unknown_key", "unsupported_algorithm"],
        "JwtBadFormat" => &["malformed_token", "missing_token"],
        "JwtHeaderBadAlg" | "JwtHeaderNotImplementedAlg" => &["unsupported_algorithm"],
        "JwtHeaderBadKid" => &["unknown_key"],
        _ => &["malformed_token"],
    }
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_reader_of_envoy_agrees() {
    let cases = read_json("jwt-parse-envoy/cases.json");
    let cases = cases.as_array().unwrap();
    let engine = engine("");
    let mut tally = Tally::default();
    for case in cases {
        let [name, text, status] =
            ["name", "token", "status"].map(|key| case[key].as_str().unwrap());
        let of_payload = status.strip_prefix("JwtPayloadParseError").map(str::to_ascii_lowercase);
        let (reason, taken, cause) = if let Some(fault) = of_payload {
            // A payload is read after the signature, so it is signed by us.
            let about = fault.get(..3).unwrap();
            let sent = signed_anew(&claims_of(text).unwrap_or_default(), about);
            let expected = match about {
                "iss" => "wrong_issuer",
                "aud" => "wrong_audience",
                _ => "malformed_token",
            };
            let cause = ["sub", "jti"].contains(&about).then_some(SUBJECT);
            let reason = verdict(&engine, &sent).0;
            let taken = reason == expected;
            (reason, taken, cause)
        } else {
            let reason = verdict(&engine, text).0;
            let taken = reasons(status).contains(&reason.as_str());
            (reason, taken, None)
        };
        tally.take(taken, cause, || format!("{name}: {status}, {reason}"));
        if status == "Ok" {
            let anew = signed_anew(&claims_of(text).unwrap_or(payload()), "");
            let reason = verdict(&engine, &anew).0;
            assert!(["allow", "insufficient_scope"].contains(&&*reason), "{name}: {reason}");
        }
    }
    tally.assert_all(cases.len(), 24, &[SUBJECT]);
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
fn the_tokens_of_istio_are_verified_or_refused_as_theirs() {
    let rows = read_json("istio-jwt/tokens.json");
    let rows = rows.as_array().unwrap();
    let jwks = read_json("istio-jwt/jwks.json");
    for row in rows {
        let [name, text] = ["name", "token"].map(|key| row[key].as_str().unwrap());
        let good = row["claims"].is_object();
        assert_eq!(holds(&with_set(&jwks), text), good, "{name}");
        if !good {
            assert_eq!(verdict(&engine(""), text).0, "malformed_token", "{name}");
            continue;
        }
        let claims = &row["claims"];
        // Their issuers take a token without audience, and look at `exp` before it; ours never.
        let audience = claims["aud"].as_str().unwrap_or("api");
        let policy = crate::signer::policy("")
            .replace("https://issuer.example/pool", claims["iss"].as_str().unwrap())
            .replace("[api, other-api]", &format!("[{audience}]"));
        let keys = engine::KeySet::from_json(jwks.to_string().as_bytes()).unwrap();
        let theirs = crate::strategies::compile(&policy).with_keys("main", keys);
        let expired = name.contains("Expired");
        let verified = if expired { "expired" } else { "insufficient_scope" };
        let first = if claims["aud"].is_null() { "wrong_audience" } else { verified };
        assert_eq!(verdict(&theirs, text).0, first, "{name}");
        let ours = engine::KeySet::from_json(crate::signer::key_set().to_string().as_bytes());
        let anew = crate::strategies::compile(&policy).with_keys("main", ours.unwrap());
        let scoped = with(claims.clone(), json!({ "aud": audience, "scope": "order/post.order" }));
        let expected = if expired { "expired" } else { "allow" };
        let sent = token(&header().to_string(), &scoped.to_string());
        assert_eq!(verdict(&anew, &sent).0, expected, "{name}");
    }
    assert!(rows.len() >= 9);
}
