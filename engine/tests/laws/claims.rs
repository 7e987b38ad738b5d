//! Tokens by table: issuer, audience, time and scopes of section 3.3, and which fault comes first.

use engine::{Capacity, Request, TokenCache};
use serde_json::{Value, json};

use crate::signer::{NOW, engine, header, payload, token, with};
use crate::tokens::{assert_verdict, verdict};

fn of_claims(members: Value) -> String {
    token(&header().to_string(), &with(payload(), members).to_string())
}

fn assert_each(lines: &str, name: &str, table: &[(Value, &str)]) {
    let engine = engine(lines);
    for (value, expected) in table {
        let signed = of_claims(json!({ name: value }));
        assert_verdict(&engine, &signed, expected, &format!("{name}: {value}"));
    }
}

#[test]
fn the_issuer_is_equal_byte_for_byte() {
    let own = "https://issuer.example/pool";
    let wrong = "wrong_issuer";
    assert_each(
        "",
        "iss",
        &[
            (json!(own), "allow"),
            (json!(format!("{own}/")), wrong),
            (json!("https://issuer.example/Pool"), wrong),
            (json!("http://issuer.example/pool"), wrong),
            (json!([own]), wrong),
            (json!(""), wrong),
            (json!(null), wrong),
            (json!("GONE"), wrong),
            (json!(5), wrong),
        ],
    );
}

#[test]
fn the_audience_is_aud_and_only_in_its_absence_client_id() {
    let wrong = "wrong_audience";
    let table = [
        (json!("api"), "allow"),
        (json!("other-api"), "allow"),
        (json!("API"), wrong),
        (json!(""), wrong),
        (json!(["x", "api"]), "allow"),
        (json!(["x", "y"]), wrong),
        (json!([]), wrong),
        (json!(["api", 5]), wrong),
        (json!([["api"]]), wrong),
        (json!({ "api": true }), wrong),
        (json!(null), wrong),
        (json!(true), wrong),
        (json!("GONE"), wrong),
    ];
    assert_each("", "aud", &table);
    let engine = engine("");
    for (client, alone) in [
        (json!("api"), "allow"),
        (json!("stranger"), wrong),
        (json!(["api"]), wrong),
        (json!(null), wrong),
        (json!(""), wrong),
    ] {
        for (audience, expected) in &table {
            let expected = if *audience == "GONE" { alone } else { expected };
            let signed = of_claims(json!({ "aud": audience, "client_id": client }));
            assert_verdict(&engine, &signed, expected, &format!("{audience} {client}"));
        }
    }
}

#[test]
fn the_token_ends_at_exp() {
    let (over, malformed) = ("expired", "malformed_token");
    assert_each(
        "",
        "exp",
        &[
            (json!(NOW + 1), "allow"),
            (json!(NOW), over),
            (json!(NOW - 1), over),
            (serde_json::from_str(&format!("{NOW}.5")).unwrap(), "allow"),
            (serde_json::from_str("1.9e9").unwrap(), "allow"),
            (serde_json::from_str(&format!("{}.5", NOW - 1)).unwrap(), over),
            (json!(0), over),
            (json!(-1), malformed),
            (json!(-0.5), malformed),
            (json!(253_402_300_799_i64), "allow"),
            (json!(253_402_300_800_i64), malformed),
            (json!(NOW * 1000), malformed),
            (json!(u64::MAX), malformed),
            (serde_json::from_str("1e300").unwrap(), malformed),
            (json!((NOW + 60).to_string()), malformed),
            (json!(null), malformed),
            (json!("GONE"), malformed),
            (json!(true), malformed),
            (json!([NOW + 60]), malformed),
        ],
    );
}

