//! `harness fuzz`: random requests and tokens against the laws, for one policy.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use engine::Engine;
use serde::Serialize;

use super::arguments::{Format, use_threads};
use super::values::{ValueArgs, load_policy};
use crate::cache::Cache;
use crate::clock::{DEFAULT_NOW, parse_duration};
use crate::exit::Exit;
use crate::fuzz::{Extent, Finding, Found, Tokens, fuzz};
use crate::json_text::write_line;
use crate::mint::{KeyStore, Minter};
use crate::progress::Progress;
use crate::terminal::{Answer, Failure, Terminal};
use crate::visible::Visible;

/// Cases tried when neither their number nor a time is said.
const CASES: u64 = 100_000;

#[derive(Debug, Args)]
#[command(after_help = "The laws:
  every request is decided without a panic
  the compiled policy decides as a plain reading of it
  an allowed request has a deciding route
  nobody passes a protected route without a token
  a scope taken away opens nothing
  a claim taken away opens nothing, unless a condition says `present: false`
  explaining decides as deciding does
  a signed token is decided on as its claims are

A case that breaks one is made small and printed as a row of a spec. The same seed makes the same
cases. The last line is `N cases, M laws broken (seed S)`.

Exit: 0 no law was broken, 1 one was, 2 could not answer, 4 no case was tried.

JSON: one object
  {\"cases\":0,\"seed\":0,\"broken\":null}, or for `broken`
  {\"law\",\"case\":0,\"method\",\"path\",\"claims\":{}|null,\"minted\":false,\"said\":[{\"who\",\"answer\"}],\"row\"}

Examples:
  harness fuzz policies/orders.yaml --set pool=us-east-1_A
  harness fuzz policies/orders.yaml --seed 7 --cases 5000000
  harness fuzz policies/orders.yaml --time 10m --format json")]
pub(super) struct FuzzArgs {
    /// The policy.
    #[arg(value_name = "POLICY")]
    policy: PathBuf,
    /// Try this many cases; default is 100000, or no end with --time.
    #[arg(long, value_name = "N")]
    cases: Option<u64>,
    /// Make other cases: each number has its own.
    #[arg(long, value_name = "N", default_value_t)]
    seed: u64,
    /// Stop after so long, like 10s or 5m.
    #[arg(long, value_name = "DURATION", value_parser = time)]
    time: Option<Duration>,
    /// Try cases on this many threads; default is one a core.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Make new keys instead of those of the user's cache folder.
    #[arg(long)]
    fresh_keys: bool,
    /// How to report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    values: ValueArgs,
}

fn time(text: &str) -> Result<Duration, String> {
    let seconds = parse_duration(text).map_err(|error| error.to_string())?;
    u64::try_from(seconds).map(Duration::from_secs).map_err(|_negative| "it is negative".to_owned())
}

impl FuzzArgs {
    pub(super) fn execute(&self, terminal: &mut Terminal<'_>) -> Answer {
        let (_, policy) = load_policy(&self.policy, &self.values, false, terminal)?;
        use_threads(self.jobs)?;
        let engine = Engine::compile(policy).map_err(|error| Failure::new(error.to_string()))?;
        let keys =
            if self.fresh_keys { KeyStore::fresh() } else { KeyStore::cached(Cache::of_user()) };
        let tokens = Tokens::new(engine, Minter::new(keys), DEFAULT_NOW);
        let (engine, tokens) = tokens.map_err(Failure::new)?;
        let cases = self.cases.unwrap_or(if self.time.is_some() { u64::MAX } else { CASES });
        let extent = Extent { cases, seed: self.seed, time: self.time };
        let progress = progress(extent, terminal.progress);
        let found = fuzz(&engine, Some(&tokens), extent, &progress)?;
        drop(progress);
        match self.format {
            Format::Pretty => self.write_pretty(&found, terminal)?,
            Format::Json => self.write_json(&found, terminal)?,
        }
        Ok(match found {
            Found { broken: Some(_), .. } => Exit::No,
            Found { cases: 0, .. } => Exit::NothingRan,
            Found { .. } => Exit::Success,
        })
    }

    fn write_pretty(&self, found: &Found, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
        let out = &mut terminal.out;
        if let Some(Finding { number, case, breach, row }) = &found.broken {
            writeln!(out, "broken: {}", breach.law)?;
            writeln!(out, "  case: {number}")?;
            writeln!(out, "  request: {} {}", case.method, Visible(&case.target))?;
            for (who, answer) in &breach.said {
                writeln!(out, "  {}: {answer}", Visible(who))?;
            }
            writeln!(out, "a row to paste under `cases:`, with what the policy says:")?;
            writeln!(out, "{row}")?;
        }
        let broken = match &found.broken {
            Some(_) => "1 law broken",
            None => "0 laws broken",
        };
        writeln!(out, "{} cases, {broken} (seed {})", found.cases, self.seed)
    }

    fn write_json(&self, found: &Found, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
        let broken = found.broken.as_ref().map(|finding| Broken {
            law: finding.breach.law.as_str(),
            case: finding.number,
            method: &finding.case.method,
            path: &finding.case.target,
            claims: finding.case.claims.as_ref(),
            minted: finding.case.minted,
            said: finding.breach.said.iter().map(|(who, answer)| Said { who, answer }).collect(),
            row: &finding.row,
        });
        write_line(&Report { cases: found.cases, seed: self.seed, broken }, &mut terminal.out)
    }
}

/// What programs read, in this order.
#[derive(Serialize)]
struct Report<'a> {
    cases: u64,
    seed: u64,
    broken: Option<Broken<'a>>,
}

#[derive(Serialize)]
struct Broken<'a> {
    law: &'a str,
    case: u64,
    method: &'a str,
    path: &'a str,
    claims: Option<&'a serde_json::Map<String, serde_json::Value>>,
    minted: bool,
    said: Vec<Said<'a>>,
    row: &'a str,
}

#[derive(Serialize)]
struct Said<'a> {
    who: &'a str,
    answer: &'a str,
}

fn progress(extent: Extent, shown: bool) -> Progress {
    let total = usize::try_from(extent.cases).unwrap_or(usize::MAX);
    let progress = if shown { Progress::on_stderr(total) } else { Progress::hidden(total) };
    // A run that only the clock ends has no number to reach.
    let endless = extent.cases == u64::MAX;
    progress.with_template(if endless {
        "{pos} cases, {elapsed}"
    } else {
        "{pos} of {len} cases, {elapsed}"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_duration_that_is_not_negative() {
        assert_eq!(time("5m"), Ok(Duration::from_mins(5)));
        for text in ["-1s", "1", "s", ""] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
