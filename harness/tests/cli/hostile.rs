//! Hostile files: a clear error at its place, at once, in little memory, for every command.

use std::fs::{self, File};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::{Folder, POLICY};

/// A call that takes longer is taken for hanging.
const SOON: Duration = Duration::from_secs(10);

const SPEC: &str = "\
version: 1
policy: policy.yaml
cases: [{ name: open, request: GET /open, expect: allow }]
";

/// Runs and checks `bad.yaml`; both must end with 2, and say the code and the place.
#[track_caller]
fn refused(folder: &Folder, told: &str, place: &str) {
    for command in ["check", "run"] {
        let answer = folder.call(&[command, "bad.yaml"]);
        assert!(answer.elapsed < SOON, "{command} took {:?}", answer.elapsed);
        let answer = answer.exits(2).says(told).says(place);
        assert!(!answer.err.contains("panicked"), "{}", answer.err);
        assert!(answer.out.len() + answer.err.len() < 100_000, "a flood of complaints");
    }
}

#[track_caller]
fn spec_refused(text: impl AsRef<[u8]>, told: &str, place: &str) {
    let folder = Folder::with(&[("policy.yaml", POLICY)]);
    folder.write("bad.yaml", text);
    refused(&folder, told, place);
}

/// Checks a policy, runs a spec of it, and decides by it.
#[track_caller]
fn policy_refused(text: &str, told: &str, place: &str) {
    let folder = Folder::with(&[("policy.yaml", text), ("bad.yaml", SPEC)]);
    refused(&folder, told, place);
    let decide = ["decide", "--policy", "policy.yaml", "GET", "/open"];
    folder.call(&decide).exits(2).says(told).says(place);
}

#[test]
fn what_is_not_yaml_is_refused_at_its_place() {
    spec_refused("version: 1\n  bad: [\n", "invalid-yaml", "bad.yaml:2:6");
    spec_refused("a: [1, 2\n", "invalid-yaml", "bad.yaml:");
    spec_refused("", "empty-document", "bad.yaml:1:1");
    spec_refused("# nothing\n", "empty-document", "bad.yaml:1:1");
    spec_refused("[1, 2]\n", "bad.yaml", "bad.yaml:1:1");
}

#[test]
fn wrong_types_and_keys_are_refused_at_their_place() {
    spec_refused("version: 1\npolicy: policy.yaml\ncases: 5\n", "wrong-type", "bad.yaml:3:8");
    spec_refused("version: 1\npolicy: [a]\n", "wrong-type", "bad.yaml:2:9");
    spec_refused(
        "version: 1\npolicy: policy.yaml\ncasez: []\n",
        "did you mean `cases`?",
        "bad.yaml:3:1",
    );
    spec_refused(format!("{SPEC}policy: b\n"), "duplicate-key", "bad.yaml:4:1");
    spec_refused(SPEC.replace("version: 1", "version: 2"), "wrong-version", "bad.yaml:1:10");
}

#[test]
fn what_two_readers_could_read_differently_is_refused() {
    spec_refused(SPEC.replace("policy.yaml", "&a policy.yaml"), "anchor-or-alias", "bad.yaml:2:9");
    spec_refused(format!("{SPEC}x: *a\n"), "bad.yaml:4", "bad.yaml:4");
    spec_refused(SPEC.replace("policy.yaml", "!!str policy.yaml"), "error[tag]", "bad.yaml:2:");
    spec_refused(format!("{SPEC}<<: {{}}\n"), "merge-key", "bad.yaml:4:1");
    spec_refused(format!("{SPEC}---\n{SPEC}"), "many-documents", "bad.yaml:4:1");
}

#[test]
fn bytes_that_are_no_text_are_refused_at_their_place() {
    spec_refused("version: 1\0\n", "forbidden-character", "bad.yaml:1:11");
    spec_refused("version: 1\npolicy: \u{202e}x\n", "forbidden-character", "bad.yaml:2:9");
    spec_refused(b"version: 1\npolicy: \xff\n", "not-utf8", "bad.yaml:2:9");
    spec_refused([0; 4096], "forbidden-character", "bad.yaml:1:1");
}

