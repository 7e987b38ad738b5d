//! A function behind Lambda's Invoke API: a runtime emulator, or any other that speaks it.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode, Uri};

use super::answer;
use super::call::Call;
use super::client::Client;
use super::event::event;
use super::fault::Fault;
use super::percent;
use crate::import::integration::Payload;
use crate::visible::Visible;

/// Most characters of a function's error that are told.
const MOST_TOLD: usize = 500;

/// A function behind the Invoke API.
#[derive(Clone, Debug)]
pub(super) struct Invoke {
    function: String,
    uri: Uri,
    payload: Payload,
    limit: Duration,
}

impl Invoke {
    /// Names a function at an endpoint.
    ///
    /// # Errors
    /// Why the endpoint is none, one line that follows "the endpoint".
    pub(super) fn new(
        function: &str,
        endpoint: &str,
        payload: Payload,
        limit: Duration,
    ) -> Result<Self, &'static str> {
        let is_http = endpoint.starts_with("http://") || endpoint.starts_with("https://");
        if !is_http {
            return Err("does not begin with http:// or https://");
        }
        if endpoint.contains(['?', '#', '@']) {
            return Err("is more than scheme, host and path");
        }
        let base = endpoint.trim_end_matches('/');
        let name = percent::strict(function);
        let uri = format!("{base}/2015-03-31/functions/{name}/invocations");
        let uri: Uri = uri.parse().map_err(|_error| "is no URL")?;
        uri.host().filter(|host| !host.is_empty()).ok_or("has no host")?;
        Ok(Self { function: function.to_owned(), uri, payload, limit })
    }

    /// Invokes the function with a request's event.
    pub(super) async fn call(
        &self,
        call: &Call,
        client: &Client,
    ) -> Result<Response<Full<Bytes>>, Fault> {
        let event = event(call, self.payload).to_string();
        let mut request = Request::new(Full::new(Bytes::from(event)));
        *request.uri_mut() = self.uri.clone();
        *request.method_mut() = Method::POST;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert("x-amz-invocation-type", HeaderValue::from_static("RequestResponse"));
        let response = client.send(request, self.limit).await?;
        let failed = |why: String| {
            Err(Fault::failed(format!("the function `{}` {why}", Visible(&self.function))))
        };
        let told = String::from_utf8_lossy(response.body());
        let told: String = told.chars().take(MOST_TOLD).collect();
        if response.headers().contains_key("x-amz-function-error") {
            return failed(format!("failed: {}", Visible(&told)));
        }
        if response.status() != StatusCode::OK {
            return failed(format!("was answered {}: {}", response.status(), Visible(&told)));
        }
        match answer::response(response.body(), self.payload) {
            Ok(response) => Ok(response),
            Err(why) => failed(format!("gave an answer that {why}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_one_segment_of_the_path() {
        let invoke = |function: &str, endpoint: &str| {
            Invoke::new(function, endpoint, Payload::Version2, Duration::from_secs(3))
                .map(|invoke| invoke.uri.to_string())
        };
        let expected = "http://127.0.0.1:9001/2015-03-31/functions/a%2Fb%3Ac/invocations";
        assert_eq!(invoke("a/b:c", "http://127.0.0.1:9001/").as_deref(), Ok(expected));
        assert_eq!(invoke("f", "tcp://x"), Err("does not begin with http:// or https://"));
        assert_eq!(invoke("f", "http://u@x"), Err("is more than scheme, host and path"));
        assert_eq!(invoke("f", "http://"), Err("is no URL"));
    }
}
