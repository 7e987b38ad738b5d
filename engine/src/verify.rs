//! Token to claims: form, algorithm, key, signature, then issuer, audience and time.
//!
//! The first failure in this order is the reason; the payload is not even parsed before the
//! signature holds. Every rule is ours and takes `now` as an argument (design: RFC 7515, RFC 7519,
//! RFC 8725, and API Gateway's page on JWT authorizers).

use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::algorithm::Algorithm;
use crate::certainty::Certainty;
use crate::claims::Claims;
use crate::json::parse_object;
use crate::jwks::KeySet;
use crate::policy::{Authorizer, KeySource};
use crate::token_error::TokenError;
use crate::value::{Number, Object, Value};

/// Longest token read, in bytes.
const MAX_BYTES: usize = 16 << 10;

/// The end of the year 9999: later dates are milliseconds or mistakes.
const LATEST: Number = Number::Integer(253_402_300_799);

/// What a good token says, and how well it is known that API Gateway takes it.
#[derive(Debug)]
pub(crate) struct Verified {
    pub(crate) claims: Claims,
    pub(crate) certainty: Certainty,
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
    let parts = Parts::split(token)?;
    let algorithm = parts.algorithm(&authorizer.algorithms)?;
    let id = parts.key_id()?;
    let keys = keys.ok_or(TokenError::KeysUnavailable { discovery: is_discovery(authorizer) })?;
    let key = keys.find(id).ok_or(TokenError::UnknownKey)?;
    match key.verifies(algorithm, parts.message, &parts.signature) {
        Some(true) => {}
        Some(false) => return Err(TokenError::BadSignature),
        None => return Err(TokenError::unsupported(Some(algorithm.as_str()))),
    }
    let claims = Claims::from_json(&parts.payload)
        .map_err(|_unread| TokenError::Malformed("the payload is no JSON object"))?;
    check_issuer(&claims, &authorizer.issuer)?;
    check_audience(&claims, &authorizer.audience)?;
    check_time(&claims, now, authorizer.leeway_seconds)?;
    if claims.get("cnf").is_some() {
        // RFC 7800: the token is bound to a key that a bearer cannot show.
        return Err(TokenError::Malformed("the token is bound to a key (`cnf`)"));
    }
    let certainty = certainty(&claims, algorithm, now);
    Ok(Verified { claims, certainty })
}

/// What is known of API Gateway for tokens that pass: RS256 and a single audience are documented.
fn certainty(claims: &Claims, algorithm: Algorithm, now: i64) -> Certainty {
    let of_algorithm = match algorithm {
        Algorithm::Rs256 => Certainty::Documented,
        Algorithm::Rs384 | Algorithm::Rs512 => Certainty::Likely,
        Algorithm::Ps256
        | Algorithm::Ps384
        | Algorithm::Ps512
        | Algorithm::Es256
        | Algorithm::Es384
        | Algorithm::EdDsa => Certainty::Ours,
    };
    let list = matches!(claims.get("aud"), Some(Value::List(_)));
    let fraction = matches!(claims.get("exp"), Some(Value::Number(Number::Float(_))));
    let known = claims.get("iat").is_some() && !list && !fraction;
    let now = Value::Number(Number::Integer(now.into()));
    let border = ["nbf", "iat"].iter().any(|name| claims.get(name) == Some(&now));
    of_algorithm.max(if known && !border { Certainty::Documented } else { Certainty::Likely })
}

fn is_discovery(authorizer: &Authorizer) -> bool {
    matches!(authorizer.keys, KeySource::Discovery)
}

/// A token whose form has been checked.
struct Parts<'t> {
    header: Object,
    payload: Vec<u8>,
    signature: Vec<u8>,
    /// What was signed: the first two segments.
    message: &'t [u8],
}

impl<'t> Parts<'t> {
    fn split(token: &'t [u8]) -> Result<Self, TokenError> {
        if token.len() > MAX_BYTES {
            return Err(TokenError::Malformed("the token is over 16 KiB"));
        }
        let mut segments = token.split(|byte| *byte == b'.');
        let first_three = (segments.next(), segments.next(), segments.next(), segments.next());
        let (Some(header), Some(payload), Some(signature), None) = first_three else {
            return Err(TokenError::Segments);
        };
        let decode = |segment: &[u8]| {
            let decoded = URL_SAFE_NO_PAD.decode(segment);
            decoded.map_err(|_unread| TokenError::Malformed("a segment is not base64url"))
        };
        let parsed = parse_object(&decode(header)?);
        let header_object =
            parsed.map_err(|_unread| TokenError::Malformed("the header is no JSON object"))?;
        let (payload_bytes, signature) = (decode(payload)?, decode(signature)?);
        check_header(&header_object)?;
        let message = token.get(..header.len() + 1 + payload.len()).unwrap_or(b"");
        Ok(Self { header: header_object, payload: payload_bytes, signature, message })
    }

