//! What each fault does to a token, told from its bytes alone.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::mint::{
    Fault, KeyStore, MintError, Minter, Profile, Recipe, SigningAlgorithm, SigningKey,
    key::tests::holds,
    tests::{NOW, POOL, issuer, spoilt},
};

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
        let message = format!("{}.{}", segments[0], segments[1]);
        let signature = segments.get(2).and_then(|last| BASE64_URL_SAFE_NO_PAD.decode(last).ok());
        let jwk = &self.minter.jwks(&issuer).unwrap()["keys"][0];
        let holds = signature.is_some_and(|signature| {
            holds(jwk, SigningAlgorithm::Rs256, message.as_bytes(), &signature)
        });
        Seen { header: read(&segments[0]), payload: read(&segments[1]), token, segments, holds }
    }

    fn fault(&self, fault: Fault) -> Seen {
        self.seen(&spoilt(fault))
    }
}

fn bytes(segment: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(segment).unwrap()
}

#[test]
fn no_fault_leaves_a_token_as_it_was() {
    let bench = Bench::new();
    for &fault in Fault::ALL {
        assert_ne!(bench.fault(fault).token, bench.good, "{fault}");
    }
}

#[test]
fn a_fault_of_claims_or_header_is_signed_by_the_issuer() {
    let bench = Bench::new();
    for &fault in Fault::ALL {
        let signed_well = !matches!(fault.reason(), "bad_signature")
            && !fault.as_str().starts_with("alg_none")
            && !matches!(
                fault,
                Fault::AlgHs256WithPublicKey
                    | Fault::TwoSegments
                    | Fault::PaddedSegments
                    | Fault::StandardAlphabet
                    | Fault::TrailingBits
                    | Fault::SpaceBefore
            );
        assert_eq!(bench.fault(fault).holds, signed_well, "{fault}");
    }
}

#[test]
fn faults_of_the_key() {
    let bench = Bench::new();
    let known = bench.seen(&Recipe::default()).header["kid"].clone();
    for fault in [Fault::SignedByUnknownKey, Fault::EmbeddedJwk, Fault::AlgHs256WithPublicKey] {
        assert_eq!(bench.fault(fault).header["kid"], known);
    }
    let embedded = bench.fault(Fault::EmbeddedJwk);
    let message = format!("{}.{}", embedded.segments[0], embedded.segments[1]);
    let signature = bytes(&embedded.segments[2]);
    let jwk = &embedded.header["jwk"];
    assert_ne!(jwk["kid"], known);
    assert!(holds(jwk, SigningAlgorithm::Rs256, message.as_bytes(), &signature));
    let unknown = bench.fault(Fault::UnknownKid).header["kid"].clone();
    assert!(unknown != known && unknown.as_str().unwrap().len() == known.as_str().unwrap().len());
    assert_eq!(bench.fault(Fault::EmptyKid).header["kid"], "");
    assert_eq!(bench.fault(Fault::NoKid).header.get("kid"), None);
}

#[test]
fn faults_of_the_algorithm() {
    let bench = Bench::new();
    let algorithm = |fault| bench.fault(fault).header.get("alg").cloned();
    assert_eq!(algorithm(Fault::AlgNone), Some("none".into()));
    assert_eq!(algorithm(Fault::AlgNoneMixedCase), Some("nOnE".into()));
    assert_eq!(algorithm(Fault::AlgHs256WithPublicKey), Some("HS256".into()));
    assert_eq!(algorithm(Fault::AlgEs256Header), Some("ES256".into()));
    assert_eq!(algorithm(Fault::AlgLowerCase), Some("rs256".into()));
    assert_eq!(algorithm(Fault::AlgRs512OverRs256Signature), Some("RS512".into()));
    assert_eq!(algorithm(Fault::AlgMissing), None);
    assert_eq!(bench.fault(Fault::AlgNone).segments[2], "");
    assert_eq!(bytes(&bench.fault(Fault::AlgHs256WithPublicKey).segments[2]).len(), 32);
}

