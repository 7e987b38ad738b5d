//! Invariants as written: where, and what every token that is let in there must have.

use std::fmt;

use engine::{
    document::{ClaimDocument, ScopesDocument},
    text::{Named, Text, said},
};
use schemars::JsonSchema;
use serde::{
    Deserialize,
    de::{
        Deserializer, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

/// An invariant: every allowed request that it is about fulfils what it requires.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "an invariant: a map of `name`, `require` and more")]
pub struct InvariantDocument {
    /// Its name, once in the file.
    pub name: Text,
    /// Globs of the paths it is about; default every path.
    #[serde(default, deserialize_with = "said")]
    pub paths: Option<Vec<Text>>,
    /// Methods it is about; default every one.
    #[serde(default, deserialize_with = "said")]
    pub methods: Option<Vec<Text>>,
    /// Keys of routes it is not about.
    #[serde(default, deserialize_with = "said")]
    pub except: Option<Vec<Text>>,
    /// What the token must have.
    pub require: RequireDocument,
    /// Why it is not proved.
    #[serde(default, deserialize_with = "said")]
    pub skip: Option<Text>,
    /// What it is for.
    #[serde(default, deserialize_with = "said")]
    pub description: Option<Text>,
}

/// What an invariant requires.
#[derive(Clone, Debug, PartialEq)]
pub enum RequireDocument {
    /// `require: [NAME, …]`: requirements of the policy, all of which hold.
    Names(Vec<Text>),
    /// `require: { token: valid, scopes: …, claims: …, require: […] }`.
    Parts(Box<RequireParts>),
}

/// The parts of what an invariant requires, all of which hold.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map of `token`, `scopes`, `claims` and `require`")]
pub struct RequireParts {
    /// `valid`: a token that was verified.
    #[serde(default, deserialize_with = "said")]
    pub token: Option<Text>,
    /// Scopes the token must have.
    #[serde(default, deserialize_with = "said")]
    pub scopes: Option<ScopesDocument>,
    /// Conditions on claims, all of which must hold.
    #[serde(default, deserialize_with = "said")]
    pub claims: Option<Named<ClaimDocument>>,
    /// Requirements of the policy, all of which must hold.
    #[serde(default, deserialize_with = "said")]
    pub require: Option<Vec<Text>>,
}

impl<'de> Deserialize<'de> for RequireDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = RequireDocument;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of requirements, or a map such as `{ token: valid }`")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<RequireDocument, A::Error> {
                let names = Vec::deserialize(SeqAccessDeserializer::new(list))?;
                Ok(RequireDocument::Names(names))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RequireDocument, A::Error> {
                let parts = RequireParts::deserialize(MapAccessDeserializer::new(map))?;
                Ok(RequireDocument::Parts(Box::new(parts)))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
