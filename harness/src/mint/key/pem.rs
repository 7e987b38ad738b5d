//! Public keys as text.

use base64::{Engine as _, prelude::BASE64_STANDARD};

/// Writes a `SubjectPublicKeyInfo` as PEM (RFC 7468, 13).
pub(super) fn pem_of(der: &[u8]) -> String {
    let mut pem = String::from("-----BEGIN PUBLIC KEY-----");
    for (index, character) in BASE64_STANDARD.encode(der).chars().enumerate() {
        if index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str("\n-----END PUBLIC KEY-----\n");
    pem
}
