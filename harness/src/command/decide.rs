//! `harness decide`: what would be decided for one request, and why.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{Read as _, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use engine::spell::quote;
use engine::{Claims, Decision, Engine, IdentitySource, KeySet, Request, Trace};
use serde::Serialize;

use super::arguments::{Format, claims, instant, name_and_value};
use super::values::{ValueArgs, load_policy};
use crate::exit::Exit;
use crate::online::{Https, Origin, RemoteKeys, Wanted};
use crate::policy_file::{PolicyFile, read_key_set};
use crate::send::at_source;
use crate::terminal::{Answer, Failure, Terminal};
use crate::visible::Visible;

/// Longest token read from the standard input or a file; the engine refuses far shorter ones.
const MOST_TOKEN_BYTES: u64 = 1 << 20;

#[derive(Debug, Args)]
#[command(after_help = "Exit: 0 allowed, 1 denied, 2 could not answer.

JSON: one object
  {\"decision\":\"allow|deny\",\"status\":200,\"reason\":null,\"route\":\"GET /x/{id}\",\"variables\":{},
   \"guardrail\":null,\"challenge\":null,\"body\":null,\"certainty\":\"documented\"}

Examples:
  harness decide --policy policies/orders.yaml --set pool=us-east-1_A GET /api/v1/order
  harness mint --policy P --scope a --jwks-out keys.json > token
  harness decide --policy P --jwks keys.json --token-file token --explain POST /api/v1/order
  harness decide --policy P --online --token-file token POST /api/v1/order
  harness decide --policy P --claim 'scope=\"order/post.order\"' POST /api/v1/order")]
pub(super) struct DecideArgs {
    /// The policy.
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    /// Method of the request.
    method: String,
    /// Path of the request, with its query if any.
    path: String,
    /// The token, written at the identity source as it stands; `-` reads it from the input.
    #[arg(long, value_name = "JWT", allow_hyphen_values = true)]
    #[arg(conflicts_with_all = ["token_file", "claim"])]
    token: Option<OsString>,
    /// File with the token.
    #[arg(long, value_name = "FILE", conflicts_with = "claim")]
    token_file: Option<PathBuf>,
    /// A claim that counts as verified, instead of a token; the value is JSON.
    #[arg(long, value_name = "NAME=JSON", value_parser = name_and_value)]
    claim: Vec<(String, String)>,
    /// Key set (RFC 7517) that serves every authorizer.
    #[arg(long, value_name = "FILE")]
    jwks: Option<PathBuf>,
    /// A header of the request.
    #[arg(long, value_name = "NAME: VALUE", value_parser = header)]
    header: Vec<(String, String)>,
    /// The instant of the decision, RFC 3339 or Unix seconds; default is now.
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
    /// Tell what each check saw.
    #[arg(long)]
    explain: bool,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Fetch the keys of the authorizer that is asked, from its `jwks_uri` or by discovery.
    #[arg(long, conflicts_with_all = ["jwks", "claim"])]
    online: bool,
    #[command(flatten)]
    values: ValueArgs,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("write 'NAME: VALUE'")?;
    Ok((name.trim().to_owned(), value.strip_prefix(' ').unwrap_or(value).to_owned()))
}

impl DecideArgs {
    pub(super) fn execute(&self, terminal: &mut Terminal<'_>) -> Answer {
        let (file, policy) = load_policy(&self.policy, &self.values, false, terminal)?;
        let engine = Engine::compile(policy).map_err(|error| Failure::new(error.to_string()))?;
        let engine = self.with_keys(engine, &file, terminal)?;
        let now = instant(self.now.as_deref())?;
        let token = self.read_token()?;
        let request = self.request(&engine, token.as_deref());
        let engine = if self.online { online(engine, &request, terminal)? } else { engine };
        let verified = self.verified_claims()?;
        let (decision, trace) = match &verified {
            Some(claims) => engine.explain_claims(&request, claims),
            None => engine.explain(&request, now),
        };
        match self.format {
            Format::Json => {
                write_json(&engine, &request, &decision, terminal)?;
                if self.explain {
                    // The answer's shape is fixed: what explains it is talk.
                    write_trace(&trace, terminal.err)?;
                }
            }
            Format::Pretty => {
                write_pretty(&engine, &request, &decision, &file, terminal)?;
                if self.explain {
                    write_trace(&trace, terminal.out)?;
                }
            }
        }
        Ok(if decision.is_allowed() { Exit::Success } else { Exit::No })
    }

    fn with_keys(
        &self,
        mut engine: Engine,
        file: &PolicyFile,
        terminal: &mut Terminal<'_>,
    ) -> Result<Engine, Failure> {
        let Some(path) = &self.jwks else {
            return file.with_key_files(engine).map_err(|found| {
                let mut sources = crate::render::Sources::new();
                file.add_sources(&mut sources);
                terminal.refuse(&found, &sources)
            });
        };
        let set =
            read_key_set(path).map_err(|message| Failure::new(format!("--jwks: {message}")))?;
        for line in set.skipped() {
            writeln!(terminal.err, "warning: {}: {line}", path.display())?;
        }
        let names: Vec<String> =
            engine.policy().authorizers().iter().map(|one| one.name.clone()).collect();
        for name in names {
            engine = engine.with_keys(&name, set.clone());
        }
        Ok(engine)
    }

    /// Returns the claims that count as verified, when there are any.
    fn verified_claims(&self) -> Result<Option<Claims>, Failure> {
        if self.claim.is_empty() {
            return Ok(None);
        }
        let json = serde_json::to_vec(&claims(&self.claim)?).map_err(std::io::Error::other)?;
        let claims = Claims::from_json(&json);
        claims
            .map(Some)
            .map_err(|error| Failure::new(format!("--claim: the claims together are {error}")))
    }

    /// Any content is a token to be decided; only one final newline is not part of it.
    fn read_token(&self) -> Result<Option<Vec<u8>>, Failure> {
        let bytes = match (&self.token, &self.token_file) {
            (Some(token), _) if token == "-" => {
                let mut bytes = Vec::new();
                std::io::stdin().lock().take(MOST_TOKEN_BYTES).read_to_end(&mut bytes)?;
                bytes
            }
            (Some(token), _) => return Ok(Some(token.clone().into_encoded_bytes())),
            (None, Some(path)) => crate::input::read_named(path)
                .map_err(|message| Failure::new(format!("--token-file: {message}")))?,
            (None, None) => return Ok(None),
        };
        let token = bytes.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        Ok(Some(token.map_or_else(|| bytes.clone(), <[u8]>::to_vec)))
    }

    fn request(&self, engine: &Engine, token: Option<&[u8]>) -> Request {
        let mut request = Request::new(&self.method, &self.path);
        if let Some(token) = token {
            let source = engine.authorizer_for(&request).or(engine.policy().default_authorizer());
            let source =
                source.map_or_else(IdentitySource::default, |one| one.identity_source.clone());
            request = at_source(&self.method, self.path.as_bytes(), &source, token);
        }
        for (name, value) in &self.header {
            request = request.with_header(name.as_str(), value.as_bytes());
        }
        request
    }
}

/// Gives an engine the keys of the authorizer that will be asked. Keys that cannot be had are no
/// failure of the command: the gateway denies, and so do we.
fn online(
    engine: Engine,
    request: &Request,
    terminal: &mut Terminal<'_>,
) -> std::io::Result<Engine> {
    let asked = engine.authorizer_for(request);
    let wanted = asked.and_then(|one| Some((one.name.clone(), Origin::of(one)?)));
    let Some((name, origin)) = wanted else { return Ok(engine) };
    let keys = RemoteKeys::new(origin, Https::new());
    let (set, error) = keys.keys(Wanted::Keys, Duration::ZERO);
    if let Some(error) = error {
        writeln!(
            terminal.err,
            "warning: keys of {}: {}",
            quote(&name),
            Visible(&error.to_string())
        )?;
    }
    let Some(set) = set else { return Ok(engine) };
    for line in set.skipped() {
        writeln!(terminal.err, "warning: keys of {}: {line}", quote(&name))?;
    }
    Ok(engine.with_keys(&name, KeySet::clone(&set)))
}

/// What programs read, in this order.
#[derive(Serialize)]
struct Answered<'a> {
    decision: &'a str,
    status: u16,
    reason: Option<&'a str>,
    route: Option<&'a str>,
    variables: BTreeMap<&'a str, &'a str>,
    guardrail: Option<&'a str>,
    challenge: Option<String>,
    body: Option<&'a str>,
    certainty: &'a str,
}

