//! Envoy with `jwt_authn` and RBAC, set up for the same API by the file in the folder beside this one;
//! `.ci/run` installs the program.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::gateway::command;
use crate::record::{Peer, Row, free_port};

const CONFIG: &str = include_str!("envoy/envoy.yaml");

const RECORD: &[(&str, &[Row])] = &[
    (
        "an audience is looked for in `aud` alone, so that RBAC reads `client_id`, and denies with 403",
        &[
            ("POST /api/v1/order as stranger", "wrong_audience", "deny: 403"),
            ("GET /api/v1/order as stranger", "wrong_audience", "deny: 403"),
            (
                "a stranger is told that the audience is wrong",
                "{ deny: wrong_audience, status: 401",
                "deny: 403",
            ),
            ("a foreign audience beside the right client", "wrong_audience", "allow: 200"),
            ("POST /api/v1/order as other-resource", "wrong_audience", "allow: 200"),
            ("GET /api/v1/order as other-resource", "wrong_audience", "allow: 200"),
            ("the right audience beside a foreign client", "allow", "deny: 403"),
        ],
    ),
    ("`iat` is not read", &[("issued in an hour", "issued_in_future", "allow: 200")]),
    (
        "the rule names one claim for scopes, `scope`",
        &[("scp in place of scope", "allow", "deny: 403")],
    ),
    (
        "clocks may differ by a minute, where API Gateway documents no difference",
        &[
            ("POST /api/v1/order as expired", "expired", "allow: 200"),
            ("GET /api/v1/order as expired", "expired", "allow: 200"),
            ("an expired poster is told why", "{ deny: expired, status: 401", "allow: 200"),
            (
                "an expired token with the wrong scope is expired",
                "{ deny: expired, status: 401 }",
                "deny: 403",
            ),
        ],
    ),
    (
        "a token without `kid` is tried with every key",
        &[
            ("POST /api/v1/order as no-kid", "unknown_key", "allow: 200"),
            ("GET /api/v1/order as no-kid", "unknown_key", "allow: 200"),
        ],
    ),
    (
        "a token without the scheme is none",
        &[("a bare token needs no scheme", "{ allow: POST /api/v1/order }", "deny: 401")],
    ),
    (
        "a token is also read in the query, as `access_token`",
        &[(
            "the token is not looked for in the query",
            "{ deny: missing_token, status: 401",
            "allow: 200",
        )],
    ),
];

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads what the command wrote")]
#[ignore = "needs Envoy, `envoy` or what ENVOY names: .ci/run installs it"]
fn envoy_answers_otherwise_where_it_means_something_else_by_a_token() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let keys = folder.join(format!("envoy-{}.jwks", std::process::id()));
    let mint = ["mint", "--policy", "policies/orders.yaml", "--set", "pool=us-east-1_EXAMPLE"];
    let minted = command(&mint).arg("--jwks-out").arg(&keys).output().unwrap();
    assert!(minted.status.success(), "{}", String::from_utf8_lossy(&minted.stderr));
    let set = fs::read_to_string(&keys).unwrap().replace('\n', "");
    let port = free_port();
    let text = CONFIG.replace("$PORT", &port.to_string()).replace("$JWKS", &set);
    let config = keys.with_extension("yaml");
    fs::write(&config, text).unwrap();
    let mut envoy = Command::new(std::env::var_os("ENVOY").unwrap_or_else(|| "envoy".into()));
    envoy.args(["--concurrency", "1", "--disable-hot-restart", "-c"]).arg(&config);
    Peer::start(&mut envoy, port).holds([64, 17, 13], RECORD);
    fs::remove_file(&keys).unwrap();
    fs::remove_file(&config).unwrap();
}
