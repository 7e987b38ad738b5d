//! Where jose and aws-jwt-verify decide otherwise than we do, by cause. They accept what we refuse, but
//! for the last two causes.

/// A cause, the verifier, and the faults.
pub(crate) const DIFFERENCES: &[(&str, &str, &[&str])] = &[
    ("loose base64 is read", "jose", &["padded_segments", "newline_inside", "space_inside"]),
    ("loose base64 is read", "jose", &["tab_inside", "space_after", "line_break_after"]),
    ("loose base64 is read", "jose", LOOSE_BITS),
    ("loose base64 is read", "aws", &["padded_segments"]),
    ("loose base64 is read", "aws", LOOSE_BITS),
    ("a byte order mark is skipped", "jose", &["payload_bom", "header_bom"]),
    (
        "bytes that are no UTF-8 are replaced",
        "aws",
        &["payload_not_utf8", "payload_overlong", "header_not_utf8"],
    ),
    ("half of a surrogate pair is kept", "jose", &["payload_lone_surrogate"]),
    ("half of a surrogate pair is kept", "aws", &["payload_lone_surrogate"]),
    ("control characters are kept", "jose", CONTROLS),
    ("control characters are kept", "aws", CONTROLS),
    ("depth and length have no limit of theirs", "jose", SIZES),
    ("depth and length have no limit of theirs", "jose", &["payload_deep_10000"]),
    ("depth and length have no limit of theirs", "jose", &["header_deep_10000"]),
    ("depth and length have no limit of theirs", "aws", SIZES),
    ("every number is a date", "jose", NUMBERS),
    ("every number is a date", "aws", NUMBERS),
    ("of a name said twice the last counts", "jose", TWICE),
    ("of a name said twice the last counts", "aws", TWICE),
    ("extensions and types of token are not looked at", "jose", TYPES),
    ("extensions and types of token are not looked at", "aws", TYPES),
    ("extensions and types of token are not looked at", "aws", CRITICAL),
    ("the only key serves a token that names none", "jose", &["no_kid"]),
    ("keys are taken as they are", "jose", &["exponent_one"]),
    ("keys are taken as they are", "aws", &["exponent_one", "key_of_512_bits"]),
    ("keys are taken as they are", "aws", &["key_of_1024_bits", "key_of_2047_bits"]),
    ("secrets and operations in a set are passed over", "jose", &["symmetric_key"]),
    (
        "secrets and operations in a set are passed over",
        "aws",
        &["symmetric_key", "private_key", "key_operations"],
    ),
    ("a token may end now, or never", "aws", &["expires_now", "exp_missing"]),
    ("`iat` is not compared, nor dates with each other", "jose", ORDER),
    ("`iat` is not compared, nor dates with each other", "aws", ORDER),
    ("the other items of a list of audiences may be anything", "jose", &["audience_mixed"]),
    ("a token that is bound to a key is one like others", "jose", &["cnf_bound"]),
    ("a token that is bound to a key is one like others", "aws", &["cnf_bound"]),
    // What we take and they do not.
    ("`client_id` stands for no audience", "jose", &["control_client_id"]),
    ("`client_id` stands for no audience", "aws", &["control_client_id"]),
    (
        "`scope` and `sub` are texts or nothing",
        "aws",
        &[
            "scope_array",
            "scope_object",
            "scope_number",
            "scope_array_with_number",
            "scope_null",
            "sub_number",
            "sub_object",
        ],
    ),
];

const LOOSE_BITS: &[&str] = &["trailing_bits", "trailing_bits_payload", "trailing_bits_header"];

const CONTROLS: &[&str] = &["scope_with_nul", "sub_with_nul", "scope_tab", "scope_newline"];

const SIZES: &[&str] =
    &["payload_deep", "payload_deep_127", "header_deep", "oversized", "many_claims", "many_scopes"];

const NUMBERS: &[&str] = &[
    "number_too_large",
    "exp_of_30_digits",
    "exp_huge",
    "exp_1e18",
    "exp_largest",
    "exp_in_milliseconds",
];

const TWICE: &[&str] = &[
    "header_duplicate_alg",
    "header_duplicate_kid",
    "header_duplicate_unknown",
    "duplicate_scope",
    "duplicate_audience",
    "duplicate_exp",
    "duplicate_issuer_escaped",
    "duplicate_nested",
];

const TYPES: &[&str] = &[
    "b64_false",
    "typ_dpop",
    "typ_logout",
    "typ_secevent",
    "typ_jwe",
    "typ_number",
    "typ_array",
    "cty_jwt",
    "zip_def",
    "enc_present",
];

const CRITICAL: &[&str] = &[
    "crit_exp",
    "crit_unknown",
    "crit_empty",
    "crit_null",
    "crit_string",
    "crit_twice",
    "crit_absent",
    "b64_false_crit",
];

const ORDER: &[&str] =
    &["issued_in_future", "iat_after_exp", "iat_after_exp_in_leeway", "nbf_after_exp_in_leeway"];
