//! `harness serve`: a policy on this machine, for real clients.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use clap::Args;
use serde::Serialize;
use tokio::runtime::Runtime;

use self::issuing::Issuing;
use self::limits::LimitArgs;
use self::load::{Loader, Read};
use super::arguments::{Format, instant};
use super::values::ValueArgs;
use crate::cache::Cache;
use crate::clock::Clock;
use crate::exit::Exit;
use crate::mint::{KeyStore, Minter};
use crate::serve::access_log::AccessLog;
use crate::serve::event::Event;
use crate::serve::gateway::{Gateway, Setup};
use crate::serve::issuer::{Issuer, ServedClient};
use crate::serve::stage::Stages;
use crate::terminal::{Answer, Failure, Terminal};
use crate::watch::QUIET;

mod issuing;
mod limits;
mod load;
mod sockets;

/// Things that wait to be told; more are left out.
const EVENTS: usize = 256;
/// How long tasks may take to end once the gateway has stopped.
const ENDING: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
#[command(
    after_help = "Prints where it listens, one `NAME ADDRESS` a line, and the issuer's clients with their secrets
(or one object with --format json):
  gateway http://127.0.0.1:8080
  issuer http://127.0.0.1:8081
  client order-middleware 3k1…

The gateway answers as API Gateway does. A policy that changes is served from the next request on; one that is
broken is told, and the policy of before stays. Ctrl-C ends it: open requests have five seconds.
Keys are test keys, those with which `harness mint` and `run` sign; with --online the authorizers' own.

Exit: 0 stopped, 2 could not serve.

Examples:
  harness serve policies/orders.yaml --set pool=us-east-1_EXAMPLE
  harness serve template.yaml --port 0 --issuer-port 0 --format json
  harness serve policies/orders.yaml --set pool=P --issuer users.yaml --integrations lambdas.yaml
  harness serve policies/orders.yaml --set pool=P --stage dev --access-log -
  harness serve policies/orders.yaml --set pool=P --online"
)]
pub(super) struct ServeArgs {
    /// The policy, or a template of another tool.
    #[arg(value_name = "POLICY|TEMPLATE")]
    policy: PathBuf,
    /// Address to listen on; the default can be reached from this machine alone.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Port of the gateway; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Port of the issuer; 0 takes a free one.
    #[arg(long, value_name = "PORT", default_value_t = 8081)]
    issuer_port: u16,
    /// A stage: `$default` (alone when none is named), or a name, which is then the first segment
    /// of its paths.
    #[arg(long, value_name = "NAME")]
    stage: Vec<String>,
    /// Write a line of JSON for each request to a file, or to the standard output by `-`.
    #[arg(long, value_name = "FILE|-")]
    access_log: Option<PathBuf>,
    /// Verify by the authorizers' own keys, fetched from the network.
    #[arg(long)]
    online: bool,
    /// A clock that stands still, RFC 3339 or Unix seconds; default is the wall clock.
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
    /// What stands behind the routes, in place of what the template says.
    #[arg(long, value_name = "FILE")]
    integrations: Option<PathBuf>,
    /// Who may get tokens: clients, scopes and users, in place of what the template says.
    #[arg(long, value_name = "FILE")]
    issuer: Option<PathBuf>,
    /// How to print the addresses.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Threads that serve.
    #[arg(long, value_name = "N", default_value = "1")]
    workers: std::num::NonZeroUsize,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    values: ValueArgs,
}

/// Where it listens, as programs read it.
#[derive(Serialize)]
struct Addresses {
    gateway: String,
    issuer: String,
    clients: Vec<ClientLine>,
}

/// A client of the issuer, told to whoever started it.
#[derive(Serialize)]
struct ClientLine {
    issuer: String,
    id: String,
    secret: Option<String>,
}

impl ClientLine {
    fn all(issuer: &Issuer) -> Vec<Self> {
        let line = |client: ServedClient<'_>| Self {
            issuer: client.issuer.to_owned(),
            id: client.id.to_owned(),
            secret: client.secret.map(|secret| secret.reveal().to_owned()),
        };
        issuer.clients().into_iter().map(line).collect()
    }
}

