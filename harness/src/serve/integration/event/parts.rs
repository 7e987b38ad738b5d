//! The parts that both versions of events are made of.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::CONTENT_TYPE;
use jiff::Timestamp;

use crate::serve::integration::call::Call;
use crate::serve::integration::percent::decode;

/// The account that events name: there is none.
pub(super) const ACCOUNT: &str = "123456789012";
/// The API that events name.
pub(super) const API: &str = "local";

/// Values by name, several for one name in the order they were sent.
pub(super) type Values = BTreeMap<String, Vec<String>>;

/// Returns the headers but those left out.
pub(super) fn headers(call: &Call, but: &[&str]) -> Values {
    let mut values = Values::new();
    for (name, value) in &call.headers {
        if !but.contains(&name.as_str()) {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            values.entry(name.as_str().to_owned()).or_default().push(text);
        }
    }
    values
}

/// Returns the query's parameters, decoded once.
pub(super) fn query(call: &Call) -> Values {
    let mut values = Values::new();
    for pair in call.raw_query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = |text: &str| decode(&text.replace('+', " "));
        values.entry(plain(name)).or_default().push(plain(value));
    }
    values
}

/// Returns the path, decoded, below the stage.
pub(super) fn path(call: &Call) -> String {
    let path = decode(&call.raw_path);
    if call.stage == "$default" { path } else { format!("/{}{path}", call.stage) }
}

/// Returns the body as text, in base64 when it is none, and whether it is.
pub(super) fn body(call: &Call) -> (Option<String>, bool) {
    if call.body.is_empty() {
        return (None, false);
    }
    let kind = call.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    match std::str::from_utf8(&call.body) {
        Ok(text) if kind.is_none_or(is_text) => (Some(text.to_owned()), false),
        _ => (Some(STANDARD.encode(&call.body)), true),
    }
}

/// Forms are no text for HTTP APIs: API Gateway encodes them, too.
fn is_text(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let texts = ["application/json", "application/javascript", "application/xml"];
    essence.is_empty()
        || essence.starts_with("text/")
        || texts.contains(&essence.as_str())
        || essence.ends_with("+json")
        || essence.ends_with("+xml")
}

/// Returns the name that the client called the gateway by, and its first label.
pub(super) fn domain(call: &Call) -> (String, String) {
    let host = call.header("host").unwrap_or("localhost");
    // The colons of an IPv6 address stand in brackets.
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    (name.to_owned(), name.split('.').next().unwrap_or(name).to_owned())
}

/// Returns the instant in the common log format.
pub(super) fn time(call: &Call) -> String {
    let instant =
        Timestamp::from_millisecond(call.now_milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
    instant.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string()
}
