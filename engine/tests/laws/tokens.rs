//! Tokens by table: the form, header and key rules of section 3.3, one broken at a time.

use engine::{Engine, Request};
use serde_json::{Value, json};

use crate::signer::{FIRST, SECOND};
use crate::signer::{NOW, encode, engine, header, payload, rsa_jwk, sign, token, with};

/// What a token comes to: `allow` or the reason, with the challenge's description.
pub(crate) fn verdict(engine: &Engine, token: &str) -> (String, Option<String>) {
    let request =
        Request::new("POST", "/order").with_header("Authorization", format!("Bearer {token}"));
    let decision = engine.decide(&request, NOW);
    let reason = decision.reason().map_or("allow", engine::DenyReason::as_str).to_owned();
    (reason, decision.challenge().map(|challenge| challenge.to_string()))
}

pub(crate) fn assert_verdict(engine: &Engine, token: &str, expected: &str, name: &str) {
    let (reason, challenge) = verdict(engine, token);
    assert_eq!(reason, expected, "{name}");
    let start = r#"Bearer scope="order/post.order" error="invalid_token" error_description=""#;
    match challenge {
        Some(text) if expected != "insufficient_scope" => {
            assert!(text.starts_with(start), "{text}");
        }
        _ => assert!(matches!(expected, "allow" | "insufficient_scope"), "{name}"),
    }
}

fn assert_described(engine: &Engine, token: &str, reason: &str, description: &str) {
    let challenge = format!(
        r#"Bearer scope="order/post.order" error="invalid_token" error_description="{description}""#
    );
    assert_eq!(verdict(engine, token), (reason.to_owned(), Some(challenge)));
}

fn of_header(members: Value) -> String {
    token(&with(header(), members).to_string(), &payload().to_string())
}

#[test]
fn the_good_token_passes() {
    let good = token(&header().to_string(), &payload().to_string());
    assert_eq!(verdict(&engine(""), &good), ("allow".to_owned(), None));
}

#[test]
fn anything_but_three_segments_is_malformed_and_told_as_the_gateway_does() {
    let engine = engine("");
    let good = token(&header().to_string(), &payload().to_string());
    let unsigned = good.rsplit_once('.').unwrap().0.to_owned();
    let text = "token contains an invalid number of segments";
    for bad in [
        "not-a-token",
        &unsigned,
        &format!("{good}.x"),
        &format!("{good}.a.b"),
        &format!("{good},{good}"),
    ] {
        assert_described(&engine, bad, "malformed_token", text);
    }
}

#[test]
fn segments_are_base64url_without_padding_and_without_spare_bits() {
    let engine = engine("");
    let good = token(&header().to_string(), &payload().to_string());
    // A signature of 256 bytes ends in a sign that holds four spare bits.
    let last = good.chars().last().unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let at = alphabet.find(last).unwrap();
    let spare = &alphabet[at + 1..at + 2];
    let cut = &good[..good.len() - 1];
    let (first, rest) = good.split_once('.').unwrap();
    for bad in [
        format!("{good}="),
        format!("{good}=="),
        format!("{cut}{spare}"),
        format!("{first}=.{rest}"),
        format!("{first}\n.{rest}"),
        format!("{cut}+"),
        format!("{cut}/"),
        format!("{good}AAA"),
        format!("!{good}"),
        format!(".{rest}"),
        format!(" {good}"),
    ] {
        assert_verdict(&engine, &bad, "malformed_token", &bad);
    }
    assert_verdict(&engine, "..", "malformed_token", "nothing");
    assert_verdict(
        &engine,
        &format!("{}.", good.rsplit_once('.').unwrap().0),
        "bad_signature",
        "unsigned",
    );
}