impl ServeArgs {
    pub(super) fn execute(&self, terminal: &mut Terminal<'_>) -> Answer {
        let clock = match &self.now {
            Some(now) => Clock::Frozen(instant(Some(now))?),
            None => Clock::Wall,
        };
        let stages =
            Stages::new(&self.stage).map_err(|error| Failure::new(format!("--stage: {error}")))?;
        let prefix = stages.prefix();
        let minter = Minter::new(KeyStore::cached(Cache::of_user()));
        let (events, happened) = sync_channel(EVENTS);
        let read = Read {
            policy: &self.policy,
            values: &self.values,
            integrations: self.integrations.as_deref(),
            issuers: self.issuer.as_deref(),
            is_online: self.online,
        };
        let mut loader = Loader::new(read, Issuing::new(minter, clock), events.clone());
        let served = loader.load(terminal)?;
        let log = self.open_log()?;
        let limits = self.limits.limits();
        let setup = Setup { stages, limits, clock, log, events: events.clone() };
        let gateway = Arc::new(Gateway::new(setup, served));
        let runtime = self.runtime()?;
        let ports = (self.port, self.issuer_port);
        loader.issuing.serve(&gateway, runtime.handle());
        let issuers = loader.issuing.served();
        let clients = issuers.borrow().as_deref().map(ClientLine::all).unwrap_or_default();
        let sockets = sockets::open(&runtime, self.host, ports, &gateway, issuers, &events)
            .map_err(Failure::new)?;
        if !self.host.is_loopback() {
            writeln!(
                terminal.err,
                "warning: listening on {}, which is not this machine alone: whoever reaches it \
                 can get tokens from the issuer and call the routes",
                self.host
            )?;
        }
        let addresses = Addresses {
            gateway: format!("http://{}{prefix}", sockets.gateway),
            issuer: format!("http://{}", sockets.issuer),
            clients,
        };
        loader.watch()?;
        self.print(&addresses, terminal)?;
        let ended = Self::attend(&mut loader, &gateway, &runtime, &happened, terminal);
        runtime.block_on(gateway.end_integrations());
        runtime.shutdown_timeout(ENDING);
        let left_out = gateway.end_log();
        if left_out > 0 {
            writeln!(terminal.err, "warning: {left_out} lines of the access log were left out")?;
        }
        ended
    }

    fn open_log(&self) -> Result<Option<AccessLog>, Failure> {
        let Some(path) = &self.access_log else { return Ok(None) };
        let failed = |error| Failure::new(format!("--access-log {}: {error}", path.display()));
        let log = if path.as_os_str() == "-" {
            AccessLog::new(std::io::stdout())
        } else {
            let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
            AccessLog::new(std::io::BufWriter::new(file.map_err(failed)?))
        };
        log.map(Some).map_err(failed)
    }

    fn runtime(&self) -> Result<Runtime, Failure> {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(self.workers.get()).enable_io().enable_time();
        builder.build().map_err(Failure::Stream)
    }

    fn print(&self, addresses: &Addresses, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        match self.format {
            Format::Json => {
                let text = serde_json::to_string(addresses).map_err(std::io::Error::other)?;
                writeln!(terminal.out, "{text}")?;
            }
            Format::Pretty => {
                writeln!(terminal.out, "gateway {}", addresses.gateway)?;
                writeln!(terminal.out, "issuer {}", addresses.issuer)?;
                for client in &addresses.clients {
                    let secret = client.secret.as_deref().unwrap_or("(no secret)");
                    writeln!(terminal.out, "client {} {secret}", client.id)?;
                }
            }
        }
        terminal.out.flush()?;
        Ok(())
    }

    /// Tells what happens and reads the policy again when it changes, until the gateway stops.
    fn attend(
        loader: &mut Loader<'_>,
        gateway: &Arc<Gateway>,
        runtime: &Runtime,
        happened: &Receiver<Event>,
        terminal: &mut Terminal<'_>,
    ) -> Answer {
        loop {
            match happened.recv() {
                Ok(Event::Changed) => {}
                Ok(Event::Told(line)) => {
                    writeln!(terminal.err, "warning: {line}")?;
                    continue;
                }
                Ok(Event::Stopped) | Err(_) => return Ok(Exit::Success),
            }
            // Editors save in several steps.
            while let Ok(event) = happened.recv_timeout(QUIET) {
                match event {
                    Event::Changed => {}
                    Event::Told(line) => writeln!(terminal.err, "warning: {line}")?,
                    Event::Stopped => return Ok(Exit::Success),
                }
            }
            match loader.load(terminal) {
                Ok(served) => {
                    gateway.serve(served);
                    loader.issuing.serve(gateway, runtime.handle());
                    loader.watch()?;
                    writeln!(terminal.err, "the policy has changed and is served now")?;
                }
                Err(Failure::Told) => {
                    writeln!(terminal.err, "the policy of before is still served")?;
                }
                Err(Failure::Message(message, _) | Failure::Refused { message, .. }) => {
                    writeln!(terminal.err, "error: {message}")?;
                    writeln!(terminal.err, "the policy of before is still served")?;
                }
                Err(Failure::Stream(error)) => return Err(Failure::Stream(error)),
            }
        }
    }
}
