//! A signed token in its compact form (RFC 7515 section 7.1): three segments, and what the header
//! may say.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use memchr::memchr;

use crate::algorithm::Algorithm;
use crate::json::parse_object;
use crate::token_error::TokenError;
use crate::value::{Object, Value};

/// Longest token read, in bytes.
const MAX_BYTES: usize = 16 << 10;

/// The segments of a token, not yet decoded.
#[derive(Clone, Copy)]
pub(crate) struct Segments<'t> {
    pub(crate) header: &'t [u8],
    pub(crate) payload: &'t [u8],
    pub(crate) signature: &'t [u8],
    /// What was signed: the first two segments.
    pub(crate) message: &'t [u8],
}

impl<'t> Segments<'t> {
    /// Splits a token.
    pub(crate) fn split(token: &'t [u8]) -> Result<Self, TokenError> {
        if token.len() > MAX_BYTES {
            return Err(TokenError::Malformed("the token is over 16 KiB"));
        }
        let (header, rest) = split_at_dot(token).ok_or(TokenError::Segments)?;
        let (payload, signature) = split_at_dot(rest).ok_or(TokenError::Segments)?;
        if memchr(b'.', signature).is_some() {
            return Err(TokenError::Segments);
        }
        let message = token.get(..header.len() + 1 + payload.len()).unwrap_or(b"");
        Ok(Self { header, payload, signature, message })
    }
}

fn split_at_dot(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (before, after) = text.split_at_checked(memchr(b'.', text)?)?;
    Some((before, after.get(1..)?))
}

/// Decodes a segment: base64url without padding, no bit left over.
pub(crate) fn decode(segment: &[u8]) -> Result<Vec<u8>, TokenError> {
    let decoded = URL_SAFE_NO_PAD.decode(segment);
    decoded.map_err(|_unread| TokenError::Malformed("a segment is not base64url"))
}

/// A header that asks for nothing that we do not do.
#[derive(Debug)]
pub(crate) struct Header(Object);

impl Header {
    /// Decodes and checks a header.
    pub(crate) fn read(segment: &[u8]) -> Result<Self, TokenError> {
        let object = parse_object(&decode(segment)?)
            .map_err(|_unread| TokenError::Malformed("the header is no JSON object"))?;
        check(&object)?;
        Ok(Self(object))
    }

    /// Returns the algorithm, if it is one of those taken.
    pub(crate) fn algorithm(&self, taken: &[Algorithm]) -> Result<Algorithm, TokenError> {
        let name = self.0.get("alg").and_then(Value::as_str);
        let algorithm = name.and_then(|name| name.parse().ok());
        algorithm.filter(|one| taken.contains(one)).ok_or_else(|| TokenError::unsupported(name))
    }

    /// Returns the name of the key.
    pub(crate) fn key_id(&self) -> Result<&str, TokenError> {
        let id = self.0.get("kid").and_then(Value::as_str).filter(|id| !id.is_empty());
        id.ok_or(TokenError::UnknownKey)
    }
}

/// Members that would change what the token means, and types of token that are not for us.
fn check(header: &Object) -> Result<(), TokenError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_two_dots() {
        let split = |text: &'static str| {
            let segments = Segments::split(text.as_bytes()).ok()?;
            let texts = [segments.header, segments.payload, segments.signature, segments.message];
            Some(texts.map(|bytes| std::str::from_utf8(bytes).unwrap()))
        };
        assert_eq!(split("a.bc.d"), Some(["a", "bc", "d", "a.bc"]));
        assert_eq!(split(".."), Some(["", "", "", "."]));
        for text in ["", ".", "a", "a.b", "a.b.c.", "...", "a.b.c.d.e"] {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn a_token_of_over_sixteen_kibibytes_is_not_read() {
        let long = [b"a.b.".as_slice(), &vec![b'c'; (16 << 10) - 4]].concat();
        assert!(Segments::split(&long).is_ok());
        assert!(Segments::split(&[long.as_slice(), b"c"].concat()).is_err());
    }
}
