//! Handlers in both languages: what they are given, what they may return, and what fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::{FAILED, Told, call, folder, runtime};

/// Runs a file with a handler named `main` behind `GET /a`.
fn told(name: &str, file: &str, text: &str, more: &str) -> Told {
    let folder = folder(name);
    fs::write(folder.join(file), text).unwrap();
    let is_python = Path::new(file).extension().is_some_and(|ending| ending == "py");
    let runtime = if is_python { "python" } else { "node" };
    let run = format!("{{ run: {{ handler: order.main, runtime: {runtime} }}{more} }}");
    Told::new(&folder, &format!("version: 1\nroutes:\n  GET /a: {run}\n"))
}

/// The context's members, in both languages.
const CONTEXT_PY: &str = "
import sys
print('this is no answer')
def main(event, context):
    print('nor this')
    sys.stdout.write('{\"value\": \"1\"}\\n')
    return {'name': context.function_name, 'id': context.aws_request_id,
            'left': 0 < context.get_remaining_time_in_millis() <= 30000, 'path': event['rawPath']}
";
const CONTEXT_JS: &str = "
console.log('this is no answer');
exports.main = async (event, context) => {
  process.stdout.write('{\"value\": \"1\"}\\n');
  const left = context.getRemainingTimeInMillis();
  return { name: context.functionName, id: context.awsRequestId, left: left > 0 && left <= 30000,
           path: event.rawPath };
};
";

#[test]
fn a_handler_is_given_event_and_context_and_may_print() {
    runtime().block_on(async {
        for (name, file, text) in
            [("context-py", "order.py", CONTEXT_PY), ("context-js", "order.js", CONTEXT_JS)]
        {
            let told = told(name, file, text, "");
            let answer = told.call(call("GET /a", "/a")).await;
            let expected =
                json!({ "name": "order-main", "id": "request-1", "left": true, "path": "/a" });
            assert_eq!(answer.json(), expected, "{:?}", told.lines());
            told.integrations.shutdown().await;
        }
    });
}

#[test]
fn node_takes_modules_callbacks_and_silence() {
    let module = "export const main = async () => 'module';";
    let common =
        "exports.main = (event, context, done) => setTimeout(() => done(null, 'late'), 20);";
    let silent = "exports.main = () => { setTimeout(() => {}, 20); };";
    let nothing = "module.exports = { main: () => new Promise(() => {}) };";
    runtime().block_on(async {
        for (name, file, text, expected) in [
            ("module", "order.mjs", module, "module"),
            ("callback", "order.cjs", common, "late"),
            ("silent", "order.js", silent, "null"),
            ("nothing", "order.js", nothing, "null"),
        ] {
            let told = told(name, file, text, "");
            for _ in 0..2 {
                let answer = told.call(call("GET /a", "/a")).await;
                assert_eq!((answer.status, answer.body.as_str()), (200, expected), "{name}");
            }
            assert_eq!(told.lines(), [""; 0]);
            told.integrations.shutdown().await;
        }
    });
}

#[test]
fn what_fails_is_500_and_told() {
    runtime().block_on(async {
        for (name, file, text, why) in [
            (
                "raise-py",
                "order.py",
                "def main(e, c):\n    raise ValueError('x')",
                "failed; see above",
            ),
            (
                "raise-js",
                "order.js",
                "exports.main = () => { throw new Error('x') };",
                "failed; see above",
            ),
            ("set-py", "order.py", "def main(e, c):\n    return {1, 2}", "failed; see above"),
            (
                "shape",
                "order.py",
                "def main(e, c):\n    return {'statusCode': 'x'}",
                "gave an answer that has a `statusCode` that is none",
            ),
            (
                "exit-py",
                "order.py",
                "import os\ndef main(e, c):\n    os._exit(0)",
                "gave no answer: its process ended",
            ),
            (
                "exit-js",
                "order.js",
                "exports.main = () => process.exit(0);",
                "gave no answer: its process ended",
            ),
            ("syntax", "order.py", "def main(:", "did not start: it could not be read; see above"),
            (
                "other",
                "order.js",
                "exports.other = 1;",
                "did not start: it could not be read; see above",
            ),
        ] {
            let told = told(name, file, text, "");
            assert_eq!(told.call(call("GET /a", "/a")).await.failure(), FAILED, "{name}");
            let expected = format!("GET /a: the handler `order.main` {why}");
            assert_eq!(told.lines(), [expected], "{name}");
            told.integrations.shutdown().await;
        }
    });
}