#[test]
fn the_token_begins_at_nbf_and_was_issued_at_iat() {
    for (name, early) in [("nbf", "not_yet_valid"), ("iat", "issued_in_future")] {
        let malformed = "malformed_token";
        assert_each(
            "",
            name,
            &[
                (json!(NOW - 1), "allow"),
                (json!(NOW), "allow"),
                (json!(NOW + 1), early),
                (serde_json::from_str(&format!("{NOW}.5")).unwrap(), early),
                (json!(0), "allow"),
                (json!("GONE"), "allow"),
                (json!(null), malformed),
                (json!(-1), malformed),
                (json!(NOW * 1000), malformed),
                (json!((NOW - 1).to_string()), malformed),
                (json!(false), malformed),
            ],
        );
    }
}

#[test]
fn leeway_moves_every_border_and_nothing_else() {
    let lines = "    leeway_seconds: 30\n";
    let malformed = "malformed_token";
    assert_each(
        lines,
        "exp",
        &[(json!(NOW - 29), "allow"), (json!(NOW - 30), "expired"), (json!(NOW - 31), "expired")],
    );
    assert_each(lines, "nbf", &[(json!(NOW + 30), "allow"), (json!(NOW + 31), "not_yet_valid")]);
    assert_each(
        lines,
        "iat",
        &[
            (json!(NOW + 30), "allow"),
            (json!(NOW + 31), "issued_in_future"),
            (json!(-1), malformed),
        ],
    );
    let engine = engine(lines);
    for name in ["nbf", "iat"] {
        let crossed = of_claims(json!({ "exp": NOW + 5, name: NOW + 6 }));
        assert_verdict(&engine, &crossed, malformed, name);
        let touching = of_claims(json!({ "exp": NOW + 5, name: NOW + 5 }));
        assert_verdict(&engine, &touching, "allow", name);
    }
}

#[test]
fn a_bound_token_is_refused_and_what_is_not_ours_to_check_is_not_checked() {
    assert_each(
        "",
        "cnf",
        &[
            (json!({ "jkt": "x" }), "malformed_token"),
            (json!(null), "malformed_token"),
            (json!("GONE"), "allow"),
        ],
    );
    for (name, value) in [("sub", json!(5)), ("jti", json!(null)), ("token_use", json!("id"))] {
        assert_each("", name, &[(value, "allow")]);
    }
}