fn write_json(
    engine: &Engine,
    request: &Request,
    decision: &Decision<'_>,
    terminal: &mut Terminal<'_>,
) -> std::io::Result<()> {
    let object = Answered {
        decision: if decision.is_allowed() { "allow" } else { "deny" },
        status: decision.status(),
        reason: decision.reason().map(engine::DenyReason::as_str),
        route: decision.route().map(|route| route.name.as_str()),
        variables: decision.variables().collect(),
        guardrail: decision.guardrail().map(|guardrail| guardrail.name.as_str()),
        challenge: decision.challenge().map(|challenge| challenge.to_string()),
        body: decision.body(),
        certainty: engine.certainty(request, decision).as_str(),
    };
    let text = serde_json::to_string(&object).map_err(std::io::Error::other)?;
    writeln!(terminal.out, "{text}")
}

fn write_pretty(
    engine: &Engine,
    request: &Request,
    decision: &Decision<'_>,
    file: &PolicyFile,
    terminal: &mut Terminal<'_>,
) -> std::io::Result<()> {
    let place = |span| {
        let (name, place) = file.source.place(span);
        format!("{name}:{}:{}", place.line, place.column)
    };
    let out = &mut terminal.out;
    match decision.reason() {
        None => writeln!(out, "allow")?,
        Some(reason) => writeln!(out, "deny: {reason}")?,
    }
    writeln!(out, "  status: {}", decision.status())?;
    if let Some(route) = decision.route() {
        writeln!(out, "  route: {} ({})", route.name, place(route.span))?;
    }
    for (name, text) in decision.variables() {
        writeln!(out, "  variable {name}: {}", Visible(text))?;
    }
    if let Some(guardrail) = decision.guardrail() {
        writeln!(out, "  guardrail: {} ({})", Visible(&guardrail.name), place(guardrail.span))?;
    }
    if let Some(challenge) = decision.challenge() {
        writeln!(out, "  www-authenticate: {challenge}")?;
    }
    if let Some(body) = decision.body() {
        writeln!(out, "  body: {body}")?;
    }
    writeln!(out, "  certainty: {}", engine.certainty(request, decision).as_str())
}

fn write_trace(trace: &Trace, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "checks:")?;
    for step in &trace.steps {
        let mark = if step.passed { "pass" } else { "fail" };
        writeln!(out, "  {mark} {}: {}", step.check, Visible(&step.detail))?;
    }
    Ok(())
}
