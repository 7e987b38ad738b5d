use super::*;

fn deny(reason: &'static str, status: u16) -> Got<'static> {
    Got { reason: Some(reason), status, route: Some("GET /x/{id}"), ..Got::default() }
}

fn allow() -> Got<'static> {
    let variables = vec![("id".to_owned(), "7".to_owned())];
    Got { allowed: true, status: 200, route: Some("GET /x/{id}"), variables, ..Got::default() }
}

fn bare(decision: Expected) -> Expectation {
    Expectation { decision, ..Expectation::default() }
}

fn status(status: u16) -> Expectation {
    let decision = if status == 200 { Expected::Allow } else { Expected::Deny };
    Expectation { status: Some(status), ..bare(decision) }
}

#[test]
fn a_bare_deny_is_not_met_by_what_comes_before_routes() {
    let expectation = bare(Expected::Deny);
    for (reason, code) in [("expired", 401), ("guardrail", 403), ("claim_mismatch", 403)] {
        assert!(expectation.met_by(&deny(reason, code)), "{reason}");
    }
    assert!(!expectation.met_by(&deny("no_route", 404)));
    assert!(!expectation.met_by(&deny("ambiguous_path", 400)));
    assert!(!expectation.met_by(&allow()));
}

#[test]
fn a_status_is_met_by_every_reason_that_has_it() {
    for reason in ["guardrail", "insufficient_scope", "claim_mismatch"] {
        assert!(status(403).met_by(&deny(reason, 403)), "{reason}");
    }
    assert!(!status(403).met_by(&deny("expired", 401)));
    assert!(status(404).met_by(&deny("no_route", 404)));
    assert!(status(400).met_by(&deny("ambiguous_path", 400)));
    assert!(status(200).met_by(&allow()));
    assert!(!status(401).met_by(&allow()));
}

#[test]
fn a_reason_is_met_by_itself_alone() {
    let expectation = Expectation { reason: Some("expired".to_owned()), ..bare(Expected::Deny) };
    assert!(expectation.met_by(&deny("expired", 401)));
    let unmet = expectation.unmet(&deny("bad_signature", 401));
    assert_eq!(unmet, ["expected expired, got bad_signature (401)"]);
}

#[test]
fn variables_are_compared_as_a_whole() {
    let with = |pairs: &[(&str, &str)]| {
        let map = pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
        Expectation { variables: Some(map.collect()), ..bare(Expected::Allow) }
    };
    assert!(with(&[("id", "7")]).met_by(&allow()));
    assert_eq!(with(&[]).unmet(&allow()), ["expected variables {}, got { id: `7` }"]);
    assert!(!with(&[("id", "7"), ("more", "1")]).met_by(&allow()));
    assert!(!with(&[("id", "8")]).met_by(&allow()));
}

#[test]
fn each_part_that_is_not_met_is_told() {
    let expectation = Expectation {
        status: Some(200),
        route: Some("GET /y".to_owned()),
        challenge: Some("Bearer".to_owned()),
        guardrail: Some("g".to_owned()),
        ..bare(Expected::Allow)
    };
    assert_eq!(
        expectation.unmet(&deny("expired", 401)),
        [
            "expected allow, got expired (401)",
            "expected status 200, got 401",
            "expected route `GET /y`, got `GET /x/{id}`",
            "expected guardrail `g`, got none",
            "expected challenge `Bearer`, got none",
        ]
    );
}

#[test]
fn a_row_that_says_no_route_is_told_apart() {
    assert!(status(404).expects_no_route());
    assert!(!status(403).expects_no_route());
    let reason = Expectation { reason: Some("no_route".to_owned()), ..bare(Expected::Deny) };
    assert!(reason.expects_no_route());
    assert!(!bare(Expected::Deny).expects_no_route());
}
