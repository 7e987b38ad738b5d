//! A gateway that runs for one test, and calls of `harness run --against` it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// Whatever takes longer hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// `harness serve`; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Gateway {
    child: Child,
    pub(crate) address: String,
}

/// What a call answered.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) report: Value,
    pub(crate) talk: String,
}

/// The project's root, whose policies and specs are served and run.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A call of the command at the root, with keys that all tests here share.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("against-cache");
    command.args(arguments).current_dir(root()).env("XDG_CACHE_HOME", cache);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Gateway {
    /// Serves with further arguments, and waits until it listens.
    pub(crate) fn serve(arguments: &[&str]) -> Self {
        let ports = ["serve", "--port", "0", "--issuer-port", "0"];
        let mut command = command(&[&ports[..], arguments].concat());
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (told, heard) = mpsc::channel();
        thread::spawn(move || {
            let lines = out.lines().map_while(Result::ok);
            lines.for_each(|line| drop(told.send(line)));
        });
        let address = loop {
            let line = heard.recv_timeout(PATIENCE);
            let Ok(line) = line else {
                drop(child.kill());
                panic!("{arguments:?}: no gateway");
            };
            if let Some(address) = line.strip_prefix("gateway ") {
                break address.to_owned();
            }
        };
        Self { child, address }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Runs specs against an address; the report is JSON.
pub(crate) fn run(address: &str, arguments: &[&str]) -> Ran {
    let first = ["run", "--against", address, "--format", "json"];
    let output = command(&[&first[..], arguments].concat()).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        report: serde_json::from_str(&out).unwrap_or(Value::Null),
        talk: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Ran {
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        let bad = self.rows().iter().find(|row| !matches!(text(row, "outcome"), "pass" | "skip"));
        assert_eq!(self.code, code, "{bad:?}\n{}", self.talk);
        self
    }

    pub(crate) fn rows(&self) -> &[Value] {
        self.report.get("rows").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Returns what came of the row of a name: its outcome and what it got.
    #[track_caller]
    pub(crate) fn row(&self, name: &str) -> (&str, &str) {
        let row = self.rows().iter().find(|row| text(row, "name") == name);
        let row = row.unwrap_or_else(|| panic!("no row {name}: {}\n{}", self.report, self.talk));
        (text(row, "outcome"), text(row, "got"))
    }
}

/// Returns a text of a row.
pub(crate) fn text<'v>(row: &'v Value, name: &str) -> &'v str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Answers every request with a text, made of the request's head, until the test ends.
pub(crate) fn answering(answer: impl Fn(&str) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Whoever hangs up early is no failure of the test.
            drop(one(stream, &answer));
        }
    });
    address
}

fn one(mut stream: TcpStream, answer: &dyn Fn(&str) -> String) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        head.push_str(&line);
    }
    if head.is_empty() {
        return Ok(());
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    head.push_str(&String::from_utf8_lossy(&body));
    stream.write_all(answer(&head).as_bytes())
}

/// Writes an answer that ends its connection.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
}
