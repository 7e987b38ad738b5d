//! Integrations end to end: functions that run here, and other servers on the loopback address.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "the functions that tests share may fail like tests"
)]

mod network;
#[cfg(unix)]
mod processes;
mod reference;
mod runner;
mod seed;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use engine::{Policy, Settings, Source};
use harness::serve::integration::{Call, Integrations};
use http_body_util::BodyExt as _;
use hyper::{HeaderMap, Method};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

/// What a call was answered.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The status and the body of an answer that failed.
    fn failure(&self) -> (u16, &str) {
        (self.status, self.body.as_str())
    }
}

/// What every failure of a function is answered.
const FAILED: (u16, &str) = (500, r#"{"message":"Internal Server Error"}"#);

/// Integrations with what they told.
#[derive(Clone, Debug)]
struct Told {
    integrations: Integrations,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Told {
    /// Reads a file of integrations in a folder, for a policy of a few routes.
    fn new(folder: &Path, text: &str) -> Self {
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let sink = Arc::clone(&lines);
        let tell = move |line: &str| sink.lock().unwrap().push(line.to_owned());
        let path = folder.join("integrations.yaml");
        fs::write(&path, text).unwrap();
        let integrations = Integrations::new(tell).with_file(&path, &policy());
        let integrations = integrations.unwrap_or_else(|(found, _)| panic!("{found:?}"));
        Self { integrations, lines }
    }

    async fn call(&self, call: Call) -> Answer {
        answer(&self.integrations, call).await
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

fn policy() -> Policy {
    let text = "version: 1\nroutes:\n  GET /a: { public: true }\n  GET /b: { public: true }\n  \
                ANY /p/{proxy+}: { public: true }\n  $default: { public: true }\n";
    let source = Source::new("policy.yaml", text);
    Policy::from_source(&source, &Settings::default()).unwrap().policy
}

async fn answer(integrations: &Integrations, call: Call) -> Answer {
    let (parts, body) = integrations.call(call).await.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let body = String::from_utf8(body.to_vec()).unwrap();
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

fn call(route: &str, path: &str) -> Call {
    Call {
        method: Method::GET,
        raw_path: path.to_owned(),
        raw_query: String::new(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        route: route.to_owned(),
        variables: BTreeMap::new(),
        claims: None,
        is_scoped: false,
        stage: "$default".to_owned(),
        request_id: "request-1".to_owned(),
        source_ip: "127.0.0.1".to_owned(),
        now_milliseconds: 1_767_225_600_000,
    }
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Makes an empty folder for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("integrations").join(name);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    folder
}
