//! The claims of a token whose signature holds, and how conditions look into them.

use std::fmt;
use std::str::FromStr;

use crate::json::{JsonError, parse_object};
use crate::value::{Object, Value};

/// A token's payload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    object: Object,
}

/// The claims that verification looks at, as they stand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Registered<'c> {
    pub(crate) iss: Option<&'c Value>,
    pub(crate) aud: Option<&'c Value>,
    pub(crate) client_id: Option<&'c Value>,
    pub(crate) exp: Option<&'c Value>,
    pub(crate) nbf: Option<&'c Value>,
    pub(crate) iat: Option<&'c Value>,
    pub(crate) cnf: Option<&'c Value>,
}

impl Claims {
    /// Finds the claims that verification looks at, all in one pass.
    pub(crate) fn registered(&self) -> Registered<'_> {
        let mut found = Registered::default();
        for (name, value) in self.object.iter() {
            let place = match name {
                "iss" => &mut found.iss,
                "aud" => &mut found.aud,
                "client_id" => &mut found.client_id,
                "exp" => &mut found.exp,
                "nbf" => &mut found.nbf,
                "iat" => &mut found.iat,
                "cnf" => &mut found.cnf,
                _ => continue,
            };
            *place = Some(value);
        }
        found
    }

    /// Takes a payload.
    pub fn new(object: Object) -> Self {
        Self { object }
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// Anything but one JSON object with distinct names, at most 32 levels deep.
    pub fn from_json(bytes: &[u8]) -> Result<Self, JsonError> {
        parse_object(bytes).map(Self::new)
    }

    /// Returns the payload.
    pub fn object(&self) -> &Object {
        &self.object
    }

    /// Returns a claim as it stands, also `null`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.object.get(name)
    }

    /// Returns what a path leads to; `null` is a missing claim.
    pub fn at(&self, path: &ClaimPath) -> Option<&Value> {
        path.within(self.object.get(&path.first)?)
    }

    /// Returns the place of the claim in which a path begins.
    pub(crate) fn place(&self, path: &ClaimPath) -> Option<usize> {
        self.object.place(&path.first)
    }

    /// Returns what a path leads to, as [`Claims::at`] does, by the place where it begins.
    pub(crate) fn at_place(&self, place: usize, path: &ClaimPath) -> Option<&Value> {
        path.within(self.object.at(place)?)
    }

    /// Returns about how many bytes they take on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.object.heap_bytes()
    }

    /// Goes through the token's scopes: `scope`, or `scp` where `scope` is absent or null.
    ///
    /// A text is split at U+0020 alone (RFC 6749 section 3.3); an array counts when all its items
    /// are texts; anything else gives no scopes.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        let present = |name| self.object.get(name).filter(|value| **value != Value::Null);
        let (text, list): (&str, &[Value]) = match present("scope").or_else(|| present("scp")) {
            Some(Value::String(text)) => (text, &[]),
            Some(Value::List(items)) if items.iter().all(|item| item.as_str().is_some()) => {
                ("", items)
            }
            _ => ("", &[]),
        };
        let split = text.split(' ').filter(|part| !part.is_empty());
        split.chain(list.iter().filter_map(Value::as_str))
    }

    /// Returns whether the token has a scope, exactly as written.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes().any(|own| own == scope)
    }
}

/// The array index of RFC 6901 section 4: digits without a leading zero.
fn array_index(step: &str) -> Option<usize> {
    let plain = step == "0" || (!step.starts_with('0') && step.bytes().all(|b| b.is_ascii_digit()));
    if plain { step.parse().ok() } else { None }
}

/// The name of a claim, or a JSON Pointer (RFC 6901) when it begins with `/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClaimPath {
    text: String,
    first: String,
    rest: Vec<String>,
}

/// A text that names no claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimPathError;

impl ClaimPath {
    /// Returns the path as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Follows the path from the claim in which it begins.
    fn within<'v>(&self, claim: &'v Value) -> Option<&'v Value> {
        let mut value = claim;
        for step in &self.rest {
            value = match value {
                Value::Object(object) => object.get(step)?,
                Value::List(items) => items.get(array_index(step)?)?,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
            };
        }
        (*value != Value::Null).then_some(value)
    }
}

