//! The record of a gateway of others: rows of specs are sent to it, and those that it answers otherwise
//! are the ones written down, each with its cause.

use std::collections::BTreeSet;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::gateway::{run, text};

/// The specs that are sent, both of the policy like which all of them are set up.
const SPECS: [&str; 2] = ["specs/orders.yaml", "harness/tests/against/record.yaml"];
/// Whatever takes longer hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// A gateway of others; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Peer {
    child: Child,
    port: u16,
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A row that the peer answers otherwise: its name, what the spec expects, and what came, each up to
/// where it begins to be about words.
pub(crate) type Row = (&'static str, &'static str, &'static str);

/// Returns a port on which nobody listens.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Peer {
    /// Starts a program, and waits until it takes connections.
    pub(crate) fn start(command: &mut Command, port: u16) -> Self {
        let name = command.get_program().display().to_string();
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = quiet.spawn().unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut peer = Self { child, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = peer.child.try_wait().unwrap();
            assert!(ended.is_none(), "{name} has ended: {ended:?}");
            assert!(begun.elapsed() < PATIENCE, "{name} takes no connections");
            thread::sleep(Duration::from_millis(50));
        }
        peer
    }

    /// Asserts that all rows hold but those that are recorded, which are answered as recorded.
    #[track_caller]
    pub(crate) fn holds(&self, counts: [u64; 3], record: &[(&str, &[Row])]) {
        let address = format!("http://127.0.0.1:{}", self.port);
        let how = ["--compare", "status", "--now", "wall"];
        let ran = run(&address, &[&SPECS[..], &how].concat()).exits(1);
        let mut known = BTreeSet::new();
        for (cause, rows) in record {
            for &(name, expected, got) in *rows {
                assert!(known.insert(name), "{name} is recorded twice");
                let row = ran.rows().iter().find(|row| text(row, "name") == name);
                let row = row.unwrap_or_else(|| panic!("no row {name}"));
                let is_so = text(row, "outcome") == "fail"
                    && begins(text(row, "expected"), expected)
                    && begins(text(row, "got"), got);
                assert!(is_so, "{cause}: {name}: {expected}, {got}: {row}");
            }
        }
        for row in ran.rows() {
            let is_held = matches!(text(row, "outcome"), "pass" | "skip");
            assert!(is_held || known.contains(text(row, "name")), "no cause is recorded: {row}");
        }
        let summary = ran.report.get("summary").unwrap();
        let told = ["passed", "failed", "skipped"].map(|key| summary.get(key).unwrap().as_u64());
        assert_eq!(told, counts.map(Some), "{summary}");
        assert_eq!(summary.get("errors").unwrap().as_u64(), Some(0));
    }
}

/// Whether a text begins with another, which ends where a word or number does.
fn begins(text: &str, start: &str) -> bool {
    let rest = text.strip_prefix(start);
    rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}
