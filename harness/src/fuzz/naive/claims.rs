//! Scopes and conditions on claims, over the JSON of a payload.

use std::cmp::Ordering;

use engine::{ClaimCondition, ClaimTest, Number};
use serde_json::{Map, Value};

use super::glob;

/// Returns the scopes of a payload: `scope`, or `scp` where that is absent or null.
pub(super) fn scopes(payload: &Map<String, Value>) -> Vec<&str> {
    let said = |name: &str| payload.get(name).filter(|value| !value.is_null());
    match said("scope").or_else(|| said("scp")) {
        Some(Value::String(text)) => text.split(' ').filter(|one| !one.is_empty()).collect(),
        Some(Value::Array(items)) => {
            let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            texts.unwrap_or_default()
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => {
            Vec::new()
        }
    }
}

/// Returns whether every test of a condition holds.
pub(super) fn hold(
    condition: &ClaimCondition,
    payload: &Map<String, Value>,
    variables: &[(String, String)],
) -> bool {
    let claim = at(payload, condition.claim.as_str());
    condition.tests.iter().all(|test| match claim {
        None => matches!(test, ClaimTest::Present(false)),
        Some(claim) => holds(test, claim, variables),
    })
}

/// What a claim's name or JSON Pointer leads to; null is a missing claim.
fn at<'v>(payload: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    let found = match name.strip_prefix('/') {
        None => payload.get(name),
        Some(pointer) => {
            let first = pointer.split('/').next().unwrap_or_default();
            let rest = pointer.get(first.len()..).unwrap_or_default();
            payload.get(&first.replace("~1", "/").replace("~0", "~"))?.pointer(rest)
        }
    };
    found.filter(|value| !value.is_null())
}

fn holds(test: &ClaimTest, claim: &Value, variables: &[(String, String)]) -> bool {
    let own = match claim {
        Value::Array(items) => items.iter().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            vec![claim]
        }
    };
    let has = |wanted: &engine::Value| own.iter().any(|one| same(one, wanted));
    match test {
        ClaimTest::Present(wanted) => *wanted,
        ClaimTest::Equals(wanted) => has(wanted),
        ClaimTest::AnyOf(wanted) => wanted.iter().any(has),
        ClaimTest::AllOf(wanted) => wanted.iter().all(has),
        ClaimTest::NoneOf(refused) => own.iter().all(|one| {
            refused.iter().any(|other| kind(one) == other.type_name())
                && !refused.iter().any(|other| same(one, other))
        }),
        ClaimTest::AtLeast(least) => compare(claim, *least).is_some_and(Ordering::is_ge),
        ClaimTest::AtMost(most) => compare(claim, *most).is_some_and(Ordering::is_le),
        ClaimTest::Glob(pattern) => claim.as_str().is_some_and(|text| glob::takes(pattern, text)),
        ClaimTest::PathVariable(name) => claim
            .as_str()
            .is_some_and(|own| variables.iter().any(|(key, text)| key == name && text == own)),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a claim's element is a scalar of the policy.
fn same(own: &Value, wanted: &engine::Value) -> bool {
    match wanted {
        engine::Value::Null => own.is_null(),
        engine::Value::Bool(wanted) => own.as_bool() == Some(*wanted),
        engine::Value::String(wanted) => own.as_str() == Some(wanted),
        engine::Value::Number(wanted) => compare(own, *wanted).is_some_and(Ordering::is_eq),
        // A policy lists scalars alone.
        engine::Value::List(_) | engine::Value::Object(_) => false,
    }
}

/// Compares by value; none when the claim is no number.
fn compare(own: &Value, other: Number) -> Option<Ordering> {
    let Value::Number(own) = own else { return None };
    match (own.as_i128(), other) {
        (Some(own), Number::Integer(other)) => Some(own.cmp(&other)),
        (Some(own), Number::Float(other)) => Some(mixed(own, other)),
        (None, Number::Integer(other)) => own.as_f64().map(|own| mixed(other, own).reverse()),
        (None, Number::Float(other)) => own.as_f64().and_then(|own| own.partial_cmp(&other)),
    }
}

/// An integer of JSON has at most 64 bits: a float beyond 100 bits is beyond all of them, and one
/// below is compared by its neighbouring integers.
fn mixed(integer: i128, float: f64) -> Ordering {
    let beyond = f64::from(2_u8).powi(100);
    if float >= beyond {
        return Ordering::Less;
    }
    if float <= -beyond {
        return Ordering::Greater;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it has no fraction and fewer than 100 bits"
    )]
    let (floor, ceiling) = (float.floor() as i128, float.ceil() as i128);
    match (integer <= floor, integer >= ceiling) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Less,
        (false, _) => Ordering::Greater,
    }
}

