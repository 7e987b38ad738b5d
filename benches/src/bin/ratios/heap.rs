//! The goals of memory, counted by the program `heap`: a counting allocator would slow this one.

use std::{env, process::Command};

use benches::ratio::Target;
use serde_json::Value;

const BYTES: Target = Target { id: "heap-1m", unit: "B/route", peer: "wayfind", goal: 110.0 };
const LOOKUP: Target =
    Target { id: "match:allocations", unit: "allocations/lookup", peer: "", goal: 0.0 };
const DECISION: Target =
    Target { id: "decide-1k:allocations", unit: "allocations/decision", peer: "", goal: 0.0 };

pub(crate) fn measure(print: &mut dyn FnMut(Value)) {
    let report = report();
    let number = |name: &str| report.as_ref().ok().and_then(|report| report[name].as_f64());
    let wayfind = number("wayfind-bytes").unwrap_or_default();
    let matchit = number("matchit-bytes").unwrap_or_default();
    let peers = format!("wayfind {wayfind:.0}, matchit {matchit:.0} B a route");
    let lines = [
        (BYTES, "ours-bytes", peers.as_str()),
        (LOOKUP, "ours-lookup", "10,000 routes, captures read"),
        (DECISION, "ours-decision", "claims verified, request read"),
    ];
    for (target, name, why) in lines {
        print(match (number(name), &report) {
            (Some(value), _) => target.alone(value, why),
            (None, Ok(_)) => target.unmeasured("the program heap did not report it"),
            (None, Err(why)) => target.unmeasured(why),
        });
    }
}

/// Starts the program that counts: the one beside this, or cargo, which builds it.
fn report() -> Result<Value, String> {
    let beside = env::current_exe().ok().and_then(|own| Some(own.parent()?.join("heap")));
    let mut command = match (env::var_os("CARGO"), beside.filter(|heap| heap.is_file())) {
        (Some(cargo), _) => {
            let mut command = Command::new(cargo);
            command.args(["run", "--quiet", "--release", "--locked", "-p", "benches"]);
            command.args(["--features", "peers", "--bin", "heap"]);
            command
        }
        (None, Some(heap)) => Command::new(heap),
        (None, None) => return Err("the program heap is not built".to_owned()),
    };
    let output = command.output().map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|_unread| "the program heap failed".to_owned())
}