#[test]
fn header_and_payload_are_objects_without_doubled_names() {
    let engine = engine("");
    let (good_header, good) = (header().to_string(), payload().to_string());
    let inner = good.trim_start_matches('{');
    for bad in [
        r#"{"alg":"RS256","kid":"k1","kid":"k1"}"#.to_owned(),
        r#"{"alg":"RS256","kid":"k1","x":{"a":1,"a":1}}"#.to_owned(),
        r#"{"alg":"RS256","kid":"k1","\u006bid":"k1"}"#.to_owned(),
        format!("[{good_header}]"),
        format!("{good_header} x"),
        "null".to_owned(),
        String::new(),
    ] {
        assert_verdict(&engine, &token(&bad, &good), "malformed_token", &bad);
    }
    for bad in [
        format!(r#"{{"iss":"https://evil.example",{inner}"#),
        format!(r#"{{"x":[{{"a":1,"a":2}}],{inner}"#),
        format!("[{good}]"),
        "not json".to_owned(),
        String::new(),
        format!("\u{feff}{good}"),
    ] {
        assert_verdict(&engine, &token(&good_header, &bad), "malformed_token", &bad);
    }
}

#[test]
fn nesting_ends_at_thirty_two_levels() {
    let engine = engine("");
    let nested = |levels: usize| (2..levels).fold(json!([]), |inner, _| json!([inner]));
    for (levels, expected) in [(32, "allow"), (33, "malformed_token"), (200, "malformed_token")] {
        let claims = with(payload(), json!({ "deep": nested(levels) }));
        let deep = token(&header().to_string(), &claims.to_string());
        assert_verdict(&engine, &deep, expected, "payload");
        assert_verdict(&engine, &of_header(json!({ "deep": nested(levels) })), expected, "header");
    }
}

#[test]
fn extensions_of_the_header_are_refused_whatever_they_say() {
    let engine = engine("");
    for name in ["crit", "b64", "cty", "zip", "enc"] {
        for value in [json!(null), json!([]), json!(true), json!("JWT"), json!(["exp"])] {
            assert_verdict(&engine, &of_header(json!({ name: value })), "malformed_token", name);
        }
    }
    for ignored in ["jwk", "jku", "x5u", "x5c", "x5t", "other"] {
        let jwk = rsa_jwk(&SECOND, "k1");
        assert_verdict(&engine, &of_header(json!({ ignored: jwk })), "allow", ignored);
    }
}

#[test]
fn types_of_token_are_told_apart_by_typ() {
    let engine = engine("");
    for good in
        ["JWT", "jwt", "Jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+JWT"]
    {
        assert_verdict(&engine, &of_header(json!({ "typ": good })), "allow", good);
    }
    for bad in [
        json!(null),
        json!(""),
        json!("JWE"),
        json!("application/jwt"),
        json!("logout+jwt"),
        json!("JWT "),
        json!(1),
        json!(["JWT"]),
    ] {
        assert_verdict(
            &engine,
            &of_header(json!({ "typ": bad })),
            "malformed_token",
            &bad.to_string(),
        );
    }
}

#[test]
fn algorithms_that_are_not_taken_are_told_as_the_gateway_does() {
    let engine = engine("");
    for (algorithm, text) in [
        (json!("ES256"), "signing method ES256 is invalid"),
        (json!("HS256"), "signing method HS256 is invalid"),
        (json!("none"), "signing method none is invalid"),
        (json!("rs256"), "signing method (alg) is unavailable."),
        (json!("None"), "signing method (alg) is unavailable."),
        (json!("XX\" error=\"x"), "signing method (alg) is unavailable."),
        (json!("GONE"), "signing method (alg) is unspecified."),
        (json!(null), "signing method (alg) is unspecified."),
        (json!(["RS256"]), "signing method (alg) is unspecified."),
    ] {
        let bad = of_header(json!({ "alg": algorithm }));
        assert_described(&engine, &bad, "unsupported_algorithm", text);
    }
    for algorithm in ["PS256", "ES384", "EdDSA", "RS1", "RS256 "] {
        let bad = of_header(json!({ "alg": algorithm }));
        assert_verdict(&engine, &bad, "unsupported_algorithm", algorithm);
    }
}

#[test]
fn the_key_is_named_by_kid_and_by_nothing_else() {
    let all = engine("");
    let without_keys = crate::strategies::compile(&crate::signer::policy(""));
    for kid in [
        json!("GONE"),
        json!(null),
        json!(""),
        json!(1),
        json!(["k1"]),
        json!("K1"),
        json!("k1 "),
        json!("k9"),
    ] {
        let bad = of_header(json!({ "kid": kid }));
        assert_verdict(&all, &bad, "unknown_key", &kid.to_string());
        let named = kid.as_str().is_some_and(|kid| !kid.is_empty() && kid != "GONE");
        let expected = if named { "keys_unavailable" } else { "unknown_key" };
        assert_verdict(&without_keys, &bad, expected, &kid.to_string());
    }
    let discovered = "OIDC discovery endpoint communication error";
    assert_described(&without_keys, &of_header(json!({})), "keys_unavailable", discovered);
    let line = "    jwks_uri: https://keys.example/jwks.json\n";
    let by_address = crate::strategies::compile(&crate::signer::policy(line));
    assert_described(
        &by_address,
        &of_header(json!({})),
        "keys_unavailable",
        "JWKS communication error",
    );
}

#[test]
fn every_public_key_algorithm_verifies_when_it_is_listed() {
    let ids = [
        ("RS256", "k1"),
        ("RS384", "k1"),
        ("RS512", "k1"),
        ("PS256", "k1"),
        ("PS384", "k1"),
        ("PS512", "k1"),
        ("ES256", "p256"),
        ("ES384", "p384"),
        ("EdDSA", "ed"),
    ];
    let names: Vec<&str> = ids.iter().map(|(name, _)| *name).collect();
    let all = engine(&format!("    algorithms: [{}]\n", names.join(", ")));
    for (algorithm, own) in ids {
        let alone = engine(&format!("    algorithms: [{algorithm}]\n"));
        for (other, id) in ids {
            let signed = of_header(json!({ "alg": other, "kid": id }));
            assert_verdict(&all, &signed, "allow", other);
            let listed = if other == algorithm { "allow" } else { "unsupported_algorithm" };
            assert_verdict(&alone, &signed, listed, other);
            let fits = id == own;
            let crossed = of_header(json!({ "alg": other, "kid": own }));
            assert_verdict(
                &all,
                &crossed,
                if fits { "allow" } else { "unsupported_algorithm" },
                own,
            );
        }
        // The name says another algorithm than the signature was made with.
        let (head, body) = (with(header(), json!({ "alg": algorithm, "kid": own })), payload());
        let message = format!("{}.{}", encode(head.to_string()), encode(body.to_string()));
        let other = if algorithm == "RS256" { "PS256" } else { "RS256" };
        let signed = format!("{message}.{}", encode(sign(other, &FIRST, message.as_bytes())));
        assert_verdict(&all, &signed, "bad_signature", algorithm);
    }
}

#[test]
fn a_token_has_at_most_sixteen_kibibytes() {
    let engine = engine("");
    let long = |filler: usize| {
        let claims = with(payload(), json!({ "x": "y".repeat(filler) }));
        token(&header().to_string(), &claims.to_string())
    };
    let largest = (11_000..12_500).rev().find(|filler| long_enough(*filler)).unwrap();
    assert_verdict(&engine, &long(largest), "allow", "the longest");
    assert_verdict(&engine, &long(largest + 3), "malformed_token", "over it");
}

/// Whether a token with so many bytes of filling has 16 KiB or less, by its encoding alone.
fn long_enough(filler: usize) -> bool {
    let claims = with(payload(), json!({ "x": "" })).to_string().len() + filler;
    encode(header().to_string()).len() + 1 + (claims * 4).div_ceil(3) + 1 + 342 <= 16 << 10
}
