//! Token to claims: form, algorithm, key, signature, then issuer, audience and time.
//!
//! The first failure in this order is the reason; the payload is not even parsed before the
//! signature holds. Every rule is ours and takes `now` as an argument (design: RFC 7515, RFC 7519,
//! RFC 8725, and API Gateway's page on JWT authorizers).

use memchr::memchr2;

use crate::algorithm::Algorithm;
use crate::certainty::Certainty;
use crate::claims::{Claims, Registered};
use crate::dates::Dates;
use crate::headers::HeaderFacts;
use crate::jwks::KeySet;
use crate::jws::{Header, Segments, decode};
use crate::policy::{Authorizer, KeySource};
use crate::token_error::TokenError;
use crate::value::Value;

/// Claims that name somebody or something: they are shown in logs and compared elsewhere.
const NAMING: [&str; 7] = ["iss", "sub", "aud", "client_id", "scope", "scp", "jti"];

/// A good token.
#[derive(Debug)]
pub(crate) struct Verified {
    pub(crate) claims: Claims,
    pub(crate) facts: Facts,
}

/// What is known of a good token beyond its claims.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) dates: Dates,
    algorithm: Algorithm,
    has_audience_list: bool,
}

/// Returns the token of an identity source's value: without `Bearer `, in exactly this case.
/// Nothing, or `Bearer` with nothing after it, is no token.
pub(crate) fn credential(value: &[u8]) -> Option<&[u8]> {
    let token = if value == b"Bearer" { b"" } else { value };
    let token = token.strip_prefix(b"Bearer ").unwrap_or(token);
    (!token.is_empty()).then_some(token)
}

/// Verifies a token at an instant in Unix seconds.
pub(crate) fn verify(
    token: &[u8],
    authorizer: &Authorizer,
    keys: Option<&KeySet>,
    now: i64,
) -> Result<Verified, TokenError> {
    let segments = Segments::split(token)?;
    let known = keys.and_then(|keys| keys.headers().find(segments.header));
    let header = if known.is_none() { Some(Header::read(segments.header)?) } else { None };
    let (payload, signature) = (decode(segments.payload)?, decode(segments.signature)?);
    let said = match (known, &header) {
        (None, Some(header)) => said(header, authorizer, keys)?,
        (Some(known), _) if authorizer.algorithms.contains(&known.algorithm) => known,
        (Some(known), _) => return Err(TokenError::unsupported(Some(known.algorithm.as_str()))),
        (None, None) => return Err(TokenError::UnknownKey),
    };
    let keys = keys.ok_or(TokenError::UnknownKey)?;
    let key = keys.key(said.key).ok_or(TokenError::UnknownKey)?;
    match key.verifies(said.algorithm, segments.message, &signature) {
        Some(true) => {}
        Some(false) => return Err(TokenError::BadSignature),
        None => return Err(TokenError::unsupported(Some(said.algorithm.as_str()))),
    }
    if known.is_none() {
        keys.headers().keep(segments.header, said);
    }
    let claims = read_payload(&payload)?;
    let own = claims.registered();
    check_issuer(own.iss, &authorizer.issuer)?;
    check_audience(&own, &authorizer.audience)?;
    let dates = Dates::verify(&own, now, authorizer.leeway_seconds)?;
    if own.cnf.is_some() {
        // RFC 7800: the token is bound to a key that a bearer cannot show.
        return Err(TokenError::Malformed("the token is bound to a key (`cnf`)"));
    }
    let has_audience_list = matches!(own.aud, Some(Value::List(_)));
    Ok(Verified { claims, facts: Facts { dates, algorithm: said.algorithm, has_audience_list } })
}

/// Reads the algorithm and finds the key of a header.
fn said(
    header: &Header,
    authorizer: &Authorizer,
    keys: Option<&KeySet>,
) -> Result<HeaderFacts, TokenError> {
    let algorithm = header.algorithm(&authorizer.algorithms)?;
    let id = header.key_id()?;
    let discovery = matches!(authorizer.keys, KeySource::Discovery);
    let keys = keys.ok_or(TokenError::KeysUnavailable { discovery })?;
    let key = keys.find(id).ok_or(TokenError::UnknownKey)?;
    Ok(HeaderFacts { algorithm, key })
}

/// Reads the payload. A control character in a name could hide it from other readers: C strings
/// end at NUL, logs break lines.
fn read_payload(payload: &[u8]) -> Result<Claims, TokenError> {
    let claims = Claims::from_json(payload)
        .map_err(|_unread| TokenError::Malformed("the payload is no JSON object"))?;
    // JSON writes U+0000 to U+001F as escapes only.
    if memchr2(b'\\', 0x7f, payload).is_some() {
        let holds_control = |value: &Value| match value {
            Value::String(text) => text.bytes().any(|byte| byte.is_ascii_control()),
            Value::List(items) => items
                .iter()
                .filter_map(Value::as_str)
                .any(|text| text.bytes().any(|byte| byte.is_ascii_control())),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
        };
        if NAMING.iter().filter_map(|name| claims.get(name)).any(holds_control) {
            return Err(TokenError::Malformed("a claim holds a control character"));
        }
    }
    Ok(claims)
}

impl Facts {
    /// What is known of API Gateway for tokens that pass: RS256 and a single audience are
    /// documented.
    pub(crate) fn certainty(&self, now: i64) -> Certainty {
        let of_algorithm = match self.algorithm {
            Algorithm::Rs256 => Certainty::Documented,
            Algorithm::Rs384 | Algorithm::Rs512 => Certainty::Likely,
            Algorithm::Ps256
            | Algorithm::Ps384
            | Algorithm::Ps512
            | Algorithm::Es256
            | Algorithm::Es384
            | Algorithm::EdDsa => Certainty::Ours,
        };
        if self.dates.check(now, 0).is_err() {
            // No leeway of the gateway's is known: only the policy's lets the token pass.
            return Certainty::Ours;
        }
        let known = self.dates.are_plain() && !self.has_audience_list;
        let known = known && !self.dates.begin_at(now);
        of_algorithm.max(if known { Certainty::Documented } else { Certainty::Likely })
    }
}

fn check_issuer(own: Option<&Value>, issuer: &str) -> Result<(), TokenError> {
    let own = own.and_then(Value::as_str);
    if own == Some(issuer) { Ok(()) } else { Err(TokenError::WrongIssuer) }
}

/// "API Gateway validates `client_id` only if `aud` is not present" (JWT authorizer page).
fn check_audience(claims: &Registered<'_>, audience: &[String]) -> Result<(), TokenError> {
    let taken = |name: &str| audience.iter().any(|own| own == name);
    let holds = match claims.aud {
        Some(Value::String(name)) => taken(name),
        Some(Value::List(names)) => {
            let texts = names.iter().all(|name| name.as_str().is_some());
            texts && names.iter().filter_map(Value::as_str).any(taken)
        }
        Some(_) => false,
        None => claims.client_id.and_then(Value::as_str).is_some_and(taken),
    };
    if holds { Ok(()) } else { Err(TokenError::WrongAudience) }
}
