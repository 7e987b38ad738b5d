//! The HTTP client of integrations: bounded in time and size, and following no redirect.

use std::error::Error;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::{Request, Response};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{self, Client as Pooled};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::answer::MOST_BYTES;
use super::fault::Fault;

/// How long an unused connection is kept.
const IDLE: Duration = Duration::from_secs(30);
/// Most unused connections to one server.
const MOST_IDLE: usize = 16;

/// Sends requests; clones share their connections.
#[derive(Clone, Debug, Default)]
pub(super) struct Client(Arc<Pools>);

#[derive(Debug, Default)]
struct Pools {
    plain: OnceLock<Plain>,
    // Whom this machine trusts is asked once, and only when a URL is encrypted.
    secure: OnceLock<Result<Secure, String>>,
}

#[derive(Clone, Debug)]
struct Plain(Pooled<HttpConnector, Full<Bytes>>);

#[derive(Clone, Debug)]
struct Secure(Pooled<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Client {
    /// Sends a request and reads the whole response.
    pub(super) async fn send(
        &self,
        request: Request<Full<Bytes>>,
        limit: Duration,
    ) -> Result<Response<Bytes>, Fault> {
        let to = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let exchange = async {
            let response = self
                .head(request)
                .await
                .map_err(|why| Fault::unreachable(format!("{to} cannot be reached: {why}")))?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, MOST_BYTES).collect().await.map_err(|error| {
                let is_large = error.downcast_ref::<LengthLimitError>().is_some();
                let why = if is_large { "is over 10 MB" } else { "broke off" };
                Fault::failed(format!("the answer of {to} {why}"))
            })?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        };
        let late = |_elapsed| Fault::timed_out(format!("{to} did not answer within {limit:?}"));
        tokio::time::timeout(limit, exchange).await.map_err(late)?
    }

    async fn head(&self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, String> {
        let sent = if request.uri().scheme_str() == Some("https") {
            let client = self.0.secure.get_or_init(secure).as_ref().map_err(Clone::clone)?;
            client.0.request(request).await
        } else {
            let plain = || Plain(pooled().build(HttpConnector::new()));
            self.0.plain.get_or_init(plain).0.request(request).await
        };
        sent.map_err(|error| reason(&error))
    }
}

fn pooled() -> legacy::Builder {
    let mut builder = Pooled::builder(TokioExecutor::new());
    builder.pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE).pool_max_idle_per_host(MOST_IDLE);
    builder
}

fn secure() -> Result<Secure, String> {
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_platform_verifier(rustls::crypto::aws_lc_rs::default_provider())
        .map_err(|error| format!("the certificates of this machine cannot be read: {error}"))?
        .https_only()
        .enable_http1()
        .build();
    Ok(Secure(pooled().build(connector)))
}

/// The innermost reason says what happened; those around it that something did.
fn reason(error: &dyn Error) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}
