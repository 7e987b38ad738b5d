//! What a value turns out to be.

use super::hole::has_hole;
use crate::import::project::Place;
use crate::import::template::Node;

/// What a value is, its variable followed as far as needed to tell.
#[derive(Clone, Debug)]
pub(super) enum Found<'t> {
    /// A map, a list, or a text that holds no variable.
    Node(&'t Node),
    /// A text put together.
    Text(String, Place),
    /// Only the name is known.
    Hole(String, Place),
    /// There is no value.
    Nothing,
    /// What is wrong has been told.
    Wrong(Place),
}

impl Found<'_> {
    /// Returns the value, or this text where there is none.
    pub(super) fn or(self, text: &str, place: Place) -> Self {
        if matches!(self, Self::Nothing) { Self::Text(text.to_owned(), place) } else { self }
    }

    /// Returns the text, when all of it is known.
    pub(super) fn known(&self) -> Option<&str> {
        let text = match self {
            Self::Node(node) => node.text()?,
            Self::Text(text, _) => text,
            Self::Hole(..) | Self::Nothing | Self::Wrong(_) => return None,
        };
        (!has_hole(text)).then_some(text)
    }
}
