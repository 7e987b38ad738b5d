//! The named ways to spoil a token, and the deny reason each must meet.
//!
//! The reason follows from the order of the checks: form, algorithm, key, signature, then issuer,
//! audience and times. It holds for a token that is good but for its fault, sent to an authorizer
//! without leeway that takes no other algorithm family than its own.

use std::{fmt, str::FromStr};

macro_rules! faults {
    ($($variant:ident $name:literal $reason:literal $source:literal $summary:literal)*) => {
        /// A way to spoil a token.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Fault {
            $(#[doc = concat!("Here ", $summary, ".")] $variant,)*
        }

        impl Fault {
            /// Every fault, in the order of the list: algorithm and key, claims, form.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            fn row(self) -> [&'static str; 4] {
                match self {
                    $(Self::$variant => [$name, $reason, $source, $summary],)*
                }
            }
        }
    };
}

faults! {
    SignedByUnknownKey "signed_by_unknown_key" "bad_signature" "RFC 7515 5.2" "a stranger signed under the id of a known key"
    UnknownKid "unknown_kid" "unknown_key" "RFC 8725 3.10" "`kid` names a key of no set"
    NoKid "no_kid" "unknown_key" "API Gateway, JWT authorizers" "`kid` is missing"
    EmptyKid "empty_kid" "unknown_key" "RFC 8725 3.10" "`kid` is empty"
    EmbeddedJwk "embedded_jwk" "bad_signature" "RFC 7515 4.1.3" "the header brings the key that signed"
    AlgNone "alg_none" "unsupported_algorithm" "RFC 8725 3.2" "`alg` is none and the signature empty"
    AlgNoneMixedCase "alg_none_mixed_case" "unsupported_algorithm" "RFC 8725 3.2" "`alg` is nOnE and the signature empty"
    AlgHs256WithPublicKey "alg_hs256_with_public_key" "unsupported_algorithm" "RFC 8725 3.1" "`alg` is HS256 and the secret is the public key in PEM"
    AlgEs256Header "alg_es256_header" "unsupported_algorithm" "RFC 8725 3.1" "`alg` is ES256 over an RSA signature"
    AlgMissing "alg_missing" "unsupported_algorithm" "RFC 7515 4.1.1" "`alg` is missing"
    AlgLowerCase "alg_lower_case" "unsupported_algorithm" "RFC 7515 4.1.1" "`alg` is written in lower case"
    AlgRs512OverRs256Signature "alg_rs512_over_rs256_signature" "unsupported_algorithm" "RFC 8725 3.1" "`alg` is RS512 over an RS256 signature by a key for RS256"

    WrongIssuer "wrong_issuer" "wrong_issuer" "RFC 8725 3.8" "`iss` is another issuer"
    IssuerWithTrailingSlash "issuer_with_trailing_slash" "wrong_issuer" "RFC 7519 4.1.1" "`iss` ends with a slash more"
    IssuerMissing "issuer_missing" "wrong_issuer" "RFC 8725 3.8" "`iss` is missing"
    IssuerArray "issuer_array" "wrong_issuer" "RFC 7519 4.1.1" "`iss` is an array that holds the issuer"
    WrongAudience "wrong_audience" "wrong_audience" "RFC 8725 3.9" "the audience is another one"
    AudienceMissing "audience_missing" "wrong_audience" "RFC 8725 3.9" "`aud` and `client_id` are missing"
    AudienceNumber "audience_number" "wrong_audience" "RFC 7519 4.1.3" "`aud` is a number"
    Expired "expired" "expired" "RFC 7519 4.1.4" "`exp` was a second ago"
    ExpiresNow "expires_now" "expired" "RFC 7519 4.1.4" "`exp` is now"
    ExpMissing "exp_missing" "malformed_token" "RFC 9068 2.2" "`exp` is missing"
    ExpString "exp_string" "malformed_token" "CVE-2026-25537" "`exp` is a string of digits"
    ExpNull "exp_null" "malformed_token" "CVE-2026-25537" "`exp` is null"
    ExpInMilliseconds "exp_in_milliseconds" "malformed_token" "RFC 7519 2" "`exp` counts milliseconds"
    NotYetValid "not_yet_valid" "not_yet_valid" "RFC 7519 4.1.5" "`nbf` is ten minutes ahead"
    NbfString "nbf_string" "malformed_token" "CVE-2026-25537" "`nbf` is a string of digits"
    NbfAfterExp "nbf_after_exp" "not_yet_valid" "RFC 7519 4.1.5" "`nbf` is after an `exp` to come"
    IssuedInFuture "issued_in_future" "issued_in_future" "API Gateway, JWT authorizers" "`iat` is ten minutes ahead"
    IatString "iat_string" "malformed_token" "RFC 7519 4.1.6" "`iat` is a string of digits"
    IatAfterExp "iat_after_exp" "issued_in_future" "API Gateway, JWT authorizers" "`iat` is after an `exp` to come"
    CnfBound "cnf_bound" "malformed_token" "RFC 7800 3.1" "`cnf` binds the token to a key its bearer must prove"
    DuplicateScope "duplicate_scope" "malformed_token" "RFC 7519 4" "`scope` is said twice"
    DuplicateExp "duplicate_exp" "malformed_token" "RFC 7519 4" "`exp` is said twice"
    DuplicateNested "duplicate_nested" "malformed_token" "RFC 8259 4" "a member within a claim is said twice"

    PayloadArray "payload_array" "malformed_token" "RFC 7519 7.2" "the payload is an array of the claims"
    PayloadNotJson "payload_not_json" "malformed_token" "RFC 7519 7.2" "the payload is no JSON"
    PayloadNotUtf8 "payload_not_utf8" "malformed_token" "RFC 8725 3.7" "the payload is no UTF-8"
    PayloadDeep "payload_deep" "malformed_token" "RFC 8259 9" "the payload is 33 levels deep"
    HeaderArray "header_array" "malformed_token" "RFC 7515 4" "the header is an array"
    HeaderNotJson "header_not_json" "malformed_token" "RFC 7515 4" "the header is no JSON"
    HeaderDuplicateAlg "header_duplicate_alg" "malformed_token" "RFC 7515 4" "`alg` is said twice"
    CritExp "crit_exp" "malformed_token" "RFC 7515 4.1.11" "`crit` names exp"
    CritUnknown "crit_unknown" "malformed_token" "RFC 7515 4.1.11" "`crit` names what nobody knows"
    B64False "b64_false" "malformed_token" "RFC 7797 3" "`b64` is false"
    CtyJwt "cty_jwt" "malformed_token" "RFC 7519 5.2" "`cty` says a token lies within"
    ZipDef "zip_def" "malformed_token" "RFC 7516 4.1.3" "`zip` says the payload is compressed"
    EncPresent "enc_present" "malformed_token" "RFC 7516 4.1.2" "`enc` says the payload is encrypted"
    TypDpop "typ_dpop" "malformed_token" "RFC 8725 3.11" "`typ` is dpop+jwt"
    TypNumber "typ_number" "malformed_token" "RFC 7515 4.1.9" "`typ` is a number"
    TamperedPayload "tampered_payload" "bad_signature" "RFC 7515 5.2" "a scope was added after signing"
    FlippedSignatureBit "flipped_signature_bit" "bad_signature" "RFC 7515 5.2" "one bit of the signature is flipped"
    SignatureStripped "signature_stripped" "bad_signature" "RFC 7515 5.2" "the signature is empty"
    TwoSegments "two_segments" "malformed_token" "RFC 7515 7.1" "the signature's segment is missing"
    FourSegments "four_segments" "malformed_token" "RFC 7519 7.2" "a segment follows the signature"
    FiveSegments "five_segments" "malformed_token" "RFC 7516 7.1" "two segments follow the signature"
    PaddedSegments "padded_segments" "malformed_token" "RFC 7515 2" "the segments are padded with ="
    StandardAlphabet "standard_alphabet" "malformed_token" "RFC 7515 2" "the segments are base64 of the standard alphabet"
    TrailingBits "trailing_bits" "malformed_token" "RFC 4648 3.5" "the last character has bits that belong to no byte"
    NewlineInside "newline_inside" "malformed_token" "RFC 7515 2" "the payload's segment holds a line break"
    SpaceBefore "space_before" "malformed_token" "RFC 6750 2.1" "a space stands before the token"
    Oversized "oversized" "malformed_token" "CWE-770" "the token is over 16 KiB"
}

