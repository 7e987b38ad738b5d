//! A request that was allowed, on its way to what stands behind its route.

use std::collections::BTreeMap;

use bytes::Bytes;
use engine::Claims;
use hyper::{HeaderMap, Method};

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

impl Call {
    /// Returns a header's value, when it is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
