//! The texts that findings speak of, by the name they give.

use std::{collections::BTreeMap, sync::Arc};

use engine::{Location, Source, Span};

/// The files read so far. A finding about a file that is not here is shown without its line.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    by_name: BTreeMap<String, Arc<Source>>,
}

impl Sources {
    /// Starts without texts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a text, where there is one.
    pub fn insert_some(&mut self, source: Option<impl Into<Arc<Source>>>) {
        if let Some(source) = source {
            self.insert(source);
        }
    }

    /// Keeps all texts of others.
    pub fn extend(&mut self, others: &Self) {
        for source in others.by_name.values() {
            self.insert(Arc::clone(source));
        }
    }

    /// Keeps a text under its own name; a later text of that name takes its place.
    pub fn insert(&mut self, source: impl Into<Arc<Source>>) {
        let source = source.into();
        self.by_name.insert(source.name().to_owned(), source);
    }

    /// Returns the text of a name.
    pub fn get(&self, name: &str) -> Option<&Source> {
        self.by_name.get(name).map(AsRef::as_ref)
    }

    /// Returns where a span ends that starts at a known place: the first place after it.
    ///
    /// Counted from the start of the span, for the line may be long and the findings many.
    /// An empty span ends where it starts; of another, nothing is known without the text.
    pub(crate) fn end(&self, name: &str, start: Location, span: Span) -> Option<Location> {
        if span.start >= span.end {
            return Some(start);
        }
        let text = self.get(name)?.text();
        let from = text.floor_char_boundary(usize::try_from(span.start).ok()?);
        let to = text.floor_char_boundary(usize::try_from(span.end).ok()?);
        let spanned = text.get(from..to)?;
        let Some((before, last)) = spanned.rsplit_once('\n') else {
            return Some(Location { column: start.column + spanned.chars().count(), ..start });
        };
        let line = start.line + before.matches('\n').count() + 1;
        Some(Location { line, column: last.chars().count() + 1 })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn end(text: &str, span: Span) -> Option<Location> {
        let source = Source::new("x.yaml", text);
        let start = source.start(span);
        let mut sources = Sources::new();
        sources.insert(source);
        sources.end("x.yaml", start, span)
    }

    #[test]
    fn the_end_is_the_place_after_the_span() {
        let text = "a: é\nbc: 1\n";
        assert_eq!(end(text, Span { start: 3, end: 5 }), Some(Location { line: 1, column: 5 }));
        assert_eq!(end(text, Span { start: 0, end: 8 }), Some(Location { line: 2, column: 3 }));
    }

    #[test]
    fn without_the_text_only_an_empty_span_has_an_end() {
        let (sources, start) = (Sources::new(), Location { line: 3, column: 4 });
        assert_eq!(sources.end("x", start, Span { start: 9, end: 9 }), Some(start));
        assert_eq!(sources.end("x", start, Span { start: 9, end: 10 }), None);
    }

    proptest! {
        #[test]
        fn the_end_is_what_the_source_says_of_its_offset(
            text in "[aé\n]{0,30}", start in 0_usize..40, end_at in 0_usize..40,
        ) {
            let (start, to) = (text.floor_char_boundary(start), text.floor_char_boundary(end_at));
            prop_assume!(start < to);
            let offset = |at: usize| u32::try_from(at).unwrap();
            let span = Span { start: offset(start), end: offset(to) };
            let expected = Source::new("x.yaml", text.as_str()).location(span.end);
            prop_assert_eq!(end(&text, span), Some(expected));
        }
    }
}