#[test]
fn depth_and_length_are_bounded() {
    spec_refused("[".repeat(1 << 20), "bad.yaml:1:", "error[");
    spec_refused("{".repeat(1 << 20), "bad.yaml:1:", "error[");
    spec_refused("- ".repeat(1 << 19), "bad.yaml:1:", "error[");
    spec_refused("a: ".repeat(1 << 18), "bad.yaml:1:", "error[");
    let long = SPEC.replace("policy.yaml", &"x".repeat(1 << 20));
    spec_refused(long, "scalar-too-long", "bad.yaml:2:9");
    let laugh = |at| format!("a{at}: &a{at} [*a{0}, *a{0}]\n", at - 1);
    let laughs: Vec<String> = (1..50).map(laugh).collect();
    spec_refused(laughs.concat(), "anchor-or-alias", "bad.yaml:1:5");
}

#[test]
fn a_huge_file_is_refused_unread() {
    let folder = Folder::with(&[("policy.yaml", POLICY)]);
    File::create(folder.path("bad.yaml")).unwrap().set_len(100 << 20).unwrap();
    refused(&folder, "file-too-large", "bad.yaml");
    let call = ["decide", "--policy", "bad.yaml", "GET", "/open"];
    folder.call(&call).exits(2).says("file-too-large");
    let call = ["decide", "--policy", "policy.yaml", "--jwks", "bad.yaml", "GET", "/open"];
    folder.call(&call).exits(2).says("64 MiB");
}

/// The highest resident size seen, in KiB, of a call that ends by itself.
#[cfg(target_os = "linux")]
fn peak_kib(folder: &Folder, arguments: &[&str]) -> u64 {
    let mut command = folder.command(arguments);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let (mut peak, end) = (0, Instant::now() + SOON);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > end {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{arguments:?} hung");
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok());
        peak = peak.max(kib.unwrap_or(0));
        thread::sleep(Duration::from_millis(1));
    }
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn hostile_files_take_less_than_300_mib() {
    let folder = Folder::with(&[("policy.yaml", POLICY)]);
    File::create(folder.path("huge.yaml")).unwrap().set_len(100 << 20).unwrap();
    folder.write("brackets.yaml", "[".repeat(1 << 20));
    folder.write("commas.yaml", format!("[{}]", "1,\n".repeat(300_000)));
    folder.write("many.yaml", format!("[{}]", "1,".repeat(20 << 20)));
    folder.write("scalar.yaml", "x".repeat(4 << 20));
    folder.write("aliases.yaml", "- &a [*a]\n".repeat(100_000));
    for file in ["huge", "brackets", "commas", "many", "scalar", "aliases"] {
        let file = &format!("{file}.yaml");
        for command in ["run", "check"] {
            let peak = peak_kib(&folder, &[command, file]);
            assert!(peak < 300 << 10, "{command} {file} took {peak} KiB");
        }
    }
}

#[test]
fn a_folder_or_nothing_where_a_file_belongs_is_refused() {
    let folder = Folder::with(&[("policy.yaml", POLICY)]);
    fs::create_dir(folder.path("folder")).unwrap();
    folder.call(&["decide", "--policy", "folder", "GET", "/"]).exits(2).says("a folder stands");
    folder.call(&["routes", "none.yaml"]).exits(2).says("none.yaml");
    for command in ["run", "check"] {
        folder.call(&[command, "none.yaml"]).exits(2).says("none.yaml");
    }
    folder.write("bad.yaml", SPEC.replace("policy.yaml", "none.yaml"));
    refused(&folder, "the policy `none.yaml`: cannot be read", "bad.yaml:2:9");
    folder.write("bad.yaml", SPEC.replace("policy.yaml", "folder"));
    refused(&folder, "a folder stands", "bad.yaml:2:9");
    folder.write("bad.yaml", SPEC.replace("policy.yaml", "bad.yaml"));
    refused(&folder, "unknown-key", "bad.yaml:2:1");
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_and_pipes_are_refused_and_nothing_waits() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&[("policy.yaml", POLICY), ("good.yaml", SPEC)]);
    symlink("nowhere", folder.path("dangling.yaml")).unwrap();
    symlink("loop.yaml", folder.path("loop.yaml")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe.yaml")).status();
    assert!(made.unwrap().success());
    for name in ["dangling.yaml", "loop.yaml", "pipe.yaml", "/dev/zero"] {
        folder.write("bad.yaml", SPEC.replace("policy.yaml", name));
        refused(&folder, "unreadable", "bad.yaml:2:9");
        for command in ["run", "check"] {
            folder.call(&[command, name]).exits(2).says(name);
        }
        let decide = ["decide", "--policy", "policy.yaml", "GET", "/open"];
        for option in ["--jwks", "--token-file", "--values"] {
            folder.call(&[&decide[..], &[option, name]].concat()).exits(2).says(name);
        }
    }
    fs::remove_file(folder.path("bad.yaml")).unwrap();
    // In a folder they are rows that could not be run, and the others run.
    let answer = folder.call(&["run", "."]).exits(2);
    assert_eq!(answer.last_line(), "1 passed, 0 failed, 0 skipped, 3 errors");
}

