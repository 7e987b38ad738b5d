//! What stands behind one route.

use bytes::Bytes;
use http_body_util::Full;
use hyper::Response;

use super::call::Call;
use super::client::Client;
use super::fault::Fault;
use super::invoke::Invoke;
use super::mock::Mock;
use super::proxy::Proxy;
use super::runner::Runner;

/// What stands behind one route.
#[derive(Debug)]
pub(super) enum Behind {
    /// A fixed answer.
    Mock(Mock),
    /// Another server.
    Http(Proxy),
    /// A function behind the Invoke API.
    Lambda(Invoke),
    /// A function that runs here.
    Run(Runner),
    /// What cannot be called; why, in words that follow "the route".
    Refused(String),
}

impl Behind {
    /// Hands a request over.
    pub(super) async fn call(
        &self,
        call: &Call,
        client: &Client,
    ) -> Result<Response<Full<Bytes>>, Fault> {
        match self {
            Self::Mock(mock) => Ok(mock.response()),
            Self::Http(proxy) => proxy.call(call, client).await,
            Self::Lambda(invoke) => invoke.call(call, client).await,
            Self::Run(runner) => runner.call(call).await,
            Self::Refused(why) => Err(Fault::failed(format!("it {why}"))),
        }
    }
}
