//! Laws of preflights: with `cors`, what no route takes is answered by itself, and nothing else
//! changes.

use engine::{Claims, Request};
use proptest::prelude::*;

use crate::oracle::{self, Verdict};
use crate::strategies::{compile, draft};
use crate::strategies_request::requests;

/// What makes a request a preflight, or nearly one.
fn headers() -> impl Strategy<Value = Vec<&'static str>> {
    let names = vec!["Origin", "ACCESS-CONTROL-REQUEST-METHOD", "Access-Control-Request-Headers"];
    prop_oneof![
        Just(vec!["origin", "access-control-request-method"]),
        prop::sample::subsequence(names, 0..=3)
    ]
}

proptest! {
    #[test]
    fn only_a_preflight_without_a_route_is_answered_by_cors(
        draft in draft(),
        requests in requests(),
        names in headers(),
        says_cors in prop::bool::weighted(0.8),
        options in prop::bool::weighted(0.8),
    ) {
        let cors = if says_cors { "cors: { allow_origins: [\"*\"] }\n" } else { "" };
        let engine = compile(&format!("{}{cors}", draft.text()));
        for near in requests {
            let (mut method, target) = near.line(engine.policy());
            if options {
                method = "OPTIONS".to_owned();
            }
            let has = |name: &str| names.iter().any(|own| own.eq_ignore_ascii_case(name));
            let asks = method == "OPTIONS" && has("origin") && has("access-control-request-method");
            let mut expected = oracle::decide(engine.policy(), &method, &target, &near.claims);
            if says_cors && asks && expected.reason.as_deref() == Some("no_route") {
                (expected.reason, expected.status) = (None, 204);
            }
            let bare = Request::new(&method, &target);
            let request = names.iter().fold(bare, |request, name| request.with_header(*name, "x"));
            let claims = Claims::from_json(near.claims.to_string().as_bytes()).unwrap();
            let decision = engine.decide_claims(&request, &claims);
            prop_assert_eq!(decision.is_preflight(), expected.status == 204);
            let got = Verdict::of(&decision);
            prop_assert_eq!(got, expected, "{} {} {:?} {}", method, target, names, draft.text());
        }
    }
}
