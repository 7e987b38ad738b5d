//! The table, first part: structure and encoding.

use super::{
    row::Row,
    step::{
        Edit::{Flip, LooseBits as LooseSignature, Strip},
        Encoding::{Padded, Standard},
        Part::{Header, Payload},
        Step::{
            After, Around, Bare, Before, Claim, Cut, Deep, Encode, Fill, First, Head, Inside,
            Length, LooseBits, ManyClaims, ManyScopes, Positional, Serialized, Signature, Signed,
            Whole,
        },
    },
};

pub(super) const ROWS: &[Row] = rows! {
T01 control_good Rsa allow Accepts [] "RFC 7519 7.2" "nothing is wrong"
T02 signature_stripped Rsa bad_signature Refuses [Signature(Strip)] "CVE-2020-28042" "the signature is empty"
T03 two_segments Rsa malformed_token Refuses [Cut] "RFC 7515 7.1" "the signature's segment is missing"
T04 four_segments Rsa malformed_token Refuses [Around("", ".e30")] "RFC 7519 7.2" "a segment follows the signature"
T05 five_segments Rsa malformed_token Refuses [Around("", ".e30.e30")] "RFC 7516 7.1" "two segments follow the signature"
T06 leading_dot Rsa malformed_token Refuses [Around(".", "")] "RFC 7515 7.1" "a dot stands before the token"
T06 trailing_dot Rsa malformed_token Refuses [Around("", ".")] "RFC 7515 7.1" "a dot stands after the token"
T06 only_dots Rsa malformed_token Refuses [Whole(Header, b""), Whole(Payload, b""), Signature(Strip)] "RFC 7515 7.1" "nothing stands between two dots"
T07 padded_segments Rsa malformed_token Refuses [Encode(Padded)] "RFC 7515 2" "the segments are padded with ="
T08 standard_alphabet Rsa malformed_token Refuses [Claim("note", "\"???>>>\""), Encode(Standard)] "RFC 7515 2" "the segments are base64 of the standard alphabet"
T09 newline_inside Rsa malformed_token Refuses [Inside(Payload, "\n")] "RFC 7515 2" "the payload's segment holds a line break"
T09 space_inside Rsa malformed_token Refuses [Inside(Header, " ")] "RFC 7515 2" "the header's segment holds a space"
T09 tab_inside Rsa malformed_token Refuses [Inside(Payload, "\t")] "RFC 7515 2" "the payload's segment holds a tab"
T09 nul_inside Rsa malformed_token Refuses [Inside(Payload, "\0")] "RFC 7515 2" "the payload's segment holds a NUL"
T09 space_before Rsa malformed_token Refuses [Around(" ", "")] "RFC 6750 2.1" "a space stands before the token"
T09 space_after Rsa malformed_token Refuses [Around("", " ")] "RFC 6750 2.1" "a space stands after the token"
T09 tab_before Rsa malformed_token Refuses [Around("\t", "")] "RFC 6750 2.1" "a tab stands before the token"
T09 line_break_after Rsa malformed_token Refuses [Around("", "\r\n")] "CVE-2023-48223" "a line break stands after the token"
T09 nul_after Rsa malformed_token Refuses [Around("", "\0")] "RFC 6750 2.1" "a NUL stands after the token"
T10 trailing_bits Rsa malformed_token Refuses [Signature(LooseSignature)] "RFC 4648 3.5" "the signature's last character has bits that belong to no byte"
T10 trailing_bits_payload Rsa malformed_token Refuses [LooseBits(Payload)] "RFC 4648 3.5" "the payload's last character has bits that belong to no byte"
T10 trailing_bits_header Rsa malformed_token Refuses [LooseBits(Header)] "RFC 4648 3.5" "the header's last character has bits that belong to no byte"
T11 tampered_payload Rsa bad_signature Refuses [Signed, Claim("scope", "\"$scope admin\"")] "RFC 7515 5.2" "a scope was added after signing"
T11 flipped_signature_bit Rsa bad_signature Refuses [Signature(Flip)] "RFC 7515 5.2" "one bit of the signature is flipped"
T12 header_replaced Rsa bad_signature Refuses [Signed, Head("typ", "\"AT+JWT\"")] "RFC 7515 5.2" "the header was replaced after signing"
T13 json_serialization Rsa malformed_token Refuses [Serialized] "RFC 7515 7.2" "the token is in the JSON serialisation"
T14 payload_array Rsa malformed_token Refuses [Before(Payload, b"["), After(Payload, b"]")] "RFC 7519 7.2" "the payload is an array around the claims"
T14 payload_string Rsa malformed_token Refuses [Whole(Payload, b"\"claims\"")] "RFC 7519 7.2" "the payload is a string"
T14 payload_null Rsa malformed_token Refuses [Whole(Payload, b"null")] "RFC 7519 7.2" "the payload is null"
T14 payload_number Rsa malformed_token Refuses [Whole(Payload, b"5")] "RFC 7519 7.2" "the payload is a number"
T14 payload_empty Rsa malformed_token Refuses [Whole(Payload, b"")] "RFC 7519 7.2" "the payload is empty"
T14 payload_not_json Rsa malformed_token Refuses [Whole(Payload, b"not json")] "RFC 7519 7.2" "the payload is no JSON"
T14 header_array Rsa malformed_token Refuses [Before(Header, b"["), After(Header, b"]")] "RFC 7515 4" "the header is an array"
T14 header_not_json Rsa malformed_token Refuses [Whole(Header, b"not json")] "RFC 7515 4" "the header is no JSON"
T14 header_empty Rsa malformed_token Refuses [Whole(Header, b"")] "RFC 7515 4" "the header is empty"
T15 payload_positional Rsa malformed_token Accepts [Claim("nbf", "$now-60"), Positional] "RFC 7519 7.2" "the payload is a list of exp, nbf, sub, iss and aud"
T16 payload_bom Rsa malformed_token Refuses [Before(Payload, b"\xef\xbb\xbf")] "RFC 8259 8.1" "a byte order mark stands before the payload"
T16 header_bom Rsa malformed_token Refuses [Before(Header, b"\xef\xbb\xbf")] "RFC 8259 8.1" "a byte order mark stands before the header"
T17 payload_not_utf8 Rsa malformed_token Refuses [First(Payload, b"\"note\":\"\xff\",")] "RFC 8725 3.7" "the payload is no UTF-8"
T17 payload_overlong Rsa malformed_token Refuses [First(Payload, b"\"note\":\"\xc0\xaf\",")] "RFC 8725 3.7" "the payload has an overlong slash"
T17 payload_lone_surrogate Rsa malformed_token Refuses [First(Payload, b"\"note\":\"\\ud800\",")] "RFC 8259 8.2" "the payload has half of a surrogate pair"
T17 header_not_utf8 Rsa malformed_token Refuses [First(Header, b"\"note\":\"\xff\",")] "RFC 8725 3.7" "the header is no UTF-8"
T18 payload_garbage_after Rsa malformed_token Refuses [After(Payload, b"x")] "RFC 8259 2" "a letter follows the payload"
T18 header_garbage_after Rsa malformed_token Refuses [After(Header, b"{}")] "RFC 8259 2" "another object follows the header"
T19 raw_control_character Rsa malformed_token Refuses [First(Payload, b"\"note\":\"a\nb\",")] "RFC 8259 7" "a claim has a line break that is not escaped"
T19 scope_with_nul Rsa malformed_token Accepts [Claim("scope", "\"$scope\\u0000\"")] "CWE-158" "the scope ends with a NUL"
T19 sub_with_nul Rsa malformed_token Accepts [Claim("sub", "\"admin\\u0000.example\"")] "CWE-158" "`sub` holds a NUL"
T20 payload_deep Rsa malformed_token Accepts [Deep(Payload, 33)] "RFC 8259 9" "the payload is 33 levels deep"
T20 payload_deep_127 Rsa malformed_token Accepts [Deep(Payload, 127)] "RFC 8259 9" "the payload is 127 levels deep"
T20 payload_deep_10000 Rsa malformed_token Refuses [Deep(Payload, 10_000)] "RFC 8259 9" "the payload is 10,000 levels deep"
T20 header_deep Rsa malformed_token Accepts [Deep(Header, 33)] "RFC 8259 9" "the header is 33 levels deep"
T20 header_deep_10000 Rsa malformed_token Refuses [Deep(Header, 10_000)] "RFC 8259 9" "the header is 10,000 levels deep"
T20 control_deep_32 Rsa allow Accepts [Deep(Payload, 32)] "RFC 8259 9" "the payload is 32 levels deep"
T21 long_token Rsa allow Accepts [Length(8 * 1024 + 4)] "CWE-770" "the token is over 8 KiB" "the contract: at most 16 KiB"
T21 oversized Rsa malformed_token Accepts [Fill(Payload, 16 * 1024)] "CWE-770" "the token is over 16 KiB"
T21 oversized_1_mib Rsa malformed_token Accepts [Fill(Payload, 1 << 20)] "CWE-770" "the token is over 1 MiB"
T21 oversized_16_mib Rsa malformed_token Accepts [Fill(Payload, 16 << 20)] "CWE-770" "the token is over 16 MiB"
T22 oversized_header Rsa malformed_token Accepts [Fill(Header, 1 << 20)] "CWE-770" "the header is over 1 MiB"
T23 many_claims Rsa malformed_token Accepts [ManyClaims(10_000)] "CWE-770" "the token has 10,000 claims more" "by its length"
T23 many_scopes Rsa malformed_token Accepts [ManyScopes(10_000)] "CWE-770" "the token has 10,000 scopes more" "by its length"
T24 number_too_large Rsa malformed_token Refuses [First(Payload, b"\"note\":1e999,")] "RFC 8259 6" "a claim is 1e999"
T24 number_of_30_digits Rsa allow Accepts [First(Payload, b"\"note\":123456789012345678901234567890,")] "RFC 8259 6" "a claim has 30 digits" "a claim that no rule looks at; numbers compare as the nearest double"
T24 exp_of_30_digits Rsa malformed_token Refuses [Claim("exp", "123456789012345678901234567890")] "RFC 8259 6" "`exp` has 30 digits"
T32 b64_unencoded_payload Rsa malformed_token Refuses [Head("b64", "false"), Head("crit", "[\"b64\"]"), Bare] "RFC 7797 3" "the payload stands without base64"
};
