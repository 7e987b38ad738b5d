//! Explains a file whose shape is wrong: reads the span tree into the document type once more,
//! records what does not fit, with its place, and goes on with the next entry.
//!
//! The typed pass ends at its first error and knows places by line only. This reader runs when
//! that pass has failed, so that all mistakes are told at once.

use std::cell::RefCell;
use std::collections::HashSet;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IntoDeserializer as _, MapAccess, SeqAccess,
    Unexpected, Visitor,
};

use self::error::ShapeError;
use self::scalar::visit_plain;
use crate::spell::quote;
use crate::tree::{Entry, Kind, Node};
use crate::{Code, Diagnostic, Diagnostics, Source, Span};

mod error;
mod scalar;

/// Reads the tree as a document, as far as it fits; finds everything that does not.
///
/// A struct ends at its first key that does not fit. So the tree is read again without the keys
/// told so far, until nothing new is found: as often as one entry has mistakes, not the file.
pub(crate) fn explain<T: serde::de::DeserializeOwned>(
    source: &Source,
    tree: &Node,
    reserved: &'static [(&'static str, &'static str)],
) -> (Option<T>, Diagnostics) {
    let mut document = None;
    let mut told = Diagnostics::new();
    let mut skipped = HashSet::new();
    for pass in 0..MOST_PASSES {
        let all = RefCell::new(Diagnostics::new());
        let found = Found { source, reserved, all, skipped: RefCell::new(skipped) };
        let reader = Reader { node: tree, name: tree.span, found: &found, depth: 0 };
        let before = found.skipped.borrow().len();
        let result = T::deserialize(reader);
        if let Err(error) = &result {
            found.record(error, tree.span);
        }
        // Without the keys skipped in later passes, what is left says something else.
        if pass == 0 {
            document = result.ok();
        }
        told.extend(found.all.into_inner());
        skipped = found.skipped.into_inner();
        if skipped.len() == before {
            break;
        }
    }
    (document, told.sorted())
}

/// More keys than any struct has.
const MOST_PASSES: usize = 16;

struct Found<'s> {
    source: &'s Source,
    reserved: &'static [(&'static str, &'static str)],
    all: RefCell<Diagnostics>,
    /// Where the keys begin that were told not to fit.
    skipped: RefCell<HashSet<u32>>,
}

impl Found<'_> {
    fn record(&self, error: &ShapeError, otherwise: Span) {
        if !error.recorded {
            let span = error.span.unwrap_or(otherwise);
            self.push(span, error.code, error.message.clone(), error.help.clone());
        }
    }

    fn push(&self, span: Span, code: Code, message: String, help: Option<String>) {
        let mut diagnostic = Diagnostic::new(self.source, span, code, message);
        diagnostic.help = help;
        self.all.borrow_mut().push(diagnostic);
    }

    /// Leaves an entry out of the next pass. Only the innermost: what stands beside it is read.
    fn skip(&self, entry: &Entry, mut error: ShapeError) -> ShapeError {
        if !error.skipped {
            self.skipped.borrow_mut().insert(entry.key_span.start);
            error.skipped = true;
        }
        error
    }

    fn unknown_key(&self, span: Span, key: &str, known: &[&str], top: bool) {
        if let Some((_, help)) = self.reserved.iter().find(|(name, _)| top && *name == key) {
            let message = format!("the key {} is kept for a later version", quote(key));
            return self.push(span, Code::ReservedKey, message, Some((*help).to_owned()));
        }
        let error = ShapeError::unknown(key, known);
        self.push(span, error.code, error.message, error.help);
    }
}

/// A node about to be read.
#[derive(Clone, Copy)]
struct Reader<'de, 'f> {
    node: &'de Node,
    /// Where to point when something is missing in the node: its key.
    name: Span,
    found: &'f Found<'f>,
    depth: usize,
}