#[cfg(test)]
mod tests {
    use engine::{Glob, Value as Own};
    use serde_json::json;

    use super::*;

    fn check(name: &str, test: ClaimTest, payload: &Value) -> bool {
        let condition = ClaimCondition { claim: name.parse().unwrap(), tests: vec![test] };
        let variables = [("tenant".to_owned(), "acme".to_owned())];
        hold(&condition, payload.as_object().unwrap(), &variables)
    }

    fn text(text: &str) -> Own {
        Own::String(text.to_owned())
    }

    /// The rules of `policies/README.md`, by hand.
    #[test]
    fn a_missing_claim_fails_all_but_its_absence_and_another_type_all_but_its_presence() {
        let tests = || {
            [
                ClaimTest::Equals(text("a")),
                ClaimTest::AnyOf(vec![text("a")]),
                ClaimTest::AllOf(vec![text("a")]),
                ClaimTest::NoneOf(vec![text("b")]),
                ClaimTest::Glob(Glob::any("*").unwrap()),
                ClaimTest::AtLeast(Number::Integer(0)),
                ClaimTest::AtMost(Number::Integer(9)),
                ClaimTest::PathVariable("tenant".to_owned()),
            ]
        };
        for payload in [json!({}), json!({ "c": null }), json!({ "c": true }), json!({ "c": {} })] {
            assert!(tests().into_iter().all(|test| !check("c", test, &payload)), "{payload}");
        }
        assert!(check("c", ClaimTest::Present(false), &json!({ "c": null })));
        assert!(check("c", ClaimTest::Present(true), &json!({ "c": {} })));
        assert!(!check("c", ClaimTest::Present(false), &json!({ "c": 0 })));
        assert!(tests().into_iter().take(5).all(|test| check("c", test, &json!({ "c": "a" }))));
        assert!(check("c", ClaimTest::PathVariable("tenant".to_owned()), &json!({ "c": "acme" })));
        let all = || ClaimTest::AllOf(vec![text("a"), text("b")]);
        assert!(check("c", all(), &json!({ "c": ["b", "a"] })));
        assert!(!check("c", all(), &json!({ "c": "a" })));
    }

    #[test]
    fn numbers_compare_by_value() {
        let big = 9_007_199_254_740_993_u64;
        for (own, other, order) in [
            (json!(3), Number::Float(3.0), Ordering::Equal),
            (json!(3), Number::Float(3.5), Ordering::Less),
            (json!(-3), Number::Float(-3.5), Ordering::Greater),
            (json!(3.5), Number::Integer(3), Ordering::Greater),
            (json!(big), Number::Float(9_007_199_254_740_992.0), Ordering::Greater),
            (json!(u64::MAX), Number::Float(1e300), Ordering::Less),
            (json!(-1e300), Number::Integer(0), Ordering::Less),
        ] {
            assert_eq!(compare(&own, other), Some(order), "{own} {other}");
        }
    }

    #[test]
    fn a_pointer_leads_into_objects_and_arrays() {
        let payload = json!({ "a": { "b/c": [1, { "~": "x" }] }, "/a": 2 });
        let found = |name: &str| at(payload.as_object().unwrap(), name).cloned();
        assert_eq!(found("/a/b~1c/1/~0"), Some(json!("x")));
        assert_eq!(found("/~1a"), Some(json!(2)));
        assert_eq!(found("/a/b~1c/01"), None);
        assert_eq!(found("/a/x"), None);
    }
}
