//! Conditions on claims: what a policy can ask of a token beyond its scopes.
//!
//! A missing claim fails every test but `present: false`; a claim of another type than the test
//! wants fails every test but `present: true`. So taking a claim away opens nothing, unless the
//! policy says `present: false`.

use std::cmp::Ordering;
use std::fmt;

use crate::claims::ClaimPath;
use crate::glob::{Glob, GlobInput};
use crate::value::{Number, Value};

/// A claim and the tests that all hold for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimCondition {
    /// Where the claim stands in the payload.
    pub claim: ClaimPath,
    /// The tests, at least one.
    pub tests: Vec<ClaimTest>,
}

/// A test of one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimTest {
    /// The claim is this value, or an array that holds it.
    Equals(Value),
    /// The claim is one of these, or an array that holds one of them.
    AnyOf(Vec<Value>),
    /// The claim is an array that holds all of these, or a scalar that each of them equals.
    AllOf(Vec<Value>),
    /// No element is one of these, and every element is of the type of one of them.
    NoneOf(Vec<Value>),
    /// The claim is a number, this or more.
    AtLeast(Number),
    /// The claim is a number, this or less.
    AtMost(Number),
    /// The claim is a text that the glob takes whole.
    Glob(Glob),
    /// The claim is the text of this variable of the deciding route.
    PathVariable(String),
    /// The claim is there, or is not.
    Present(bool),
}

impl ClaimCondition {
    /// Returns whether all tests hold for a claim that is there, or for one that is missing.
    /// `variable` gives the text of a variable of the route.
    pub fn holds<'v>(
        &self,
        value: Option<&Value>,
        variable: impl Fn(&str) -> Option<&'v str> + Copy,
    ) -> bool {
        self.tests.iter().all(|test| test.holds(value, variable))
    }
}

impl ClaimTest {
    fn holds<'v>(&self, value: Option<&Value>, variable: impl Fn(&str) -> Option<&'v str>) -> bool {
        let Some(value) = value else { return *self == Self::Present(false) };
        let has = |wanted: &Value| elements(value).contains(wanted);
        match self {
            Self::Present(wanted) => *wanted,
            Self::Equals(wanted) => has(wanted),
            Self::AnyOf(wanted) => wanted.iter().any(has),
            Self::AllOf(wanted) => wanted.iter().all(has),
            Self::NoneOf(refused) => elements(value).iter().all(|element| {
                let known = refused.iter().any(|other| other.same_type(element));
                known && !refused.contains(element)
            }),
            Self::AtLeast(least) => {
                number(value).is_some_and(|own| own.compare(*least) != Ordering::Less)
            }
            Self::AtMost(most) => {
                number(value).is_some_and(|own| own.compare(*most) != Ordering::Greater)
            }
            Self::Glob(glob) => {
                value.as_str().is_some_and(|own| glob.matches(&GlobInput::new(own)))
            }
            Self::PathVariable(name) => {
                value.as_str().is_some_and(|own| variable(name) == Some(own))
            }
        }
    }
}

/// Writes the condition as the policy does: `claim any_of ["a"]`.
impl fmt::Display for ClaimCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, test) in self.tests.iter().enumerate() {
            let and = if at == 0 { "" } else { " and " };
            write!(f, "{and}{} {test}", self.claim)?;
        }
        Ok(())
    }
}

impl fmt::Display for ClaimTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |values: &[Value]| Value::List(values.to_vec());
        match self {
            Self::Equals(value) => write!(f, "equals {value}"),
            Self::AnyOf(values) => write!(f, "any_of {}", list(values)),
            Self::AllOf(values) => write!(f, "all_of {}", list(values)),
            Self::NoneOf(values) => write!(f, "none_of {}", list(values)),
            Self::AtLeast(number) => write!(f, "at_least {number}"),
            Self::AtMost(number) => write!(f, "at_most {number}"),
            Self::Glob(glob) => write!(f, "glob {glob}"),
            Self::PathVariable(name) => write!(f, "path_variable {name}"),
            Self::Present(wanted) => write!(f, "present {wanted}"),
        }
    }
}

