//! The bounds of `harness serve` as arguments.

use std::num::NonZeroUsize;
use std::time::Duration;

use clap::Args;

use crate::serve::limits::Limits;

/// Most that a bound of bytes may be: nothing here is meant to hold more.
const MOST_BYTES: usize = 1 << 30;

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(super) struct LimitArgs {
    /// Bytes of request line and headers; more is 431.
    #[arg(long, value_name = "BYTES", default_value = "10240", value_parser = bytes)]
    max_header_bytes: usize,
    /// Bytes of a body; more is 413.
    #[arg(long, value_name = "BYTES", default_value = "10485760", value_parser = bytes)]
    max_body_bytes: usize,
    /// Connections at a time; more wait.
    #[arg(long, value_name = "N", default_value = "1024", value_parser = connections)]
    max_connections: NonZeroUsize,
    /// Longest wait for a head, also between requests.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration)]
    header_timeout: Duration,
    /// Longest wait for a body; then 408.
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    body_timeout: Duration,
    /// Longest wait for an integration; then 504.
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    integration_timeout: Duration,
}

impl LimitArgs {
    pub(super) fn limits(&self) -> Limits {
        Limits {
            header_bytes: self.max_header_bytes,
            body_bytes: self.max_body_bytes,
            connections: self.max_connections.get(),
            header_time: self.header_timeout,
            body_time: self.body_timeout,
            integration_time: self.integration_timeout,
            ..Limits::default()
        }
    }
}

fn bytes(text: &str) -> Result<usize, String> {
    let bytes = text.parse().ok().filter(|bytes| (1..=MOST_BYTES).contains(bytes));
    bytes.ok_or_else(|| format!("write 1 to {MOST_BYTES}"))
}

fn connections(text: &str) -> Result<NonZeroUsize, String> {
    let number: Option<NonZeroUsize> = text.parse().ok();
    number.filter(|number| number.get() <= 65_536).ok_or_else(|| "write 1 to 65536".to_owned())
}

fn duration(text: &str) -> Result<Duration, String> {
    let seconds = crate::clock::parse_duration(text).map_err(|error| error.to_string())?;
    let seconds = u64::try_from(seconds).ok().filter(|seconds| (1..=3_600).contains(seconds));
    seconds.map(Duration::from_secs).ok_or_else(|| "write 1s to 1h".to_owned())
}
