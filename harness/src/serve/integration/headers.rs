//! Headers between a client and another server: those of one connection end at the gateway.

use hyper::header::{CONNECTION, HeaderMap, HeaderName, HeaderValue};

use super::call::Call;

/// Headers of one connection (RFC 9110 section 7.6.1) and of the framing of one message.
const OF_CONNECTION: &[&str] = &[
    "connection",
    "content-length",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Returns whether a header is of one connection alone; its name is in lower case.
pub(super) fn is_of_connection(name: &str) -> bool {
    OF_CONNECTION.contains(&name)
}

/// Removes what is of one connection alone, and what `Connection` names.
pub(super) fn without_connection(headers: &HeaderMap) -> HeaderMap {
    let named: Vec<String> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(',').map(|name| name.trim().to_ascii_lowercase()))
        .collect();
    let mut kept = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let is_named = named.iter().any(|one| one == name.as_str());
        if !is_named && !is_of_connection(name.as_str()) {
            kept.append(name.clone(), value.clone());
        }
    }
    kept
}

/// Makes the headers that another server is sent: the client's, and who the client is.
pub(super) fn forwarded(call: &Call) -> HeaderMap {
    let mut headers = without_connection(&call.headers);
    let host = call.headers.get("host").cloned();
    for name in ["host", "expect", "x-forwarded-host", "x-forwarded-proto"] {
        headers.remove(name);
    }
    let shown = host.as_ref().and_then(|host| host.to_str().ok()).unwrap_or("");
    let element = format!("for={};host={};proto=http", node(&call.source_ip), quoted(shown));
    append(&mut headers, "forwarded", &element);
    append(&mut headers, "x-forwarded-for", &call.source_ip);
    append(&mut headers, "via", "1.1 harness");
    if let Some(host) = host {
        headers.insert("x-forwarded-host", host);
    }
    headers.insert("x-forwarded-proto", HeaderValue::from_static("http"));
    headers
}

/// Adds an element to a list; what a client said before may be a lie, and stands before it.
fn append(headers: &mut HeaderMap, name: &'static str, element: &str) {
    let name = HeaderName::from_static(name);
    let mut all: Vec<&[u8]> = headers.get_all(&name).iter().map(HeaderValue::as_bytes).collect();
    all.push(element.as_bytes());
    if let Ok(value) = HeaderValue::from_bytes(&all.join(&b", "[..])) {
        headers.insert(name, value);
    }
}

/// An address of version 6 stands in brackets (RFC 7239 section 6).
fn node(address: &str) -> String {
    if address.contains(':') { quoted(&format!("[{address}]")) } else { quoted(address) }
}

/// Quotes what is no token.
fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let safe: String = text.chars().filter(|one| !matches!(one, '"' | '\\')).collect();
    format!("\"{safe}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in all {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn what_is_of_one_connection_ends_here() {
        let sent = headers(&[
            ("connection", "keep-alive, X-Mine"),
            ("connection", "x-other"),
            ("x-mine", "1"),
            ("x-other", "1"),
            ("te", "trailers"),
            ("transfer-encoding", "chunked"),
            ("content-length", "5"),
            ("proxy-authorization", "secret"),
            ("authorization", "Bearer x"),
            ("accept", "a"),
            ("accept", "b"),
        ]);
        let expected = headers(&[("authorization", "Bearer x"), ("accept", "a"), ("accept", "b")]);
        assert_eq!(without_connection(&sent), expected);
    }

    #[test]
    fn lists_are_quoted_where_they_must_be() {
        assert_eq!(
            (node("192.0.2.1"), node("::1")),
            ("192.0.2.1".to_owned(), "\"[::1]\"".to_owned())
        );
        assert_eq!(quoted("localhost:3000"), "\"localhost:3000\"");
        let mut sent =
            headers(&[("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "10.0.0.1")]);
        append(&mut sent, "x-forwarded-for", "192.0.2.1");
        assert_eq!(sent, headers(&[("x-forwarded-for", "203.0.113.9, 10.0.0.1, 192.0.2.1")]));
    }
}
