//! Functions that run here: handlers in Python or Node, by the language's own interpreter.
//!
//! A few processes serve each function, one call at a time each, as in Lambda. A process that
//! has read an older file than the one there is replaced; one that takes too long is killed.

mod handler;
mod worker;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Response;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

pub(super) use self::handler::{Handler, Language};
use self::worker::Worker;
use super::answer;
use super::call::Call;
use super::event::event;
use super::fault::Fault;
use crate::import::integration::Payload;

/// Most processes of one function.
const MOST_WORKERS: usize = 4;
/// How long a process may take to read its handler: Lambda's init phase.
const START: Duration = Duration::from_secs(10);
/// How long a request waits for anything: API Gateway's integration timeout.
const WHOLE: Duration = Duration::from_secs(30);

/// A function that runs here.
#[derive(Debug)]
pub(super) struct Runner {
    name: String,
    handler: Handler,
    payload: Payload,
    limit: Duration,
    free: Semaphore,
    idle: Mutex<Vec<Worker>>,
}

impl Runner {
    /// Makes a runner; nothing is started before the first call.
    pub(super) fn new(name: &str, handler: Handler, payload: Payload, limit: Duration) -> Self {
        let (free, idle) = (Semaphore::new(MOST_WORKERS), Mutex::default());
        Self { name: name.to_owned(), handler, payload, limit, free, idle }
    }

    /// Calls the handler with a request's event.
    pub(super) async fn call(&self, call: &Call) -> Result<Response<Full<Bytes>>, Fault> {
        let whole = tokio::time::timeout(WHOLE, self.work(call)).await;
        whole.map_err(|_elapsed| {
            Fault::timed_out(format!("{} was not free in time", self.shown()))
        })?
    }

    /// Ends every process; later calls fail.
    pub(super) async fn shutdown(&self) {
        self.free.close();
        for worker in self.idle_workers() {
            worker.end().await;
        }
    }

    fn idle_workers(&self) -> Vec<Worker> {
        std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn shown(&self) -> String {
        format!("the handler `{}`", self.handler.text)
    }

    async fn work(&self, call: &Call) -> Result<Response<Full<Bytes>>, Fault> {
        let failed = |why: String| Fault::failed(format!("{} {why}", self.shown()));
        let permit = self.free.acquire().await;
        let permit =
            permit.map_err(|_closed| Fault::unreachable("the gateway is being shut down"))?;
        let mut worker = self.worker().await?;
        let milliseconds = u64::try_from(self.limit.as_millis()).unwrap_or(u64::MAX);
        let asked = json!({
            "event": event(call, self.payload),
            "request": call.request_id,
            "milliseconds": milliseconds,
        });
        let answer = tokio::time::timeout(self.limit, worker.ask(&asked)).await;
        let answer =
            answer.map_err(|_elapsed| failed(format!("took more than {:?}", self.limit)))?;
        let answer = answer.map_err(|error| failed(format!("gave no answer: {error}")))?;
        if !self.free.is_closed() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        }
        drop(permit);
        match answer.get("value").and_then(Value::as_str) {
            Some(returned) => answer::response(returned.as_bytes(), self.payload)
                .map_err(|why| failed(format!("gave an answer that {why}"))),
            None => Err(failed("failed; see above".to_owned())),
        }
    }

    /// Takes a process that has read the file as it is, or starts one.
    async fn worker(&self) -> Result<Worker, Fault> {
        let found = self.handler.find().map_err(Fault::failed)?;
        let known = {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            // What is dropped here ends itself.
            idle.retain(|worker| worker.found == found);
            idle.pop()
        };
        if let Some(worker) = known {
            return Ok(worker);
        }
        let program = self.handler.language.program();
        let started = Worker::start(&self.handler, found, &self.name);
        let started = tokio::time::timeout(START, started).await;
        let why = match started {
            Ok(Ok(worker)) => return Ok(worker),
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                format!("needs `{program}`, which is not found")
            }
            Ok(Err(error)) => format!("did not start: {error}"),
            Err(_) => format!("did not start within {START:?}"),
        };
        Err(Fault::failed(format!("{} {why}", self.shown())))
    }
}
