//! Answers in Cognito's form: JSON that nobody stores, errors of status 400, and redirections.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::{Value, json};

/// What can be wrong with a request for tokens (RFC 6749, 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnauthorizedClient,
    /// The address to come back to is another one than before.
    InvalidRedirect,
    UnsupportedGrantType,
    UnsupportedTokenType,
    InvalidScope,
    /// Our own fault.
    ServerError,
}

impl Refused {
    /// Returns the name that `error` has.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient | Self::InvalidRedirect => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::InvalidScope => "invalid_scope",
            Self::ServerError => "server_error",
        }
    }

    /// Returns the answer; its status is 400 for a wrong secret, too.
    pub(super) fn answer(self) -> Response {
        let body = if self == Self::InvalidRedirect {
            json!({ "error": self.as_str(), "error_description": "invalid_redirect" })
        } else {
            json!({ "error": self.as_str() })
        };
        let status = match self {
            Self::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::InvalidRequest
            | Self::InvalidClient
            | Self::InvalidGrant
            | Self::UnauthorizedClient
            | Self::InvalidRedirect
            | Self::UnsupportedGrantType
            | Self::UnsupportedTokenType
            | Self::InvalidScope => StatusCode::BAD_REQUEST,
        };
        json(status, &body)
    }
}

/// Answers with JSON.
pub(super) fn json(status: StatusCode, body: &Value) -> Response {
    let mut answer = with_type(status, "application/json;charset=UTF-8", body.to_string());
    // Apps in a browser ask, too; what they get is no more than they can name a secret for.
    set(&mut answer, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    answer
}

/// Answers with nothing but a status.
pub(super) fn empty(status: StatusCode) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    never_stored(&mut answer);
    answer
}

/// Answers that only another method is served.
pub(super) fn only(methods: &'static str) -> Response {
    let mut answer = empty(StatusCode::METHOD_NOT_ALLOWED);
    set(&mut answer, header::ALLOW, methods);
    answer
}

/// Answers with a line for people.
pub(super) fn plain(status: StatusCode, line: &'static str) -> Response {
    with_type(status, "text/plain;charset=UTF-8", format!("{line}\n"))
}

/// Answers with a page that loads and frames nothing.
pub(super) fn page(status: StatusCode, html: String) -> Response {
    let mut answer = with_type(status, "text/html;charset=UTF-8", html);
    let policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
    set(&mut answer, header::CONTENT_SECURITY_POLICY, policy);
    set(&mut answer, header::X_FRAME_OPTIONS, "DENY");
    answer
}

/// Sends a browser elsewhere; the address is one that the configuration names.
pub(super) fn redirect(address: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(address) else {
        return empty(StatusCode::BAD_REQUEST);
    };
    let mut answer = empty(StatusCode::FOUND);
    answer.headers_mut().insert(header::LOCATION, location);
    answer
}

/// Sets a header.
pub(super) fn set(answer: &mut Response, name: HeaderName, value: &'static str) {
    answer.headers_mut().insert(name, HeaderValue::from_static(value));
}

fn with_type(status: StatusCode, media_type: &'static str, body: String) -> Response {
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = status;
    set(&mut answer, header::CONTENT_TYPE, media_type);
    set(&mut answer, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    never_stored(&mut answer);
    answer
}

fn never_stored(answer: &mut Response) {
    set(answer, header::CACHE_CONTROL, "no-store");
    set(answer, header::PRAGMA, "no-cache");
    // A code stands in the address of what follows.
    set(answer, header::REFERRER_POLICY, "no-referrer");
}
