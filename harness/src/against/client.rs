//! Sends messages over connections that are kept, follows nothing, and never waits for ever.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::WWW_AUTHENTICATE;
use hyper::rt::{Read, Write};
use hyper::{Method, Request, Response, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use tower::{Service as _, ServiceExt as _};

use super::answer::Answer;

/// Bytes of a body that are read; a connection with more is given up.
const BODY: usize = 64 << 10;

/// Connects and sends.
#[derive(Clone, Debug)]
pub(super) struct Client {
    plain: HttpConnector,
    /// There is none where only http is asked for: reading the trusted certificates takes time.
    encrypted: Option<HttpsConnector<HttpConnector>>,
    timeout: Duration,
}

/// A kept connection.
#[derive(Debug)]
pub(super) struct Connection(SendRequest<Full<Bytes>>);

/// Why there is no answer.
struct Broken {
    told: String,
    /// Whether the server cannot have begun on the request.
    is_unsent: bool,
    /// Whether it hung up without an answer.
    is_hung_up: bool,
}

impl Client {
    /// Makes a client that waits so long for each answer.
    pub(super) fn new(timeout: Duration, encrypted: bool) -> io::Result<Self> {
        let mut plain = HttpConnector::new();
        plain.set_nodelay(true);
        let encrypted = if encrypted {
            let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
            let builder = HttpsConnectorBuilder::new();
            let builder = builder.with_provider_and_platform_verifier(provider)?;
            let mut under = plain.clone();
            under.enforce_http(false);
            Some(builder.https_only().enable_http1().wrap_connector(under))
        } else {
            None
        };
        Ok(Self { plain, encrypted, timeout })
    }

    /// Connects, so that a gateway that is not there is told once.
    pub(super) async fn connect(&self, origin: &Uri) -> Result<Connection, String> {
        match tokio::time::timeout(self.timeout, self.open(origin)).await {
            Ok(connection) => connection,
            Err(_late) => Err(format!("no connection within {} s", self.timeout.as_secs())),
        }
    }

    /// Sends a message and reads the answer. The connection in the slot is used and kept.
    pub(super) async fn send(
        &self,
        slot: &mut Option<Connection>,
        origin: &Uri,
        message: Request<Full<Bytes>>,
    ) -> Result<Answer, String> {
        let exchange = self.exchange(slot.take(), origin, message);
        match tokio::time::timeout(self.timeout, exchange).await {
            Ok(Ok((answer, connection))) => {
                *slot = connection;
                Ok(answer)
            }
            Ok(Err(told)) => Err(told),
            Err(_late) => Err(format!("no answer within {} s", self.timeout.as_secs())),
        }
    }

    async fn exchange(
        &self,
        kept: Option<Connection>,
        origin: &Uri,
        message: Request<Full<Bytes>>,
    ) -> Result<(Answer, Option<Connection>), String> {
        if let Some(connection) = kept {
            let safe = matches!(*message.method(), Method::GET | Method::HEAD | Method::OPTIONS);
            match connection.exchange(message.clone()).await {
                // A server may hang up on a connection that was kept: that is no answer to anything.
                Err(broken) if broken.is_unsent || (safe && broken.is_hung_up) => {}
                other => return other.map_err(|broken| broken.told),
            }
        }
        let connection = self.open(origin).await?;
        connection.exchange(message).await.map_err(|broken| broken.told)
    }

    async fn open(&self, origin: &Uri) -> Result<Connection, String> {
        if origin.scheme_str() == Some("https") {
            let missing = "the client knows no https".to_owned();
            let mut connector = self.encrypted.clone().ok_or(missing)?;
            let ready = connector.ready().await.map_err(|error| chain(&*error))?;
            let stream = ready.call(origin.clone()).await.map_err(|error| chain(&*error))?;
            greet(stream).await
        } else {
            let mut connector = self.plain.clone();
            let ready = connector.ready().await.map_err(|error| chain(&error))?;
            greet(ready.call(origin.clone()).await.map_err(|error| chain(&error))?).await
        }
    }
}

async fn greet<S>(stream: S) -> Result<Connection, String>
where
    S: Read + Write + Unpin + Send + 'static,
{
    let made = http1::Builder::new().max_buf_size(BODY).handshake(stream).await;
    let (sender, connection) = made.map_err(|error| chain(&error))?;
    // It ends with the sender; what goes wrong is told to the sender.
    drop(tokio::spawn(async move { drop(connection.await) }));
    Ok(Connection(sender))
}

impl Connection {
    async fn exchange(
        mut self,
        message: Request<Full<Bytes>>,
    ) -> Result<(Answer, Option<Self>), Broken> {
        let is_head = message.method() == Method::HEAD;
        let unsent =
            |error: hyper::Error| Broken { told: chain(&error), is_unsent: true, is_hung_up: true };
        self.0.ready().await.map_err(unsent)?;
        let broken = |error: hyper::Error| Broken {
            told: chain(&error),
            is_unsent: error.is_canceled(),
            is_hung_up: error.is_closed() || error.is_incomplete_message(),
        };
        let response = self.0.send_request(message).await.map_err(broken)?;
        let (mut answer, body) = head(response, is_head);
        let whole = read(body, &mut answer.body).await.map_err(|error| Broken {
            told: format!("the body breaks off: {}", chain(&error)),
            is_unsent: false,
            is_hung_up: false,
        })?;
        Ok((answer, whole.then_some(self)))
    }
}

fn head(response: Response<Incoming>, is_head: bool) -> (Answer, Incoming) {
    let headers = response.headers();
    let challenges = headers.get_all(WWW_AUTHENTICATE).iter();
    let challenges: Vec<String> =
        challenges.map(|one| String::from_utf8_lossy(one.as_bytes()).into_owned()).collect();
    let answer = Answer {
        status: response.status().as_u16(),
        challenge: (!challenges.is_empty()).then(|| challenges.join(", ")),
        is_api_gateway: headers.contains_key("apigw-requestid"),
        is_head,
        body: Vec::new(),
    };
    (answer, response.into_body())
}

/// Reads a body to its end or to the bound; returns whether it ended.
async fn read(mut body: Incoming, to: &mut Vec<u8>) -> Result<bool, hyper::Error> {
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            to.extend_from_slice(data.get(..BODY.saturating_sub(to.len())).unwrap_or(&data));
        }
        if to.len() >= BODY {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Tells an error with its causes: the outer ones of connections say little.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut told = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if !told.contains(&text) {
            told = format!("{told}: {text}");
        }
        source = cause.source();
    }
    told
}
