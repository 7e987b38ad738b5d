//! A request as a row sends it: any method, any path, headers in order.

use engine::{
    Code, Diagnostic, Diagnostics, Place,
    spell::{nearest, quote},
};

use super::document::RequestDocument;

/// What stands for the token in a header or in the query.
pub const PLACEHOLDER: &str = "{token}";

/// A request, before its token is put in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method, as sent.
    pub method: String,
    /// The path and query, as sent.
    pub path: String,
    /// Headers in order; a name with several values stands once for each.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// Returns whether a header or the query says where the token goes.
    pub fn holds_token(&self) -> bool {
        self.query().is_some_and(|(_, query)| query.contains(PLACEHOLDER))
            || self.headers.iter().any(|(_, value)| value.contains(PLACEHOLDER))
    }

    /// Returns the request with the token, exactly as given, in every place kept for it.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        let path = match self.query() {
            Some((path, query)) => format!("{path}?{}", query.replace(PLACEHOLDER, token)),
            None => self.path.clone(),
        };
        let put =
            |(name, value): &(String, String)| (name.clone(), value.replace(PLACEHOLDER, token));
        let headers = self.headers.iter().map(put).collect();
        Self { method: self.method.clone(), path, headers }
    }

    fn query(&self) -> Option<(&str, &str)> {
        self.path.split_once('?')
    }
}

/// Reads a request; what is wrong with it is told and left as it is.
pub(super) fn read(
    document: &RequestDocument,
    place: Place<'_>,
    found: &mut Diagnostics,
) -> Request {
    let parts = match document {
        RequestDocument::Line(text) => {
            return line(&text.0).unwrap_or_else(|error| {
                found.push(error.finding(|message| place.finding(Code::InvalidRequest, message)));
                Request::default()
            });
        }
        RequestDocument::Parts(parts) => parts,
    };
    let method = parts.method.0.clone();
    if !is_method(&method) {
        let message = format!("{} is no method", quote(&method));
        let finding = place.key("method").finding(Code::InvalidRequest, message);
        found.push(finding.with_help("a method is a text without blanks"));
    }
    let mut headers = Vec::new();
    for entry in &parts.headers {
        if !is_header_name(&entry.name) {
            let message = format!("{} is no name of a header", quote(&entry.name));
            let place = place.key("headers").at(entry.index);
            let finding = place.key_finding(Code::InvalidRequest, message);
            found.push(finding.with_help("a name has letters, digits and marks, as in RFC 9110"));
        }
        headers.extend(entry.value.0.iter().map(|value| (entry.name.clone(), value.0.clone())));
    }
    Request { method, path: parts.path.0.clone(), headers }
}

/// Reads `METHOD /path?query`: what follows the first space is the path.
pub(super) fn line(text: &str) -> Result<Request, LineError> {
    let parts = text.split_once(' ').filter(|(method, _)| is_method(method));
    let Some((method, path)) = parts else {
        let message = format!("{} is no request", quote(text));
        return Err(LineError { message, help: "write `METHOD /path`, like `GET /orders/7`" });
    };
    if !path.starts_with('/') {
        let message = format!("the path {} does not begin with `/`", quote(path));
        let help = "write one space before the path; another path is said as \
                    `{ method: GET, path: … }`";
        return Err(LineError { message, help });
    }
    Ok(Request { method: method.to_owned(), path: path.to_owned(), headers: Vec::new() })
}

/// Why a text is no request.
pub(super) struct LineError {
    message: String,
    help: &'static str,
}

impl LineError {
    /// Makes a finding of it.
    pub(super) fn finding(self, at: impl FnOnce(String) -> Diagnostic) -> Diagnostic {
        at(self.message).with_help(self.help)
    }
}

/// Tells of a place for the token where none is sent.
pub(super) fn without_token(place: Place<'_>) -> Diagnostic {
    let message = "the request keeps a place for a token, and none is sent";
    place
        .finding(Code::InvalidRequest, message)
        .with_help("name a `token`, or write the request without `{token}`")
}

/// Returns the help for a key of a table that was probably meant to be `tokens`.
pub(super) fn meant_tokens(key: &str) -> Option<&'static str> {
    nearest(key, ["tokens"]).map(|_| "did you mean `tokens`?")
}

fn is_method(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

/// RFC 9110 section 5.6.2.
fn is_header_name(text: &str) -> bool {
    let mark = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || mark(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, String)> {
        line(text).ok().map(|request| (request.method, request.path))
    }

    #[test]
    fn a_line_is_a_method_one_space_and_any_path() {
        for (text, method, path) in [
            ("GET /", "GET", "/"),
            ("PROPFIND /a b?c=d e", "PROPFIND", "/a b?c=d e"),
            ("get //..;/%2F\\", "get", "//..;/%2F\\"),
            ("GET /é", "GET", "/é"),
        ] {
            assert_eq!(parts(text), Some((method.to_owned(), path.to_owned())), "{text}");
        }
        for text in ["", "GET", "/x", " /x", "GET  /x", "GET x", "GET ", "G\tT /x", "GET\t/x"] {
            assert_eq!(parts(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_token_goes_into_the_query_and_headers_and_never_into_the_path() {
        let headers = vec![
            ("Authorization".to_owned(), "Bearer {token}".to_owned()),
            ("X".to_owned(), "{token},{token}".to_owned()),
        ];
        let path = "/{token}?a={token}?{token}".to_owned();
        let request = Request { method: "GET".to_owned(), path, headers };
        assert!(request.holds_token());
        let sent = request.with_token("T");
        assert_eq!(sent.path, "/{token}?a=T?T");
        let values: Vec<&str> = sent.headers.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values, ["Bearer T", "T,T"]);
    }

    #[test]
    fn a_path_that_only_looks_like_the_placeholder_keeps_no_place() {
        assert!(!line("GET /{token}").ok().unwrap().holds_token());
        assert!(line("GET /?t={token}").ok().unwrap().holds_token());
    }

    #[test]
    fn a_slip_in_tokens_is_recognised() {
        assert!(meant_tokens("token").is_some());
        assert!(meant_tokens("GET /x").is_none());
    }
}
