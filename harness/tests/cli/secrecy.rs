//! No answer, warning or report ever repeats a token: whoever reads a log could send it.

use std::fmt::Write as _;

use crate::harness::{Answer, Folder, POLICY};

/// Signs in a row that are no accident: 96 bits of a signature.
const WINDOW: usize = 16;

/// Asserts that no part of the token's payload and signature stands in an answer.
#[track_caller]
fn keeps_secret(answer: &Answer, token: &str, name: &str) {
    let both = [answer.out.as_bytes(), answer.err.as_bytes()].concat();
    for segment in token.split('.').skip(1) {
        for part in segment.as_bytes().windows(WINDOW) {
            // A run of one sign is a filler, not a secret.
            let varied = part.iter().any(|byte| *byte != part[0]);
            let found = varied && both.windows(WINDOW).any(|window| window == part);
            assert!(!found, "{name}: a part of the token stands in\n{}{}", answer.out, answer.err);
        }
    }
}

/// The faults of the list that a policy with one RSA authorizer can meet, but for those of kilobytes,
/// in which every window would be looked for.
fn faults(folder: &Folder) -> Vec<String> {
    let list = folder.call(&["mint", "--list-faults", "--format", "json"]).exits(0).out;
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let rows = list.as_array().unwrap().iter().filter(|row| row["place"] == "GET /rsa");
    let names = rows.map(|row| row["name"].as_str().unwrap().to_owned());
    let large =
        ["oversized", "many_", "set_of_10000", "modulus_of_4", "payload_deep_10", "header_deep_10"];
    names.filter(|name| !large.iter().any(|start| name.starts_with(start))).collect()
}

#[test]
fn no_answer_to_a_token_of_any_fault_repeats_it() {
    let folder = Folder::with(&[("policy.yaml", POLICY)]);
    let mut tried = 0;
    for name in &faults(&folder) {
        let mint = ["mint", "--policy", "policy.yaml", "--scope", "notes/read"];
        let fault = ["--fault", name, "--jwks-out", "keys.json"];
        let minted = folder.call(&[&mint[..], &fault].concat()).exits(0);
        folder.write("token", &minted.out);
        let call = ["decide", "--policy", "policy.yaml", "GET", "/notes", "--explain"];
        let with = ["--token-file", "token", "--jwks", "keys.json"];
        let told = folder.call(&[&call[..], &with].concat());
        // A key set that is refused whole is a file that cannot be used.
        assert!([0, 1, 2].contains(&told.code), "{name}: {}{}", told.out, told.err);
        keeps_secret(&told, minted.out.trim(), name);
        // The same token for a policy that has no keys, and for one that it is not for.
        let told = folder.call(&[&call[..], &["--token-file", "token"]].concat()).exits(1);
        keeps_secret(&told, minted.out.trim(), name);
        tried += 1;
    }
    assert!(tried > 200, "{tried}");
}

#[test]
fn no_report_of_rows_that_fail_repeats_their_tokens() {
    let folder = Folder::with(&[("policy.yaml", POLICY)]);
    let mut spec = "version: 1\npolicy: policy.yaml\ncases:\n".to_owned();
    for name in faults(&folder) {
        // Each row fails, so that the report tells all that it knows.
        writeln!(
            spec,
            "  - {{ name: {name}, request: GET /notes, token: {{ scopes: [other], fault: {name} }}, expect: 404 }}"
        )
        .unwrap();
    }
    folder.write("spec.yaml", spec);
    for format in ["pretty", "json", "junit", "tap", "github"] {
        let told = folder.call(&["run", "spec.yaml", "--verbose", "--format", format]).exits(1);
        let both = format!("{}{}", told.out, told.err);
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        // A date of 1e300 is told in all its digits.
        let is_long = |word: &&str| word.len() > 64 && !word.bytes().all(|c| c.is_ascii_digit());
        let long = both.split(|c| !is_base64(c)).find(is_long);
        assert_eq!(long, None, "{format}");
        assert!(!both.contains("eyJ"), "{format}: an encoded object");
    }
}

#[test]
fn no_answer_repeats_a_key() {
    let folder = Folder::with(&[("policy.yaml", POLICY)]);
    let mint = ["mint", "--policy", "policy.yaml", "--jwks-out", "keys.json"];
    folder.write("token", folder.call(&mint).exits(0).out);
    let good = folder.text("keys.json");
    let modulus = good.split("\"n\"").nth(1).unwrap().split('"').nth(1).unwrap().to_owned();
    assert!(modulus.len() > 300, "{modulus}");
    let secret = "c2VjcmV0IHByaXZhdGUga2V5IG1hdGVyaWFs";
    for keys in [
        good.clone(),
        good.replacen("\"n\"", &format!("\"d\":\"{secret}\",\"n\""), 1),
        good.replacen("\"n\"", &format!("\"k\":\"{secret}\",\"n\""), 1),
        good.replacen("\"n\"", &format!("\"use\":\"{secret}\",\"n\""), 1),
        good.replacen("\"n\"", &format!("\"alg\":\"{secret}\",\"n\""), 1),
        good.replacen("RSA", "EC", 1),
        good.replacen(&modulus, modulus.split_at(300).0, 1),
        good.replacen(&modulus, &format!("{modulus}="), 1),
        good.split_at(good.len() / 2).0.to_owned(),
    ] {
        folder.write("keys.json", &keys);
        let call = ["decide", "--policy", "policy.yaml", "GET", "/notes", "--explain"];
        let told =
            folder.call(&[&call[..], &["--token-file", "token", "--jwks", "keys.json"]].concat());
        let both = format!("{}{}", told.out, told.err);
        for secret in [secret, &modulus] {
            for part in secret.as_bytes().windows(WINDOW) {
                let part = std::str::from_utf8(part).unwrap();
                assert!(!both.contains(part), "a part of a key stands in\n{both}");
            }
        }
    }
}
