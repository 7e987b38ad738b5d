//! Folders that vanish, and calls of the command in them that cannot hang.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// A call that takes longer is killed, and its test fails.
const PATIENCE: Duration = Duration::from_mins(2);

static MADE: AtomicUsize = AtomicUsize::new(0);

/// A policy with one authorizer, a scoped, a claimed and a public route, and a guardrail.
pub(crate) const POLICY: &str = "\
version: 1
api: small
authorizers:
  main: { issuer: 'https://idp.example', audience: [app] }
default_authorizer: main
scopes: { notes/read: Reads notes }
routes:
  GET /notes: { scopes: notes/read }
  'GET /tenants/{tenant}': { claims: { tenant: { path_variable: tenant } } }
  GET /open: { public: true }
guardrails:
  no backups: { paths: ['/**/*.bak'], deny: true }
";

/// A spec of [`POLICY`] with two rows that pass, one that fails, and one that is skipped.
pub(crate) const MIXED: &str = "\
version: 1
policy: policy.yaml
tokens:
  reader: { scopes: [notes/read] }
  other: { scopes: [notes/write] }
cases:
  - { name: a reader reads, request: GET /notes, token: reader, expect: allow }
  - { name: another reads, request: GET /notes, token: other, expect: allow }
  - { name: anyone opens, request: GET /open, expect: allow }
  - { name: later, request: GET /open, expect: allow, skip: waits for the new pool }
";

/// A folder of this test alone; dropping it removes it.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let made = MADE.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let path = path.join(format!("cli-{}-{made}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A folder with files, each a name and its text.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// A call of the command in this folder, with a cache that the whole test shares.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli-cache");
        command.args(arguments).current_dir(&self.0).env("XDG_CACHE_HOME", cache);
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn call(&self, arguments: &[&str]) -> Answer {
        answer(self.command(arguments), b"")
    }

    pub(crate) fn call_with_input(&self, arguments: &[&str], input: &[u8]) -> Answer {
        answer(self.command(arguments), input)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// What a call answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) elapsed: Duration,
}

impl Answer {
    /// Asserts the exit code; the streams are shown when it is another.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        let both = format!("{}{}", self.out, self.err);
        assert!(both.contains(text), "no {text:?} in:\n{both}");
        self
    }

    #[track_caller]
    pub(crate) fn never_says(self, text: &str) -> Self {
        let both = format!("{}{}", self.out, self.err);
        assert!(!both.contains(text), "{text:?} in:\n{both}");
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    pub(crate) fn last_line(&self) -> &str {
        self.out.lines().last().unwrap_or("")
    }
}

/// Runs a command to its end, reading both streams at once.
pub(crate) fn answer(mut command: Command, input: &[u8]) -> Answer {
    let begun = Instant::now();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let (mut out_bytes, mut err_bytes) = (Vec::new(), Vec::new());
    let mut code = None;
    thread::scope(|scope| {
        scope.spawn(|| out.read_to_end(&mut out_bytes).unwrap());
        scope.spawn(|| err.read_to_end(&mut err_bytes).unwrap());
        // A command that needs no input may end before it has read any.
        scope.spawn(move || drop(stdin.write_all(input)));
        code = wait(&mut child, PATIENCE);
    });
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (shown(&out_bytes), shown(&err_bytes));
    let code = code.unwrap_or_else(|| panic!("{command:?} hung:\n{out}{err}"));
    Answer { code, out, err, elapsed: begun.elapsed() }
}

/// Waits for a child, and kills it when it takes too long.
pub(crate) fn wait(child: &mut Child, patience: Duration) -> Option<i32> {
    let end = Instant::now() + patience;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status.code().unwrap_or(-1));
        }
        thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}
