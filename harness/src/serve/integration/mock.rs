//! Answers that no one gives: a fixed one, and what the gateway knows of a request.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::json;

use super::call::Call;
use super::claims::wire;

/// A fixed answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mock {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Mock {
    /// Returns the answer.
    pub(super) fn response(&self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body.clone()));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        response
    }
}

/// Tells what came through, where nothing stands behind a route.
pub(super) fn echo(call: &Call) -> Response<Full<Bytes>> {
    let claims = call.claims.as_ref().map(wire);
    let told = json!({
        "message": "allowed; the route has no integration",
        "route": call.route,
        "variables": call.variables,
        "claims": claims,
    });
    let mut response = Response::new(Full::new(Bytes::from(told.to_string())));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
