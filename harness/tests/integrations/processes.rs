//! What a handler starts ends with it: after a timeout, on shutdown, and when we are dropped.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::{Told, call, folder, runtime};

/// Handlers that start a program of their own and tell its number.
const PYTHON: &str = "
import subprocess, time
def main(event, context):
    child = subprocess.Popen(['sleep', '60'])
    with open('child', 'w') as file:
        file.write(str(child.pid))
    if event['rawPath'] == '/slow':
        time.sleep(60)
    return 'started'
";
const NODE: &str = "
exports.main = async (event) => {
  const child = require('child_process').spawn('sleep', ['60']);
  require('fs').writeFileSync('child', String(child.pid));
  while (event.rawPath === '/slow');
  return 'started';
};
";

fn is_alive(folder: &Path) -> bool {
    let number = fs::read_to_string(folder.join("child")).unwrap();
    let status = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
    !status.is_empty() && !status.contains(") Z")
}

fn ends(folder: &Path) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(5) {
        if !is_alive(folder) {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

#[test]
fn nothing_that_a_handler_starts_is_left() {
    for (file, text, language) in [("order.py", PYTHON, "python"), ("order.js", NODE, "node")] {
        let folder = folder(&format!("left-{language}"));
        fs::write(folder.join(file), text).unwrap();
        let run = format!("run: {{ handler: order.main, runtime: {language} }}");
        let text = format!("version: 1\ndefault: {{ {run}, timeout_seconds: 2 }}\n");
        let told = Told::new(&folder, &text);
        let runtime = runtime();
        assert_eq!(runtime.block_on(told.call(call("GET /a", "/a"))).body, "started");
        assert!(is_alive(&folder), "{language}: it ended too soon");
        runtime.block_on(told.integrations.shutdown());
        assert!(ends(&folder), "{language}: after shutdown");

        let told = Told::new(&folder, &text);
        assert_eq!(runtime.block_on(told.call(call("GET /a", "/slow"))).status, 500);
        assert!(ends(&folder), "{language}: after a timeout");

        let again = Told::new(&folder, &text);
        assert_eq!(runtime.block_on(again.call(call("GET /a", "/a"))).body, "started");
        drop(runtime);
        drop(again);
        assert!(ends(&folder), "{language}: when all is dropped");
    }
}
