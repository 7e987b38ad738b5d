//! The goals of whole files and whole processes: loading a policy, running specs.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use benches::{
    decisions::{Scenario, compile},
    google::{Google, Version},
    ratio::Target,
    timer::{Contender, medians, timed, timed_by_clock},
};
use engine::Source;
use serde::Deserialize;
use serde_json::Value;

const ROUNDS: usize = 15;
/// Rows of the long spec, and the tokens they share.
const ROWS: usize = 10_000;
const TOKENS: usize = 100;

/// The recorded time of `cerbos compile` 0.55 on 10,000 rows as a matrix, CPU of all threads.
const CERBOS_MILLISECONDS: f64 = 637.0;

const RUN: Target =
    Target { id: "run-10k", unit: "ms", peer: "Cerbos as a matrix, recorded", goal: 0.2 };
const STARTUP: Target = Target { id: "startup", unit: "ms", peer: "", goal: 20.0 };
const DIFF: Target = Target { id: "diff-1k", unit: "ms", peer: "", goal: 100.0 };

/// As little of a policy as decides: what a parse alone would give.
#[derive(Deserialize)]
struct Document {
    #[expect(dead_code, reason = "what is read is not looked at")]
    routes: std::collections::BTreeMap<String, Route>,
}

/// One route of it.
#[derive(Deserialize)]
struct Route {
    #[expect(dead_code, reason = "what is read is not looked at")]
    scopes: String,
}

pub(crate) fn load(print: &mut dyn FnMut(Value)) {
    let text = Scenario::generate(10_000).policy();
    let mut contenders = [
        Contender::prepared("ours", 1, || {
            let source = Source::new("bench.yaml", text.as_str());
            timed(|| compile(&source))
        }),
        Contender::prepared("structs", 1, || {
            timed(|| serde_yaml::from_str::<Document>(&text).expect("valid YAML"))
        }),
        Contender::prepared("values", 1, || {
            timed(|| serde_yaml::from_str::<serde_yaml::Value>(&text).expect("valid YAML"))
        }),
    ];
    let found: Vec<f64> =
        medians(ROUNDS, &mut contenders).iter().map(|nanos| nanos / 1e6).collect();
    let goal = Target { id: "load-10k", unit: "ms", peer: "serde_yaml into structs", goal: 2.0 };
    let why = format!("{} bytes; serde_yaml into values {:.1}", text.len(), found[2]);
    print(goal.compared(found[0], found[1], &why));
}

pub(crate) fn processes(print: &mut dyn FnMut(Value)) {
    let harness = harness();
    let Some(harness) = harness.filter(|harness| harness.is_file()) else {
        let why = "no release build of harness: cargo build --release -p harness";
        print(RUN.unmeasured(why));
        print(STARTUP.unmeasured(why));
        return print(DIFF.unmeasured("not built"));
    };
    let folder = env::temp_dir().join(format!("harness-ratios-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for specs");
    let many = write_spec(&folder, "many", ROWS, TOKENS);
    let one = write_spec(&folder, "one", 1, 1);
    let run = |spec: &Path| {
        let status = Command::new(&harness)
            .arg("run")
            .arg(spec)
            .env("XDG_CACHE_HOME", &folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.is_ok_and(|status| status.success()), "harness run {}", spec.display());
    };
    let mut contenders = [
        Contender::prepared("10,000 rows", 1, || timed_by_clock(|| run(&many))),
        Contender::prepared("one row", 1, || timed_by_clock(|| run(&one))),
    ];
    let found = medians(ROUNDS, &mut contenders);
    let why =
        "peer recorded with Cerbos 0.55, not run here, CPU time; ours is wall time, keys kept";
    print(RUN.compared(found[0] / 1e6, CERBOS_MILLISECONDS, why));
    print(STARTUP.alone(found[1] / 1e6, "one row, keys kept"));
    drop(contenders);
    print(difference(&harness, &folder));
    let _removed = fs::remove_dir_all(&folder);
}

/// Times comparing two versions of a policy of 1,000 routes of the Google corpus, in which one
/// route asks for another scope.
fn difference(harness: &Path, folder: &Path) -> Value {
    let Some(google) = Google::read(1_000) else {
        return DIFF.unmeasured("CORPORA names no folder with google-discovery");
    };
    let write = |name: &str, version| {
        let path = folder.join(name);
        fs::write(&path, google.policy(version)).expect("a policy is written");
        path
    };
    let old = write("old.yaml", Version::First);
    let new = write("new.yaml", Version::OneScopeChanged);
    let same = write("same.yaml", Version::Rewritten);
    let compare = |new: &Path, code: i32| {
        let status = Command::new(harness)
            .arg("diff")
            .args([old.as_path(), new])
            .env("XDG_CACHE_HOME", folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let right = status.is_ok_and(|status| status.code() == Some(code));
        assert!(right, "harness diff {} ends with {code}", new.display());
    };
    let mut contenders = [
        Contender::prepared("one scope", 1, || timed_by_clock(|| compare(&new, 1))),
        Contender::prepared("rewritten", 1, || timed_by_clock(|| compare(&same, 0))),
    ];
    let found = medians(ROUNDS, &mut contenders);
    let why = format!("whole command, keys kept; rewritten throughout: {:.1} ms", found[1] / 1e6);
    DIFF.alone(found[0] / 1e6, &why)
}

/// The release build beside this program.
fn harness() -> Option<PathBuf> {
    let own = env::current_exe().ok()?;
    Some(own.parent()?.join(format!("harness{}", env::consts::EXE_SUFFIX)))
}

/// Writes a policy and a spec of so many cells, half of which are allowed.
fn write_spec(folder: &Path, name: &str, rows: usize, tokens: usize) -> PathBuf {
    let routes = rows / tokens;
    let mut policy = String::from(
        "version: 1\nauthorizers:\n  bench: { issuer: https://issuer.example, audience: [bench] }\n\
         default_authorizer: bench\nroutes:\n",
    );
    let mut spec = format!("version: 1\npolicy: {name}-policy.yaml\ntokens:\n");
    for token in 0..tokens {
        let scope = if token.is_multiple_of(2) { "read" } else { "other" };
        let _written = writeln!(spec, "  t{token}: {{ scopes: [{scope}, own{token}] }}");
    }
    let names: Vec<String> = (0..tokens).map(|token| format!("t{token}")).collect();
    let cells: Vec<&str> =
        (0..tokens).map(|token| if token.is_multiple_of(2) { "allow" } else { "403" }).collect();
    let _written = writeln!(spec, "table:\n  tokens: [{}]", names.join(", "));
    for route in 0..routes {
        let _written = writeln!(policy, "  GET /api/v1/orders/kind{route}: {{ scopes: read }}");
        let _written = writeln!(spec, "  GET /api/v1/orders/kind{route}: [{}]", cells.join(", "));
    }
    fs::write(folder.join(format!("{name}-policy.yaml")), policy).expect("a policy is written");
    let path = folder.join(format!("{name}.yaml"));
    fs::write(&path, spec).expect("a spec is written");
    path
}
