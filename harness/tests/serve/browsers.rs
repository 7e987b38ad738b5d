//! Browsers of other origins.

use crate::running::{POLICY, Running, body, header, status};

fn policy() -> String {
    format!(
        "{POLICY}  'ANY /any': {{}}\ncors: {{ allow_origins: ['https://a.example'], allow_methods: [GET], \
         allow_headers: [authorization], expose_headers: [x-a], max_age_seconds: 300 }}\n"
    )
}

const ASKING: &str = "Origin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n";

/// Rows 117 to 119 of the project's list of edge cases.
#[test]
fn a_preflight_that_no_route_takes_is_answered() {
    let gateway = Running::with(&policy(), &[]);
    let answer = gateway.ask("OPTIONS /notes", ASKING);
    assert_eq!((status(&answer), body(&answer)), (204, ""), "{answer}");
    for (name, value) in [
        ("access-control-allow-origin", Some("https://a.example")),
        ("access-control-allow-methods", Some("GET")),
        ("access-control-allow-headers", Some("authorization")),
        ("access-control-max-age", Some("300")),
        ("access-control-allow-credentials", None),
        ("content-length", None),
        ("content-type", None),
    ] {
        assert_eq!(header(&answer, name), value, "{name}");
    }
    assert_eq!(header(&answer, "apigw-requestid").map(str::len), Some(16));
    let stranger = gateway.ask("OPTIONS /notes", &ASKING.replace("a.example", "b.example"));
    assert_eq!(status(&stranger), 204);
    assert_eq!(header(&stranger, "access-control-allow-origin"), None);
    assert_eq!(status(&gateway.ask("OPTIONS /any", ASKING)), 401);
    assert_eq!(status(&gateway.ask("OPTIONS /notes", "")), 404);
    assert_eq!(status(&gateway.ask("OPTIONS /a/../notes", ASKING)), 400);
    assert_eq!(status(&Running::new(&[]).ask("OPTIONS /notes", ASKING)), 404);
}

#[test]
fn answers_say_who_may_read_them() {
    let gateway = Running::with(&policy(), &[]);
    for (request, code) in [("GET /open", 200), ("GET /notes", 401), ("GET /nowhere", 404)] {
        let answer = gateway.ask(request, "Origin: https://a.example\r\n");
        assert_eq!(status(&answer), code);
        assert_eq!(header(&answer, "access-control-allow-origin"), Some("https://a.example"));
        assert_eq!(header(&answer, "access-control-expose-headers"), Some("x-a"));
        let silent = gateway.ask(request, "");
        assert_eq!(header(&silent, "access-control-allow-origin"), None);
    }
}
