//! Laws of the decision on claims: the compiled engine against the oracle, and what must not
//! matter.

use engine::{Claims, Engine, Request};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::oracle::{self, Verdict};
use crate::strategies::{Draft, draft};
use crate::strategies_request::requests;

fn claims(value: &Value) -> Claims {
    Claims::from_json(value.to_string().as_bytes()).unwrap()
}

fn verdict(engine: &Engine, (method, target): &(String, String), own: &Value) -> Verdict {
    let (request, own) = (Request::new(method, target), claims(own));
    Verdict::of(&engine.decide_claims(&request, &own))
}

proptest! {
    #[test]
    fn the_engine_decides_as_the_oracle_does(draft in draft(), requests in requests()) {
        let engine = draft.engine();
        for near in requests {
            let line = near.line(engine.policy());
            let expected = oracle::decide(engine.policy(), &line.0, &line.1, &near.claims);
            let got = verdict(&engine, &line, &near.claims);
            prop_assert_eq!(got, expected, "{:?} {} {}", line, near.claims, draft.text());
        }
    }

    #[test]
    fn the_order_of_the_file_does_not_matter(
        (draft, shuffled) in draft().prop_flat_map(|draft| {
            let routes = Just(draft.routes.clone()).prop_shuffle();
            let guardrails = Just(draft.guardrails.clone()).prop_shuffle();
            let shuffled = (routes, guardrails)
                .prop_map(|(routes, guardrails)| Draft { routes, guardrails });
            (Just(draft), shuffled)
        }),
        requests in requests(),
    ) {
        let (engine, other) = (draft.engine(), shuffled.engine());
        for near in requests {
            let line = near.line(engine.policy());
            let before = verdict(&engine, &line, &near.claims);
            prop_assert_eq!(before, verdict(&other, &line, &near.claims));
        }
    }

    #[test]
    fn an_unrelated_route_changes_no_other_decision(
        draft in draft(),
        requests in requests(),
        added in prop::sample::select(vec!["ANY /fresh", "GET /fresh/{x}", "ANY /fresh/{x+}"]),
        beneath in any::<bool>(),
    ) {
        let mut more = draft.clone();
        more.routes.push((added.to_owned(), "{ public: true }".to_owned()));
        let (engine, other) = (draft.engine(), more.engine());
        for near in requests {
            let (method, mut target) = near.line(engine.policy());
            if beneath {
                target.insert_str(0, "/fresh");
            }
            let line = (method, target);
            let before = verdict(&engine, &line, &near.claims);
            let after = verdict(&other, &line, &near.claims);
            let moved = beneath && after.route.as_deref() == Some(added);
            prop_assert!(after == before || moved, "{:?} {:?} {:?}", line, before, after);
        }
    }

    #[test]
    fn a_scope_less_never_opens(draft in draft(), requests in requests()) {
        let engine = draft.engine();
        for near in requests {
            let line = near.line(engine.policy());
            if verdict(&engine, &line, &near.claims).is_allowed() {
                continue;
            }
            for fewer in with_a_scope_less(&near.claims) {
                let after = verdict(&engine, &line, &fewer);
                prop_assert!(!after.is_allowed(), "{:?} {} {}", line, near.claims, fewer);
            }
        }
    }

    /// `scope` shadows `scp`, so of the two only the claim that is read counts.
    #[test]
    fn a_claim_less_opens_only_where_absence_is_asked_for(
        draft in draft(),
        requests in requests(),
    ) {
        let text = draft.text().replace("present: false", "present: true");
        let engine = crate::strategies::compile(&text);
        for near in requests {
            let line = near.line(engine.policy());
            if verdict(&engine, &line, &near.claims).is_allowed() {
                continue;
            }
            for name in near.claims.as_object().unwrap().keys() {
                if name == "scope" && near.claims.get("scp").is_some() {
                    continue;
                }
                for gone in [None, Some(Value::Null)] {
                    let mut fewer = near.claims.clone();
                    fewer.as_object_mut().unwrap().remove(name);
                    if let Some(gone) = gone {
                        fewer[name] = gone;
                    }
                    let after = verdict(&engine, &line, &fewer);
                    prop_assert!(!after.is_allowed(), "{:?} {} {}", line, near.claims, fewer);
                }
            }
        }
    }

    #[test]
    fn explain_agrees_with_decide_and_ends_where_it_was_decided(
        draft in draft(),
        requests in requests(),
    ) {
        let engine = draft.engine();
        for near in requests {
            let (method, target) = near.line(engine.policy());
            let (request, own) = (Request::new(method, target), claims(&near.claims));
            let (decision, trace) = engine.explain_claims(&request, &own);
            let plain = engine.decide_claims(&request, &own);
            prop_assert_eq!(format!("{plain:?}"), format!("{decision:?}"));
            let last = trace.steps.last().map(|step| step.passed);
            prop_assert_eq!(last, Some(decision.is_allowed()));
            let (by_token, trace) = engine.explain(&request, 0);
            prop_assert_eq!(format!("{:?}", engine.decide(&request, 0)), format!("{by_token:?}"));
            prop_assert_eq!(trace.steps.last().map(|step| step.passed), Some(by_token.is_allowed()));
        }
    }

    #[test]
    fn another_engine_of_the_same_text_answers_the_same(draft in draft(), requests in requests()) {
        let engines = [draft.engine(), draft.engine()];
        for near in requests {
            let line = near.line(engines[0].policy());
            let first = verdict(&engines[0], &line, &near.claims);
            for engine in &engines {
                prop_assert_eq!(&first, &verdict(engine, &line, &near.claims));
            }
        }
    }
}

/// The claims with one scope taken away, for each scope of each of the two claims.
fn with_a_scope_less(claims: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    for name in ["scope", "scp"] {
        let without = |at: usize, items: &[Value]| {
            let mut items = items.to_vec();
            items.remove(at);
            items
        };
        match &claims[name] {
            Value::Array(items) if items.iter().all(Value::is_string) => {
                all.extend((0..items.len()).map(|at| (name, json!(without(at, items)))));
            }
            Value::String(text) => {
                let items: Vec<Value> = text.split(' ').map(|item| json!(item)).collect();
                all.extend((0..items.len()).map(|at| {
                    let rest = without(at, &items);
                    let rest: Vec<&str> = rest.iter().filter_map(Value::as_str).collect();
                    (name, json!(rest.join(" ")))
                }));
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => {}
        }
    }
    all.into_iter()
        .map(|(name, value)| {
            let mut fewer = claims.clone();
            fewer[name] = value;
            fewer
        })
        .collect()
}
