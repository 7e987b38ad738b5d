//! PKCE (RFC 7636), by S256 alone: `plain` protects nothing that a stolen request does not tell.

use aws_lc_rs::{constant_time::verify_slices_are_equal, digest};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

use super::{answer::Refused, form::Parameters};

/// Reads the challenge of a request to sign in.
pub(super) fn challenge(query: &Parameters) -> Result<Option<String>, Refused> {
    match (query.get("code_challenge"), query.get("code_challenge_method")) {
        (None, None) => Ok(None),
        // Without a method it would be `plain` (RFC 7636, 4.3).
        (Some(challenge), Some("S256")) if is_hash(challenge) => Ok(Some(challenge.to_owned())),
        (Some(_), _) | (None, Some(_)) => Err(Refused::InvalidRequest),
    }
}

/// Returns whether a verifier is the one that the challenge was made of. One without the other
/// proves nothing: somebody has taken the other away.
pub(super) fn proves(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) if is_verifier(verifier) => {
            let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
            let made = BASE64_URL_SAFE_NO_PAD.encode(hash);
            verify_slices_are_equal(made.as_bytes(), challenge.as_bytes()).is_ok()
        }
        (Some(_), _) | (None, Some(_)) => false,
    }
}

fn is_hash(challenge: &str) -> bool {
    BASE64_URL_SAFE_NO_PAD.decode(challenge).is_ok_and(|bytes| bytes.len() == 32)
}

fn is_verifier(verifier: &str) -> bool {
    let taken = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&verifier.len()) && verifier.bytes().all(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pair of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_pair_of_the_rfc_fits_and_no_other() {
        assert!(proves(Some(CHALLENGE), Some(VERIFIER)));
        assert!(proves(None, None));
        let other = VERIFIER.replace('d', "e");
        for verifier in [other.as_str(), CHALLENGE, "", "short", &"a".repeat(129)] {
            assert!(!proves(Some(CHALLENGE), Some(verifier)), "{verifier}");
        }
        assert!(!proves(Some(CHALLENGE), None), "the verifier was left out");
        assert!(!proves(None, Some(VERIFIER)), "the challenge was taken away");
        // A plain challenge that is its own verifier.
        assert!(!proves(Some(VERIFIER), Some(VERIFIER)));
    }
}
