//! Texts of segments, each kept once and then known by its number.

use std::{collections::HashMap, sync::Arc};

/// The number of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Text(pub(super) u32);

impl Text {
    /// The empty text: the only segment of `/`, and the last one of a path that ends with a slash.
    pub(super) const EMPTY: Self = Self(0);
}

/// All texts that were met, and some that stand for a segment of which nothing is known.
#[derive(Debug)]
pub(super) struct Texts {
    numbers: HashMap<Arc<str>, Text>,
    all: Vec<Arc<str>>,
    fillers: Vec<Text>,
}

/// What a variable holds in a path that is only to be some path; the shortest first.
const FILLERS: [&str; 16] =
    ["x", "y", "z", "id", "other", "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "0"];

impl Texts {
    pub(super) fn new() -> Self {
        let mut texts = Self { numbers: HashMap::new(), all: Vec::new(), fillers: Vec::new() };
        texts.intern("");
        texts.fillers = FILLERS.iter().map(|text| texts.intern(text)).collect();
        texts
    }

    /// Returns the number of a text, a new one if it is met for the first time.
    pub(super) fn intern(&mut self, text: &str) -> Text {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = Text(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        let shared: Arc<str> = text.into();
        self.all.push(Arc::clone(&shared));
        self.numbers.insert(shared, number);
        number
    }

    pub(super) fn get(&self, text: Text) -> &str {
        self.all.get(text.0 as usize).map_or("", |text| text)
    }

    /// Returns the texts that stand for any segment.
    pub(super) fn fillers(&self) -> &[Text] {
        &self.fillers
    }

    pub(super) fn is_legal(&self, text: Text) -> bool {
        engine::is_legal_segment(self.get(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_number_and_the_fillers_are_legal() {
        let mut texts = Texts::new();
        let number = texts.intern("orders");
        assert_eq!(texts.intern("orders"), number);
        assert_eq!((texts.get(number), texts.get(Text::EMPTY)), ("orders", ""));
        assert!(texts.fillers().iter().all(|filler| texts.is_legal(*filler)));
        assert!(!texts.is_legal(Text::EMPTY));
    }
}
