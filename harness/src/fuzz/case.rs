//! One random request with what its sender can show, and the answer to it.

use std::fmt;

use engine::{Claims, Decision, DenyReason, Number, Object, Request, Value};
use serde_json::Map;

use crate::visible::Visible;

/// A request and the claims of its sender.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The method, as sent.
    pub method: String,
    /// The path and query, as sent.
    pub target: String,
    /// The claims; none for a sender without a token.
    pub claims: Option<Map<String, serde_json::Value>>,
    /// Whether the claims are also put into a really signed token.
    pub minted: bool,
    /// Whether it has the headers of a CORS preflight.
    pub preflight: bool,
}

/// What makes OPTIONS a preflight.
pub(super) const PREFLIGHT: [(&str, &str); 2] =
    [("Origin", "https://app.example"), ("Access-Control-Request-Method", "GET")];

impl Case {
    /// Returns the request without any token.
    pub(super) fn request(&self) -> Request {
        self.with_headers(Request::new(&self.method, &self.target))
    }

    /// Adds the headers that are no token.
    pub(super) fn with_headers(&self, mut request: Request) -> Request {
        for (name, value) in PREFLIGHT.iter().filter(|_| self.preflight) {
            request = request.with_header(*name, *value);
        }
        request
    }
}

/// Makes claims for the engine of a payload.
pub(super) fn claims(payload: &Map<String, serde_json::Value>) -> Claims {
    Claims::new(object(payload))
}

fn object(members: &Map<String, serde_json::Value>) -> Object {
    let members = members.iter().map(|(name, value)| (name.clone(), value_of(value))).collect();
    // The names of a map are distinct.
    Object::new(members).unwrap_or_default()
}

fn value_of(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => number_of(number).map_or(Value::Null, Value::Number),
        serde_json::Value::String(text) => Value::String(text.clone()),
        serde_json::Value::Array(items) => Value::List(items.iter().map(value_of).collect()),
        serde_json::Value::Object(members) => Value::Object(object(members)),
    }
}

fn number_of(number: &serde_json::Number) -> Option<Number> {
    number.as_i128().map(Number::Integer).or_else(|| number.as_f64().and_then(Number::from_f64))
}

/// What is answered to a case, as much of it as laws speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Why the request is denied; none when it is allowed.
    pub reason: Option<DenyReason>,
    /// The route that it meets, as the policy writes it.
    pub route: Option<String>,
    /// The guardrail that denies it.
    pub guardrail: Option<String>,
    /// The variables of the route and what they take.
    pub variables: Vec<(String, String)>,
}

impl Answer {
    /// Returns the answer that a decision is.
    pub fn of(decision: &Decision<'_>) -> Self {
        let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        Self {
            reason: decision.reason(),
            route: decision.route().map(|route| route.name.clone()),
            guardrail: decision.guardrail().map(|guardrail| guardrail.name.clone()),
            variables: decision.variables().map(owned).collect(),
        }
    }

    /// Returns whether the request may pass.
    pub fn is_allowed(&self) -> bool {
        self.reason.is_none()
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            None => f.write_str("allow")?,
            Some(reason) => write!(f, "deny: {reason}")?,
        }
        if let Some(route) = &self.route {
            write!(f, ", route {}", Visible(route))?;
        }
        if let Some(guardrail) = &self.guardrail {
            write!(f, ", guardrail {}", Visible(guardrail))?;
        }
        for (name, text) in &self.variables {
            write!(f, ", {name} = {}", Visible(text))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_those_that_reading_their_text_gives() {
        let text = r#"{"a":[1,-2,18446744073709551615,2.5,-0.0],"b":{"c":null},"d":"x","e":true}"#;
        let payload: Map<String, serde_json::Value> = serde_json::from_str(text).unwrap();
        assert_eq!(claims(&payload), Claims::from_json(text.as_bytes()).unwrap());
    }

    #[test]
    fn an_answer_is_told_on_one_line() {
        let answer = Answer {
            reason: Some(DenyReason::Guardrail),
            route: Some("GET /{x}".to_owned()),
            guardrail: Some("a\nb".to_owned()),
            variables: vec![("x".to_owned(), "1".to_owned())],
        };
        let told = "deny: guardrail, route GET /{x}, guardrail a\\nb, x = 1";
        assert_eq!(answer.to_string(), told);
        assert_eq!(Answer::default().to_string(), "allow");
    }
}
