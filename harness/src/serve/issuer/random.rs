//! Texts that nobody can guess: codes, refresh tokens and identifiers; and identifiers that follow
//! from a name.

use aws_lc_rs::{digest, rand};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

/// The system gave no randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoRandomness;

/// Returns 256 random bits as text.
pub(super) fn opaque() -> Result<String, NoRandomness> {
    bytes::<32>().map(|bytes| BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// Returns a random UUID (RFC 9562, 5.4).
pub(super) fn uuid() -> Result<String, NoRandomness> {
    bytes().map(|bytes| shaped(u128::from_be_bytes(bytes)))
}

/// Returns the same UUID for the same two texts.
pub(super) fn uuid_of(issuer: &str, name: &str) -> String {
    let text = format!("{}:{issuer}{name}", issuer.len());
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    shaped(hash.as_ref().iter().take(16).fold(0, |all, &byte| all << 8 | u128::from(byte)))
}

fn shaped(bits: u128) -> String {
    let bits = bits & !(0xf << 76) | 0x4 << 76;
    let bits = bits & !(0x3 << 62) | 0x2 << 62;
    let field = |shift: u32, digits: u32| (bits >> shift) & ((1 << (digits * 4)) - 1);
    let (a, b, c) = (field(96, 8), field(80, 4), field(64, 4));
    format!("{a:08x}-{b:04x}-{c:04x}-{:04x}-{:012x}", field(48, 4), field(0, 12))
}

fn bytes<const LENGTH: usize>() -> Result<[u8; LENGTH], NoRandomness> {
    let mut bytes = [0; LENGTH];
    rand::fill(&mut bytes).map_err(|_unspecified| NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_are_alike() {
        let made: BTreeSet<String> =
            (0..100).flat_map(|_| [opaque().unwrap(), uuid().unwrap()]).collect();
        assert_eq!(made.len(), 200);
    }

    #[test]
    fn the_identifier_of_a_name_is_its_own() {
        assert_eq!(uuid_of("https://a", "jane"), uuid_of("https://a", "jane"));
        for (issuer, name) in [("https://a", "joe"), ("https://b", "jane"), ("https://aj", "ane")] {
            assert_ne!(uuid_of("https://a", "jane"), uuid_of(issuer, name));
        }
    }

    #[test]
    fn an_identifier_has_the_shape_of_a_random_one() {
        for _ in 0..100 {
            let made = uuid().unwrap();
            let parts: Vec<&str> = made.split('-').collect();
            assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
            assert!(
                parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']),
                "{made}"
            );
        }
    }
}