/// Node waits for its threads, one of which waits for us.
#[test]
fn a_process_that_ends_itself_is_not_waited_for() {
    let later =
        "exports.main = () => new Promise(() => setTimeout(() => { throw new Error('x') }));";
    let rejected =
        "exports.main = () => { Promise.reject(new Error('x')); setTimeout(() => {}, 9e6); };";
    runtime().block_on(async {
        for (name, text) in [
            ("exit", "exports.main = () => process.exit(0);"),
            ("later", later),
            ("rejected", rejected),
        ] {
            let told = told(name, "order.js", text, ", timeout_seconds: 9");
            for _ in 0..4 {
                assert_eq!(told.call(call("GET /a", "/a")).await.failure(), FAILED, "{name}");
            }
            let expected = "GET /a: the handler `order.main` gave no answer: its process ended";
            assert_eq!(told.lines(), [expected; 4], "{name}");
            told.integrations.shutdown().await;
        }
    });
}

#[test]
fn a_handler_that_is_not_there_is_named() {
    let folder = folder("missing");
    let run = "run: { handler: order.main, runtime: node }";
    let told = Told::new(&folder, &format!("version: 1\nroutes: {{ GET /a: {{ {run} }} }}\n"));
    let answer = runtime().block_on(told.call(call("GET /a", "/a")));
    assert_eq!(answer.failure(), FAILED);
    let lines = told.lines();
    assert!(lines[0].contains("order.js, order.mjs, order.cjs"), "{lines:?}");
}

#[test]
fn what_takes_too_long_is_ended_and_the_next_call_is_served() {
    let text = "import time\ndef main(event, context):\n    \
                if event['rawPath'] == '/slow':\n        time.sleep(60)\n    return 'quick'\n";
    let spin = "exports.main = async (e) => { while (e.rawPath === '/slow'); return 'quick'; };";
    runtime().block_on(async {
        for (name, file, text) in [("slow-py", "order.py", text), ("slow-js", "order.js", spin)] {
            let told = told(name, file, text, ", timeout_seconds: 1");
            assert_eq!(told.call(call("GET /a", "/slow")).await.failure(), FAILED, "{name}");
            assert_eq!(told.call(call("GET /a", "/a")).await.body, "quick", "{name}");
            assert_eq!(told.lines(), ["GET /a: the handler `order.main` took more than 1s"]);
            told.integrations.shutdown().await;
        }
    });
}

#[test]
fn a_handler_that_changes_is_read_anew() {
    let told = told("change", "order.py", "def main(e, c):\n    return 'one'", "");
    runtime().block_on(async {
        assert_eq!(told.call(call("GET /a", "/a")).await.body, "one");
        let path = folder_of("change").join("order.py");
        fs::write(path, "def main(e, c):\n    return 'another'").unwrap();
        assert_eq!(told.call(call("GET /a", "/a")).await.body, "another");
        told.integrations.shutdown().await;
    });
}

fn folder_of(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("integrations").join(name)
}

#[test]
fn calls_run_side_by_side_and_a_process_serves_several() {
    let text = "import os, time\ndef main(e, c):\n    time.sleep(0.1)\n    return str(os.getpid())";
    let told = told("several", "order.py", text, "");
    let runtime = runtime();
    let calls: Vec<_> = (0..12)
        .map(|_| {
            let told = told.clone();
            runtime.spawn(async move { told.call(call("GET /a", "/a")).await.body })
        })
        .collect();
    let mut processes = BTreeSet::new();
    for call in calls {
        processes.insert(runtime.block_on(call).unwrap());
    }
    assert!((2..=4).contains(&processes.len()), "{processes:?}");
    assert!(processes.iter().all(|one| one.parse::<u32>().is_ok()), "{processes:?}");
    runtime.block_on(told.integrations.shutdown());
}
