//! What a row must come to, as written: a word, a status, or a map of parts.

use std::fmt;

use engine::text::{Named, Text, said};
use schemars::JsonSchema;
use serde::{
    Deserialize,
    de::{Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

/// An expectation.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectationDocument {
    /// `allow`, `deny` or a reason.
    Word(Text),
    /// A status.
    Status(i64),
    /// A map of parts that are all met.
    Parts(Box<ExpectationParts>),
}

/// The parts of an expectation.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map of `allow`, `deny`, `status` and more")]
pub struct ExpectationParts {
    /// The route that lets the request in.
    #[serde(default, deserialize_with = "said")]
    pub allow: Option<Text>,
    /// The reason for which it is denied.
    #[serde(default, deserialize_with = "said")]
    pub deny: Option<Text>,
    /// The status answered.
    #[serde(default, deserialize_with = "said")]
    pub status: Option<i64>,
    /// The route met.
    #[serde(default, deserialize_with = "said")]
    pub route: Option<Text>,
    /// The guardrail that denies.
    #[serde(default, deserialize_with = "said")]
    pub guardrail: Option<Text>,
    /// All variables of the path.
    #[serde(default, deserialize_with = "said")]
    pub variables: Option<Named<Text>>,
    /// The `WWW-Authenticate` of the answer.
    #[serde(default, deserialize_with = "said")]
    pub challenge: Option<Text>,
}

impl<'de> Deserialize<'de> for ExpectationDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = ExpectationDocument;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an expectation: `allow`, `deny`, a status, a reason or a map")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<ExpectationDocument, E> {
                Ok(ExpectationDocument::Word(Text(text.to_owned())))
            }

            fn visit_i64<E: Error>(self, status: i64) -> Result<ExpectationDocument, E> {
                Ok(ExpectationDocument::Status(status))
            }

            fn visit_u64<E: Error>(self, status: u64) -> Result<ExpectationDocument, E> {
                // No status is that large: what it becomes is refused like any other.
                Ok(ExpectationDocument::Status(i64::try_from(status).unwrap_or(i64::MAX)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ExpectationDocument, A::Error> {
                let parts = ExpectationParts::deserialize(MapAccessDeserializer::new(map))?;
                Ok(ExpectationDocument::Parts(Box::new(parts)))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