/// Faults in the order of the checks: each hides all that follow.
#[test]
fn of_several_faults_the_first_in_order_is_told() {
    let engine = engine("");
    let faults = [
        ("iss", json!("x"), "wrong_issuer"),
        ("aud", json!("x"), "wrong_audience"),
        ("exp", json!(NOW - 10), "expired"),
        ("nbf", json!(NOW + 10), "not_yet_valid"),
        ("iat", json!(NOW + 10), "issued_in_future"),
        ("cnf", json!({}), "malformed_token"),
        ("scope", json!("other"), "insufficient_scope"),
    ];
    for first in 0..faults.len() {
        for second in first..faults.len() {
            let (one, other) = (&faults[first], &faults[second]);
            let claims = with(payload(), json!({ one.0: one.1 }));
            let claims = with(claims, json!({ other.0: other.1 })).to_string();
            let signed = token(&header().to_string(), &claims);
            assert_verdict(&engine, &signed, one.2, &format!("{} {}", one.0, other.0));
            let unsigned = format!("{}.AAAA", signed.rsplit_once('.').unwrap().0);
            assert_verdict(&engine, &unsigned, "bad_signature", one.0);
            let strange = token(r#"{"alg":"RS256","kid":"k9"}"#, &claims);
            assert_verdict(&engine, &strange, "unknown_key", one.0);
            let other = token(r#"{"alg":"ES512","kid":"k9"}"#, &claims);
            assert_verdict(&engine, &other, "unsupported_algorithm", one.0);
            let odd = token(r#"{"alg":"ES512","kid":"k9","crit":[]}"#, &claims);
            assert_verdict(&engine, &odd, "malformed_token", one.0);
        }
    }
}

#[test]
fn challenges_that_are_known_are_byte_for_byte() {
    let engine = engine("");
    for (members, error, text) in [
        (json!({ "aud": "x" }), "invalid_token", "the token does not have a valid audience"),
        (json!({ "exp": NOW - 1 }), "invalid_token", "the token has expired"),
        (json!({ "scope": "x" }), "insufficient_scope", "expected scopes: [order/post.order]"),
    ] {
        let expected = format!(
            r#"Bearer scope="order/post.order" error="{error}" error_description="{text}""#
        );
        assert_eq!(verdict(&engine, &of_claims(members)).1, Some(expected));
    }
}

#[test]
fn scopes_are_read_from_scope_or_in_its_absence_from_scp() {
    let short = "insufficient_scope";
    let table = [
        (json!("order/post.order"), "allow"),
        (json!("a order/post.order b"), "allow"),
        (json!("  a   order/post.order "), "allow"),
        (json!("a\u{a0}order/post.order"), short),
        (json!("a,order/post.order"), short),
        (json!("Order/post.order"), short),
        (json!("order/post.orders"), short),
        (json!("order/*"), short),
        (json!(["order/post.order"]), "allow"),
        (json!(["a order/post.order"]), short),
        (json!(["order/post.order", 5]), short),
        (json!(""), short),
        (json!({ "order/post.order": true }), short),
        (json!(true), short),
    ];
    assert_each("", "scope", &table);
    let engine = engine("");
    for (value, expected) in &table {
        for absent in ["GONE", "null"] {
            let absent = if absent == "null" { Value::Null } else { json!(absent) };
            let signed = of_claims(json!({ "scope": absent, "scp": value }));
            assert_verdict(&engine, &signed, expected, &format!("scp {value}"));
        }
        let shadowed = of_claims(json!({ "scope": "other", "scp": value }));
        assert_verdict(&engine, &shadowed, short, &format!("shadowed {value}"));
    }
}

#[test]
fn a_control_character_in_a_claim_that_names_something_is_malformed() {
    let engine = engine("");
    for name in ["iss", "sub", "aud", "client_id", "scope", "scp", "jti"] {
        for control in ["\u{0}", "\t", "\n", "\r", "\u{1b}", "\u{1f}", "\u{7f}"] {
            let own = payload().get(name).and_then(Value::as_str).unwrap_or("some").to_owned();
            let text = format!("{own}{control}");
            for value in [json!(text), json!(["api", text])] {
                let signed = of_claims(json!({ name: value }));
                assert_verdict(&engine, &signed, "malformed_token", &format!("{name} {value}"));
            }
        }
    }
    // Elsewhere, and where they are only written as escapes, characters are the issuer's business.
    for members in [
        json!({ "note": "a\u{0}b" }),
        json!({ "sub": "a\\n\"b\"" }),
        json!({ "sub": "\u{e9}\u{85}\u{2028}" }),
    ] {
        assert_verdict(&engine, &of_claims(members.clone()), "allow", &members.to_string());
    }
}

#[test]
fn what_only_a_leeway_lets_pass_is_not_the_gateways() {
    let engine = engine("    leeway_seconds: 30\n");
    let cache = TokenCache::new(Capacity::default());
    for (claim, past, expected) in [
        ("nbf", 1, "documented"),
        ("exp", -1, "documented"),
        ("exp", 0, "ours"),
        ("exp", 29, "ours"),
        ("nbf", -30, "ours"),
        ("iat", -1, "ours"),
    ] {
        let value = format!("Bearer {}", of_claims(json!({ claim: NOW - past })));
        let request = Request::new("POST", "/order").with_header("Authorization", value);
        for tokens in [cache.pin(), cache.pin()] {
            let cached = engine.decide_cached(&request, NOW, &tokens);
            for one in [engine.decide(&request, NOW), cached] {
                assert!(one.is_allowed(), "{claim} {past}");
                let certainty = engine.certainty(&request, &one).as_str();
                assert_eq!(certainty, expected, "{claim} {past}");
            }
        }
    }
}
