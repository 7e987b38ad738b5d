//! Policy files: any text ends in a policy or in findings, the same each time, all within the text.

#![no_main]

use engine::{Diagnostics, Engine, Policy, Request, Settings, Source, Validated};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("p.yaml", text);
    for leave_unset in [false, true] {
        let settings = Settings { leave_unset, ..Settings::default() };
        let first = Policy::from_source(&source, &settings);
        let second = Policy::from_source(&source, &settings);
        assert_eq!(format!("{first:?}"), format!("{second:?}"));
        match first {
            Err(found) => {
                assert!(found.has_errors());
                lies_within(&found, text);
            }
            Ok(Validated { policy, warnings, .. }) => {
                assert!(!warnings.has_errors());
                lies_within(&warnings, text);
                decide(policy);
            }
        }
    }
});

fn lies_within(found: &Diagnostics, text: &str) {
    // A line may end by `\n`, `\r\n` or `\r`.
    let most = text.split(['\n', '\r']).count();
    for one in found.iter() {
        assert!((1..=most).contains(&one.location.line), "{one:?}");
        assert!(one.location.column >= 1, "{one:?}");
    }
}

/// A valid policy decides, and lets nobody without a token into a protected route.
fn decide(policy: Policy) {
    let Ok(engine) = Engine::compile(policy) else { return };
    for route in engine.policy().routes() {
        let Some((method, path)) = route.name.split_once(' ') else { continue };
        let method = if method == "ANY" { "GET" } else { method };
        let request = Request::new(method, path.replace('{', "").replace("+}", "").replace('}', ""));
        let decision = engine.decide(&request, 0);
        if decision.is_allowed() {
            let met = decision.route().expect("an allowed request has met a route");
            assert!(matches!(met.access, engine::Access::Public), "{request:?}");
        }
    }
}
