//! Opens the sockets of `harness serve` and sets the tasks going that serve them.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::serve::event::Event;
use crate::serve::gateway::Gateway;
use crate::serve::issuer::Issuer;
use crate::serve::listen::listen;
use crate::serve::stop::{Stop, stopper};

/// How often it is looked whether keys have grown old.
const OLD_KEYS: Duration = Duration::from_mins(1);

/// Where it listens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sockets {
    pub(super) gateway: SocketAddr,
    pub(super) issuer: SocketAddr,
}

/// Listens, and tells when every connection has ended after a signal to stop.
pub(super) fn open(
    runtime: &Runtime,
    host: IpAddr,
    (port, issuer_port): (u16, u16),
    gateway: &Arc<Gateway>,
    issuers: watch::Receiver<Option<Arc<Issuer>>>,
    events: &SyncSender<Event>,
) -> Result<Sockets, String> {
    runtime.block_on(async {
        let (front, front_address) = bind(host, port, "--port").await?;
        let (issuer, issuer_address) = bind(host, issuer_port, "--issuer-port").await?;
        let (stopper, stop) = stopper();
        let mut signals = Signals::new().map_err(|error| format!("signals: {error}"))?;
        tokio::spawn(async move {
            signals.wait().await;
            stopper.stop();
        });
        tokio::spawn(refresh(Arc::clone(gateway), stop.clone()));
        let limits = gateway.limits().clone();
        let issuing = tokio::spawn(listen(issuer, limits.clone(), stop.clone(), move |_from| {
            let issuer = issuers.borrow().clone();
            TowerToHyperService::new(issuer.map(Issuer::router).unwrap_or_default())
        }));
        let (gateway, events) = (Arc::clone(gateway), events.clone());
        tokio::spawn(async move {
            listen(front, limits, stop, |from| {
                let gateway = Arc::clone(&gateway);
                service_fn(move |request| {
                    let gateway = Arc::clone(&gateway);
                    async move { Ok::<_, Infallible>(gateway.answer(request, from).await) }
                })
            })
            .await;
            let _ended = issuing.await.is_ok();
            // Waits for room among the events: this one must be heard.
            let _heard = tokio::task::spawn_blocking(move || events.send(Event::Stopped)).await;
        });
        Ok(Sockets { gateway: front_address, issuer: issuer_address })
    })
}

async fn bind(host: IpAddr, port: u16, name: &str) -> Result<(TcpListener, SocketAddr), String> {
    let failed = |error| format!("{name}: {host} port {port} cannot be had: {error}");
    let listener = TcpListener::bind((host, port)).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// Fetches keys before they are too old, where they are fetched at all.
async fn refresh(gateway: Arc<Gateway>, stop: Stop) {
    while stop.unless(sleep(OLD_KEYS)).await.is_some() {
        if gateway.remote().is_some() {
            gateway.refresh_keys().await;
        }
    }
}

/// The signals that end a program.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let (interrupt, terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(Self { interrupt, terminate })
    }

    #[cfg(unix)]
    async fn wait(&mut self) {
        let (interrupt, terminate) = (&mut self.interrupt, &mut self.terminate);
        std::future::poll_fn(|context| {
            let interrupted = interrupt.poll_recv(context).is_ready();
            if interrupted || terminate.poll_recv(context).is_ready() {
                return std::task::Poll::Ready(());
            }
            std::task::Poll::Pending
        })
        .await;
    }

    #[cfg(not(unix))]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn wait(&mut self) {
        let _heard = tokio::signal::ctrl_c().await.is_ok();
    }
}
