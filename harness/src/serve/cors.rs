//! The headers that tell browsers what the policy's `cors` allows.
//!
//! Known is that they are sent when the request has an `Origin`, for OPTIONS also
//! `Access-Control-Request-Method`, and that those of the integration are ignored. Their exact
//! values, and that answers of the gateway itself have them, is ours.

use engine::Cors;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method};

/// What begins the names of the headers that are the gateway's alone.
const OWN: &str = "access-control-";

/// Puts the headers for a request into its answer.
pub(super) fn apply(cors: &Cors, method: &Method, request: &HeaderMap, answer: &mut HeaderMap) {
    let own = |name: &&HeaderName| name.as_str().starts_with(OWN);
    for name in answer.keys().filter(own).cloned().collect::<Vec<_>>() {
        answer.remove(name);
    }
    let asked = request.get(header::ACCESS_CONTROL_REQUEST_METHOD);
    let is_options = *method == Method::OPTIONS;
    if !cors.allow_origins.iter().any(|one| one == "*") {
        // Another origin gets another answer: who keeps answers must know.
        answer.append(header::VARY, HeaderValue::from_static("origin"));
    }
    let Some(origin) = request.get(header::ORIGIN).filter(|_| !is_options || asked.is_some())
    else {
        return;
    };
    let Some(allowed) = allowed_origin(cors, origin) else { return };
    answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    if cors.allow_credentials {
        let yes = HeaderValue::from_static("true");
        answer.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
    }
    if is_options {
        let methods = list(&cors.allow_methods, asked);
        let headers =
            list(&cors.allow_headers, request.get(header::ACCESS_CONTROL_REQUEST_HEADERS));
        let age = cors.max_age_seconds.map(HeaderValue::from);
        insert(answer, header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        insert(answer, header::ACCESS_CONTROL_ALLOW_HEADERS, headers);
        insert(answer, header::ACCESS_CONTROL_MAX_AGE, age);
    } else {
        let exposed = list(&cors.expose_headers, None);
        insert(answer, header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
}

fn insert(answer: &mut HeaderMap, name: HeaderName, value: Option<HeaderValue>) {
    if let Some(value) = value {
        answer.insert(name, value);
    }
}

/// Returns what is said about an origin, if it is allowed. Origins are compared byte by byte:
/// browsers write them in one way only.
fn allowed_origin(cors: &Cors, origin: &HeaderValue) -> Option<HeaderValue> {
    let mut allowed = None;
    for own in &cors.allow_origins {
        let every_of_scheme = own.strip_suffix('*').filter(|scheme| !scheme.is_empty());
        if own == "*" {
            return Some(HeaderValue::from_static("*"));
        } else if *origin == **own
            || every_of_scheme
                .is_some_and(|scheme| origin.as_bytes().starts_with(scheme.as_bytes()))
        {
            allowed = Some(origin.clone());
        }
    }
    allowed
}

/// Writes a list. `*` repeats what was asked for: beside credentials, and for `authorization`,
/// browsers do not take the sign itself.
fn list(own: &[String], asked: Option<&HeaderValue>) -> Option<HeaderValue> {
    if own.is_empty() {
        return None;
    }
    let every = own.iter().any(|one| one == "*");
    match asked.filter(|_| every) {
        Some(asked) => Some(asked.clone()),
        None => HeaderValue::try_from(own.join(",")).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cors(origins: &[&str]) -> Cors {
        let owned = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect();
        Cors {
            allow_origins: owned(origins),
            allow_methods: owned(&["GET", "POST"]),
            allow_headers: owned(&["authorization"]),
            expose_headers: owned(&["x-a", "x-b"]),
            max_age_seconds: Some(300),
            allow_credentials: true,
        }
    }

    fn told(cors: &Cors, method: &Method, request: &[(&'static str, &'static str)]) -> Vec<String> {
        let request = request
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let mut answer = HeaderMap::new();
        // As an integration might say.
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        answer.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("*"));
        apply(cors, method, &request.collect(), &mut answer);
        let line = |(name, value): (&HeaderName, &HeaderValue)| {
            let name = name.as_str().trim_start_matches(OWN);
            format!("{name}: {}", value.to_str().unwrap())
        };
        let mut lines: Vec<String> = answer.iter().map(line).collect();
        lines.sort();
        lines
    }

    #[test]
    fn a_preflight_is_told_what_may_be_sent() {
        let cors = cors(&["https://a.example"]);
        let request =
            [("origin", "https://a.example"), ("access-control-request-method", "DELETE")];
        assert_eq!(
            told(&cors, &Method::OPTIONS, &request),
            [
                "allow-credentials: true",
                "allow-headers: authorization",
                "allow-methods: GET,POST",
                "allow-origin: https://a.example",
                "max-age: 300",
                "vary: origin",
            ]
        );
        assert_eq!(told(&cors, &Method::OPTIONS, &request[..1]), ["vary: origin"]);
    }

    #[test]
    fn a_simple_request_is_told_what_may_be_read() {
        let cors = cors(&["https://a.example"]);
        assert_eq!(
            told(&cors, &Method::GET, &[("origin", "https://a.example")]),
            [
                "allow-credentials: true",
                "allow-origin: https://a.example",
                "expose-headers: x-a,x-b",
                "vary: origin",
            ]
        );
        assert_eq!(told(&cors, &Method::GET, &[]), ["vary: origin"]);
    }

    #[test]
    fn other_origins_are_told_nothing() {
        let cors = cors(&["https://a.example", "http://*"]);
        for origin in ["https://a.example.evil", "https://A.example", "https://b", "null", "http"] {
            let request = [("origin", origin)];
            assert_eq!(told(&cors, &Method::GET, &request), ["vary: origin"], "{origin}");
        }
        let of_scheme = told(&cors, &Method::GET, &[("origin", "http://any.example")]);
        assert!(of_scheme.contains(&"allow-origin: http://any.example".to_owned()));
    }

    #[test]
    fn every_origin_and_every_header_are_said_as_browsers_take_them() {
        let mut cors = cors(&["*"]);
        cors.allow_credentials = false;
        cors.allow_headers = vec!["*".to_owned()];
        let request = [
            ("origin", "null"),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "authorization,x-b"),
        ];
        assert_eq!(
            told(&cors, &Method::OPTIONS, &request),
            [
                "allow-headers: authorization,x-b",
                "allow-methods: GET,POST",
                "allow-origin: *",
                "max-age: 300"
            ]
        );
    }
}
