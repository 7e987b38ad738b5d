//! Puts a token where an authorizer looks for it.

use std::fmt;

use engine::{IdentitySource, Request};

/// A request as it is written, before anybody reads it.
#[derive(Clone, PartialEq, Eq)]
pub struct Raw {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: Vec<u8>,
    /// Header fields in order; one name may come several times.
    pub headers: Vec<(String, Vec<u8>)>,
}

impl Raw {
    /// Returns a request without header fields.
    pub fn new(method: &str, target: &[u8]) -> Self {
        Self { method: method.to_owned(), target: target.to_vec(), headers: Vec::new() }
    }

    /// Puts a value at an identity source, exactly as given: a query value is escaped so that
    /// decoding it once gives the value back.
    #[must_use]
    pub fn at_source(mut self, source: &IdentitySource, value: &[u8]) -> Self {
        match source {
            IdentitySource::Header(name) => self.headers.push((name.clone(), value.to_vec())),
            IdentitySource::Query(name) => {
                self.target.push(if self.target.contains(&b'?') { b'&' } else { b'?' });
                self.target.extend_from_slice(name.as_bytes());
                self.target.push(b'=');
                escape(value, &mut self.target);
            }
        }
        self
    }

    /// Returns the request as the engine reads it.
    pub fn into_request(self) -> Request {
        let with_header =
            |request: Request, (name, value): (String, Vec<u8>)| request.with_header(name, value);
        self.headers.into_iter().fold(Request::new(&self.method, &self.target), with_header)
    }
}

/// Tokens stand in headers and in the query, and are not for logs.
impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw").field("method", &self.method).finish_non_exhaustive()
    }
}

/// Builds a request with a value at an identity source, exactly as given.
pub fn at_source(method: &str, target: &[u8], source: &IdentitySource, value: &[u8]) -> Request {
    Raw::new(method, target).at_source(source, value).into_request()
}

/// Escapes what would end or change a query value (RFC 3986 section 3.4).
pub fn escape(value: &[u8], to: &mut Vec<u8>) {
    for byte in value {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            to.push(*byte);
        } else {
            to.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_value_is_escaped() {
        let mut escaped = Vec::new();
        escape(b"a.b-c_d~ &%\xff", &mut escaped);
        assert_eq!(escaped, b"a.b-c_d~%20%26%25%FF");
    }

    #[test]
    fn a_token_stands_where_its_authorizer_looks() {
        let query = IdentitySource::Query("t".to_owned());
        assert_eq!(Raw::new("GET", b"/x").at_source(&query, b"a b").target, b"/x?t=a%20b");
        assert_eq!(Raw::new("GET", b"/x?y").at_source(&query, b"a").target, b"/x?y&t=a");
        let header = IdentitySource::Header("X-Token".to_owned());
        let sent = Raw::new("GET", b"/x").at_source(&header, b"a");
        assert_eq!(sent.headers, [("X-Token".to_owned(), b"a".to_vec())]);
        assert!(!format!("{sent:?}").contains("X-Token"));
    }
}
