//! Strict reading of JSON that an attacker may have written: token headers, payloads, key sets.
//!
//! Duplicate names at any depth, nesting beyond 32 levels and trailing bytes are refused, so that
//! no other reader can see another object in the same bytes (RFC 8725 section 2.4).

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::value::{Name, Number, Object, Value};

const MAX_DEPTH: usize = 32;

/// A text that is no JSON object, or one that two readers could read differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError;

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a JSON object with distinct names and at most 32 levels")
    }
}

impl std::error::Error for JsonError {}

/// Reads one JSON object.
///
/// # Errors
/// Anything but one object with distinct names at every level, at most 32 levels deep.
pub fn parse_object(bytes: &[u8]) -> Result<Object, JsonError> {
    match parse_value(bytes)? {
        Value::Object(object) => Ok(object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::List(_) => {
            Err(JsonError)
        }
    }
}

/// Reads one JSON value under the same rules.
///
/// # Errors
/// As [`parse_object`], but any type is taken.
pub fn parse_value(bytes: &[u8]) -> Result<Value, JsonError> {
    let text = std::str::from_utf8(bytes).map_err(|_unread| JsonError)?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict { depth: 0 }.deserialize(&mut reader);
    // The reader's own message would repeat parts of a token.
    match (value, reader.end()) {
        (Ok(value), Ok(())) => Ok(value),
        _ => Err(JsonError),
    }
}

/// Reads a value at a depth: the outermost object is level 1.
struct Strict {
    depth: usize,
}

impl Strict {
    fn deeper<E: Error>(&self) -> Result<usize, E> {
        if self.depth >= MAX_DEPTH { Err(E::custom("too deep")) } else { Ok(self.depth + 1) }
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(Number::Integer(value.into())))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(Number::Integer(value.into())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not finite"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let depth = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Self { depth })? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let depth = self.deeper()?;
        // Payloads have about a dozen members; what is nested may be empty a thousand times.
        let mut members = Vec::with_capacity(if depth == 1 { 16 } else { 0 });
        while let Some(name) = entries.next_key_seed(MemberName)? {
            members.push((name, entries.next_value_seed(Self { depth })?));
        }
        Object::of(members).map(Value::Object).ok_or_else(|| A::Error::custom("duplicate name"))
    }
}

/// Reads a name; one that most tokens have is not copied.
struct MemberName;

impl<'de> DeserializeSeed<'de> for MemberName {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for MemberName {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
        Ok(usual(name).map_or_else(|| Name::Owned(name.to_owned()), Name::Borrowed))
    }
}

/// The names of RFC 7515, RFC 7519, RFC 9068 and of the tokens of large issuers.
fn usual(name: &str) -> Option<&'static str> {
    Some(match name {
        "alg" => "alg",
        "kid" => "kid",
        "typ" => "typ",
        "iss" => "iss",
        "sub" => "sub",
        "aud" => "aud",
        "exp" => "exp",
        "nbf" => "nbf",
        "iat" => "iat",
        "jti" => "jti",
        "azp" => "azp",
        "scp" => "scp",
        "scope" => "scope",
        "roles" => "roles",
        "groups" => "groups",
        "version" => "version",
        "username" => "username",
        "client_id" => "client_id",
        "token_use" => "token_use",
        "auth_time" => "auth_time",
        "event_id" => "event_id",
        "origin_jti" => "origin_jti",
        "cognito:groups" => "cognito:groups",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_objects_are_taken() {
        for text in
            ["[]", "1", "null", "\"a\"", "{} ", "{}x", "", "{\"a\":1,}", "{'a':1}", "{a:1}", "{}//"]
        {
            assert_eq!(parse_object(text.as_bytes()).is_ok(), text == "{} ", "{text}");
        }
    }

    #[test]
    fn a_name_said_twice_is_refused_at_any_depth_and_in_any_spelling() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":{"b":1,"b":2}}"#,
            r#"{"a":[{"b":1,"b":2}]}"#,
            r#"{"iss":1,"\u0069ss":2}"#,
            r#"{"\u0069ss":1,"iss":2}"#,
            r#"{"a":[[{"x":{"\u0062":1,"b":2}}]]}"#,
            r#"{"\ud83d\ude00":1,"😀":2}"#,
            r#"{"":1,"":2}"#,
        ] {
            assert!(parse_object(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn thirty_two_levels_are_taken_and_no_more() {
        let nested = |levels: usize| {
            format!("{{\"a\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1))
        };
        assert!(parse_object(nested(32).as_bytes()).is_ok());
        assert!(parse_object(nested(33).as_bytes()).is_err());
        assert!(parse_object(nested(10_000).as_bytes()).is_err());
    }

    #[test]
    fn long_integers_are_the_doubles_next_to_them() {
        let read = |text: &str| parse_value(text.as_bytes()).map(|value| value.to_string());
        assert_eq!(read("18446744073709551615"), Ok("18446744073709551615".to_owned()));
        assert_eq!(read("-9223372036854775808"), Ok("-9223372036854775808".to_owned()));
        let thirty = Number::from_f64(1e29).unwrap();
        let value = parse_value(b"100000000000000000000000000000");
        assert_eq!(value, Ok(Value::Number(thirty)));
    }

    #[test]
    fn broken_text_is_refused() {
        for bytes in [
            &b"\xef\xbb\xbf{}"[..],
            b"{\"a\":\"\xff\"}",
            br#"{"a":"\ud800"}"#,
            br#"{"a":"\udc00"}"#,
            br#"{"a":"\ud800\ud800"}"#,
            br#"{"a":"\udc00\ud800"}"#,
            br#"{"\ud800":1}"#,
            b"{\"a\":\"\xc0\xaf\"}",
            b"{\"a\":\"\xed\xa0\x80\"}",
            b"{\"a\":-1e999}",
            b"{\"a\":+1}",
            b"{\"a\":.5}",
            b"{\"a\":0x1}",
            b"{\"a\":1}\0",
            b"\0{\"a\":1}",
            b"{\"a\":\"\t\"}",
            b"\x0c{}",
            b"{\"a\":1/**/}",
            b"{\"a\":NaN}",
            b"{\"a\":1e999}",
            b"{\"a\":01}",
            b"{\"a\":\"\x00\"}",
        ] {
            assert!(parse_object(bytes).is_err(), "{bytes:?}");
        }
    }
}
