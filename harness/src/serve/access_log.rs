//! The access log: one line of JSON for each request, with the names that API Gateway's console
//! proposes. It never holds a token, a query or a header.

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use serde::Serialize;

/// Lines that wait while whoever reads the log is slow; more are counted and left out.
const WAITING: usize = 8_192;
/// How long the last lines may take.
const ENDING: Duration = Duration::from_secs(1);

/// What is told of a request; API Gateway writes `-` for what there is not.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// `$context.requestId`.
    pub request_id: String,
    /// `$context.identity.sourceIp`.
    pub ip: String,
    /// `$context.requestTime`.
    pub request_time: String,
    /// `$context.httpMethod`.
    pub http_method: String,
    /// `$context.routeKey`.
    pub route_key: String,
    /// `$context.path`, with the stage.
    pub path: String,
    /// `$context.stage`.
    pub stage: String,
    /// `$context.status`.
    pub status: String,
    /// `$context.protocol`.
    pub protocol: String,
    /// `$context.responseLength`.
    pub response_length: String,
    /// `$context.responseLatency`, in milliseconds.
    pub response_latency: String,
    /// `$context.authorizer.error`.
    pub authorizer_error: String,
    /// Ours: why the engine denies.
    pub reason: String,
}

/// Writes lines without making requests wait.
pub struct AccessLog {
    lines: Mutex<Option<SyncSender<String>>>,
    ended: Mutex<Receiver<()>>,
    left_out: AtomicU64,
}

impl AccessLog {
    /// Begins to write.
    ///
    /// # Errors
    /// No thread can be started.
    pub fn new(to: impl Write + Send + 'static) -> io::Result<Self> {
        let (lines, waiting) = sync_channel(WAITING);
        let (end, ended) = sync_channel(1);
        thread::Builder::new().name("access log".to_owned()).spawn(move || {
            // Whoever reads has seen enough: later lines go nowhere.
            let _written = write(to, &waiting).is_ok();
            let _waited_for = end.send(()).is_ok();
        })?;
        let (lines, ended) = (Mutex::new(Some(lines)), Mutex::new(ended));
        Ok(Self { lines, ended, left_out: AtomicU64::new(0) })
    }

    /// Writes a line, soon.
    pub(super) fn write(&self, line: &Line) {
        let Ok(text) = serde_json::to_string(line) else { return };
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = lines.as_ref().map(|lines| lines.try_send(text));
        if let Some(Err(TrySendError::Full(_))) = sent {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Writes what is left, and returns how many lines were left out.
    pub fn end(&self) -> u64 {
        drop(self.lines.lock().unwrap_or_else(PoisonError::into_inner).take());
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let _in_time = ended.recv_timeout(ENDING).is_ok();
        self.left_out.load(Ordering::Relaxed)
    }
}

fn write(mut to: impl Write, waiting: &Receiver<String>) -> io::Result<()> {
    while let Ok(line) = waiting.recv() {
        writeln!(to, "{line}")?;
        for line in waiting.try_iter() {
            writeln!(to, "{line}")?;
        }
        to.flush()?;
    }
    Ok(())
}

impl fmt::Debug for AccessLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessLog").field("left_out", &self.left_out).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn line(path: &str) -> Line {
        let dash = || "-".to_owned();
        Line {
            request_id: dash(),
            ip: dash(),
            request_time: dash(),
            http_method: dash(),
            route_key: dash(),
            path: path.to_owned(),
            stage: dash(),
            status: dash(),
            protocol: dash(),
            response_length: dash(),
            response_latency: dash(),
            authorizer_error: dash(),
            reason: dash(),
        }
    }

    #[test]
    fn each_request_is_one_line_whatever_it_holds() {
        let shared = Shared::default();
        let log = AccessLog::new(shared.clone()).unwrap();
        log.write(&line("/a\n\"b"));
        log.write(&line("/c"));
        assert_eq!(log.end(), 0);
        log.write(&line("/after the end"));
        let text = String::from_utf8(shared.0.lock().unwrap().clone()).unwrap();
        let paths: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["path"].clone())
            .collect();
        assert_eq!(paths, ["/a\n\"b", "/c"]);
        assert!(text.starts_with(
            r#"{"requestId":"-","ip":"-","requestTime":"-","httpMethod":"-","routeKey":"#
        ));
    }

    /// Takes nothing until the test has ended.
    struct Stuck(Arc<Mutex<()>>);

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            drop(self.0.lock());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_is_stuck_stops_nobody() {
        let gate = Arc::new(Mutex::new(()));
        let held = gate.lock().unwrap();
        let log = AccessLog::new(Stuck(Arc::clone(&gate))).unwrap();
        for _ in 0..WAITING + 100 {
            log.write(&line("/a"));
        }
        assert!(log.end() >= 99);
        drop(held);
    }
}
