//! A request as the engine sees it: method, path, and where tokens may stand.
//!
//! Building one never fails, whatever the bytes; what cannot be read is denied when deciding.

use std::borrow::Cow;
use std::fmt;

use crate::identity_source::IdentitySource;
use crate::method::Method;
use crate::path::{PathFault, RequestPath, percent_decode};
use crate::policy::AmbiguousPaths;

/// A request.
#[derive(Clone)]
pub struct Request {
    method: Option<Method>,
    path: RequestPath,
    query: Vec<u8>,
    headers: Vec<(String, Vec<u8>)>,
}

impl Request {
    /// Takes a method and a raw request target, such as `/orders/7?x=1`, split at the first `?`.
    pub fn new(method: impl AsRef<[u8]>, target: impl AsRef<[u8]>) -> Self {
        let target = target.as_ref();
        let end = target.iter().position(|byte| *byte == b'?').unwrap_or(target.len());
        let (path, query) = target.split_at_checked(end).unwrap_or((target, b""));
        Self {
            method: Method::from_bytes(method.as_ref()),
            path: RequestPath::new(path),
            query: query.get(1..).unwrap_or(b"").to_vec(),
            headers: Vec::new(),
        }
    }

    /// Adds a header field; one name may come several times.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Returns the method, if a route can name it.
    pub fn method(&self) -> Option<Method> {
        self.method
    }

    /// Returns whether a browser asks what it may send (a CORS preflight): OPTIONS with `Origin`
    /// and `Access-Control-Request-Method`.
    pub fn is_preflight(&self) -> bool {
        let has = |name: &str| self.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        self.method == Some(Method::Options)
            && has("origin")
            && has("access-control-request-method")
    }

    /// Returns the decoded path, or why it is refused.
    ///
    /// # Errors
    /// The first fault of the path under the given reading.
    pub fn path(&self, reading: AmbiguousPaths) -> Result<&str, PathFault> {
        match reading {
            AmbiguousPaths::Deny => self.path.strict(),
            AmbiguousPaths::AsGateway => self.path.as_gateway(),
        }
    }

    /// Returns whether reading the path took more than copying it.
    pub(crate) fn path_has_escapes(&self) -> bool {
        self.path.has_escapes
    }

    /// Returns what stands at an identity source: repeated values are joined with `,`, as API
    /// Gateway does, which no token survives. Query values are decoded once, `+` stays.
    pub(crate) fn identity(&self, source: &IdentitySource) -> Option<Cow<'_, [u8]>> {
        match source {
            IdentitySource::Header(name) => {
                let own = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
                join(own.map(|(_, value)| Cow::Borrowed(value.as_slice())))
            }
            IdentitySource::Query(name) => {
                let pairs = self.query.split(|byte| *byte == b'&').map(pair);
                let own = pairs.filter(|(key, _)| key.as_ref() == name.as_bytes());
                join(own.map(|(_, value)| value))
            }
        }
    }
}

/// Tokens stand in headers and in the query, and are not for logs.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        let path = &self.path;
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", path)
            .field("headers", &headers)
            .finish_non_exhaustive()
    }
}

fn pair(text: &[u8]) -> (Cow<'_, [u8]>, Cow<'_, [u8]>) {
    let end = text.iter().position(|byte| *byte == b'=').unwrap_or(text.len());
    let (key, value) = text.split_at_checked(end).unwrap_or((text, b""));
    (decode(key), decode(value.get(1..).unwrap_or(b"")))
}

/// A broken escape stays as it stands: what is found then is no token.
fn decode(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'%') {
        return Cow::Borrowed(text);
    }
    percent_decode(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn join<'a>(mut values: impl Iterator<Item = Cow<'a, [u8]>>) -> Option<Cow<'a, [u8]>> {
    let mut joined = values.next()?;
    for value in values {
        let owned = joined.to_mut();
        owned.push(b',');
        owned.extend_from_slice(&value);
    }
    Some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(request: &Request, source: &str) -> Option<String> {
        let found = request.identity(&source.parse().unwrap());
        found.map(|value| String::from_utf8_lossy(&value).into_owned())
    }

    #[test]
    fn header_names_ignore_case_and_query_names_do_not() {
        let request = Request::new("GET", "/x?access_token=T&a=%42c+d")
            .with_header("aUTHORIZATION", "Bearer T");
        assert_eq!(at(&request, "$request.header.Authorization").as_deref(), Some("Bearer T"));
        assert_eq!(at(&request, "$request.querystring.access_token").as_deref(), Some("T"));
        assert_eq!(at(&request, "$request.querystring.Access_Token"), None);
        assert_eq!(at(&request, "$request.querystring.a").as_deref(), Some("Bc+d"));
    }

    #[test]
    fn repeated_values_are_joined() {
        let request = Request::new("GET", "/?t=a&t=b").with_header("X", "1").with_header("x", "2");
        assert_eq!(at(&request, "$request.header.X").as_deref(), Some("1,2"));
        assert_eq!(at(&request, "$request.querystring.t").as_deref(), Some("a,b"));
    }

    #[test]
    fn what_may_be_a_token_is_not_shown() {
        let request =
            Request::new("GET", "/a?token=zzzz").with_header("Authorization", "Bearer zzzz");
        let shown = format!("{request:?}");
        assert!(shown.contains("/a") && shown.contains("Authorization"), "{shown}");
        assert!(!shown.contains("zz") && !shown.contains("122"), "{shown}");
    }

    #[test]
    fn the_target_is_split_at_the_first_question_mark() {
        let request = Request::new("GET", "/a?b=?c=/d");
        assert_eq!(request.path(AmbiguousPaths::Deny), Ok("/a"));
        assert_eq!(at(&request, "$request.querystring.b").as_deref(), Some("?c=/d"));
    }
}
