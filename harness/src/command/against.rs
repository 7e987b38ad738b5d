//! The arguments of `harness run` that send rows to a running gateway.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::against::{Base, BaseError, Clock, Compare, Settings, TokenEndpoint};
use crate::input::read_named;
use crate::online::Address;
use crate::terminal::Failure;

/// Connections at once, unless `--jobs` says otherwise.
const CONNECTIONS: u16 = 4;

/// Where rows are sent instead of the engine.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "A running gateway")]
pub(super) struct AgainstArgs {
    /// Send each row to the gateway at this address, such as `http://127.0.0.1:8080` or, with its
    /// stage, `https://api.example/dev`. `--jobs` is the number of connections.
    #[arg(long, value_name = "URL", conflicts_with_all = ["fresh_keys", "coverage", "no_cache"])]
    against: Option<String>,
    /// The clock of the gateway: stopped at the spec's `now`, or running.
    #[arg(long, value_enum, default_value_t, requires = "against", value_name = "CLOCK")]
    now: Clock,
    /// What is compared: the whole answer as API Gateway's, or its status alone.
    #[arg(long, value_enum, default_value_t, requires = "against", value_name = "WHAT")]
    compare: Compare,
    /// The policy that the gateway serves; rows of specs of others are skipped.
    #[arg(long, requires = "against", value_name = "POLICY")]
    served: Option<PathBuf>,
    /// Seconds to wait for an answer.
    #[arg(long, default_value_t = 10, requires = "against", value_name = "SECONDS",
        value_parser = clap::value_parser!(u64).range(1..=300))]
    timeout: u64,
    /// Fetch tokens from this endpoint, by client credentials with each row's scopes.
    #[arg(long, value_name = "URL", requires_all = ["against", "client", "client_secret_file"])]
    token_endpoint: Option<String>,
    /// The client that asks for tokens.
    #[arg(long, value_name = "ID", requires = "token_endpoint")]
    client: Option<String>,
    /// A file with the client's secret, such as `/dev/stdin`.
    #[arg(long, value_name = "FILE", requires = "token_endpoint")]
    client_secret_file: Option<PathBuf>,
}

impl AgainstArgs {
    /// Returns where rows are sent, if not to the engine.
    pub(super) fn settings(&self, jobs: Option<u16>) -> Result<Option<Settings>, Failure> {
        let Some(text) = &self.against else { return Ok(None) };
        // Told without the text: a password may stand in it.
        let base: Result<Base, BaseError> = text.parse();
        Ok(Some(Settings {
            base: base.map_err(|error| Failure::new(format!("--against: {error}")))?,
            clock: self.now,
            compare: self.compare,
            served: self.served.clone(),
            connections: usize::from(jobs.unwrap_or(CONNECTIONS)),
            timeout: Duration::from_secs(self.timeout),
        }))
    }

    /// Returns the endpoint that tokens are fetched from.
    pub(super) fn tokens(&self, base: &Base) -> Result<Option<TokenEndpoint>, Failure> {
        let (Some(address), Some(client), Some(file)) =
            (&self.token_endpoint, &self.client, &self.client_secret_file)
        else {
            return Ok(None);
        };
        let address: Result<Address, _> = address.parse();
        let address =
            address.map_err(|error| Failure::new(format!("--token-endpoint: {error}")))?;
        if !base.is_private() {
            let help = "write https, or an address of this machine";
            return Err(Failure::with_help("fetched tokens are not sent unencrypted", help));
        }
        let failed = |why: String| Failure::new(format!("--client-secret-file: {why}"));
        let secret = read_named(file).map_err(failed)?;
        let secret = String::from_utf8(secret).map_err(|_bytes| failed("no text".to_owned()))?;
        let secret = secret.strip_suffix('\n').unwrap_or(&secret);
        let secret = secret.strip_suffix('\r').unwrap_or(secret);
        let endpoint = TokenEndpoint::new(&address, client, secret);
        endpoint.map(Some).map_err(Failure::new)
    }
}
