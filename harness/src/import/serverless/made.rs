//! Nodes that no file holds: the resources that the framework makes.

use crate::import::project::Place;
use crate::import::template::{Entry, Kind, Node};

/// Makes a text.
pub(super) fn text(place: Place, text: impl Into<String>) -> Node {
    Node { place, kind: Kind::Scalar { text: text.into(), plain: false } }
}

/// Makes a list.
pub(super) fn list(place: Place, items: Vec<Node>) -> Node {
    Node { place, kind: Kind::List(items) }
}

/// Makes a map whose keys stand at the place of the map.
pub(super) fn map(place: Place, entries: Vec<(&str, Node)>) -> Node {
    let entry = |(key, value): (&str, Node)| entry(key, place, value);
    Node { place, kind: Kind::Map(entries.into_iter().map(entry).collect()) }
}

/// Makes an entry of a map.
pub(super) fn entry(key: &str, key_place: Place, value: Node) -> Entry {
    Entry { key: key.to_owned(), key_place, value }
}

/// Makes a map of entries.
pub(super) fn of_entries(place: Place, entries: Vec<Entry>) -> Node {
    Node { place, kind: Kind::Map(entries) }
}

/// Makes a reference to a resource.
pub(super) fn reference(place: Place, id: &str) -> Node {
    map(place, vec![("Ref", text(place, id))])
}
