//! Tokens as written: how one is minted, and the token of a case, named or said in place.

use std::fmt;

use engine::text::{Text, said};
use schemars::JsonSchema;
use serde::{
    Deserialize,
    de::{Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{json::JsonMap, list::Listed};

/// A token.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a token: a map of `like`, `scopes`, `claims` and more")]
pub struct TokenDocument {
    /// The authorizer it belongs to.
    #[serde(default, deserialize_with = "said")]
    pub authorizer: Option<Text>,
    /// The kind of token.
    #[serde(default, deserialize_with = "said")]
    pub profile: Option<Text>,
    /// The token it is laid over.
    #[serde(default, deserialize_with = "said")]
    pub like: Option<Text>,
    /// Its scopes; an empty list mints a token without the claim.
    #[serde(default, deserialize_with = "said")]
    pub scopes: Option<Listed<Text>>,
    /// Claims by name; null removes one.
    #[serde(default, deserialize_with = "said")]
    pub claims: Option<JsonMap>,
    /// Members of the header by name; null removes one.
    #[serde(default, deserialize_with = "said")]
    pub header: Option<JsonMap>,
    /// The algorithm that it is signed with.
    #[serde(default, deserialize_with = "said")]
    pub algorithm: Option<Text>,
    /// From `now` to `exp`.
    #[serde(default, deserialize_with = "said")]
    pub expires_in: Option<Text>,
    /// From `now` to `iat`.
    #[serde(default, deserialize_with = "said")]
    pub issued_in: Option<Text>,
    /// From `now` to `nbf`.
    #[serde(default, deserialize_with = "said")]
    pub not_before_in: Option<Text>,
    /// The way it is spoilt.
    #[serde(default, deserialize_with = "said")]
    pub fault: Option<Text>,
    /// The text sent as it stands, instead of a minted token.
    #[serde(default, deserialize_with = "said")]
    pub raw: Option<Text>,
}

/// The token of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseTokenDocument {
    /// `token: NAME`.
    Name(Text),
    /// `token: { … }`.
    Inline(Box<TokenDocument>),
}

impl<'de> Deserialize<'de> for CaseTokenDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = CaseTokenDocument;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a token (a text), or a map that says one")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<CaseTokenDocument, E> {
                Ok(CaseTokenDocument::Name(Text(text.to_owned())))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CaseTokenDocument, A::Error> {
                let token = TokenDocument::deserialize(MapAccessDeserializer::new(map))?;
                Ok(CaseTokenDocument::Inline(Box::new(token)))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
