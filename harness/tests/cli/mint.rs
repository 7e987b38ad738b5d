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
fn every_fault_of_the_list_meets_its_listed_outcome_in_a_policy_like_any() {
    let folder = folder();
    let list = folder.call(&["mint", "--list-faults", "--format", "json"]).exits(0).out;
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let tokens = list.as_array().unwrap().iter().filter(|row| row["place"] == "GET /rsa");
    let mut spec = "version: 1\npolicy: policy.yaml\ncases:\n".to_owned();
    let mut rows = 0;
    for row in tokens {
        let [name, outcome] = ["name", "outcome"].map(|key| row[key].as_str().unwrap());
        writeln!(
            spec,
            "  - {{ name: {name}, request: GET /notes, token: {{ scopes: [notes/read], fault: {name} }}, expect: {outcome} }}"
        )
        .unwrap();
        rows += 1;
    }
    assert!(rows >= 200, "{rows}");
    folder.write("spec.yaml", spec);
    let answer = folder.call(&["run", "spec.yaml"]).exits(0);
    assert!(answer.last_line().starts_with(&format!("{rows} passed, 0 failed")));
}

#[test]
fn the_list_of_faults_has_a_line_for_every_token_and_request() {
    let folder = folder();
    let list = folder.call(&["mint", "--list-faults"]).exits(0).out;
    let json = folder.call(&["mint", "--list-faults", "--format", "json"]).exits(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(list.lines().count(), json.as_array().unwrap().len());
    for start in ["T02  signature_stripped", "P01  path_dot_dot", "R13  connection_authorization"] {
        assert!(list.lines().any(|line| line.starts_with(start)), "{start}");
    }
    let call = [&MINT[..], &["--fault", "path_dot_dot"]].concat();
    folder.call(&call).exits(2).says("is a request").says("specs/attacks-requests.yaml");
}

#[test]
fn a_fault_of_the_key_set_is_written_with_the_set() {
    let folder = folder();
    for (fault, reason) in
        [("key_for_encryption", "unknown_key"), ("key_of_1024_bits", "unknown_key")]
    {
        let call = [&MINT[..], &["--fault", fault, "--jwks-out", "keys.json"]].concat();
        folder.write("token", folder.call(&call).exits(0).out);
        let decide =
            ["decide", "--policy", "policy.yaml", "--jwks", "keys.json", "--token-file", "token"];
        folder.call(&[&decide[..], &["GET", "/notes"]].concat()).exits(1).says(reason);
    }
    // A set that is refused whole is a file that cannot be used.
    let call = [&MINT[..], &["--fault", "private_key", "--jwks-out", "keys.json"]].concat();
    folder.write("token", folder.call(&call).exits(0).out);
    let decide =
        ["decide", "--policy", "policy.yaml", "--jwks", "keys.json", "--token-file", "token"];
    folder.call(&[&decide[..], &["GET", "/notes"]].concat()).exits(2).says("private key");
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

#[test]
fn a_token_is_signed_with_the_algorithm_that_is_asked_for() {
    let folder = folder();
    for (algorithm, answer) in
        [("RS256", "allow"), ("RS512", "allow"), ("ES256", "unsupported_algorithm")]
    {
        let scope = ["--scope", "notes/read"];
        let asked = ["--algorithm", algorithm, "--jwks-out", "keys.json"];
        let call = [&MINT[..], &scope, &asked].concat();
        folder.write("token", folder.call(&call).exits(0).out);
        let decide =
            ["decide", "--policy", "policy.yaml", "--jwks", "keys.json", "--token-file", "token"];
        folder.call(&[&decide[..], &["GET", "/notes"]].concat()).says(answer);
    }
    let call = [&MINT[..], &["--algorithm", "HS256"]].concat();
    folder.call(&call).exits(2).says("`HS256` is no signing algorithm");
}
