//! Reads the body of a request, within bounds of bytes, time and memory.

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::{HeaderMap, StatusCode, header};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Duration, timeout};

use super::limits::Limits;

/// Bodies up to here need no room of their own.
const SMALL: u64 = 64 << 10;
/// Larger bodies held at a time, over all connections.
const LARGE_AT_A_TIME: usize = 16;
/// How long a body that nobody wants is taken, so that its sender reads the answer.
const UNWANTED: Duration = Duration::from_secs(1);

/// Room for bodies.
#[derive(Debug)]
pub(super) struct Room(Semaphore);

impl Default for Room {
    fn default() -> Self {
        Self(Semaphore::new(LARGE_AT_A_TIME))
    }
}

/// A whole body, with the room that it takes while it is held.
#[derive(Debug)]
pub(super) struct Held<'r> {
    pub(super) bytes: Bytes,
    _room: Option<SemaphorePermit<'r>>,
}

impl Room {
    /// Reads a whole body; else returns the status to answer with.
    pub(super) async fn read(
        &self,
        body: Incoming,
        limits: &Limits,
    ) -> Result<Held<'_>, StatusCode> {
        if body.is_end_stream() {
            return Ok(Held { bytes: Bytes::new(), _room: None });
        }
        let most = u64::try_from(limits.body_bytes).unwrap_or(u64::MAX);
        let said = body.size_hint().upper();
        if said.is_some_and(|bytes| bytes > most) {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let is_small = said.is_some_and(|bytes| bytes <= SMALL);
        let room = if is_small {
            None
        } else {
            Some(self.0.try_acquire().map_err(|_full| StatusCode::SERVICE_UNAVAILABLE)?)
        };
        let limited = Limited::new(body, limits.body_bytes);
        match timeout(limits.body_time, limited.collect()).await {
            Err(_late) => Err(StatusCode::REQUEST_TIMEOUT),
            Ok(Ok(whole)) => Ok(Held { bytes: whole.to_bytes(), _room: room }),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
            Ok(Err(_broken)) => Err(StatusCode::BAD_REQUEST),
        }
    }
}

/// Takes in, for a moment, the body of a request that is refused: a connection that is closed
/// before loses the answer on its way. Who waits for `100 Continue` has not sent it.
pub(super) async fn drop_unwanted(body: Incoming, headers: &HeaderMap, limits: &Limits) {
    if body.is_end_stream() || headers.contains_key(header::EXPECT) {
        return;
    }
    let mut body = Limited::new(body, limits.body_bytes);
    let all = async { while let Some(Ok(_frame)) = body.frame().await {} };
    let _all: bool = timeout(UNWANTED, all).await.is_ok();
}
