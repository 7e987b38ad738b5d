//! Scopes and conditions on claims, read from plain JSON a second time.

use engine::{ClaimCondition, ClaimTest};
use serde_json::Value;

use crate::oracle_glob;

/// The scopes of a token: `scope`, or `scp` where that is absent or null.
pub(crate) fn scopes(claims: &Value) -> Vec<String> {
    let own = if claims["scope"].is_null() { &claims["scp"] } else { &claims["scope"] };
    match own {
        Value::String(text) => {
            text.split(' ').filter(|s| !s.is_empty()).map(str::to_owned).collect()
        }
        Value::Array(items) => {
            let texts: Option<Vec<String>> =
                items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            texts.unwrap_or_default()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

/// Whether every test of a condition holds.
pub(crate) fn holds(
    condition: &ClaimCondition,
    claims: &Value,
    variables: &[(String, String)],
) -> bool {
    let name = condition.claim.as_str();
    let found = if name.starts_with('/') { claims.pointer(name) } else { claims.get(name) };
    let found = found.filter(|value| !value.is_null());
    condition.tests.iter().all(|test| match found {
        None => matches!(test, ClaimTest::Present(false)),
        Some(value) => holds_for(test, value, variables),
    })
}

fn holds_for(test: &ClaimTest, value: &Value, variables: &[(String, String)]) -> bool {
    let single = [value.clone()];
    let elements = value.as_array().map_or(&single[..], Vec::as_slice);
    let has = |wanted: &Value| elements.iter().any(|one| same(one, wanted));
    match test {
        ClaimTest::Present(wanted) => *wanted,
        ClaimTest::Equals(wanted) => has(&json(wanted)),
        ClaimTest::AnyOf(wanted) => wanted.iter().map(json).any(|one| has(&one)),
        ClaimTest::AllOf(wanted) => wanted.iter().map(json).all(|one| has(&one)),
        ClaimTest::NoneOf(refused) => {
            let refused: Vec<Value> = refused.iter().map(json).collect();
            elements.iter().all(|one| {
                refused.iter().any(|other| kind(other) == kind(one))
                    && !refused.iter().any(|other| same(other, one))
            })
        }
        ClaimTest::AtLeast(bound) => {
            value.as_f64().is_some_and(|own| own >= bound.to_string().parse().unwrap())
        }
        ClaimTest::AtMost(bound) => {
            value.as_f64().is_some_and(|own| own <= bound.to_string().parse().unwrap())
        }
        ClaimTest::Glob(glob) => {
            value.as_str().is_some_and(|own| oracle_glob::takes(glob.as_str(), own))
        }
        ClaimTest::PathVariable(name) => value
            .as_str()
            .is_some_and(|own| variables.iter().any(|(key, text)| key == name && text == own)),
    }
}

fn json(value: &engine::Value) -> Value {
    serde_json::from_str(&value.to_string()).unwrap()
}

fn kind(value: &Value) -> usize {
    [Value::is_null, Value::is_boolean, Value::is_number, Value::is_string, Value::is_array]
        .iter()
        .position(|is| is(value))
        .unwrap_or(5)
}

/// Numbers compare by value; those of the strategies are small enough for floats to be exact.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b).is_eq(),
        _ => a == b,
    }
}
