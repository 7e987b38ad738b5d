//! A request as written: `METHOD /path`, or a map of its parts.

use std::fmt;

use engine::text::{Named, Text};
use schemars::JsonSchema;
use serde::{
    Deserialize,
    de::{
        Deserializer, Error, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

/// A request.
#[derive(Clone, Debug, PartialEq)]
pub enum RequestDocument {
    /// `request: METHOD /path?query`.
    Line(Text),
    /// `request: { method: …, path: …, headers: … }`.
    Parts(RequestParts),
}

/// The parts of a request.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map of `method`, `path` and `headers`")]
pub struct RequestParts {
    /// The method, as sent.
    pub method: Text,
    /// The path and query, as sent.
    pub path: Text,
    /// Headers by name.
    #[serde(default)]
    pub headers: Named<HeaderDocument>,
}

/// The values of a header.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderDocument(pub Vec<Text>);

impl<'de> Deserialize<'de> for RequestDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = RequestDocument;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a request: the text `METHOD /path` or a map of `method` and `path`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<RequestDocument, E> {
                Ok(RequestDocument::Line(Text(text.to_owned())))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RequestDocument, A::Error> {
                let parts = RequestParts::deserialize(MapAccessDeserializer::new(map))?;
                Ok(RequestDocument::Parts(parts))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl<'de> Deserialize<'de> for HeaderDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = HeaderDocument;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<HeaderDocument, E> {
                Ok(HeaderDocument(vec![Text(text.to_owned())]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<HeaderDocument, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(items)).map(HeaderDocument)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
