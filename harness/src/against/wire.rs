//! The request of a row as HTTP carries it: byte for byte what the row says, or not at all.
//!
//! Nothing is mended on the way: a target that would arrive changed tests another target.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{HOST, HeaderName, HeaderValue};
use hyper::{Method, Request, Uri};

use super::base::Base;
use crate::send::Raw;

/// API Gateway's quota for the request line and the header fields together, in bytes.
const HEAD: usize = 10_240;

/// Fields by which HTTP frames messages and keeps connections: none is a row's own.
const FRAMING: [&str; 9] = [
    "connection",
    "content-length",
    "expect",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Builds the message, or tells what of it HTTP cannot carry.
pub(super) fn message(raw: &Raw, base: &Base) -> Result<Request<Full<Bytes>>, String> {
    let method = Method::from_bytes(raw.method.as_bytes());
    let method = method.map_err(|_refused| "the method is no token".to_owned())?;
    if method == Method::CONNECT {
        return Err("CONNECT asks for a tunnel".to_owned());
    }
    let uri = target(raw, base)?;
    let mut request = Request::new(Full::new(Bytes::new()));
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    let mut length = raw.method.len() + raw.target.len() + base.prefix().len();
    for (name, value) in &raw.headers {
        let (name, value) = field(name, value)?;
        length += name.as_str().len() + value.len() + ": \r\n".len();
        if name == HOST && request.headers().contains_key(HOST) {
            return Err("two Host fields".to_owned());
        }
        request.headers_mut().append(name, value);
    }
    if length > HEAD {
        return Err(format!("a head of {length} bytes is over API Gateway's quota of {HEAD}"));
    }
    if !request.headers().contains_key(HOST) {
        let host = HeaderValue::from_str(base.authority()).map_err(|error| error.to_string())?;
        request.headers_mut().insert(HOST, host);
    }
    Ok(request)
}

/// RFC 9112 section 3.2: origin-form, absolute-form, or `*` for OPTIONS.
fn target(raw: &Raw, base: &Base) -> Result<Uri, String> {
    if let Some(byte) = raw.target.iter().find(|byte| !byte.is_ascii_graphic()) {
        return Err(format!("the byte 0x{byte:02X} in the target"));
    }
    let is_origin = raw.target.starts_with(b"/");
    let is_star = raw.target == b"*" && raw.method == "OPTIONS";
    let is_absolute =
        [&b"http://"[..], b"https://"].iter().any(|scheme| raw.target.starts_with(scheme));
    if !is_origin && !is_star && !is_absolute {
        return Err("a target of none of HTTP's forms".to_owned());
    }
    if !is_origin && !base.prefix().is_empty() {
        return Err("a target that no stage stands before".to_owned());
    }
    let whole = [base.prefix().as_bytes(), &raw.target].concat();
    let changed = "signs in the target that no address has".to_owned();
    let uri = Uri::try_from(whole.as_slice()).map_err(|_refused| changed.clone())?;
    if uri.to_string().as_bytes() == whole { Ok(uri) } else { Err(changed) }
}

fn field(name: &str, value: &[u8]) -> Result<(HeaderName, HeaderValue), String> {
    let refused = format!("the name {name:?} of a field");
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_refused| refused)?;
    if FRAMING.contains(&name.as_str()) {
        return Err(format!("a {name} of the row's own"));
    }
    if value.trim_ascii() != value {
        return Err(format!("the blanks around the value of {name}"));
    }
    let refused = format!("the control bytes in the value of {name}");
    let value = HeaderValue::from_bytes(value).map_err(|_refused| refused)?;
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        base: &str,
    ) -> Result<String, String> {
        let mut raw = Raw::new(method, target.as_bytes());
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), value.as_bytes().to_vec());
        raw.headers.extend(headers.iter().map(pair));
        message(&raw, &base.parse().unwrap()).map(|request| request.uri().to_string())
    }

    #[test]
    fn a_target_is_sent_as_it_stands_or_not_at_all() {
        for target in [
            "/",
            "//admin",
            "/a/../admin",
            "/a/%2e%2E/x?y=/../z",
            "/a%00",
            "/admin;x",
            "/%zz",
            "/%",
            "/a|b",
            "/a\\b",
            "/x?a=b?c",
            "http://attacker.example/admin",
        ] {
            assert_eq!(sent("GET", target, &[], "http://a").as_deref(), Ok(target));
        }
        for target in
            ["", "admin", "*", "/a b", "/a\u{ff0f}b", "/admin#x", "/a\n", "http://a.example"]
        {
            assert!(sent("GET", target, &[], "http://a").is_err(), "{target:?}");
        }
        assert_eq!(sent("OPTIONS", "*", &[], "http://a").as_deref(), Ok("*"));
    }

    #[test]
    fn a_stage_stands_before_the_path() {
        assert_eq!(sent("GET", "//x?y", &[], "http://a/dev").as_deref(), Ok("/dev//x?y"));
        assert!(sent("OPTIONS", "*", &[], "http://a/dev").is_err());
    }

    #[test]
    fn what_frames_a_message_is_not_the_rows_own() {
        for (name, value) in [
            ("Content-Length", "5"),
            ("transfer-encoding", "chunked"),
            ("Connection", "close"),
            ("Authorization", "Bearer "),
            ("x", "a\r\nb: c"),
            ("x", "a\0"),
        ] {
            assert!(sent("GET", "/", &[(name, value)], "http://a").is_err(), "{name}: {value:?}");
        }
        assert!(sent("CONNECT", "/", &[], "http://a").is_err());
        assert!(sent("G T", "/", &[], "http://a").is_err());
        assert!(sent("get", "/", &[("x", "é"), ("x", "")], "http://a").is_ok());
    }

    #[test]
    fn a_row_may_name_the_host_once() {
        let host = |headers: &[(&str, &str)]| {
            let mut raw = Raw::new("GET", b"/");
            let pair =
                |(name, value): &(&str, &str)| ((*name).to_owned(), value.as_bytes().to_vec());
            raw.headers.extend(headers.iter().map(pair));
            let request = message(&raw, &"http://a:1".parse().unwrap()).unwrap();
            request.headers()[HOST].to_str().unwrap().to_owned()
        };
        assert_eq!(host(&[]), "a:1");
        assert_eq!(host(&[("Host", "other.example")]), "other.example");
        assert!(sent("GET", "/", &[("Host", "a"), ("host", "a")], "http://a").is_err());
    }

    #[test]
    fn a_long_head_is_left_out() {
        let long = "a".repeat(HEAD);
        assert!(sent("GET", "/", &[("x", &long)], "http://a").unwrap_err().contains("10240"));
    }
}
