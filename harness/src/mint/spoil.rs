//! How each fault is made.
//!
//! A fault has the last word: what a recipe says of the same claim or header member is overwritten.

use serde_json::{Map, Value, json};

use super::{
    algorithm::SigningAlgorithm,
    draft::{Draft, Form, Signer, text_of},
    error::MintError,
    fault::Fault,
    issuer::TokenIssuer,
    key::SigningKey,
};

/// Years 1979 to 9998: every time a fault writes is then a time, and milliseconds are none.
const TIMES_FIT: std::ops::RangeInclusive<i64> = 283_996_800..=253_370_764_799;

/// A key id in the shape of ours that belongs to no key.
const UNKNOWN_KEY_ID: &str = "dW5rbm93biBrZXksIGluIG5vIHNldCBhbnl3aGVyZTE=";

/// The levels a payload may not have, its own object counted.
const TOO_DEEP: usize = 33;

/// More characters than a whole token may have.
const TOO_LONG: usize = 16 * 1024;

/// What a fault is made from, beside the token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub(super) issuer: &'a TokenIssuer,
    pub(super) now: i64,
    /// The key that will sign: the issuer's, or the stranger's where [`signer`] says so.
    pub(super) key: &'a SigningKey,
}

/// Tells who signs a token with a fault.
pub(super) fn signer(fault: Fault) -> Signer {
    if matches!(fault, Fault::SignedByUnknownKey | Fault::EmbeddedJwk) {
        Signer::Stranger
    } else if matches!(fault, Fault::AlgNone | Fault::AlgNoneMixedCase) {
        Signer::Nobody
    } else if fault == Fault::AlgHs256WithPublicKey {
        Signer::PublicKeyAsSecret
    } else {
        Signer::Issuer
    }
}

