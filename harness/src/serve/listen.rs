//! Takes connections, as many as allowed, each for as long as allowed, until told to stop.

use std::convert::Infallible;
use std::error::Error;
use std::future::poll_fn;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::limits::Limits;
use super::stop::Stop;

/// Pause when the system has no more connections to give.
const OUT_OF_CONNECTIONS: Duration = Duration::from_millis(50);
/// Least buffer that hyper takes.
const LEAST_BUFFER: usize = 8 << 10;
/// How much more of a head is read than may be sent, so that it is answered in words.
const BEYOND: usize = 6 << 10;

/// Serves connections until told to stop, and then waits for those that are open, not for long.
pub async fn listen<S, B>(
    listener: TcpListener,
    limits: Limits,
    stop: Stop,
    service: impl Fn(IpAddr) -> S,
) where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Send + 'static,
    S::Future: Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let most = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut builder = http1::Builder::new();
    let head = limits.header_bytes + BEYOND;
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_header_size(head)
        .max_buf_size(head.max(LEAST_BUFFER));
    loop {
        let Some(Ok(place)) = stop.unless(Arc::clone(&places).acquire_owned()).await else { break };
        let Some(accepted) = stop.unless(listener.accept()).await else { break };
        let Ok((stream, from)) = accepted else {
            let _stopped = stop.unless(sleep(OUT_OF_CONNECTIONS)).await;
            continue;
        };
        let connection = serve_one(&builder, stream, service(from.ip()), &limits, stop.clone());
        tokio::spawn(async move {
            connection.await;
            drop(place);
        });
    }
    drop(listener);
    // Every connection ends in this time by itself.
    let all_ended = places.acquire_many(most);
    let _ended = timeout(limits.stop_time + Duration::from_secs(1), all_ended).await.is_ok();
}

/// Serves one connection: to its end, to the end of its time, or until told to stop and a moment
/// more.
fn serve_one<S, B>(
    builder: &http1::Builder,
    stream: TcpStream,
    service: S,
    limits: &Limits,
    stop: Stop,
) -> impl Future<Output = ()> + Send + use<S, B>
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Send + 'static,
    S::Future: Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    // Small answers are not held back; where that cannot be had, they are only slower.
    let _set = stream.set_nodelay(true).is_ok();
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    let (life, last) = (limits.connection_time, limits.stop_time);
    async move {
        let mut connection = pin!(connection);
        let mut stopped = pin!(stop.wait());
        let mut deadline = pin!(sleep(life));
        let mut is_ending = false;
        poll_fn(|context| {
            let is_over = deadline.as_mut().poll(context).is_ready();
            if is_ending && is_over {
                return Poll::Ready(());
            }
            if !is_ending && (is_over || stopped.as_mut().poll(context).is_ready()) {
                is_ending = true;
                connection.as_mut().graceful_shutdown();
                deadline.set(sleep_until(Instant::now() + last));
                if deadline.as_mut().poll(context).is_ready() {
                    return Poll::Ready(());
                }
            }
            // A client that breaks the rules is answered by hyper, or not at all.
            connection.as_mut().poll(context).map(|_ended| ())
        })
        .await;
    }
}