impl Fault {
    /// Returns the name used in specs and on the command line.
    pub fn as_str(self) -> &'static str {
        let [name, ..] = self.row();
        name
    }

    /// Returns the deny reason the engine must give.
    pub fn reason(self) -> &'static str {
        let [_, reason, ..] = self.row();
        reason
    }

    /// Returns the rule that the token breaks, or where the attack was seen.
    pub fn source(self) -> &'static str {
        let [_, _, source, _] = self.row();
        source
    }

    /// Returns one line for the list of faults.
    pub fn summary(self) -> &'static str {
        let [.., summary] = self.row();
        summary
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let named = |fault: &&Self| fault.as_str() == text;
        let fault = Self::ALL.iter().find(named).copied();
        fault.ok_or_else(|| UnknownFault { text: text.to_owned() })
    }
}

/// A text that names no fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFault {
    text: String,
}

impl fmt::Display for UnknownFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is no fault", self.text.escape_debug())
    }
}

impl std::error::Error for UnknownFault {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_name_is_read_back_and_no_two_are_alike() {
        let names: BTreeSet<&str> = Fault::ALL.iter().map(|fault| fault.as_str()).collect();
        assert_eq!(names.len(), Fault::ALL.len());
        for fault in Fault::ALL {
            assert_eq!(fault.as_str().parse(), Ok(*fault));
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            assert!(fault.as_str().bytes().all(plain), "{fault}");
        }
        assert_eq!("Expired".parse::<Fault>().unwrap_err().to_string(), "`Expired` is no fault");
    }

    #[test]
    fn every_reason_is_one_that_a_token_can_meet() {
        let reasons = [
            "malformed_token",
            "unsupported_algorithm",
            "unknown_key",
            "bad_signature",
            "wrong_issuer",
            "wrong_audience",
            "expired",
            "not_yet_valid",
            "issued_in_future",
        ];
        for fault in Fault::ALL {
            assert!(reasons.contains(&fault.reason()), "{fault}");
        }
        for reason in reasons {
            assert!(Fault::ALL.iter().any(|fault| fault.reason() == reason), "{reason}");
        }
    }

    #[test]
    fn a_summary_is_one_phrase_with_a_source() {
        for fault in Fault::ALL {
            assert!(!fault.summary().is_empty() && !fault.summary().ends_with('.'), "{fault}");
            assert!(fault.source().contains([' ', '-']), "{fault}");
        }
    }
}
