//! Tables as written: a map whose key `tokens` heads the columns, every other key being a request.

use std::fmt;

use engine::text::Named;
use serde::{
    Deserialize,
    de::{Deserializer, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use super::{
    expectation::ExpectationDocument,
    list::{Listed, items},
};

/// A table: lists of cells by request; the cells of `tokens` are names.
pub type TableDocument = Named<Listed<ExpectationDocument>>;

/// One table, or a list of tables.
#[derive(Clone, Debug, PartialEq)]
pub enum TablesDocument {
    /// `table: { … }`.
    One(TableDocument),
    /// `table: [ { … }, … ]`.
    Many(Listed<TableDocument>),
}

impl<'de> Deserialize<'de> for TablesDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = TablesDocument;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table: a map of `tokens` and requests, or a list of such maps")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<TablesDocument, A::Error> {
                items(list).map(TablesDocument::Many)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TablesDocument, A::Error> {
                Named::deserialize(MapAccessDeserializer::new(map)).map(TablesDocument::One)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
