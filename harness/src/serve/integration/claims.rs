//! Claims as API Gateway writes them into events: every one a text, in Go's way of printing.

use engine::{Claims, Value};
use serde_json::Map;

/// Returns the claims as texts; those that are null are left out.
pub(super) fn wire(claims: &Claims) -> Map<String, serde_json::Value> {
    let members = claims.object().iter().filter(|(_, value)| **value != Value::Null);
    members.map(|(name, value)| (name.to_owned(), text(value).into())).collect()
}

/// Returns the token's scopes where the route asks for some, else null.
pub(super) fn scopes(claims: &Claims, is_scoped: bool) -> serde_json::Value {
    if !is_scoped {
        return serde_json::Value::Null;
    }
    claims.scopes().map(str::to_owned).collect::<Vec<_>>().into()
}

/// Lists are `[a b]`, objects `map[k:v l:w]` with their names sorted; texts are not quoted.
fn text(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(text).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Object(object) => {
            let mut members: Vec<(&str, &Value)> = object.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let members = members.iter().map(|(name, value)| format!("{name}:{}", text(value)));
            format!("map[{}]", members.collect::<Vec<_>>().join(" "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wired(json: &str) -> Map<String, serde_json::Value> {
        wire(&Claims::from_json(json.as_bytes()).unwrap())
    }

    /// Measured on AWS, but for the form of objects, which is not known.
    #[test]
    fn every_claim_is_a_text() {
        let claims = r#"{"exp": 1787996002, "email_verified": true, "sub": "a b",
            "cognito:groups": ["admin", "poweruser"], "one": ["admin"], "none": [], "gone": null,
            "realm": {"roles": ["admin"], "at": 1.5}}"#;
        let expected = serde_json::json!({
            "exp": "1787996002", "email_verified": "true", "sub": "a b",
            "cognito:groups": "[admin poweruser]", "one": "[admin]", "none": "[]",
            "realm": "map[at:1.5 roles:[admin]]",
        });
        assert_eq!(serde_json::Value::Object(wired(claims)), expected);
    }

    #[test]
    fn scopes_are_all_of_the_tokens_or_null() {
        let claims = Claims::from_json(br#"{"scope": "b a"}"#).unwrap();
        assert_eq!(scopes(&claims, true), serde_json::json!(["b", "a"]));
        assert_eq!(scopes(&claims, false), serde_json::Value::Null);
    }
}
