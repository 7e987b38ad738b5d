//! What each fault does to a token, told from its bytes alone.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::mint::{
    Fault, KeyStore, Minter, Place, Profile, Recipe, SigningAlgorithm,
    key::tests::holds,
    tests::{NOW, POOL, issuer, spoilt},
};

fn named(name: &str) -> Fault {
    name.parse().unwrap()
}

struct Bench {
    minter: Minter,
    good: String,
}

/// A token in its segments, with what can be read of them.
struct Seen {
    token: String,
    segments: Vec<String>,
    header: Value,
    payload: Value,
    /// Whether the signature is the issuer's over the first two segments as they are written.
    holds: bool,
}

impl Bench {
    fn new() -> Self {
        let minter = Minter::new(KeyStore::fresh());
        let good = minter.mint(&issuer(SigningAlgorithm::Rs256), &Recipe::default(), NOW).unwrap();
        Self { minter, good }
    }

    fn seen(&self, recipe: &Recipe) -> Seen {
        let issuer = issuer(SigningAlgorithm::Rs256);
        let token = self.minter.mint(&issuer, recipe, NOW).unwrap();
        let segments: Vec<String> = token.split('.').map(str::to_owned).collect();
        let read = |segment: &String| {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(segment).unwrap_or_default();
            serde_json::from_slice(&bytes).unwrap_or_default()
        };
        let message = segments.iter().take(2).cloned().collect::<Vec<_>>().join(".");
        let signature = segments.get(2).and_then(|last| BASE64_URL_SAFE_NO_PAD.decode(last).ok());
        let jwk = &self.minter.jwks(&issuer).unwrap()["keys"][0];
        let holds = signature.is_some_and(|signature| {
            holds(jwk, SigningAlgorithm::Rs256, message.as_bytes(), &signature)
        });
        Seen {
            header: read(&segments[0]),
            payload: segments.get(1).map(read).unwrap_or_default(),
            token,
            segments,
            holds,
        }
    }

    fn fault(&self, fault: Fault) -> Seen {
        self.seen(&spoilt(fault))
    }
}

fn bytes(segment: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(segment).unwrap()
}

/// Faults that an issuer with RS256 can have, and whose parts are three segments.
fn of_rs256() -> impl Iterator<Item = Fault> {
    let others = [Place::Pss, Place::Curve, Place::Edwards];
    Fault::all().iter().copied().filter(move |fault| !others.contains(&fault.place()))
}

#[test]
fn no_fault_leaves_token_and_key_set_as_they_were() {
    let bench = Bench::new();
    let issuer = issuer(SigningAlgorithm::Rs256);
    let set = |recipe: &Recipe| bench.minter.jwks_text(&issuer, recipe, NOW).unwrap();
    let good = set(&Recipe::default());
    for fault in of_rs256().filter(|fault| fault.as_str() != "control_good") {
        let changed = set(&spoilt(fault)) != good;
        assert_eq!(changed, fault.is_of_keys(), "{fault}");
        // A Cognito token has `client_id` and a role nowhere.
        let same = ["control_client_id", "scope_missing"].contains(&fault.as_str());
        assert!(changed || same || bench.fault(fault).token != bench.good, "{fault}");
    }
}

#[test]
fn a_fault_of_claims_or_header_is_signed_by_the_issuer() {
    let bench = Bench::new();
    let forms = ["json_serialization", "b64_unencoded_payload", "two_segments", "only_dots"];
    for fault in of_rs256().filter(|fault| !forms.contains(&fault.as_str())) {
        let of_others = |step: &String| {
            let around = step.starts_with("Around(") && !step.starts_with("Around(\"\", \".");
            step.starts_with("Sign") || step.starts_with("Encode") || around
        };
        let signed_well = !fault.recipe().iter().any(of_others) || fault.as_str() == "leading_dot";
        let seen = bench.fault(fault);
        let holds = if fault.as_str() == "leading_dot" { signed_well } else { seen.holds };
        assert_eq!(holds, signed_well, "{fault}");
    }
}

