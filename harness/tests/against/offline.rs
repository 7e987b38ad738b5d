//! serverless-offline, on which people try their services: it decodes tokens and verifies none. An npm
//! package of an exact version, in the folder beside this file; `.ci/run` installs it.

use std::path::Path;
use std::process::Command;

use crate::gateway::root;
use crate::record::{Peer, Row, free_port};

/// It starts with `--ignoreJWTSignature` alone, when an authorizer is for JWT.
const UNSIGNED: &[Row] = &[
    ("POST /api/v1/order as forged", "bad_signature", "allow: 200"),
    ("GET /api/v1/order as forged", "bad_signature", "allow: 200"),
    ("POST /api/v1/order as tampered", "bad_signature", "allow: 200"),
    // The scope that was put in is believed, and is not the one for this route.
    ("GET /api/v1/order as tampered", "bad_signature", "deny: 403"),
    ("POST /api/v1/order as alg-none", "unsupported_algorithm", "allow: 200"),
    ("GET /api/v1/order as alg-none", "unsupported_algorithm", "allow: 200"),
    ("POST /api/v1/order as no-kid", "unknown_key", "allow: 200"),
    ("GET /api/v1/order as no-kid", "unknown_key", "allow: 200"),
    ("POST /api/v1/order as unknown-kid", "unknown_key", "allow: 200"),
    ("GET /api/v1/order as unknown-kid", "unknown_key", "allow: 200"),
    (
        "a token by another algorithm is told its name",
        "{ deny: unsupported_algorithm, status: 401",
        "allow: 200",
    ),
];

const RECORD: &[(&str, &[Row])] = &[
    ("signature, key and algorithm are never looked at", UNSIGNED),
    (
        "a token without `exp` never expires",
        &[
            ("POST /api/v1/order as no-exp", "malformed_token", "allow: 200"),
            ("GET /api/v1/order as no-exp", "malformed_token", "allow: 200"),
        ],
    ),
    (
        "`nbf` and `iat` are not read",
        &[
            ("valid in an hour", "not_yet_valid", "allow: 200"),
            ("issued in an hour", "issued_in_future", "allow: 200"),
        ],
    ),
    (
        "the right `client_id` heals a wrong `aud`",
        &[
            ("a foreign audience beside the right client", "wrong_audience", "allow: 200"),
            ("POST /api/v1/order as other-resource", "wrong_audience", "allow: 200"),
            ("GET /api/v1/order as other-resource", "wrong_audience", "allow: 200"),
        ],
    ),
    ("`scp` wins over `scope`", &[("scp beside scope", "insufficient_scope", "allow: 200")]),
    (
        "what stands before the token is not taken off, and its first segment is never read",
        &[(
            "the scheme in lower case is not stripped",
            "{ deny: malformed_token, status: 401 }",
            "allow: 200",
        )],
    ),
    (
        "a slash at the end of a path is cut off",
        &[
            ("POST /api/v1/order/ as none", "no_route", "deny: 401"),
            ("POST /api/v1/order/ as both", "no_route", "allow: 200"),
        ],
    ),
    (
        "preflights are answered for every path",
        &[(
            "no preflight is answered, browsers of other origins are not let in",
            "no_route",
            "allow: 200",
        )],
    ),
    (
        "the route of GET answers HEAD",
        &[
            ("HEAD /api/v1/order as none", "no_route", "deny: 401"),
            ("HEAD /api/v1/order as both", "no_route", "allow: 200"),
        ],
    ),
];

#[test]
#[ignore = "needs node and the packages in the folder beside this file: .ci/run installs them"]
fn serverless_offline_answers_otherwise_where_it_verifies_nothing() {
    let folder = root().join("harness/tests/against/offline");
    let port = free_port();
    let mut node = Command::new("node");
    node.args(["node_modules/serverless/bin/serverless.js", "offline", "--ignoreJWTSignature"]);
    node.args(["--noPrependStageInUrl", "--host", "127.0.0.1"]).current_dir(folder);
    node.args(["--httpPort", &port.to_string(), "--lambdaPort", &free_port().to_string()]);
    // Nobody's credentials, and nothing to ask for on the network.
    node.env("SLS_NOTIFICATIONS_MODE", "off").env("SLS_TELEMETRY_DISABLED", "1");
    node.env("AWS_EC2_METADATA_DISABLED", "true");
    node.env("HOME", Path::new(env!("CARGO_TARGET_TMPDIR")));
    Peer::start(&mut node, port).holds([56, 25, 13], RECORD);
}