#[test]
fn a_duplicate_route_is_refused_with_both_places() {
    let text = POLICY.replace("guardrails:", "  GET /open: { public: true }\nguardrails:");
    policy_refused(&text, "policy.yaml:10:3", "policy.yaml:11:3");
    let text =
        POLICY.replace("guardrails:", "  'GET /tenants/{other}': { public: true }\nguardrails:");
    policy_refused(&text, "policy.yaml:9:3", "policy.yaml:11:3");
}

#[test]
fn misspelt_keys_and_words_of_older_yaml_are_refused() {
    policy_refused(
        &POLICY.replace("{ scopes:", "{ scopez:"),
        "did you mean `scopes`?",
        "policy.yaml:8:",
    );
    policy_refused(
        &POLICY.replace("{ scopes:", "{ Scopes:"),
        "did you mean `scopes`?",
        "policy.yaml:8:",
    );
    policy_refused(&POLICY.replace("public: true", "public: no"), "wrong-type", "policy.yaml:10:");
    policy_refused(&POLICY.replace("public: true", "public: yes"), "wrong-type", "policy.yaml:10:");
    policy_refused(&POLICY.replace("version: 1", "version: 01"), "error[", "policy.yaml:1:10");
}

#[test]
fn globs_outside_the_language_are_refused() {
    let braces = "{".repeat(50_000);
    for glob in ["/[a-z]", "/***", "/a**", "/{}", "a/b", "", "/{a", braces.as_str()] {
        let text = POLICY.replace("/**/*.bak", glob);
        policy_refused(&text, "error[", "policy.yaml:12:25");
    }
}

#[test]
fn authorizers_that_verify_nothing_are_refused() {
    for (from, to) in [
        ("issuer: 'https://idp.example', ", ""),
        (", audience: [app]", ""),
        ("[app]", "[]"),
        ("[app]", "[app], leeway_seconds: 301"),
        ("[app]", "[app], leeway_seconds: -1"),
        ("[app]", "[app], algorithms: [HS256]"),
        ("[app]", "[app], algorithms: [none]"),
        ("[app]", "[app], algorithms: []"),
    ] {
        let text = POLICY.replacen(from, to, 1);
        assert_ne!(text, POLICY);
        policy_refused(&text, "error[", "policy.yaml:4:");
    }
}

#[test]
fn route_texts_that_look_like_others_are_refused() {
    for route in [
        "GET /ореn",
        "GET /a%62",
        "GET /a/",
        "GET //a",
        "GET /a/../b",
        "GET  /a",
        "get /a",
        "GET /a;b",
    ] {
        policy_refused(
            &POLICY.replace("GET /open:", &format!("'{route}':")),
            "error[",
            "policy.yaml:10:3",
        );
    }
}

#[test]
fn a_policys_missing_key_file_is_told_where_it_is_named() {
    let text = POLICY.replace("[app]", "[app], jwks_file: none.json");
    let folder = Folder::with(&[("policy.yaml", &text)]);
    folder.call(&["check", "policy.yaml"]).exits(2).says("invalid-jwks").says("policy.yaml:4:3");
    let decide = ["decide", "--policy", "policy.yaml", "GET", "/open"];
    folder.call(&decide).exits(2).says("invalid-jwks").says("none.json");
}
