//! oidc-provider stands before our gateway: its discovery document, its keys, its tokens, also when it
//! changes its key.

use std::fs;
use std::io::{BufRead as _, BufReader, Lines, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// Whatever takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(30);
/// The gateway asks for keys that often at most.
const COOLDOWN: Duration = Duration::from_secs(10);

/// A program that answers with lines of JSON; dropping it ends it.
struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Program {
    fn start(command: &mut Command) -> (Self, ChildStdin) {
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = pipes.spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        (Self { child, lines }, input)
    }

    #[track_caller]
    fn line(&mut self) -> Value {
        let line = self.lines.next().unwrap().unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

/// An oidc-provider whose key can be exchanged.
struct Provider {
    program: Program,
    input: ChildStdin,
}

impl Provider {
    fn start() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verifiers");
        let mut command = Command::new("node");
        command.arg("provider.mjs").current_dir(folder).env("NODE_ENV", "test");
        let (program, input) = Program::start(&mut command);
        Self { program, input }
    }

    /// Gives it a new key under a name; returns what it tells, with tokens by this key.
    fn with_key(&mut self, name: &str) -> Value {
        writeln!(self.input, "{name}").unwrap();
        self.program.line()
    }
}

/// Our gateway, which fetches the provider's keys.
struct Gateway {
    _program: Program,
    address: String,
    folder: PathBuf,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

impl Gateway {
    fn before(issuer: &str, audience: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        // Of the provider's port, so that each test has its own.
        let (_, port) = issuer.rsplit_once(':').unwrap();
        let folder = folder.join(format!("provider-{}-{port}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let policy = format!(
            "version: 1\nauthorizers:\n  main: {{ issuer: \"{issuer}\", audience: [\"{audience}\"] }}\n\
             default_authorizer: main\nroutes:\n  POST /order: {{ scopes: order/post.order }}\n  \
             GET /order: {{ scopes: order/get.order }}\n"
        );
        fs::write(folder.join("policy.yaml"), policy).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_harness"));
        command.args(["serve", "policy.yaml", "--online", "--port", "0", "--issuer-port", "0"]);
        command.args(["--format", "json"]).current_dir(&folder);
        let (mut program, _) = Program::start(command.env("XDG_CACHE_HOME", folder.join("cache")));
        let said = program.line();
        let address =
            said.get("gateway").and_then(Value::as_str).unwrap().strip_prefix("http://").unwrap();
        Self { address: address.trim_end_matches('/').to_owned(), _program: program, folder }
    }

    /// Returns the status and the whole answer.
    #[track_caller]
    fn ask(&self, request: &str, token: Option<&str>) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let bearer = token.map(|token| format!("Authorization: Bearer {token}\r\n"));
        let head = format!("{request} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n");
        write!(stream, "{head}{}\r\n", bearer.unwrap_or_default()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        (answer.get(9..12).unwrap().parse().unwrap(), answer)
    }
}

/// Returns the token with another scope in its payload, and the signature as it was.
fn tampered(token: &str) -> String {
    let mut parts = token.split('.');
    let [head, payload, signature] = [(); 3].map(|()| parts.next().unwrap());
    let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    let other = payload.replace("order/post.order", "order/get.order");
    assert_ne!(other, payload);
    format!("{head}.{}.{signature}", URL_SAFE_NO_PAD.encode(other))
}

#[test]
#[ignore = "needs node and the packages beside this file: .ci/run installs them"]
fn a_gateway_behind_oidc_provider_lets_in_whom_it_granted_the_scope() {
    let mut provider = Provider::start();
    let told = provider.with_key("one");
    let text = |key: &str| told[key].as_str().unwrap();
    let gateway = Gateway::before(text("issuer"), text("audience"));
    let token = |name: &str| told["tokens"][name].as_str();
    let poster = token("poster").unwrap();
    let spoilt = tampered(poster);
    for (request, name, token, status, challenge) in [
        ("POST /order", "poster", token("poster"), 200, ""),
        ("GET /order", "poster", token("poster"), 403, "insufficient_scope"),
        ("POST /order", "nobody", token("nobody"), 403, "insufficient_scope"),
        ("POST /order", "stranger", token("stranger"), 401, "valid audience"),
        ("GET /order", "tampered", Some(spoilt.as_str()), 401, "invalid_token"),
        ("POST /order", "opaque", token("opaque"), 401, "number of segments"),
        ("POST /order", "no token", None, 401, "Bearer"),
    ] {
        let (got, answer) = gateway.ask(request, token);
        assert_eq!(got, status, "{request} {name}: {answer}");
        assert!(answer.contains(challenge), "{request} {name}: {answer}");
    }
    // One fetch for all, however many were asked.
    assert_eq!(provider.with_key("one again")["fetched"], 1);
}

#[test]
#[ignore = "needs node and the packages beside this file: .ci/run installs them"]
fn a_new_key_of_oidc_provider_is_fetched_once_and_the_old_one_ends() {
    let mut provider = Provider::start();
    let old = provider.with_key("old");
    let text = |key: &str| old[key].as_str().unwrap();
    // The first fetch is later than this.
    let begun = Instant::now();
    let gateway = Gateway::before(text("issuer"), text("audience"));
    let old_token = old["tokens"]["poster"].as_str();
    assert_eq!(gateway.ask("POST /order", old_token).0, 200);
    let new = provider.with_key("new");
    let new_token = new["tokens"]["poster"].as_str();
    // Its key is unknown; the gateway asks no sooner than it may, and goes on with the old one.
    while gateway.ask("POST /order", new_token).0 == 401 {
        assert!(begun.elapsed() < PATIENCE, "the new key is never fetched");
        thread::sleep(Duration::from_millis(200));
        assert!([200, 401].contains(&gateway.ask("POST /order", old_token).0));
    }
    assert!(begun.elapsed() >= COOLDOWN, "{:?}", begun.elapsed());
    assert_eq!(gateway.ask("POST /order", new_token).0, 200);
    assert_eq!(gateway.ask("POST /order", old_token).0, 401);
    assert_eq!(provider.with_key("last")["fetched"], 2);
}
