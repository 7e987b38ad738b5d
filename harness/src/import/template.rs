//! YAML and JSON of other tools as one tree of places.
//!
//! Unlike our own formats, templates may hold tags, anchors and merge keys. A tag is written out
//! as its long form (`!Ref x` is `{Ref: x}`), an alias and a merge key as what they stand for, so
//! that no reader behind this one meets them. Keys are distinct, and size, depth and the number
//! of values are bounded.

use engine::{Diagnostics, Source};

use super::project::{FileId, Place, Project};

mod json;
mod limits;
mod offsets;
mod yaml;

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub place: Place,
    /// What it holds.
    pub kind: Kind,
}

/// What a [`Node`] holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A text, number or boolean as written; `plain` tells `true` from `"true"`.
    Scalar {
        /// The text.
        text: String,
        /// Whether it stood without quotes.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the file; its keys are distinct.
    Map(Vec<Entry>),
}

/// A key, its place, and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_place: Place,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Returns the entries of a map; of anything else, none.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            Kind::List(_) | Kind::Scalar { .. } => &[],
        }
    }

    /// Returns the value of a key of a map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// Returns the items of a list; of anything else, none.
    pub fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            Kind::Map(_) | Kind::Scalar { .. } => &[],
        }
    }

    /// Returns the text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// Returns whether it is a plain null, in one of its spellings or none.
    pub fn is_null(&self) -> bool {
        let Kind::Scalar { text, plain: true } = &self.kind else { return false };
        matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// Returns the one entry of a map with a single key: what a function call looks like.
    pub fn single(&self) -> Option<&Entry> {
        match self.entries() {
            [entry] => Some(entry),
            _ => None,
        }
    }
}

/// Reads one of a project's files. A text that begins with `{` is JSON when it can be.
///
/// # Errors
/// The text is neither, or passes a limit.
pub fn read(project: &Project, file: FileId) -> Result<Node, Diagnostics> {
    let source = project.source(file);
    let begins = source.text().trim_start().starts_with(['{', '[']);
    if !begins {
        return yaml::read(&source, file);
    }
    match json::read(&source, file) {
        Ok(node) => Ok(node),
        Err(found) if is_json(&source) => Err(found),
        // Flow style with comments or bare words is YAML; what is neither is judged as JSON.
        Err(found) => yaml::read(&source, file).map_err(|_also_wrong| found),
    }
}

fn is_json(source: &Source) -> bool {
    let end = std::path::Path::new(source.name()).extension();
    end.is_some_and(|end| end.eq_ignore_ascii_case("json") || end.eq_ignore_ascii_case("template"))
}

#[cfg(test)]
mod tests;