impl<'de> Reader<'de, '_> {
    fn child(self, node: &'de Node, name: Span) -> Self {
        Self { node, name, depth: self.depth + 1, ..self }
    }

    /// Gives an error its place and records it here, where the entry that holds it is skipped.
    fn place<V>(self, result: Result<V, ShapeError>) -> Result<V, ShapeError> {
        result.map_err(|mut error| {
            if !error.recorded {
                let silent = matches!(&self.node.kind, Kind::Scalar { text, plain: true } if text.is_empty());
                let at_name = error.code == Code::MissingKey || silent;
                let here = if at_name { self.name } else { self.node.span };
                error.span = error.span.or(Some(here));
                let skipped = error.code == Code::MissingKey && self.skips_a_key();
                if !skipped {
                    self.found.record(&error, here);
                }
                error.recorded = true;
            }
            error
        })
    }

    /// Whether a key of this map was told in an earlier pass: it is not missing.
    fn skips_a_key(self) -> bool {
        let skipped = self.found.skipped.borrow();
        self.node.entries().iter().any(|entry| skipped.contains(&entry.key_span.start))
    }

    fn visit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match &self.node.kind {
            Kind::Scalar { text, plain: false } => visitor.visit_str(text),
            Kind::Scalar { text, plain: true } => visit_plain(text, visitor),
            Kind::List(items) => visitor.visit_seq(Items { reader: self, rest: items.iter() }),
            Kind::Map(entries) => visitor.visit_map(Entries::new(self, entries, None)),
        }
    }
}

impl<'de> Deserializer<'de> for Reader<'de, '_> {
    type Error = ShapeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        self.place(self.visit(visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        let result = match &self.node.kind {
            Kind::Map(entries) => visitor.visit_map(Entries::new(self, entries, Some(fields))),
            // A derived struct would read a list as its keys in order.
            Kind::List(_) => Err(ShapeError::invalid_type(Unexpected::Seq, &visitor)),
            Kind::Scalar { .. } => self.visit(visitor),
        };
        self.place(result)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match &self.node.kind {
            Kind::Scalar { text, plain: true } if text.is_empty() || text == "null" => {
                visitor.visit_none()
            }
            Kind::Scalar { .. } | Kind::List(_) | Kind::Map(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        let result = match &self.node.kind {
            Kind::Scalar { text, .. } => {
                let text: StrDeserializer<'_, ShapeError> = text.as_str().into_deserializer();
                visitor.visit_enum(text)
            }
            Kind::List(_) | Kind::Map(_) => {
                Err(ShapeError::wrong("one of a few words is asked for"))
            }
        };
        self.place(result)
    }

    /// What tells a named map to record an error and go on.
    fn is_human_readable(&self) -> bool {
        false
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

struct Items<'de, 'f> {
    reader: Reader<'de, 'f>,
    rest: std::slice::Iter<'de, Node>,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = ShapeError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, ShapeError> {
        let Some(node) = self.rest.next() else { return Ok(None) };
        seed.deserialize(self.reader.child(node, node.span)).map(Some)
    }
}

struct Entries<'de, 'f> {
    reader: Reader<'de, 'f>,
    rest: std::slice::Iter<'de, Entry>,
    fields: Option<&'static [&'static str]>,
    value: Option<&'de Entry>,
}

impl<'de, 'f> Entries<'de, 'f> {
    fn new(
        reader: Reader<'de, 'f>,
        entries: &'de [Entry],
        fields: Option<&'static [&'static str]>,
    ) -> Self {
        Self { reader, rest: entries.iter(), fields, value: None }
    }
}

impl<'de> MapAccess<'de> for Entries<'de, '_> {
    type Error = ShapeError;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, ShapeError> {
        for entry in self.rest.by_ref() {
            let skipped = self.reader.found.skipped.borrow().contains(&entry.key_span.start);
            if skipped {
                continue;
            }
            if let Some(fields) = self.fields
                && !fields.contains(&entry.key.as_str())
            {
                let top = self.reader.depth == 0;
                self.reader.found.unknown_key(entry.key_span, &entry.key, fields, top);
                continue;
            }
            self.value = Some(entry);
            let key: StrDeserializer<'_, ShapeError> = entry.key.as_str().into_deserializer();
            return seed.deserialize(key).map(Some).map_err(|mut error| {
                error.span = Some(entry.key_span);
                self.reader.found.skip(entry, error)
            });
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, ShapeError> {
        match self.value.take() {
            Some(entry) => {
                let result = seed.deserialize(self.reader.child(&entry.value, entry.key_span));
                result.map_err(|error| self.reader.found.skip(entry, error))
            }
            None => Err(ShapeError::wrong("a value without a key")),
        }
    }
}
