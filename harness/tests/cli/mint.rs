//! `harness mint`: good tokens, and every bad one.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use harness::mint::{SigningAlgorithm, SigningKey};

use crate::harness::{Folder, POLICY};

const MINT: [&str; 3] = ["mint", "--policy", "policy.yaml"];

fn folder() -> Folder {
    Folder::with(&[("policy.yaml", POLICY)])
}

#[test]
fn every_fault_of_the_list_meets_its_listed_reason() {
    let folder = folder();
    let list = folder.call(&["mint", "--list-faults"]).exits(0).out;
    let mut spec = "version: 1\npolicy: policy.yaml\ncases:\n".to_owned();
    for line in list.lines() {
        let mut words = line.split_whitespace();
        let (name, reason) = (words.next().unwrap(), words.next().unwrap());
        writeln!(
            spec,
            "  - {{ name: {name}, request: GET /notes, token: {{ scopes: [notes/read], fault: {name} }}, expect: {reason} }}"
        )
        .unwrap();
    }
    assert!(list.lines().count() >= 60, "{list}");
    folder.write("spec.yaml", spec);
    let answer = folder.call(&["run", "spec.yaml"]).exits(0);
    assert!(answer.last_line().starts_with(&format!("{} passed, 0 failed", list.lines().count())));
}

#[test]
fn a_fault_minted_by_hand_is_denied_for_its_reason() {
    let folder = folder();
    for (fault, reason) in [
        ("signed_by_unknown_key", "bad_signature"),
        ("alg_none", "unsupported_algorithm"),
        ("expired", "expired"),
        ("oversized", "malformed_token"),
    ] {
        let call = [&MINT[..], &["--fault", fault, "--jwks-out", "keys.json"]].concat();
        folder.write("token", folder.call(&call).exits(0).out);
        let decide =
            ["decide", "--policy", "policy.yaml", "--jwks", "keys.json", "--token-file", "token"];
        folder.call(&[&decide[..], &["GET", "/notes"]].concat()).exits(1).says(reason);
    }
}

#[test]
fn every_profile_of_the_list_mints() {
    let folder = folder();
    let list = folder.call(&["mint", "--list-profiles"]).exits(0).out;
    for line in list.lines() {
        let name = line.split_whitespace().next().unwrap();
        let call = [&MINT[..], &["--profile", name]].concat();
        assert_eq!(folder.call(&call).exits(0).out.matches('.').count(), 2, "{name}");
    }
}

#[test]
fn a_key_in_pem_signs_and_is_told_only_in_public() {
    let folder = folder();
    let (_, pkcs8) = SigningKey::generate(SigningAlgorithm::Rs256).unwrap();
    let line = |bytes: &[u8]| STANDARD.encode(bytes);
    let body = pkcs8.chunks(48).map(line).collect::<Vec<_>>().join("\n");
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
    folder.write("key.pem", &pem);
    let call = [&MINT[..], &["--key", "key.pem", "--jwks-out", "keys.json"]].concat();
    let token = folder.call(&[&call[..], &["--scope", "notes/read"]].concat()).exits(0).out;
    folder.write("token", token);
    let decide = ["decide", "--policy", "policy.yaml", "--token-file", "token", "GET", "/notes"];
    folder.call(&[&decide[..], &["--jwks", "keys.json"]].concat()).exits(0);
    let keys: serde_json::Value = serde_json::from_str(&folder.text("keys.json")).unwrap();
    for private in ["d", "p", "q", "dp", "dq", "qi"] {
        assert!(keys["keys"][0].get(private).is_none(), "{private}");
    }
    // A damaged key is refused, and none of it shown.
    folder.write("key.pem", pem.replace("PRIVATE KEY-----\nMII", "PRIVATE KEY-----\nMMM"));
    folder.call(&call).exits(2).says("--key key.pem").never_says(body.lines().nth(3).unwrap());
}

#[test]
fn wrong_names_are_refused_with_the_right_ones() {
    let folder = folder();
    let call = |more: &[&str]| folder.call(&[&MINT[..], more].concat()).exits(2);
    call(&["--fault", "expird"]).says("did you mean `expired`?");
    call(&["--profile", "cognito"]).says("cognito_access");
    call(&["--authorizer", "mian"]).says("no authorizer is named `mian`").says("main");
    call(&["--expires-in", "soon"]).says("--expires-in");
    call(&["--claim", "a"]).says("NAME=VALUE");
    call(&["--jwks-out", "no/such/file"]).says("no/such/file");
    folder.call(&["mint"]).exits(2).says("--policy");
}

#[test]
fn a_token_of_a_policy_without_authorizers_is_refused() {
    let folder =
        Folder::with(&[("policy.yaml", "version: 1\nroutes: { GET /: { public: true } }\n")]);
    folder.call(&MINT).exits(2).says("no authorizer to mint for");
}
