//! What routes, guardrails and requirements ask of a token, as written.
//!
//! Keys of several shapes have visitors of their own: an untagged enum would lose both the place
//! and the reason of a mistake.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::text::{Named, PlainNumber, Scalar, ScalarReader, Text, said};

/// What a requirement asks for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a requirement: a map of `scopes` and `claims`")]
pub struct RequirementDocument {
    /// Scopes the token must have.
    #[serde(default, deserialize_with = "said")]
    pub scopes: Option<ScopesDocument>,
    /// Conditions on claims, all of which must hold.
    #[serde(default, deserialize_with = "said")]
    pub claims: Option<Named<ClaimDocument>>,
}

/// Scopes as written: one, a list, or a map of quantifiers.
#[derive(Clone, Debug, PartialEq)]
pub enum ScopesDocument {
    /// `scopes: NAME`.
    One(Text),
    /// `scopes: [NAME]`; longer lists are refused later, with help.
    List(Vec<Text>),
    /// `scopes: { any_of: […], all_of: […] }`.
    Quantified(QuantifiedScopes),
}

/// Scopes with their quantifiers.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a map of `any_of` and `all_of`")]
pub struct QuantifiedScopes {
    /// The token must have one of these.
    #[serde(default, deserialize_with = "said")]
    pub any_of: Option<Vec<Text>>,
    /// The token must have each of these.
    #[serde(default, deserialize_with = "said")]
    pub all_of: Option<Vec<Text>>,
}

impl<'de> Deserialize<'de> for ScopesDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = ScopesDocument;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one scope, or a map of `any_of` and `all_of`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<ScopesDocument, E> {
                Ok(ScopesDocument::One(Text(text.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<ScopesDocument, A::Error> {
                let list = Vec::deserialize(SeqAccessDeserializer::new(items))?;
                Ok(ScopesDocument::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ScopesDocument, A::Error> {
                let map = QuantifiedScopes::deserialize(MapAccessDeserializer::new(map))?;
                Ok(ScopesDocument::Quantified(map))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A condition on a claim as written: a value it equals, or operators that all hold.
#[derive(Clone, Debug, PartialEq)]
pub enum ClaimDocument {
    /// `claim: VALUE`.
    Equals(Scalar),
    /// `claim: { OPERATOR: … }`.
    Operators(Box<OperatorsDocument>),
}

/// The operators of a condition.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a map of operators such as `any_of`")]
pub struct OperatorsDocument {
    /// The claim is this value, or an array that holds it.
    #[serde(default, deserialize_with = "said")]
    pub equals: Option<Scalar>,
    /// The claim is one of these, or an array that holds one.
    #[serde(default, deserialize_with = "said")]
    pub any_of: Option<Vec<Scalar>>,
    /// The claim is an array that holds all of these.
    #[serde(default, deserialize_with = "said")]
    pub all_of: Option<Vec<Scalar>>,
    /// The claim is none of these, and of their type.
    #[serde(default, deserialize_with = "said")]
    pub none_of: Option<Vec<Scalar>>,
    /// The claim is a number, this or more.
    #[serde(default, deserialize_with = "said")]
    pub at_least: Option<PlainNumber>,
    /// The claim is a number, this or less.
    #[serde(default, deserialize_with = "said")]
    pub at_most: Option<PlainNumber>,
    /// The claim is a text that the glob takes whole.
    #[serde(default, deserialize_with = "said")]
    pub glob: Option<Text>,
    /// The claim is the text of this variable of the route.
    #[serde(default, deserialize_with = "said")]
    pub path_variable: Option<Text>,
    /// The claim is there, or is not.
    #[serde(default, deserialize_with = "said")]
    pub present: Option<bool>,
}

impl<'de> Deserialize<'de> for ClaimDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = ClaimDocument;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value, or a map of operators such as `any_of`")
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<ClaimDocument, E> {
                ScalarReader.visit_bool(value).map(ClaimDocument::Equals)
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<ClaimDocument, E> {
                ScalarReader.visit_i64(value).map(ClaimDocument::Equals)
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<ClaimDocument, E> {
                ScalarReader.visit_u64(value).map(ClaimDocument::Equals)
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<ClaimDocument, E> {
                ScalarReader.visit_f64(value).map(ClaimDocument::Equals)
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<ClaimDocument, E> {
                ScalarReader.visit_str(value).map(ClaimDocument::Equals)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ClaimDocument, A::Error> {
                let operators = OperatorsDocument::deserialize(MapAccessDeserializer::new(map))?;
                Ok(ClaimDocument::Operators(Box::new(operators)))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
