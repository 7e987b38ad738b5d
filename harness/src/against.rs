//! Sends the rows of a suite to a running gateway: ours, another, a deployed stage.
//!
//! The engine still decides each row; the gateway must show what the row expects, and where it
//! differs from the engine is told. What cannot be sent is left out with a reason of a fixed list.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use rayon::prelude::*;
use tokio::task::JoinSet;

mod answer;
mod base;
mod client;
mod clock;
mod facts;
mod judge;
mod plan;
mod tally;
mod tokens;
mod unsent;
mod wire;

use self::answer::Answer;
use self::client::{Client, Connection};
use self::plan::{Left, Planned};
use self::unsent::Unsent;
pub use self::{
    base::{Base, BaseError},
    clock::Clock,
    judge::Compare,
    tally::Tally,
    tokens::TokenEndpoint,
};
use crate::clock::wall_clock;
use crate::mint::Minter;
use crate::outcome::{Note, Outcome, Row};
use crate::progress::Progress;
use crate::run::{Ran, Selection, Task};
use crate::suite::Suite;

/// Rows that are prepared, sent and judged together, for each connection.
const TOGETHER: usize = 16;

/// Where rows are sent, and how answers are read.
#[derive(Debug)]
pub struct Settings {
    /// Where the gateway is.
    pub base: Base,
    /// What its clock shows.
    pub clock: Clock,
    /// What of its answers is compared.
    pub compare: Compare,
    /// The policy it serves, where specs of others are among the files.
    pub served: Option<PathBuf>,
    /// How many connections are open at once.
    pub connections: usize,
    /// How long an answer may take.
    pub timeout: Duration,
}

/// Sends the selected rows of a suite.
///
/// # Errors
/// The gateway cannot be reached, or serves one policy and the rows are of several.
pub fn run(
    suite: &Suite,
    selection: &Selection,
    settings: &Settings,
    tokens: Option<&mut TokenEndpoint>,
    minter: &Minter,
    progress: &Progress,
) -> Result<(Ran, Tally), String> {
    let tasks = selection.tasks(suite);
    let served = settings.served.as_deref().map(real);
    let of_served = |task: &Task<'_>| {
        served.as_ref().is_none_or(|served| real(&task.spec.policy.file.path) == *served)
    };
    one_policy(tasks.iter().filter(|task| of_served(task)))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("the network: {error}"))?;
    let is_encrypted = settings.base.origin().scheme_str() == Some("https")
        || tokens.as_ref().is_some_and(|tokens| tokens.is_encrypted());
    let client = Client::new(settings.timeout, is_encrypted);
    let client = client.map_err(|error| format!("the trusted certificates: {error}"))?;
    let first = runtime.block_on(client.connect(settings.base.origin()));
    let first = first.map_err(|why| format!("{}: {why}", settings.base))?;
    let mut sender = Sender { settings, client, tokens, idle: Arc::new(Mutex::new(vec![first])) };
    let (mut ran, mut tally) = (Ran::default(), Tally::default());
    for chunk in tasks.chunks(TOGETHER.saturating_mul(settings.connections.max(1))) {
        let wall = wall_clock();
        let prepared: Vec<Result<Planned, Left>> = chunk
            .par_iter()
            .map(|task| {
                if !of_served(task) {
                    return Err(Left::Unsent(Unsent::OtherPolicy));
                }
                plan::prepare(task, settings.clock, wall, minter)
            })
            .collect();
        let rows = runtime.block_on(sender.rows(chunk, prepared, &mut tally, progress));
        let failed = |row: &Row| matches!(row.outcome, Outcome::Fail | Outcome::Error);
        let stop = rows.iter().position(failed).filter(|_| selection.fail_fast);
        let kept = stop.map_or(rows.len(), |at| at + 1);
        ran.rows.extend(rows.into_iter().take(kept));
        if stop.is_some() {
            break;
        }
    }
    ran.left_out = tasks.len() - ran.rows.len();
    Ok((ran, tally))
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_missing| path.to_owned())
}

/// A gateway serves one policy: rows of two would fail for no fault of its own.
fn one_policy<'t>(tasks: impl Iterator<Item = &'t Task<'t>>) -> Result<(), String> {
    let policies: BTreeSet<_> = tasks.map(|task| Arc::as_ptr(&task.spec.policy)).collect();
    if policies.len() > 1 {
        let several = "the rows are of several policies, or of one with several values";
        return Err(format!("{several}: name the one that is served by --served, or fewer specs"));
    }
    Ok(())
}

