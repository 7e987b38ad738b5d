//! Second reading pass: text to a document type, by `serde_yaml`. Only this file names that crate.
//!
//! The first pass ([`crate::tree`]) has refused by then whatever two readers could read
//! differently. When the typed pass fails, [`crate::shape`] says what is wrong and where.

use crate::document::Document;
use crate::shape::explain;
use crate::spell::quote;
use crate::tree::{Node, is_null, read};
use crate::{Code, Diagnostic, Diagnostics, Source, Span};

/// A document with the tree that knows where each part of it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed<T> {
    /// The document; when `found` holds errors, without the entries that do not fit.
    pub document: T,
    /// What does not fit, already in full.
    pub(crate) found: Diagnostics,
    pub(crate) tree: Node,
}

impl<T> Parsed<T> {
    /// Returns the findings of the shape pass; any is an error.
    pub fn found(&self) -> &Diagnostics {
        &self.found
    }

    /// Returns the place of the whole document, from which the parts are found.
    pub fn place<'a>(&'a self, source: &'a Source) -> Place<'a> {
        Place { source, node: &self.tree, key: self.tree.span }
    }
}

/// Reads a source as a document.
///
/// # Errors
/// The text is not taken at all, or nothing of it fits the type. What fits in part is returned
/// with its findings.
pub fn parse<T: Document>(source: &Source) -> Result<Parsed<T>, Diagnostics> {
    let tree = read(source)?;
    let error = match serde_yaml::from_str::<T>(source.text()) {
        Ok(document) => {
            let mut found = Diagnostics::new();
            refuse_silence(source, &tree, T::FREE_KEYS, &mut found);
            return Ok(Parsed { document, found, tree });
        }
        Err(error) => error,
    };
    let (document, mut found) = explain(source, &tree, T::RESERVED);
    if found.is_empty() {
        // The typed pass saw something the explanation did not: its own words, then.
        let at = error.location().map_or(0, |location| location.index());
        let start = u32::try_from(at).unwrap_or(0);
        let message = format!("not a {}: {error}", T::KIND);
        found.push(Diagnostic::new(source, Span { start, end: start }, Code::InvalidYaml, message));
    }
    match document {
        Some(document) => Ok(Parsed { document, found, tree }),
        None => Err(found.sorted()),
    }
}

/// Finds keys without a value: the typed pass takes `GET /x:` for `GET /x: {}`.
fn refuse_silence(source: &Source, node: &Node, free: &[&str], found: &mut Diagnostics) {
    for entry in node.entries().iter().filter(|entry| !free.contains(&entry.key.as_str())) {
        if is_null(&entry.value) {
            let message = format!("{} says nothing", quote(&entry.key));
            let help = "say a value, `{}` for an empty map, or delete the key";
            let finding = Diagnostic::new(source, entry.key_span, Code::WrongType, message);
            found.push(finding.with_help(help));
        }
        refuse_silence(source, &entry.value, free, found);
    }
    for item in node.items() {
        refuse_silence(source, item, free, found);
    }
}

/// Returns the top-level keys of a file, by which a policy is told from a spec.
///
/// # Errors
/// The text is not taken at all.
pub fn top_level_keys(source: &Source) -> Result<Vec<String>, Diagnostics> {
    Ok(read(source)?.entries().iter().map(|entry| entry.key.clone()).collect())
}

/// A part of a document and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    source: &'a Source,
    node: &'a Node,
    key: Span,
}

impl<'a> Place<'a> {
    /// Returns the value of a key; where it is missing, the place itself.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        match self.node.entry(key) {
            Some(entry) => Self { node: &entry.value, key: entry.key_span, ..self },
            None => self,
        }
    }

    /// Returns the value of the entry at an index of a map, or the item of a list.
    #[must_use]
    pub fn at(self, index: usize) -> Self {
        if let Some(entry) = self.node.entries().get(index) {
            return Self { node: &entry.value, key: entry.key_span, ..self };
        }
        match self.node.items().get(index) {
            Some(item) => Self { node: item, key: item.span, ..self },
            None => self,
        }
    }

    /// Returns what was read from the value, together with the places of its parts, to be kept
    /// apart from the whole document.
    pub fn detached<T>(self, document: T) -> Parsed<T> {
        Parsed { document, found: Diagnostics::new(), tree: self.node.clone() }
    }

    /// Returns the names of a map's entries, also of those that did not fit.
    pub fn names(self) -> impl Iterator<Item = &'a str> {
        self.node.entries().iter().map(|entry| entry.key.as_str())
    }

    /// Returns how many items a list has; anything else has none.
    pub fn len(self) -> usize {
        self.node.items().len()
    }

    /// Returns whether the value is no list, or an empty one.
    pub fn is_empty(self) -> bool {
        self.node.items().is_empty()
    }

    /// Returns whether the map has a key.
    pub fn has(self, key: &str) -> bool {
        self.node.entry(key).is_some()
    }

    /// Returns the span of the value.
    pub fn span(self) -> Span {
        self.node.span
    }

    /// Returns the span of the key that leads to the value.
    pub fn key_span(self) -> Span {
        self.key
    }

    /// Returns the source the place is in.
    pub fn source(self) -> &'a Source {
        self.source
    }

    /// Makes a finding about the value.
    pub fn finding(self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.source, self.node.span, code, message)
    }

    /// Makes a finding about the key.
    pub fn key_finding(self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.source, self.key, code, message)
    }
}

#[cfg(test)]
mod tests;
