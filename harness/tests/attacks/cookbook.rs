//! The minting side against RFC 7520: its RSA key and text give its signature, byte for byte.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use harness::input::read_bytes;
use harness::mint::{SigningAlgorithm, SigningKey};
use serde_json::Value;

/// Writes a value of DER (X.690, 8.1).
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length = &length[length.iter().position(|byte| *byte != 0).unwrap_or(7)..];
    let mut written = vec![tag];
    if content.len() >= 0x80 {
        written.push(0x80 | u8::try_from(length.len()).unwrap());
    }
    written.extend_from_slice(length);
    [written.as_slice(), content].concat()
}

/// Writes a private JWK as PKCS#1 in PEM (RFC 8017, A.1.2).
fn pem(key: &Value) -> String {
    let members = ["n", "e", "d", "p", "q", "dp", "dq", "qi"].map(|name| {
        let number = URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
        // A number whose first bit is set would be negative.
        der(0x02, &[&[0], number.as_slice()].concat()[usize::from(number[0] < 0x80)..])
    });
    let body = [der(0x02, &[0]), members.concat()].concat();
    let text = STANDARD.encode(der(0x30, &body));
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|l| str::from_utf8(l).unwrap()).collect();
    let label = "RSA PRIVATE KEY";
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

#[test]
#[ignore = "needs the corpora: CORPORA names their folder"]
#[expect(clippy::disallowed_methods, reason = "the corpora lie outside of the project")]
fn the_example_of_the_cookbook_is_signed_byte_for_byte() {
    let folder = std::env::var("CORPORA").unwrap_or_else(|error| panic!("CORPORA: {error}"));
    let name = format!("{folder}/jose-cookbook/jws/4_1.rsa_v15_signature.json");
    let example: Value = serde_json::from_slice(&read_bytes(name.as_ref()).unwrap()).unwrap();
    let key =
        SigningKey::from_pem(pem(&example["input"]["key"]).as_bytes(), SigningAlgorithm::Rs256);
    let input = example["signing"]["sig-input"].as_str().unwrap();
    let signature = key.unwrap().sign(SigningAlgorithm::Rs256, input.as_bytes()).unwrap();
    assert_eq!(example["reproducible"], true);
    assert_eq!(example["signing"]["sig"], URL_SAFE_NO_PAD.encode(signature));
}