/// A scalar counts as an array of one; an object is never among scalars, so it meets no test.
fn elements(value: &Value) -> &[Value] {
    match value {
        Value::List(items) => items,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            std::slice::from_ref(value)
        }
    }
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::List(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Claims;

    fn holds(test: ClaimTest, json: &str) -> bool {
        let claims = Claims::from_json(json.as_bytes()).unwrap();
        let condition = ClaimCondition { claim: "c".parse().unwrap(), tests: vec![test] };
        condition.holds(claims.at(&condition.claim), |name| (name == "tenant").then_some("acme"))
    }

    fn text(text: &str) -> Value {
        Value::String(text.to_owned())
    }

    fn integer(value: i128) -> Value {
        Value::Number(Number::Integer(value))
    }

    #[test]
    fn membership_takes_scalars_and_arrays_and_compares_types() {
        let any = || ClaimTest::AnyOf(vec![text("a"), integer(1)]);
        for (json, expected) in [
            (r#"{"c":"a"}"#, true),
            (r#"{"c":["x","a"]}"#, true),
            (r#"{"c":1.0}"#, true),
            (r#"{"c":"1"}"#, false),
            (r#"{"c":[]}"#, false),
            (r#"{"c":[["a"]]}"#, false),
            (r#"{"c":{"a":1}}"#, false),
            (r#"{"c":null}"#, false),
            ("{}", false),
        ] {
            assert_eq!(holds(any(), json), expected, "{json}");
        }
        let all = || ClaimTest::AllOf(vec![text("a"), text("b")]);
        assert!(holds(all(), r#"{"c":["b","x","a"]}"#));
        assert!(!holds(all(), r#"{"c":["a"]}"#));
        assert!(!holds(all(), r#"{"c":"a"}"#));
        assert!(holds(ClaimTest::AllOf(vec![text("a")]), r#"{"c":"a"}"#));
    }

    #[test]
    fn none_of_wants_the_type_and_a_claim() {
        let none = || ClaimTest::NoneOf(vec![text("a")]);
        assert!(holds(none(), r#"{"c":"b"}"#));
        assert!(holds(none(), r#"{"c":["b","d"]}"#));
        assert!(!holds(none(), r#"{"c":["b","a"]}"#));
        assert!(!holds(none(), r#"{"c":5}"#));
        assert!(!holds(none(), r#"{"c":["b",5]}"#));
        assert!(!holds(none(), r#"{"c":null}"#));
    }

    #[test]
    fn numbers_texts_and_presence() {
        assert!(holds(ClaimTest::AtLeast(Number::Integer(3)), r#"{"c":3.0}"#));
        assert!(!holds(ClaimTest::AtLeast(Number::Integer(3)), r#"{"c":"3"}"#));
        assert!(!holds(ClaimTest::AtLeast(Number::Integer(3)), r#"{"c":[3]}"#));
        assert!(holds(ClaimTest::AtMost(Number::Float(2.5)), r#"{"c":2}"#));
        assert!(holds(
            ClaimTest::Glob(Glob::any("*@a.example").unwrap()),
            r#"{"c":"x@a.example"}"#
        ));
        assert!(!holds(
            ClaimTest::Glob(Glob::any("*@a.example").unwrap()),
            r#"{"c":"x/y@a.example"}"#
        ));
        assert!(holds(ClaimTest::PathVariable("tenant".to_owned()), r#"{"c":"acme"}"#));
        assert!(!holds(ClaimTest::PathVariable("other".to_owned()), r#"{"c":"acme"}"#));
        assert!(holds(ClaimTest::Present(false), "{}"));
        assert!(holds(ClaimTest::Present(false), r#"{"c":null}"#));
        assert!(holds(ClaimTest::Present(true), r#"{"c":{}}"#));
        assert!(!holds(ClaimTest::Present(false), r#"{"c":0}"#));
    }
}
