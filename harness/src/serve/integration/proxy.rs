//! An HTTP proxy: the request goes on to another server, whose answer comes back.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Method, Request, Response};

use super::call::Call;
use super::client::Client;
use super::fault::Fault;
use super::headers::{forwarded, without_connection};
use super::target::Target;

/// An HTTP proxy.
#[derive(Clone, Debug)]
pub(super) struct Proxy {
    pub(super) target: Target,
    /// The method that is sent; without it, the request's own.
    pub(super) method: Option<Method>,
    pub(super) limit: Duration,
}

impl Proxy {
    /// Hands a request on.
    pub(super) async fn call(
        &self,
        call: &Call,
        client: &Client,
    ) -> Result<Response<Full<Bytes>>, Fault> {
        let mut request = Request::new(Full::new(call.body.clone()));
        *request.uri_mut() = self.target.uri(call)?;
        *request.method_mut() = self.method.clone().unwrap_or_else(|| call.method.clone());
        *request.headers_mut() = forwarded(call);
        let (mut parts, body) = client.send(request, self.limit).await?.into_parts();
        parts.headers = without_connection(&parts.headers);
        Ok(Response::from_parts(parts, Full::new(body)))
    }
}
