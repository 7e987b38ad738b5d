//! What a function returns, as an HTTP response.
//!
//! In format 2.0 anything that has no `statusCode` is itself the body; in 1.0 it is malformed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use hyper::{Response, StatusCode};
use serde_json::{Map, Value};

use super::headers::is_of_connection;
use crate::import::integration::Payload;

/// Longest body, in bytes: API Gateway's.
pub(super) const MOST_BYTES: usize = 10 << 20;

/// Makes a response of what a function returned.
///
/// # Errors
/// Why it is malformed, one line that follows "the function's answer".
pub(super) fn response(
    returned: &[u8],
    payload: Payload,
) -> Result<Response<Full<Bytes>>, &'static str> {
    let value: Value = serde_json::from_slice(returned).map_err(|_error| "is no JSON")?;
    match (&value, payload) {
        (Value::Object(map), _) if map.contains_key("statusCode") => told(map, payload),
        (_, Payload::Version1) => Err("has no `statusCode`"),
        (_, Payload::Version2) => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let mut response = sized(text.into_bytes())?;
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert(CONTENT_TYPE, json);
            Ok(response)
        }
    }
}

fn told(map: &Map<String, Value>, payload: Payload) -> Result<Response<Full<Bytes>>, &'static str> {
    let body = match map.get("body") {
        None | Some(Value::Null) => "",
        Some(body) => body.as_str().ok_or("has a `body` that is no text")?,
    };
    let is_encoded = match map.get("isBase64Encoded") {
        None | Some(Value::Null) => false,
        Some(told) => told.as_bool().ok_or("has an `isBase64Encoded` that is no boolean")?,
    };
    let bytes = if is_encoded {
        STANDARD.decode(body).map_err(|_error| "has a `body` that is no base64")?
    } else {
        body.as_bytes().to_vec()
    };
    let mut response = sized(bytes)?;
    *response.status_mut() = status(map.get("statusCode"))?;
    let headers = response.headers_mut();
    add(headers, map.get("headers"))?;
    match payload {
        Payload::Version1 => add(headers, map.get("multiValueHeaders"))?,
        Payload::Version2 => cookies(headers, map.get("cookies"))?,
    }
    if !headers.contains_key(CONTENT_TYPE) {
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.insert(CONTENT_TYPE, text);
    }
    Ok(response)
}

fn sized(bytes: Vec<u8>) -> Result<Response<Full<Bytes>>, &'static str> {
    if bytes.len() > MOST_BYTES {
        return Err("is over 10 MB");
    }
    Ok(Response::new(Full::new(bytes.into())))
}

fn status(told: Option<&Value>) -> Result<StatusCode, &'static str> {
    let wrong = "has a `statusCode` that is none";
    let number = match told {
        Some(Value::String(text)) => text.parse().ok(),
        Some(told) => told.as_u64().and_then(|number| u16::try_from(number).ok()),
        None => None,
    };
    // What is below 200 is no answer yet.
    let number = number.filter(|number| (200..600).contains(number)).ok_or(wrong)?;
    StatusCode::from_u16(number).map_err(|_error| wrong)
}

/// Adds headers with one value or a list each; those of the connection are the gateway's own.
fn add(headers: &mut HeaderMap, told: Option<&Value>) -> Result<(), &'static str> {
    let map = match told {
        None | Some(Value::Null) => return Ok(()),
        Some(told) => told.as_object().ok_or("has headers that are no map")?,
    };
    for (name, told) in map {
        let name: HeaderName = name.parse().map_err(|_error| "has a header with a wrong name")?;
        if is_of_connection(name.as_str()) {
            continue;
        }
        // What stands in both maps is told by the list.
        headers.remove(&name);
        let items = told.as_array().map_or(std::slice::from_ref(told), Vec::as_slice);
        for item in items {
            let text = match item {
                Value::Null => continue,
                Value::String(text) => text.clone(),
                Value::Bool(_) | Value::Number(_) => item.to_string(),
                Value::Array(_) | Value::Object(_) => {
                    return Err("has a header whose value is no text");
                }
            };
            headers.append(name.clone(), value(&text)?);
        }
    }
    Ok(())
}

