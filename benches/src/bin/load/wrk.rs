//! Starts `wrk` with a script that sends one token after the other.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The requests are written once, so that the script costs little beside what it measures.
const SCRIPT: &str = r#"
local requests, at = {}, 0
function init()
  for token in io.lines(os.getenv("LOAD_TOKENS")) do
    requests[#requests + 1] = wrk.format("GET", "/orders/7", { Authorization = "Bearer " .. token })
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"microseconds":%d,"refused":%d,"broken":%d,"p99":%d}',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(99)))
end
"#;

/// What one run of `wrk` saw.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Requests answered.
    pub(crate) requests: f64,
    /// How long it ran.
    pub(crate) microseconds: f64,
    /// Answers that are not 2xx.
    pub(crate) refused: f64,
    /// Connections that failed or waited too long.
    pub(crate) broken: f64,
    /// Latency in microseconds that 99 of 100 requests stayed under.
    #[expect(dead_code, reason = "shown by Debug")]
    pub(crate) p99: f64,
}

pub(crate) fn run(
    folder: &Path,
    port: u16,
    tokens: &Path,
    seconds: usize,
    connections: usize,
) -> Ran {
    let script = folder.join("load.lua");
    fs::write(&script, SCRIPT).expect("a script is written");
    let wrk = env::var_os("WRK").unwrap_or_else(|| "wrk".into());
    let output = Command::new(wrk)
        .args(["-t1", &format!("-c{connections}"), &format!("-d{seconds}s"), "-s"])
        .arg(&script)
        .arg(format!("http://127.0.0.1:{port}"))
        .env("LOAD_TOKENS", tokens)
        .output()
        .expect("wrk, of Debian's package");
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().rfind(|line| line.starts_with('{')).expect("wrk reports");
    let report: Value = serde_json::from_str(line).expect("JSON");
    let float = |name: &str| report[name].as_f64().expect("a number");
    Ran {
        requests: float("requests"),
        microseconds: float("microseconds"),
        refused: float("refused"),
        broken: float("broken"),
        p99: float("p99"),
    }
}