type Message = Request<Full<Bytes>>;

/// Sends prepared rows.
struct Sender<'s> {
    settings: &'s Settings,
    client: Client,
    tokens: Option<&'s mut TokenEndpoint>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Sender<'_> {
    async fn rows(
        &mut self,
        tasks: &[Task<'_>],
        prepared: Vec<Result<Planned, Left>>,
        tally: &mut Tally,
        progress: &Progress,
    ) -> Vec<Row> {
        let (mut ready, mut messages) = (Vec::new(), VecDeque::new());
        for (at, (task, planned)) in tasks.iter().zip(prepared).enumerate() {
            let made = match planned {
                Ok(planned) => self.message(task, planned).await,
                Err(left) => Err(left),
            };
            ready.push(made.map(|(planned, message)| {
                messages.push_back((at, message));
                planned
            }));
        }
        let mut answers = self.send(messages, tasks.len()).await;
        let mut rows = Vec::new();
        for ((task, planned), answer) in tasks.iter().zip(ready).zip(&mut answers) {
            let row = match (planned, answer.take()) {
                (Ok(planned), Some(Ok(answer))) => self.judged(task, &planned, &answer, tally),
                (Ok(_), Some(Err(why))) => task.row(Outcome::Error, format!("no answer: {why}")),
                (Ok(_), None) => task.row(Outcome::Error, "no answer".to_owned()),
                (Err(Left::Broken(why)), _) => task.row(Outcome::Error, why),
                (Err(Left::Unsent(unsent)), _) => {
                    tally.count_unsent(unsent.kind());
                    task.row(Outcome::Skip, unsent.to_string())
                }
            };
            progress.advance();
            rows.push(row);
        }
        rows
    }

    /// Builds a row's message, with a fetched token in the place of ours where there is an endpoint.
    async fn message(
        &mut self,
        task: &Task<'_>,
        mut planned: Planned,
    ) -> Result<(Planned, Message), Left> {
        let unsent = |unsent| Left::Unsent(unsent);
        if let (Some(tokens), Some(recipe)) = (self.tokens.as_deref_mut(), plan::recipe(task)) {
            let had = tokens::replace(task, recipe, &mut planned, tokens, &self.client).await;
            had.map_err(|why| unsent(Unsent::Token(why)))?;
        }
        let message = wire::message(&planned.raw, &self.settings.base);
        let message = message.map_err(|what| unsent(Unsent::Uncarried(what)))?;
        Ok((planned, message))
    }

    /// Sends messages over a few connections at once; answers stand where their rows do.
    async fn send(
        &self,
        messages: VecDeque<(usize, Message)>,
        rows: usize,
    ) -> Vec<Option<Result<Answer, String>>> {
        let workers = self.settings.connections.clamp(1, messages.len().max(1));
        let messages = Arc::new(Mutex::new(messages));
        let mut set = JoinSet::new();
        for _ in 0..workers {
            let (messages, idle) = (Arc::clone(&messages), Arc::clone(&self.idle));
            let (client, origin) = (self.client.clone(), self.settings.base.origin().clone());
            set.spawn(async move {
                let mut connection = lock(&idle).pop();
                let mut answers = Vec::new();
                loop {
                    let Some((at, message)) = lock(&messages).pop_front() else { break };
                    answers.push((at, client.send(&mut connection, &origin, message).await));
                }
                lock(&idle).extend(connection);
                answers
            });
        }
        let mut answers: Vec<Option<Result<Answer, String>>> = Vec::new();
        answers.resize_with(rows, || None);
        for (at, answer) in set.join_all().await.into_iter().flatten() {
            if let Some(place) = answers.get_mut(at) {
                *place = Some(answer);
            }
        }
        answers
    }

    fn judged(
        &self,
        task: &Task<'_>,
        planned: &Planned,
        answer: &Answer,
        tally: &mut Tally,
    ) -> Row {
        let (facts, compare) = (&planned.facts, self.settings.compare);
        let verdict = judge::judge(&task.case.expectation, facts, answer, compare);
        let mut row = task.row(verdict.outcome(), answer.told(planned.token.as_deref()));
        row.certainty = Some(facts.certainty.as_str());
        row.notes = verdict.notes();
        if answer.status == 401 && facts.is_allowed && self.tokens.is_none() {
            let text = self.settings.clock.doubt(planned.now);
            row.notes.push(Note { label: "help", text });
        }
        tally.count(&verdict);
        row
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