fn cookies(headers: &mut HeaderMap, told: Option<&Value>) -> Result<(), &'static str> {
    let wrong = "has `cookies` that are no list of texts";
    let cookies = match told {
        None | Some(Value::Null) => return Ok(()),
        Some(told) => told.as_array().ok_or(wrong)?,
    };
    for cookie in cookies {
        headers.append(SET_COOKIE, value(cookie.as_str().ok_or(wrong)?)?);
    }
    Ok(())
}

fn value(text: &str) -> Result<HeaderValue, &'static str> {
    HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_error| "has a header with a control character in its value")
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    fn shown(returned: &str, payload: Payload) -> Result<(u16, String, String), &'static str> {
        let response = response(returned.as_bytes(), payload)?;
        let (parts, body) = response.into_parts();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let bytes = runtime.block_on(body.collect()).unwrap().to_bytes();
        let mut headers: Vec<String> = parts
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        headers.sort();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Ok((parts.status.as_u16(), headers.join("; "), body))
    }

    fn answer(status: u16, headers: &str, body: &str) -> (u16, String, String) {
        (status, headers.to_owned(), body.to_owned())
    }

    #[test]
    fn what_has_no_status_is_the_body_in_the_second_version_alone() {
        let json = "content-type: application/json";
        let second = |returned: &str| shown(returned, Payload::Version2);
        assert_eq!(
            second(r#"{"message": "Hello"}"#),
            Ok(answer(200, json, r#"{"message":"Hello"}"#))
        );
        assert_eq!(second(r#""Hello from Lambda!""#), Ok(answer(200, json, "Hello from Lambda!")));
        assert_eq!(second("[1, 2]"), Ok(answer(200, json, "[1,2]")));
        let first = shown(r#"{"message": "Hello"}"#, Payload::Version1);
        assert_eq!(first, Err("has no `statusCode`"));
    }

    #[test]
    fn cookies_and_headers_are_taken_over() {
        let returned = r#"{"statusCode": 201, "headers": {"My-Header": "a", "X-N": 5, "Connection": "x"},
            "cookies": ["a=1; Secure", "b=2"], "body": "aGk=", "isBase64Encoded": true}"#;
        let headers = "content-type: text/plain; charset=utf-8; my-header: a; \
                       set-cookie: a=1; Secure; set-cookie: b=2; x-n: 5";
        assert_eq!(shown(returned, Payload::Version2), Ok(answer(201, headers, "hi")));
    }

    #[test]
    fn the_first_version_takes_several_values() {
        let returned = r#"{"statusCode": "404", "headers": {"a": "1", "content-type": "x/y"},
            "multiValueHeaders": {"A": ["2", "3"], "set-cookie": ["c=1", "d=2"]}, "body": null}"#;
        let headers = "a: 2; a: 3; content-type: x/y; set-cookie: c=1; set-cookie: d=2";
        assert_eq!(shown(returned, Payload::Version1), Ok(answer(404, headers, "")));
    }

    #[test]
    fn what_is_malformed_is_told() {
        for (returned, why) in [
            ("{", "is no JSON"),
            (r#"{"statusCode": 99}"#, "has a `statusCode` that is none"),
            (r#"{"statusCode": 101}"#, "has a `statusCode` that is none"),
            (r#"{"statusCode": null}"#, "has a `statusCode` that is none"),
            (r#"{"statusCode": 200, "body": {}}"#, "has a `body` that is no text"),
            (
                r#"{"statusCode": 200, "body": "*", "isBase64Encoded": true}"#,
                "has a `body` that is no base64",
            ),
            (r#"{"statusCode": 200, "headers": {"a b": "c"}}"#, "has a header with a wrong name"),
            (
                r#"{"statusCode": 200, "headers": {"a": "b\r\nc: d"}}"#,
                "has a header with a control character in its value",
            ),
            (r#"{"statusCode": 200, "headers": {"a": {}}}"#, "has a header whose value is no text"),
            (r#"{"statusCode": 200, "cookies": "a"}"#, "has `cookies` that are no list of texts"),
        ] {
            assert_eq!(shown(returned, Payload::Version2), Err(why), "{returned}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(shown(&deep, Payload::Version2), Err("is no JSON"));
    }
}
