//! The requests of the table, sent to the engine: also the paths of kilobytes, which no spec has.

use std::time::{Duration, Instant};

use engine::{DenyReason, Request};
use harness::mint::{Recipe, RequestAttack};
use serde_json::json;

use crate::{MINTER, engine, issuer};

const NOW: i64 = 1_767_225_600;

#[test]
fn every_request_of_the_table_meets_its_outcome() {
    let engine = engine();
    let claims = json!({ "sub": "7" }).as_object().cloned().unwrap();
    let scopes = Some(vec!["orders:read".to_owned()]);
    let recipe = Recipe { scopes, claims, ..Recipe::default() };
    let token = MINTER.mint(&issuer(engine.policy(), "rsa"), &recipe, NOW).unwrap();
    for row in RequestAttack::ALL {
        let filled = |text: &str| text.replace("{token}", &token);
        let request = row
            .headers
            .iter()
            .fold(Request::new(row.method, filled(&row.target())), |request, (name, value)| {
                request.with_header(*name, filled(value))
            });
        let start = Instant::now();
        let decision = engine.decide(&request, NOW);
        let met = decision.reason().map_or("allow", DenyReason::as_str);
        assert_eq!(met, row.outcome, "{} {}", row.id, row.name);
        // Far above what it takes: a quadratic reader of 10,000 bytes would be told.
        assert!(start.elapsed() < Duration::from_millis(500), "{}", row.name);
    }
}