#[test]
fn faults_of_the_key() {
    let bench = Bench::new();
    let known = bench.seen(&Recipe::default()).header["kid"].clone();
    for fault in
        [named("signed_by_unknown_key"), named("embedded_jwk"), named("alg_hs256_with_public_key")]
    {
        assert_eq!(bench.fault(fault).header["kid"], known);
    }
    let embedded = bench.fault(named("embedded_jwk"));
    let message = format!("{}.{}", embedded.segments[0], embedded.segments[1]);
    let signature = bytes(&embedded.segments[2]);
    let jwk = &embedded.header["jwk"];
    assert_ne!(jwk["kid"], known);
    assert!(holds(jwk, SigningAlgorithm::Rs256, message.as_bytes(), &signature));
    let unknown = bench.fault(named("unknown_kid")).header["kid"].clone();
    assert!(unknown != known && unknown.as_str().unwrap().len() == known.as_str().unwrap().len());
    assert_eq!(bench.fault(named("empty_kid")).header["kid"], "");
    assert_eq!(bench.fault(named("no_kid")).header.get("kid"), None);
}

#[test]
fn faults_of_the_algorithm() {
    let bench = Bench::new();
    let algorithm = |fault| bench.fault(fault).header.get("alg").cloned();
    assert_eq!(algorithm(named("alg_none")), Some("none".into()));
    assert_eq!(algorithm(named("alg_none_mixed_case")), Some("nOnE".into()));
    assert_eq!(algorithm(named("alg_hs256_with_public_key")), Some("HS256".into()));
    assert_eq!(algorithm(named("alg_es256_header")), Some("ES256".into()));
    assert_eq!(algorithm(named("alg_lower_case")), Some("rs256".into()));
    assert_eq!(algorithm(named("alg_rs512_over_rs256_signature")), Some("RS512".into()));
    assert_eq!(algorithm(named("alg_missing")), None);
    assert_eq!(bench.fault(named("alg_none")).segments[2], "");
    assert_eq!(bytes(&bench.fault(named("alg_hs256_with_public_key")).segments[2]).len(), 32);
}

#[test]
fn faults_of_issuer_and_audience() {
    let bench = Bench::new();
    let claim = |fault, name| bench.fault(fault).payload.get(name).cloned();
    assert_eq!(claim(named("wrong_issuer"), "iss"), Some(format!("{POOL}-other").into()));
    assert_eq!(claim(named("issuer_with_trailing_slash"), "iss"), Some(format!("{POOL}/").into()));
    assert_eq!(claim(named("issuer_missing"), "iss"), None);
    assert!(
        claim(named("issuer_array"), "iss").unwrap().as_array().unwrap().contains(&POOL.into())
    );
    // `client-other` is an audience of the issuer too.
    assert_eq!(claim(named("wrong_audience"), "client_id"), Some("client-other-other".into()));
    assert_eq!(claim(named("audience_missing"), "client_id"), None);
    assert_eq!(claim(named("audience_missing"), "aud"), None);
    assert_eq!(claim(named("audience_number"), "aud"), Some(5.into()));
    let rfc = Recipe { profile: Some(Profile::Rfc9068), ..spoilt(named("wrong_audience")) };
    assert_eq!(bench.seen(&rfc).payload["aud"], "client-other-other");
}

#[test]
fn faults_of_time() {
    let bench = Bench::new();
    let claim = |fault, name| bench.fault(fault).payload.get(name).cloned();
    assert_eq!(claim(named("expired"), "exp"), Some((NOW - 1).into()));
    assert_eq!(claim(named("expired"), "iat"), Some((NOW - 3_601).into()));
    assert_eq!(claim(named("expires_now"), "exp"), Some(NOW.into()));
    assert_eq!(claim(named("exp_missing"), "exp"), None);
    assert_eq!(claim(named("exp_null"), "exp"), Some(Value::Null));
    assert_eq!(claim(named("exp_string"), "exp"), Some("1767229200".into()));
    assert_eq!(claim(named("exp_in_milliseconds"), "exp"), Some((NOW * 1_000).into()));
    assert_eq!(claim(named("not_yet_valid"), "nbf"), Some((NOW + 600).into()));
    assert_eq!(claim(named("nbf_string"), "nbf"), Some("1767225540".into()));
    assert_eq!(claim(named("issued_in_future"), "iat"), Some((NOW + 600).into()));
    assert_eq!(claim(named("iat_string"), "iat"), Some("1767225600".into()));
    for (fault, name) in [(named("nbf_after_exp"), "nbf"), (named("iat_after_exp"), "iat")] {
        let payload = bench.fault(fault).payload;
        assert!(payload[name].as_i64() > payload["exp"].as_i64(), "{fault}");
        assert!(payload["exp"].as_i64() > Some(NOW), "{fault}");
    }
}

