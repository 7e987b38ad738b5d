//! Client secrets and passwords: never shown, and compared in a time that tells nothing.

use std::fmt;

use aws_lc_rs::{constant_time::verify_slices_are_equal, digest};

use crate::mint::{KeyError, KeyStore, SigningAlgorithm};

/// Whose key derives secrets: no issuer, for an issuer's name has no blanks.
const DERIVER: &str = "client secrets";

/// The alphabet of base32hex (RFC 4648, 7) in lower case, of which Cognito's secrets are.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";

/// A text that only its owner should know.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Derives the secret of a client: the same from run to run while the user's key is kept, and
    /// nobody else's to guess.
    ///
    /// # Errors
    ///
    /// Fails when the key that derives it cannot be had.
    pub fn derived(keys: &KeyStore, issuer: &str, client: &str) -> Result<Self, KeyError> {
        // A signature of Ed25519 follows from key and message alone (RFC 8032, 5.1.6).
        let key = keys.key(DERIVER, SigningAlgorithm::EdDsa)?;
        let message = format!("{}:{issuer}{client}", issuer.len());
        let signature = key.sign(SigningAlgorithm::EdDsa, message.as_bytes())?;
        Ok(Self(base32(digest::digest(&digest::SHA256, &signature).as_ref())))
    }

    /// Returns the text, to be shown to its owner.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns whether another text is the same, in a time that does not tell where they differ.
    pub fn matches(&self, other: &str) -> bool {
        let hash = |text: &str| digest::digest(&digest::SHA256, text.as_bytes());
        verify_slices_are_equal(hash(&self.0).as_ref(), hash(other).as_ref()).is_ok()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

fn base32(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
    let letter = |start: usize| {
        let value = (start..start + 5).fold(0_usize, |all, at| all << 1 | usize::from(bit(at)));
        ALPHABET.get(value).map(|&letter| char::from(letter))
    };
    (0..bytes.len() * 8).step_by(5).filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_rfc_4648() {
        // Section 10, without padding and in lower case.
        for (text, encoded) in
            [("f", "co"), ("fo", "cpng"), ("foo", "cpnmu"), ("foobar", "cpnmuoj1e8")]
        {
            assert_eq!(base32(text.as_bytes()), encoded);
        }
    }

    #[test]
    fn a_derived_secret_is_the_same_again_and_each_client_has_its_own() {
        let keys = KeyStore::fresh();
        let derived = |issuer, client| Secret::derived(&keys, issuer, client).unwrap();
        let one = derived("https://a", "client");
        assert_eq!(one, derived("https://a", "client"));
        assert_eq!(one.reveal().len(), 52);
        for (issuer, client) in
            [("https://a", "clienu"), ("https://b", "client"), ("https://ac", "lient")]
        {
            assert_ne!(one, derived(issuer, client));
        }
        assert_ne!(one, Secret::derived(&KeyStore::fresh(), "https://a", "client").unwrap());
    }

    #[test]
    fn a_secret_matches_itself_alone_and_is_not_shown() {
        let secret = Secret::new("wonderland");
        assert!(secret.matches("wonderland"));
        for other in ["", "wonderlan", "wonderland ", "Wonderland", "xonderland"] {
            assert!(!secret.matches(other), "{other:?}");
        }
        assert!(Secret::new("").matches(""));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }
}