#[test]
fn faults_of_issuer_and_audience() {
    let bench = Bench::new();
    let claim = |fault, name| bench.fault(fault).payload.get(name).cloned();
    assert_eq!(claim(Fault::WrongIssuer, "iss"), Some(format!("{POOL}-other").into()));
    assert_eq!(claim(Fault::IssuerWithTrailingSlash, "iss"), Some(format!("{POOL}/").into()));
    assert_eq!(claim(Fault::IssuerMissing, "iss"), None);
    assert!(claim(Fault::IssuerArray, "iss").unwrap().as_array().unwrap().contains(&POOL.into()));
    // `client-other` is an audience of the issuer too.
    assert_eq!(claim(Fault::WrongAudience, "client_id"), Some("client-other-other".into()));
    assert_eq!(claim(Fault::AudienceMissing, "client_id"), None);
    assert_eq!(claim(Fault::AudienceMissing, "aud"), None);
    assert_eq!(claim(Fault::AudienceNumber, "aud"), Some(5.into()));
    let rfc = Recipe { profile: Some(Profile::Rfc9068), ..spoilt(Fault::WrongAudience) };
    assert_eq!(bench.seen(&rfc).payload["aud"], "client-other-other");
}

#[test]
fn faults_of_time() {
    let bench = Bench::new();
    let claim = |fault, name| bench.fault(fault).payload.get(name).cloned();
    assert_eq!(claim(Fault::Expired, "exp"), Some((NOW - 1).into()));
    assert_eq!(claim(Fault::Expired, "iat"), Some((NOW - 3_601).into()));
    assert_eq!(claim(Fault::ExpiresNow, "exp"), Some(NOW.into()));
    assert_eq!(claim(Fault::ExpMissing, "exp"), None);
    assert_eq!(claim(Fault::ExpNull, "exp"), Some(Value::Null));
    assert_eq!(claim(Fault::ExpString, "exp"), Some("1767229200".into()));
    assert_eq!(claim(Fault::ExpInMilliseconds, "exp"), Some(1_767_229_200_000_i64.into()));
    assert_eq!(claim(Fault::NotYetValid, "nbf"), Some((NOW + 600).into()));
    assert_eq!(claim(Fault::NbfString, "nbf"), Some("1767225540".into()));
    assert_eq!(claim(Fault::IssuedInFuture, "iat"), Some((NOW + 600).into()));
    assert_eq!(claim(Fault::IatString, "iat"), Some("1767225600".into()));
    for (fault, name) in [(Fault::NbfAfterExp, "nbf"), (Fault::IatAfterExp, "iat")] {
        let payload = bench.fault(fault).payload;
        assert!(payload[name].as_i64() > payload["exp"].as_i64(), "{fault}");
        assert!(payload["exp"].as_i64() > Some(NOW), "{fault}");
    }
}

