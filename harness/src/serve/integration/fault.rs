//! Why an integration gave no answer: what the client is told, and what the developer is.

use std::fmt::{self, Display};

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};

/// Why an integration gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    kind: Kind,
    why: String,
}

/// What the client is told: nothing of the reason, as by API Gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Refused,
    Failed,
    Unreachable,
    TimedOut,
}

impl Fault {
    /// The request cannot be handed on without a change of its meaning.
    pub(super) fn refused(why: impl Into<String>) -> Self {
        Self { kind: Kind::Refused, why: why.into() }
    }

    /// What was called failed, or answered nonsense.
    pub(super) fn failed(why: impl Into<String>) -> Self {
        Self { kind: Kind::Failed, why: why.into() }
    }

    /// What is called cannot be reached.
    pub(super) fn unreachable(why: impl Into<String>) -> Self {
        Self { kind: Kind::Unreachable, why: why.into() }
    }

    /// What is called took too long.
    pub(super) fn timed_out(why: impl Into<String>) -> Self {
        Self { kind: Kind::TimedOut, why: why.into() }
    }

    /// Returns the answer to the client.
    pub(super) fn response(&self) -> Response<Full<Bytes>> {
        let (status, body) = match self.kind {
            Kind::Refused => (StatusCode::BAD_REQUEST, r#"{"message":"Bad Request"}"#),
            Kind::Failed => {
                (StatusCode::INTERNAL_SERVER_ERROR, r#"{"message":"Internal Server Error"}"#)
            }
            Kind::Unreachable => {
                (StatusCode::SERVICE_UNAVAILABLE, r#"{"message":"Service Unavailable"}"#)
            }
            Kind::TimedOut => {
                (StatusCode::GATEWAY_TIMEOUT, r#"{"message":"Endpoint request timed out"}"#)
            }
        };
        let mut response = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
        *response.status_mut() = status;
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}