#[test]
fn a_member_said_twice_is_in_the_text_twice() {
    let bench = Bench::new();
    for (fault, segment, member) in [
        (named("duplicate_scope"), 1, r#""scope":"#),
        (named("duplicate_exp"), 1, r#""exp":"#),
        (named("duplicate_nested"), 1, r#""roles":"#),
        (named("header_duplicate_alg"), 0, r#""alg":"#),
    ] {
        let seen = bench.fault(fault);
        let text = String::from_utf8(bytes(&seen.segments[segment])).unwrap();
        assert_eq!(text.matches(member).count(), 2, "{fault}: {text}");
        // A lenient reader takes it.
        assert!(seen.header.is_object() && seen.payload.is_object(), "{fault}");
    }
}

#[test]
fn faults_of_the_json() {
    let bench = Bench::new();
    assert!(bench.fault(named("payload_array")).payload.is_array());
    assert!(bench.fault(named("header_array")).header.is_array());
    assert_eq!(bytes(&bench.fault(named("payload_not_json")).segments[1]), b"not json");
    assert_eq!(bytes(&bench.fault(named("header_not_json")).segments[0]), b"not json");
    let not_utf8 = bytes(&bench.fault(named("payload_not_utf8")).segments[1]);
    assert!(str::from_utf8(&not_utf8).is_err());
    let mended = String::from_utf8_lossy(&not_utf8).into_owned();
    assert!(serde_json::from_str::<Value>(&mended).unwrap().is_object());
    let mut levels = 1;
    let mut inner = &bench.fault(named("payload_deep")).payload["deep"];
    while let Some(list) = inner.as_array() {
        levels += 1;
        inner = list.first().unwrap_or(&Value::Null);
    }
    assert_eq!(levels, 33);
}

#[test]
fn faults_of_header_members() {
    let bench = Bench::new();
    for (fault, name, value) in [
        (named("crit_exp"), "crit", json!(["exp"])),
        (named("crit_unknown"), "crit", json!(["urn:example:unknown"])),
        (named("b64_false"), "b64", json!(false)),
        (named("cty_jwt"), "cty", json!("JWT")),
        (named("zip_def"), "zip", json!("DEF")),
        (named("enc_present"), "enc", json!("A256GCM")),
        (named("typ_dpop"), "typ", json!("dpop+jwt")),
        (named("typ_number"), "typ", json!(5)),
    ] {
        assert_eq!(bench.fault(fault).header[name], value, "{fault}");
    }
    assert!(bench.fault(named("cnf_bound")).payload["cnf"]["jkt"].is_string());
}

#[test]
fn faults_of_the_segments() {
    let bench = Bench::new();
    let good: Vec<&str> = bench.good.split('.').collect();
    let count = |fault| bench.fault(fault).segments.len();
    assert_eq!(count(named("two_segments")), 2);
    assert_eq!(count(named("four_segments")), 4);
    assert_eq!(count(named("five_segments")), 5);
    let stripped = bench.fault(named("signature_stripped"));
    assert_eq!((stripped.segments.len(), stripped.segments[2].as_str()), (3, ""));
    assert!(bench.fault(named("padded_segments")).segments.iter().all(|part| part.ends_with('=')));
    let standard = bench.fault(named("standard_alphabet")).token;
    assert!(standard.contains('/') && !standard.contains(['-', '_']));
    assert_eq!(bench.fault(named("newline_inside")).segments[1].matches('\n').count(), 1);
    assert!(bench.fault(named("space_before")).token.starts_with(" ey"));
    assert!(bench.fault(named("oversized")).token.len() > 16 * 1024);
    let trailing = bench.fault(named("trailing_bits"));
    assert!(BASE64_URL_SAFE_NO_PAD.decode(&trailing.segments[2]).is_err());
    assert_eq!(trailing.segments[2].len(), good[2].len());
}

#[test]
fn a_payload_changed_after_signing_has_the_old_signature() {
    let bench = Bench::new();
    let scoped = Recipe { scopes: Some(vec!["order/a".to_owned()]), ..Recipe::default() };
    let tampered = Recipe { fault: Some(named("tampered_payload")), ..scoped };
    let seen = bench.seen(&tampered);
    assert_eq!(seen.payload["scope"], "order/a admin");
    assert!(!seen.holds);
    let flipped = bytes(&bench.fault(named("flipped_signature_bit")).segments[2]);
    assert_eq!(flipped.len(), 256);
}

#[test]
fn a_fault_has_the_last_word() {
    let bench = Bench::new();
    let claims = json!({"exp": 1, "iss": "x"}).as_object().cloned().unwrap();
    let recipe = Recipe { claims, ..spoilt(named("expires_now")) };
    assert_eq!(bench.seen(&recipe).payload["exp"], NOW);
    assert_eq!(bench.seen(&recipe).payload["iss"], "x");
}