    fn algorithm(&self, taken: &[Algorithm]) -> Result<Algorithm, TokenError> {
        let name = self.header.get("alg").and_then(Value::as_str);
        let algorithm = name.and_then(|name| name.parse().ok());
        algorithm.filter(|one| taken.contains(one)).ok_or_else(|| TokenError::unsupported(name))
    }

    fn key_id(&self) -> Result<&str, TokenError> {
        let id = self.header.get("kid").and_then(Value::as_str).filter(|id| !id.is_empty());
        id.ok_or(TokenError::UnknownKey)
    }
}

/// Members that would change what the token means, and types of token that are not for us.
fn check_header(header: &Object) -> Result<(), TokenError> {
    if ["crit", "b64", "cty", "zip", "enc"].iter().any(|name| header.get(name).is_some()) {
        return Err(TokenError::Malformed("the header asks for an extension"));
    }
    let known = |name: &str| {
        ["JWT", "at+jwt", "application/at+jwt"].iter().any(|one| one.eq_ignore_ascii_case(name))
    };
    match header.get("typ") {
        None => Ok(()),
        Some(Value::String(name)) if known(name) => Ok(()),
        Some(_) => Err(TokenError::Malformed("the header names another type of token")),
    }
}

fn check_issuer(claims: &Claims, issuer: &str) -> Result<(), TokenError> {
    let own = claims.get("iss").and_then(Value::as_str);
    if own == Some(issuer) { Ok(()) } else { Err(TokenError::WrongIssuer) }
}

/// "API Gateway validates `client_id` only if `aud` is not present" (JWT authorizer page).
fn check_audience(claims: &Claims, audience: &[String]) -> Result<(), TokenError> {
    let taken = |name: &str| audience.iter().any(|own| own == name);
    let holds = match claims.get("aud") {
        Some(Value::String(name)) => taken(name),
        Some(Value::List(names)) => {
            let texts = names.iter().all(|name| name.as_str().is_some());
            texts && names.iter().filter_map(Value::as_str).any(taken)
        }
        Some(_) => false,
        None => claims.get("client_id").and_then(Value::as_str).is_some_and(taken),
    };
    if holds { Ok(()) } else { Err(TokenError::WrongAudience) }
}

fn check_time(claims: &Claims, now: i64, leeway: i64) -> Result<(), TokenError> {
    let seconds = |seconds: i64| Number::Integer(seconds.into());
    let not_after = seconds(now.saturating_add(leeway));
    let expires = date(claims, "exp")?;
    let expires = expires.ok_or(TokenError::Malformed("`exp` is missing"))?;
    if expires.compare(seconds(now.saturating_sub(leeway))) != Ordering::Greater {
        return Err(TokenError::Expired);
    }
    let not_before = date(claims, "nbf")?;
    if not_before.is_some_and(|own| own.compare(not_after) == Ordering::Greater) {
        return Err(TokenError::NotYetValid);
    }
    let issued = date(claims, "iat")?;
    if issued.is_some_and(|own| own.compare(not_after) == Ordering::Greater) {
        return Err(TokenError::IssuedInFuture);
    }
    let late =
        |own: Option<Number>| own.is_some_and(|own| own.compare(expires) == Ordering::Greater);
    if late(not_before) || late(issued) {
        return Err(TokenError::Malformed("the token ends before it begins"));
    }
    Ok(())
}

/// Reads a `NumericDate` (RFC 7519 section 2), seconds since 1970, fractions allowed.
fn date(claims: &Claims, name: &str) -> Result<Option<Number>, TokenError> {
    let wrong = TokenError::Malformed(match name {
        "exp" => "`exp` is no date",
        "nbf" => "`nbf` is no date",
        _ => "`iat` is no date",
    });
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Null) if name == "exp" => Ok(None),
        Some(Value::Number(date)) => {
            let early = date.compare(Number::Integer(0)) == Ordering::Less;
            let late = date.compare(LATEST) == Ordering::Greater;
            if early || late { Err(wrong) } else { Ok(Some(*date)) }
        }
        Some(_) => Err(wrong),
    }
}
