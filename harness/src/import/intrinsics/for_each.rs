//! `Fn::ForEach`: entries written once for each item of a collection.

use std::borrow::Cow;

use engine::Code;

use super::resolver::Resolver;
use crate::import::template::{Entry, Kind, Node};
use crate::import::value::Value;

/// An entry of a map, as written or made by a loop.
pub(super) type Expanded<'n> = Cow<'n, Entry>;

const FORM: &str = "`Fn::ForEach` is a list: a name, a collection, and a map of one entry";

impl Resolver<'_> {
    /// Returns the entries of a map, its loops written out.
    pub fn expand<'n>(&self, node: &'n Node) -> Vec<Expanded<'n>> {
        let entries = node.entries();
        if !entries.iter().any(|entry| entry.key.starts_with("Fn::ForEach::")) {
            return entries.iter().map(Cow::Borrowed).collect();
        }
        let mut expanded = Vec::new();
        for entry in entries {
            if entry.key.starts_with("Fn::ForEach::") {
                expanded.extend(self.repeat(&entry.value).into_iter().map(Cow::Owned));
            } else {
                expanded.push(Cow::Borrowed(entry));
            }
        }
        expanded
    }

    fn repeat(&self, node: &Node) -> Vec<Entry> {
        let [name, collection, body] = node.items() else {
            self.report(node.place, Code::InvalidTemplate, FORM);
            return Vec::new();
        };
        let (Some(name), true) = (name.text(), matches!(body.kind, Kind::Map(_))) else {
            self.report(node.place, Code::InvalidTemplate, FORM);
            return Vec::new();
        };
        let value = self.value(collection);
        let items: Option<Vec<&str>> =
            value.list().and_then(|items| items.iter().map(Value::known).collect());
        let Some(items) = items else {
            let message = "the collection of this loop is not known";
            self.report(collection.place, Code::UnresolvedValue, message);
            return Vec::new();
        };
        let mut entries = Vec::new();
        for item in items {
            for entry in body.entries() {
                if !self.enter(node.place) {
                    return entries;
                }
                let filled = Filled { resolver: self, name, item };
                let made = filled.entry(entry);
                // A loop may hold further loops.
                if made.key.starts_with("Fn::ForEach::") {
                    entries.extend(self.repeat(&made.value));
                } else {
                    entries.push(made);
                }
                self.leave();
            }
        }
        entries
    }
}

/// A copied node keeps its memory, and is worked out again later.
const COPY: usize = 16;

/// A loop's body with one item in the place of its name.
struct Filled<'r, 't, 'i> {
    resolver: &'r Resolver<'t>,
    name: &'i str,
    item: &'i str,
}

impl Filled<'_, '_, '_> {
    fn entry(&self, entry: &Entry) -> Entry {
        let value = self.node(&entry.value);
        Entry { key: self.text(&entry.key), key_place: entry.key_place, value }
    }

    fn node(&self, node: &Node) -> Node {
        let place = node.place;
        if !self.resolver.spend(COPY, place) {
            return Node { place, kind: Kind::List(Vec::new()) };
        }
        if let Some(entry) = node.single()
            && entry.key == "Ref"
            && entry.value.text() == Some(self.name)
        {
            return Node { place, kind: Kind::Scalar { text: self.item.to_owned(), plain: false } };
        }
        let kind = match &node.kind {
            Kind::Scalar { text, plain } => Kind::Scalar { text: self.text(text), plain: *plain },
            Kind::List(items) => Kind::List(items.iter().map(|item| self.node(item)).collect()),
            Kind::Map(entries) => Kind::Map(entries.iter().map(|one| self.entry(one)).collect()),
        };
        Node { place, kind }
    }

    /// `${Name}` is the item; `&{Name}` the item without what a logical id cannot hold.
    fn text(&self, text: &str) -> String {
        let letters: String = self.item.chars().filter(char::is_ascii_alphanumeric).collect();
        let text = text.replace(&format!("${{{}}}", self.name), self.item);
        text.replace(&format!("&{{{}}}", self.name), &letters)
    }
}