#[test]
fn a_member_said_twice_is_in_the_text_twice() {
    let bench = Bench::new();
    for (fault, segment, member) in [
        (Fault::DuplicateScope, 1, r#""scope":"#),
        (Fault::DuplicateExp, 1, r#""exp":"#),
        (Fault::DuplicateNested, 1, r#""roles":"#),
        (Fault::HeaderDuplicateAlg, 0, r#""alg":"#),
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
    assert!(bench.fault(Fault::PayloadArray).payload.is_array());
    assert!(bench.fault(Fault::HeaderArray).header.is_array());
    assert_eq!(bytes(&bench.fault(Fault::PayloadNotJson).segments[1]), b"not json");
    assert_eq!(bytes(&bench.fault(Fault::HeaderNotJson).segments[0]), b"not json");
    let not_utf8 = bytes(&bench.fault(Fault::PayloadNotUtf8).segments[1]);
    assert!(str::from_utf8(&not_utf8).is_err());
    let mended = String::from_utf8_lossy(&not_utf8).into_owned();
    assert!(serde_json::from_str::<Value>(&mended).unwrap().is_object());
    let mut levels = 1;
    let mut inner = &bench.fault(Fault::PayloadDeep).payload["deep"];
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
        (Fault::CritExp, "crit", json!(["exp"])),
        (Fault::CritUnknown, "crit", json!(["urn:example:unknown"])),
        (Fault::B64False, "b64", json!(false)),
        (Fault::CtyJwt, "cty", json!("JWT")),
        (Fault::ZipDef, "zip", json!("DEF")),
        (Fault::EncPresent, "enc", json!("A256GCM")),
        (Fault::TypDpop, "typ", json!("dpop+jwt")),
        (Fault::TypNumber, "typ", json!(5)),
    ] {
        assert_eq!(bench.fault(fault).header[name], value, "{fault}");
    }
    assert!(bench.fault(Fault::CnfBound).payload["cnf"]["jkt"].is_string());
}

#[test]
fn faults_of_the_segments() {
    let bench = Bench::new();
    let good: Vec<&str> = bench.good.split('.').collect();
    let count = |fault| bench.fault(fault).segments.len();
    assert_eq!(count(Fault::TwoSegments), 2);
    assert_eq!(count(Fault::FourSegments), 4);
    assert_eq!(count(Fault::FiveSegments), 5);
    let stripped = bench.fault(Fault::SignatureStripped);
    assert_eq!((stripped.segments.len(), stripped.segments[2].as_str()), (3, ""));
    assert!(bench.fault(Fault::PaddedSegments).segments.iter().all(|part| part.ends_with('=')));
    let standard = bench.fault(Fault::StandardAlphabet).token;
    assert!(standard.contains('/') && !standard.contains(['-', '_']));
    assert_eq!(bench.fault(Fault::NewlineInside).segments[1].matches('\n').count(), 1);
    assert!(bench.fault(Fault::SpaceBefore).token.starts_with(" ey"));
    assert!(bench.fault(Fault::Oversized).token.len() > 16 * 1024);
    let trailing = bench.fault(Fault::TrailingBits);
    assert!(BASE64_URL_SAFE_NO_PAD.decode(&trailing.segments[2]).is_err());
    assert_eq!(trailing.segments[2].len(), good[2].len());
}

#[test]
fn a_payload_changed_after_signing_has_the_old_signature() {
    let bench = Bench::new();
    let scoped = Recipe { scopes: Some(vec!["order/a".to_owned()]), ..Recipe::default() };
    let tampered = Recipe { fault: Some(Fault::TamperedPayload), ..scoped };
    let seen = bench.seen(&tampered);
    assert_eq!(seen.payload["scope"], "order/a admin");
    assert!(!seen.holds);
    let flipped = bytes(&bench.fault(Fault::FlippedSignatureBit).segments[2]);
    assert_eq!(flipped.len(), 256);
}

#[test]
fn a_fault_has_the_last_word() {
    let bench = Bench::new();
    let claims = json!({"exp": 1, "iss": "x"}).as_object().cloned().unwrap();
    let recipe = Recipe { claims, ..spoilt(Fault::ExpiresNow) };
    assert_eq!(bench.seen(&recipe).payload["exp"], NOW);
    assert_eq!(bench.seen(&recipe).payload["iss"], "x");
}

#[test]
fn what_cannot_be_made_says_what_it_needs() {
    let minter = Minter::new(KeyStore::fresh());
    for (fault, algorithm) in [
        (Fault::AlgEs256Header, SigningAlgorithm::Es256),
        (Fault::AlgRs512OverRs256Signature, SigningAlgorithm::Es256),
        (Fault::TrailingBits, SigningAlgorithm::Es384),
    ] {
        let error = minter.mint(&issuer(algorithm), &spoilt(fault), NOW).unwrap_err();
        assert!(error.to_string().contains("needs an authorizer"), "{error}");
    }
    // 1536 bits are 192 bytes, a multiple of three.
    let weak = SigningKey::generate_weak(1_536, SigningAlgorithm::Rs256).unwrap();
    minter.keys().insert(POOL, weak);
    let rs256 = issuer(SigningAlgorithm::Rs256);
    assert!(minter.mint(&rs256, &spoilt(Fault::TrailingBits), NOW).is_err());
    assert!(minter.mint(&rs256, &spoilt(Fault::Expired), NOW).is_ok());
    for now in [i64::MIN, -1, 0, 283_996_799, 253_370_764_800, i64::MAX] {
        let es256 = issuer(SigningAlgorithm::Es256);
        let error = minter.mint(&es256, &spoilt(Fault::Expired), now).unwrap_err();
        assert!(matches!(error, MintError::FaultNeeds { fault: Fault::Expired, .. }), "{now}");
    }
}

#[test]
fn every_other_fault_can_be_made_for_every_algorithm() {
    let minter = Minter::new(KeyStore::fresh());
    for algorithm in [SigningAlgorithm::Es256, SigningAlgorithm::Es384, SigningAlgorithm::EdDsa] {
        for &fault in Fault::ALL {
            match minter.mint(&issuer(algorithm), &spoilt(fault), NOW) {
                Ok(token) => assert!(!token.is_empty()),
                Err(error) => {
                    assert!(matches!(error, MintError::FaultNeeds { .. }), "{fault}: {error}");
                }
            }
        }
    }
}