impl FromStr for ClaimPath {
    type Err = ClaimPathError;

    fn from_str(text: &str) -> Result<Self, ClaimPathError> {
        let Some(pointer) = text.strip_prefix('/') else {
            let first = Some(text.to_owned()).filter(|name| !name.is_empty());
            let first = first.ok_or(ClaimPathError)?;
            return Ok(Self { text: text.to_owned(), first, rest: Vec::new() });
        };
        let mut steps = pointer.split('/').map(unescape);
        let first = steps.next().ok_or(ClaimPathError)??;
        let rest = steps.collect::<Result<_, _>>()?;
        Ok(Self { text: text.to_owned(), first, rest })
    }
}

fn unescape(step: &str) -> Result<String, ClaimPathError> {
    let mut name = String::new();
    let mut signs = step.chars();
    while let Some(sign) = signs.next() {
        match (sign, sign == '~') {
            (_, false) => name.push(sign),
            (_, true) => match signs.next() {
                Some('0') => name.push('~'),
                Some('1') => name.push('/'),
                _ => return Err(ClaimPathError),
            },
        }
    }
    Ok(name)
}

impl fmt::Display for ClaimPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for ClaimPathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the name of a claim and no JSON Pointer")
    }
}

impl std::error::Error for ClaimPathError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(json: &str) -> Claims {
        Claims::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn scopes_are_split_at_spaces_only() {
        let scopes = |json: &str| claims(json).scopes().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(scopes(r#"{"scope":" a  b "}"#), ["a", "b"]);
        assert_eq!(scopes(r#"{"scope":"a\tb,c\u00a0d"}"#), ["a\tb,c\u{a0}d"]);
        assert_eq!(scopes(r#"{"scope":["a","b c"]}"#), ["a", "b c"]);
        assert_eq!(scopes(r#"{"scope":["a",1]}"#), [""; 0]);
        assert_eq!(scopes(r#"{"scope":5}"#), [""; 0]);
        assert_eq!(scopes(r#"{"scope":null,"scp":["a"]}"#), ["a"]);
        assert_eq!(scopes(r#"{"scope":"","scp":"a"}"#), [""; 0]);
    }

    #[test]
    fn a_pointer_leads_into_objects_and_arrays() {
        let claims = claims(r#"{"a":{"b/c":[1,{"~":"x"}]},"d":null,"/e":2}"#);
        let at = |path: &str| claims.at(&path.parse().unwrap()).map(ToString::to_string);
        assert_eq!(at("/a/b~1c/1/~0"), Some("\"x\"".to_owned()));
        assert_eq!(at("/a/b~1c/0"), Some("1".to_owned()));
        assert_eq!(at("/a/b~1c/01"), None);
        assert_eq!(at("/a/b~1c/+1"), None);
        assert_eq!(at("d"), None);
        assert_eq!(at("/~1e"), Some("2".to_owned()));
        assert_eq!(at("a/b"), None);
    }

    #[test]
    fn claims_that_are_looked_at_are_found_as_they_stand() {
        let claims = claims(
            r#"{"iss":1,"aud":null,"x":9,"client_id":3,"exp":4,"nbf":5,"iat":6,"cnf":{},"ISS":8}"#,
        );
        let found = claims.registered();
        for (name, own) in [
            ("iss", found.iss),
            ("aud", found.aud),
            ("client_id", found.client_id),
            ("exp", found.exp),
            ("nbf", found.nbf),
            ("iat", found.iat),
            ("cnf", found.cnf),
        ] {
            assert!(own.is_some(), "{name}");
            assert_eq!(own, claims.get(name), "{name}");
        }
        let none = Claims::default();
        assert!(none.registered().iss.is_none() && none.registered().cnf.is_none());
    }

    #[test]
    fn broken_names_are_refused() {
        for text in ["", "/a~2", "/~"] {
            assert!(text.parse::<ClaimPath>().is_err(), "{text}");
        }
    }
}