/// Spoils a good token.
#[expect(clippy::too_many_lines, reason = "one arm a fault: a list, read line by line")]
pub(super) fn spoil(
    draft: &mut Draft,
    fault: Fault,
    setting: Setting<'_>,
) -> Result<(), MintError> {
    let Setting { issuer, now, key } = setting;
    let needs = |needs| MintError::FaultNeeds { fault, needs };
    if !TIMES_FIT.contains(&now) {
        return Err(needs("a clock between the years 1979 and 9998"));
    }
    draft.signer = signer(fault);
    let hour_ahead = now.saturating_add(3_600);
    let other_issuer = |suffix: &str| Value::from(format!("{}{suffix}", issuer.issuer));
    match fault {
        Fault::SignedByUnknownKey => {}
        Fault::UnknownKid => head(draft, "kid", UNKNOWN_KEY_ID.into()),
        Fault::NoKid => drop(draft.header.remove("kid")),
        Fault::EmptyKid => head(draft, "kid", "".into()),
        Fault::EmbeddedJwk => head(draft, "jwk", key.public_jwk()),
        Fault::AlgNone => head(draft, "alg", "none".into()),
        Fault::AlgNoneMixedCase => head(draft, "alg", "nOnE".into()),
        Fault::AlgHs256WithPublicKey => head(draft, "alg", "HS256".into()),
        Fault::AlgEs256Header if issuer.algorithm.is_rsa() => head(draft, "alg", "ES256".into()),
        Fault::AlgEs256Header => return Err(needs("an authorizer that signs with RSA")),
        Fault::AlgMissing => drop(draft.header.remove("alg")),
        Fault::AlgLowerCase => {
            head(draft, "alg", issuer.algorithm.as_str().to_ascii_lowercase().into());
        }
        Fault::AlgRs512OverRs256Signature if issuer.algorithm == SigningAlgorithm::Rs256 => {
            head(draft, "alg", "RS512".into());
        }
        Fault::AlgRs512OverRs256Signature => {
            return Err(needs("an authorizer that signs with RS256"));
        }

        Fault::WrongIssuer => claim(draft, "iss", other_issuer("-other")),
        Fault::IssuerWithTrailingSlash => claim(draft, "iss", other_issuer("/")),
        Fault::IssuerMissing => drop(draft.payload.remove("iss")),
        Fault::IssuerArray => {
            claim(draft, "iss", json!(["https://issuer.invalid", issuer.issuer]));
        }
        Fault::WrongAudience => {
            let name = if draft.payload.contains_key("aud") { "aud" } else { "client_id" };
            claim(draft, name, other_audience(issuer).into());
        }
        Fault::AudienceMissing => {
            draft.payload.remove("aud");
            draft.payload.remove("client_id");
        }
        Fault::AudienceNumber => claim(draft, "aud", 5.into()),
        Fault::Expired => lived_until(draft, now.saturating_sub(1)),
        Fault::ExpiresNow => lived_until(draft, now),
        Fault::ExpMissing => drop(draft.payload.remove("exp")),
        Fault::ExpString => claim(draft, "exp", hour_ahead.to_string().into()),
        Fault::ExpNull => claim(draft, "exp", Value::Null),
        Fault::ExpInMilliseconds => claim(draft, "exp", hour_ahead.saturating_mul(1_000).into()),
        Fault::NotYetValid => {
            claim(draft, "nbf", now.saturating_add(600).into());
            claim(draft, "exp", hour_ahead.into());
        }
        Fault::NbfString => claim(draft, "nbf", now.saturating_sub(60).to_string().into()),
        Fault::NbfAfterExp => {
            claim(draft, "exp", hour_ahead.into());
            claim(draft, "nbf", hour_ahead.saturating_add(1).into());
        }
        Fault::IssuedInFuture => {
            claim(draft, "iat", now.saturating_add(600).into());
            claim(draft, "exp", hour_ahead.into());
        }
        Fault::IatString => claim(draft, "iat", now.to_string().into()),
        Fault::IatAfterExp => {
            claim(draft, "exp", hour_ahead.into());
            claim(draft, "iat", hour_ahead.saturating_add(1).into());
        }
        Fault::CnfBound => {
            // The thumbprint of the example key of RFC 7638, 3.1.
            claim(draft, "cnf", json!({"jkt": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"}));
        }
        Fault::DuplicateScope => {
            let scope = draft.payload.entry("scope").or_insert_with(|| "admin".into()).clone();
            draft.payload_text = Some(doubled(&draft.payload, "scope", &scope));
        }
        Fault::DuplicateExp => {
            claim(draft, "exp", hour_ahead.into());
            draft.payload_text = Some(doubled(&draft.payload, "exp", &now.into()));
        }
        Fault::DuplicateNested => {
            claim(draft, "realm_access", Value::Null);
            let plain = Value::Object(draft.payload.clone()).to_string();
            let twice = r#""realm_access":{"roles":["user"],"roles":["admin"]}"#;
            draft.payload_text = Some(plain.replace(r#""realm_access":null"#, twice).into_bytes());
        }

        Fault::PayloadArray => {
            let claims = ["exp", "nbf", "sub", "iss", "aud"].map(|name| draft.payload.get(name));
            draft.payload_text = Some(json!(claims).to_string().into_bytes());
        }
        Fault::PayloadNotJson => draft.payload_text = Some(b"not json".to_vec()),
        Fault::PayloadNotUtf8 => {
            let rest = text_of(None, draft.payload.clone());
            let rest = rest.strip_prefix(b"{").unwrap_or_default();
            draft.payload_text = Some([&b"{\"note\":\"\xff\","[..], rest].concat());
        }
        Fault::PayloadDeep => {
            let wrap = |inner, _| Value::Array(vec![inner]);
            claim(draft, "deep", (2..TOO_DEEP).fold(json!([]), wrap));
        }
        Fault::HeaderArray => {
            draft.header_text = Some(json!([draft.header]).to_string().into_bytes());
        }
        Fault::HeaderNotJson => draft.header_text = Some(b"not json".to_vec()),
        Fault::HeaderDuplicateAlg => {
            draft.header_text = Some(doubled(&draft.header, "alg", &"none".into()));
        }
        Fault::CritExp => head(draft, "crit", json!(["exp"])),
        Fault::CritUnknown => {
            head(draft, "crit", json!(["urn:example:unknown"]));
            head(draft, "urn:example:unknown", true.into());
        }
        // Without `crit`, which would be refused by itself.
        Fault::B64False => head(draft, "b64", false.into()),
        Fault::CtyJwt => head(draft, "cty", "JWT".into()),
        Fault::ZipDef => head(draft, "zip", "DEF".into()),
        Fault::EncPresent => head(draft, "enc", "A256GCM".into()),
        Fault::TypDpop => head(draft, "typ", "dpop+jwt".into()),
        Fault::TypNumber => head(draft, "typ", 5.into()),
        Fault::TamperedPayload => {
            let mut payload = draft.payload.clone();
            let scope = payload.get("scope").and_then(Value::as_str);
            let more = scope.map_or_else(|| "admin".to_owned(), |scope| format!("{scope} admin"));
            payload.insert("scope".to_owned(), more.into());
            draft.form = Form::OtherPayload(text_of(None, payload));
        }
        Fault::FlippedSignatureBit => draft.form = Form::FlippedBit,
        Fault::SignatureStripped => draft.form = Form::Stripped,
        Fault::TwoSegments => draft.form = Form::Cut,
        Fault::FourSegments => draft.form = Form::Followed(".e30"),
        Fault::FiveSegments => draft.form = Form::Followed(".e30.e30"),
        Fault::PaddedSegments => draft.form = Form::Padded,
        Fault::StandardAlphabet => {
            // One of three question marks in a row is always written as a slash.
            claim(draft, "note", "???".into());
            draft.form = Form::StandardAlphabet;
        }
        // Bytes that come in threes leave no bit of their base64 free, as 96 for ES384 do.
        Fault::TrailingBits if key.signature_length().is_multiple_of(3) => {
            return Err(needs("an authorizer whose signatures are no multiple of three bytes"));
        }
        Fault::TrailingBits => draft.form = Form::TrailingBits,
        Fault::NewlineInside => draft.form = Form::NewlineInside,
        Fault::SpaceBefore => draft.form = Form::SpaceBefore,
        Fault::Oversized => claim(draft, "padding", "x".repeat(TOO_LONG).into()),
    }
    Ok(())
}

fn head(draft: &mut Draft, name: &str, value: Value) {
    draft.header.insert(name.to_owned(), value);
}

fn claim(draft: &mut Draft, name: &str, value: Value) {
    draft.payload.insert(name.to_owned(), value);
}

/// Gives the token an hour that ends at `end`.
fn lived_until(draft: &mut Draft, end: i64) {
    let start = Value::from(end.saturating_sub(3_600));
    claim(draft, "exp", end.into());
    claim(draft, "iat", start.clone());
    if draft.payload.contains_key("auth_time") {
        claim(draft, "auth_time", start);
    }
}

fn other_audience(issuer: &TokenIssuer) -> String {
    let mut other = issuer.audience.first().cloned().unwrap_or_default();
    // Longer each time, so the end is reached.
    while issuer.audience.contains(&other) {
        other.push_str("-other");
    }
    other
}

/// Writes `members` with one of them said a second time, in front.
fn doubled(members: &Map<String, Value>, name: &str, value: &Value) -> Vec<u8> {
    let own = Value::Object(members.clone()).to_string();
    let first = format!("{{{}:{value},", Value::from(name));
    own.replacen('{', &first, 1).into_bytes()
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
