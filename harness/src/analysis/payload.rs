//! The claims of a token by the facts that hold of it.

use engine::Value;
use serde_json::{Map, Value as Json};

use super::{
    cell::Cell,
    facts::{Facts, pointer},
    query::Assignment,
    refusal::Refusal,
};

impl Facts<'_> {
    /// Returns the least claims of which exactly an assignment's facts hold. A claim that must be
    /// missing although tokens of an issuer have it is null.
    ///
    /// # Errors
    /// No token is so; that does not happen for what was found under the theory of the cell.
    pub fn claims(
        &mut self,
        cell: &Cell,
        assignment: &Assignment,
    ) -> Result<Map<String, Json>, Refusal> {
        let mut claims = Map::new();
        let scopes = self.scopes_among(&assignment.facts);
        if !scopes.is_empty() {
            claims.insert("scope".to_owned(), scopes.join(" ").into());
        }
        for place in &assignment.claims {
            let (theory, _) = self.theory_of(cell, *place)?;
            let known = self.claims.get(*place).zip(self.pointers.get(*place));
            let value = known.and_then(|(claim, _)| theory.value(claim, &assignment.facts));
            let (Some(value), Some((_, pointer))) = (value, known) else {
                let message = "a token that was found cannot be";
                return Err(Refusal::new("analysis-fault", message));
            };
            let is_issued = ["/aud", "/iat"].contains(&pointer.as_str());
            if value != Value::Null || is_issued {
                put(&mut claims, &pointer::steps(pointer), json(&value));
            }
        }
        Ok(claims)
    }
}

/// Puts a value where a pointer leads, through objects.
fn put(members: &mut Map<String, Json>, steps: &[String], value: Json) {
    let Some((first, rest)) = steps.split_first() else { return };
    if rest.is_empty() {
        members.insert(first.clone(), value);
        return;
    }
    let inner = members.entry(first.clone()).or_insert_with(|| Json::Object(Map::new()));
    if let Json::Object(inner) = inner {
        put(inner, rest, value);
    }
}

fn json(value: &Value) -> Json {
    // What a value is written as is JSON.
    serde_json::from_str(&value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_stand_where_pointers_lead() {
        let mut members = Map::new();
        for (pointer, value) in [("/a/b", 1), ("/a/0", 2), ("/c~1d", 3)] {
            put(&mut members, &pointer::steps(pointer), value.into());
        }
        assert_eq!(Json::Object(members), json!({ "a": { "b": 1, "0": 2 }, "c/d": 3 }));
    }
}
