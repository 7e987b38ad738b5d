//! One process that runs a handler, call after call.
//!
//! Calls and answers are lines of JSON on a socket that is the process's standard input, so what
//! a handler prints cannot be taken for an answer: it goes to our standard error. The process
//! leads a group of its own. The group ends with the worker: we kill it, and should we be killed
//! ourselves, the bootstrap sees the socket close and does it.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream as Pair;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::runtime::Handle;

use super::handler::{Found, Handler, Language};

const PYTHON: &str = include_str!("bootstrap.py");
const NODE: &str = include_str!("bootstrap.cjs");
/// Longest answer, in bytes: a body of 10 MB, all of it escaped once.
const MOST_BYTES: u64 = 24 << 20;
/// How long the system may take to end a process.
const END: Duration = Duration::from_secs(5);

/// A process that runs a handler.
#[derive(Debug)]
pub(super) struct Worker {
    /// Nothing once it has ended.
    open: Option<Open>,
    /// The file that it has read.
    pub(super) found: Found,
}

#[derive(Debug)]
struct Open {
    child: Child,
    stream: BufReader<UnixStream>,
}

impl Worker {
    /// Starts a process and waits until it has read the handler.
    pub(super) async fn start(handler: &Handler, found: Found, name: &str) -> io::Result<Self> {
        let (ours, theirs) = Pair::pair()?;
        ours.set_nonblocking(true)?;
        let mut command = Command::new(handler.language.program());
        match handler.language {
            Language::Python => command.args(["-B", "-u", "-c", PYTHON]),
            Language::Node => command.args(["-e", NODE, "--"]),
        };
        command
            .arg(&found.path)
            .arg(&handler.module)
            .arg(&handler.function)
            .arg(name)
            .current_dir(&handler.folder)
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("LAMBDA_TASK_ROOT", &handler.folder)
            .env("_HANDLER", &handler.text)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::from(io::stderr()))
            .process_group(0);
        let child = command.spawn()?;
        drop(command);
        let stream = BufReader::new(UnixStream::from_std(ours)?);
        let mut worker = Self { open: Some(Open { child, stream }), found };
        let ready = worker.line().await?;
        if ready.get("ready").is_none() {
            return Err(io::Error::other("it could not be read; see above"));
        }
        Ok(worker)
    }

    /// Sends a call and waits for its answer.
    pub(super) async fn ask(&mut self, call: &Value) -> io::Result<Value> {
        let mut line = call.to_string();
        line.push('\n');
        self.stream()?.write_all(line.as_bytes()).await?;
        self.line().await
    }

    async fn line(&mut self) -> io::Result<Value> {
        let mut line = Vec::new();
        self.stream()?.take(MOST_BYTES).read_until(b'\n', &mut line).await?;
        if line.last() != Some(&b'\n') {
            let why = if line.is_empty() { "its process ended" } else { "its answer is too long" };
            return Err(io::Error::other(why));
        }
        serde_json::from_slice(&line).map_err(|_error| io::Error::other("its answer is no JSON"))
    }

    fn stream(&mut self) -> io::Result<&mut BufReader<UnixStream>> {
        let open = self.open.as_mut().map(|open| &mut open.stream);
        open.ok_or_else(|| io::Error::other("its process has ended"))
    }

    /// Ends the process and all that it started.
    pub(super) async fn end(mut self) {
        if let Some(open) = self.open.take() {
            end(open).await;
        }
    }
}

/// What is dropped, such as after a timeout, ends too.
impl Drop for Worker {
    fn drop(&mut self) {
        if let (Some(open), Ok(runtime)) = (self.open.take(), Handle::try_current()) {
            drop(runtime.spawn(end(open)));
        }
    }
}

async fn end(open: Open) {
    let Open { mut child, stream } = open;
    if let Some(group) = child.id() {
        // Only a shell can signal a group without `unsafe`. The process is not waited for yet, so
        // its number is still its own.
        let mut kill = Command::new("sh");
        kill.args(["-c", "kill -s KILL -- \"-$1\"", "sh", &group.to_string()]);
        kill.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let killed = async { kill.status().await };
        drop(tokio::time::timeout(END, killed).await);
    }
    drop(stream);
    drop(child.start_kill());
    drop(tokio::time::timeout(END, child.wait()).await);
}
