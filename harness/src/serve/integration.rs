//! What stands behind a route: what a request that was allowed is handed to.

use std::collections::BTreeMap;

use bytes::Bytes;
use engine::Claims;
use http_body_util::Full;
use hyper::{HeaderMap, Method, Response, StatusCode};

/// A request that the gateway has allowed, with what it knows about it.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path as sent, without stage and query.
    pub raw_path: String,
    /// The query as sent, without its `?`.
    pub raw_query: String,
    /// The headers as sent.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// The key of the route that took it.
    pub route: String,
    /// The route's variables, decoded.
    pub variables: BTreeMap<String, String>,
    /// The verified claims, where a token was asked for.
    pub claims: Option<Claims>,
    /// Whether the route asks for scopes.
    pub is_scoped: bool,
    /// The stage's name.
    pub stage: String,
    /// The request's id, as in `apigw-requestid`.
    pub request_id: String,
    /// Where it came from.
    pub source_ip: String,
    /// The clock in Unix milliseconds.
    pub now_milliseconds: i64,
}

/// The integrations of a policy, by route.
#[derive(Clone, Debug, Default)]
pub struct Integrations {}

impl Integrations {
    /// Hands a request over, and returns what it is answered.
    #[expect(clippy::unused_async, reason = "other kinds of integrations wait")]
    pub async fn call(&self, _call: Call) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(Bytes::from_static(b"{}")));
        *response.status_mut() = StatusCode::OK;
        response
    }
}
