//! A gateway that runs for one test, and requests to it byte by byte.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Whatever takes longer hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

static MADE: AtomicUsize = AtomicUsize::new(0);

/// A policy with a scoped route and open ones, and keys that are quickly made.
pub(crate) const POLICY: &str = "\
version: 1
authorizers:
  main: { issuer: 'https://idp.example', audience: [app], algorithms: [ES256] }
default_authorizer: main
routes:
  GET /notes: { scopes: notes/read }
  GET /open: { public: true }
  POST /open: { public: true }
  HEAD /head: { public: true }
  'GET /items/{id}': { public: true }
";

/// A gateway; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) folder: PathBuf,
    /// Host and port.
    pub(crate) gateway: String,
    pub(crate) issuer: String,
    /// What it printed when it was ready.
    pub(crate) said: String,
    pub(crate) child: Child,
}

pub(crate) fn folder(policy: &str) -> PathBuf {
    let made = MADE.fetch_add(1, Ordering::Relaxed);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = path.join(format!("serve-{}-{made}", std::process::id()));
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join("policy.yaml"), policy).unwrap();
    path
}

/// A call of the command in a folder, with the keys of that folder.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
    command.args(arguments).current_dir(folder).env("XDG_CACHE_HOME", folder.join("cache"));
    command
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut so: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Some(value) = so() {
            return value;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("in vain: {what}");
}

impl Running {
    pub(crate) fn new(arguments: &[&str]) -> Self {
        Self::with(POLICY, arguments)
    }

    pub(crate) fn with(policy: &str, arguments: &[&str]) -> Self {
        Self::begin(folder(policy), "policy.yaml", arguments)
    }

    /// Serves a file of a folder; what it prints is JSON.
    pub(crate) fn of(folder: PathBuf, file: &str, arguments: &[&str]) -> Self {
        Self::begin(folder, file, &[arguments, &["--format", "json"]].concat())
    }

    fn begin(folder: PathBuf, policy: &str, arguments: &[&str]) -> Self {
        let file = |name: &str| fs::File::create(folder.join(name)).unwrap();
        let base = ["serve", policy, "--port", "0", "--issuer-port", "0"];
        let mut command = command(&folder, &base);
        command.args(arguments).stdin(Stdio::null()).stdout(file("out")).stderr(file("err"));
        let mut child = command.spawn().unwrap();
        let said = until("its addresses", || {
            assert!(
                child.try_wait().unwrap().is_none(),
                "{:?}",
                fs::read_to_string(folder.join("err"))
            );
            let said = fs::read_to_string(folder.join("out")).unwrap();
            (said.contains("issuer") && said.ends_with('\n')).then_some(said)
        });
        let after = |name: &str| {
            let (_, rest) = said.split_once(&format!("{name} http://"))?;
            Some(rest.split(['/', '\n']).next()?.to_owned())
        };
        let (gateway, issuer) = (after("gateway"), after("issuer"));
        let (gateway, issuer) = (gateway.unwrap_or_default(), issuer.unwrap_or_default());
        Self { folder, gateway, issuer, said, child }
    }

    pub(crate) fn err(&self) -> String {
        fs::read_to_string(self.folder.join("err")).unwrap()
    }

    pub(crate) fn out(&self) -> String {
        fs::read_to_string(self.folder.join("out")).unwrap()
    }

    pub(crate) fn write(&self, text: &str) {
        fs::write(self.folder.join("policy.yaml"), text).unwrap();
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.gateway).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends bytes, and reads until the gateway hangs up.
    #[track_caller]
    pub(crate) fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // A gateway that refuses early does not read all of it.
        drop(stream.write_all(bytes));
        rest(&mut stream)
    }

    /// Sends a request with further lines of its head.
    #[track_caller]
    pub(crate) fn ask(&self, request: &str, lines: &str) -> String {
        let head = format!("{request} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{lines}\r\n");
        self.raw(head.as_bytes())
    }

    /// Mints a token as whoever tests against the gateway would.
    pub(crate) fn token(&self, arguments: &[&str]) -> String {
        let mut command = command(&self.folder, &["mint", "--policy", "policy.yaml"]);
        let output = command.args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Sends a signal, by its name.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Waits for the end; returns the exit code.
    #[track_caller]
    pub(crate) fn ended(&mut self) -> Option<i32> {
        until("its end", || self.child.try_wait().unwrap()).code()
    }

    /// Asserts that it has outlived whatever was done to it.
    #[track_caller]
    pub(crate) fn is_well(&mut self) {
        assert_eq!(status(&self.ask("GET /open", "")), 200);
        assert!(self.child.try_wait().unwrap().is_none());
        assert!(!self.err().contains("panicked"), "{}", self.err());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Reads until the other end hangs up; a connection that is torn down has ended, too.
#[track_caller]
pub(crate) fn rest(stream: &mut TcpStream) -> String {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => panic!("it hangs"),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The status of an answer; 0 when there is none.
pub(crate) fn status(answer: &str) -> u16 {
    let status = answer.strip_prefix("HTTP/1.1 ").or_else(|| answer.strip_prefix("HTTP/1.0 "));
    status.and_then(|rest| rest.get(..3)?.parse().ok()).unwrap_or(0)
}

/// The value of a header, whose name must stand as written.
pub(crate) fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

pub(crate) fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}
