//! `harness decide`: one request, its answer and its exit code.

use std::fs::File;

use crate::harness::{Answer, Folder, POLICY, answer};

const NOTES: [&str; 5] = ["decide", "--policy", "policy.yaml", "GET", "/notes"];

fn folder() -> Folder {
    Folder::with(&[("policy.yaml", POLICY)])
}

fn notes(folder: &Folder, more: &[&str]) -> Answer {
    folder.call(&[&NOTES, more].concat())
}

/// Mints a token for [`POLICY`] with its keys in `keys.json`.
fn token(folder: &Folder, more: &[&str]) -> String {
    let base =
        ["mint", "--policy", "policy.yaml", "--scope", "notes/read", "--jwks-out", "keys.json"];
    folder.call(&[&base, more].concat()).exits(0).out.trim().to_owned()
}

#[test]
fn json_is_one_object_with_its_keys_in_the_promised_order() {
    let folder = folder();
    let call = ["decide", "--policy", "policy.yaml", "--format", "json"];
    let open = folder.call(&[&call[..], &["GET", "/open"]].concat()).exits(0);
    assert_eq!(
        open.out,
        "{\"decision\":\"allow\",\"status\":200,\"reason\":null,\"route\":\"GET /open\",\"variables\":{},\
         \"guardrail\":null,\"challenge\":null,\"body\":null,\"certainty\":\"documented\"}\n"
    );
    let claim = ["GET", "/tenants/acme", "--claim", "tenant=\"acme\""];
    let tenant = folder.call(&[&call[..], &claim].concat()).exits(0).json();
    assert_eq!(tenant["variables"]["tenant"], "acme");
    assert_eq!(tenant["certainty"], "ours");
    let denied = folder.call(&[&call[..], &["GET", "/notes"]].concat()).exits(1).json();
    assert_eq!(
        (&denied["reason"], &denied["challenge"]),
        (&"missing_token".into(), &"Bearer".into())
    );
    assert_eq!(denied["body"], "{\"message\":\"Unauthorized\"}");
    let guarded = folder.call(&[&call[..], &["GET", "/tenants/x.bak"]].concat()).exits(1).json();
    assert_eq!(guarded["guardrail"], "no backups");
}

#[test]
fn a_minted_token_is_verified_with_the_keys_written_beside_it() {
    let folder = folder();
    let token = token(&folder, &[]);
    let keys = ["--jwks", "keys.json"];
    let bearer = format!("Bearer {token}");
    for value in [&token, &bearer] {
        notes(&folder, &[&keys[..], &["--token", value]].concat()).exits(0);
    }
    folder.write("token", format!("{token}\n"));
    notes(&folder, &[&keys[..], &["--token-file", "token"]].concat()).exits(0);
    let header = format!("Authorization: {bearer}");
    notes(&folder, &[&keys[..], &["--header", &header]].concat()).exits(0);
    let input = [&NOTES[..], &keys, &["--token", "-"]].concat();
    folder.call_with_input(&input, token.as_bytes()).exits(0);
    // Without keys nothing is fetched, and the token is not shown.
    let answer = notes(&folder, &["--token", &token]).exits(1).says("keys_unavailable");
    answer.never_says(&token);
}

#[test]
fn the_instant_is_given_in_two_forms() {
    let folder = folder();
    let token = token(&folder, &["--now", "2026-01-01T00:00:00Z", "--expires-in", "1m"]);
    let at = |now| notes(&folder, &["--jwks", "keys.json", "--token", &token, "--now", now]);
    at("2026-01-01T00:00:59Z").exits(0);
    at("1767225659").exits(0);
    at("1767225660").exits(1).says("expired");
    at("2025-12-31T23:59:59Z").exits(1).says("issued_in_future");
    for wrong in ["yesterday", "-1", "", "99999999999999999999", "2026-02-30T00:00:00Z"] {
        notes(&folder, &["--now", wrong]).exits(2);
    }
}

#[test]
fn any_content_of_a_token_is_decided() {
    let folder = folder();
    token(&folder, &[]);
    let empty: &[u8] = b"";
    let long = vec![b'a'; 2 << 20];
    for (content, reason) in [
        (empty, "missing_token"),
        (b"\n", "missing_token"),
        (b"\0\0\0", "malformed_token"),
        (b"\xff\xfe", "malformed_token"),
        (b"a\r\nX: y", "malformed_token"),
        (&long, "malformed_token"),
    ] {
        folder.write("token", content);
        notes(&folder, &["--jwks", "keys.json", "--token-file", "token"]).exits(1).says(reason);
        let input = [&NOTES[..], &["--token", "-"]].concat();
        folder.call_with_input(&input, content).exits(1).says(reason);
    }
    for token in ["", "-x", "--explain", "-1"] {
        notes(&folder, &["--token", token]).exits(1);
    }
    notes(&folder, &["--token-file", "none"]).exits(2).says("--token-file: none");
}

#[cfg(unix)]
#[test]
fn a_token_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = folder();
    let mut command = folder.command(&[&NOTES[..], &["--token"]].concat());
    command.arg(std::ffi::OsStr::from_bytes(b"\xff\xfe"));
    answer(command, b"").exits(1).says("malformed_token");
}

#[test]
fn claims_count_as_verified() {
    let folder = folder();
    notes(&folder, &["--claim", "scope=\"notes/read\""]).exits(0);
    notes(&folder, &["--claim", "scope=\"notes\""]).exits(1).says("insufficient_scope");
    notes(&folder, &["--claim", "scope=notes"]).exits(2).says("quote a text");
    notes(&folder, &["--claim", "a=1", "--claim", "a=2"]).exits(2).says("twice");
    notes(&folder, &["--claim", "a=1", "--token", "x"]).exits(2);
    // A claim that no token could have: the answer must not be that of a request without claims.
    let nested = |levels: usize| format!("a={}{}", "[".repeat(levels), "]".repeat(levels));
    notes(&folder, &["--claim", &nested(31), "--claim", "scope=\"notes/read\""]).exits(0);
    notes(&folder, &["--claim", &nested(32)]).exits(2).says("32 levels");
    notes(&folder, &["--claim", &nested(33)]).exits(2).says("--claim a");
}

#[test]
fn explain_tells_what_each_check_saw() {
    let answer = notes(&folder(), &["--claim", "scope=\"x\"", "--explain"]).exits(1);
    answer.says("checks:").says("fail").says("notes/read");
}

#[test]
fn a_key_set_that_is_refused_is_no_answer() {
    let folder = folder();
    for (text, told) in [
        ("", "not a JSON object"),
        ("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"c2VjcmV0\"}]}", "keys.json"),
        ("[]", "keys.json"),
    ] {
        folder.write("keys.json", text);
        notes(&folder, &["--jwks", "keys.json"]).exits(2).says(told).never_says("c2VjcmV0");
    }
    notes(&folder, &["--jwks", "none.json"]).exits(2).says("none.json");
}

#[test]
fn the_policys_own_key_file_stands_beside_the_policy() {
    let folder = folder();
    let token = token(&folder, &[]);
    let policy = POLICY.replace("[app]", "[app], jwks_file: ../keys.json");
    folder.write("deep/policy.yaml", policy);
    let call = ["decide", "--policy", "deep/policy.yaml", "GET", "/notes", "--token", &token];
    folder.call(&call).exits(0);
    folder.write("keys.json", "{}");
    folder.call(&call).exits(2).says("deep/policy.yaml:4:3").says("keys.json");
    File::create(folder.path("deep/policy.yaml")).unwrap();
    folder.call(&call).exits(2);
}
