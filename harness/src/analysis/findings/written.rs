//! Where a policy's text says what is asked for: routes, guardrails and requirements.

use engine::document::{ClaimDocument, PolicyDocument, ScopesDocument};
use engine::text::{Named, Text};
use engine::{Parsed, Place, Source, Span};

/// The text that a policy was read from.
#[derive(Clone, Copy, Debug)]
pub struct Written<'w> {
    source: &'w Source,
    parsed: &'w Parsed<PolicyDocument>,
}

/// What is written at one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'w> {
    /// Its name or key.
    pub(super) name: &'w str,
    /// Its place.
    pub(super) place: Place<'w>,
    /// How many `scopes` it has: one or none.
    pub(super) scopes: usize,
    /// On how many claims it has conditions.
    pub(super) claims: usize,
    /// The names of the requirements that it uses.
    pub(super) require: &'w [Text],
}

impl<'w> Written<'w> {
    /// Takes the text that a policy was validated from.
    pub fn new(source: &'w Source, parsed: &'w Parsed<PolicyDocument>) -> Self {
        Self { source, parsed }
    }

    fn root(self) -> Place<'w> {
        self.parsed.place(self.source)
    }

    /// Returns the routes in the order of the file, as [`engine::Policy::routes`] has them.
    pub(super) fn routes(self) -> impl Iterator<Item = Entry<'w>> {
        let section = self.root().key("routes");
        self.parsed.document.routes.iter().map(move |entry| {
            let own = &entry.value;
            let place = section.at(entry.index);
            Entry::new(&entry.name, place, own.scopes.as_ref(), own.claims.as_ref())
                .requiring(own.require.as_ref())
        })
    }

    /// Returns the guardrails by name, as [`engine::Policy::guardrails`] has them.
    pub(super) fn guardrails(self) -> Vec<Entry<'w>> {
        let section = self.root().key("guardrails");
        let all = self.parsed.document.guardrails.iter().map(|entry| {
            let own = &entry.value;
            let place = section.at(entry.index);
            Entry::new(&entry.name, place, own.scopes.as_ref(), own.claims.as_ref())
                .requiring(own.require.as_ref())
        });
        let mut all: Vec<Entry<'w>> = all.collect();
        all.sort_by_key(|entry| entry.name);
        all
    }

    /// Returns the named requirements in the order of the file.
    pub(super) fn requirements(self) -> impl Iterator<Item = Entry<'w>> {
        let section = self.root().key("requirements");
        self.parsed.document.requirements.iter().map(move |entry| {
            let own = &entry.value;
            let place = section.at(entry.index);
            Entry::new(&entry.name, place, own.scopes.as_ref(), own.claims.as_ref())
        })
    }

    /// Returns the place of a named requirement.
    pub(super) fn requirement(self, name: &str) -> Place<'w> {
        self.root().key("requirements").key(name)
    }
}

impl<'w> Entry<'w> {
    fn new(
        name: &'w str,
        place: Place<'w>,
        scopes: Option<&ScopesDocument>,
        claims: Option<&Named<ClaimDocument>>,
    ) -> Self {
        let claims = claims.map_or(0, |claims| claims.iter().count());
        Self { name, place, scopes: usize::from(scopes.is_some()), claims, require: &[] }
    }

    fn requiring(self, require: Option<&'w Vec<Text>>) -> Self {
        Self { require: require.map_or(&[], Vec::as_slice), ..self }
    }
}

/// Returns the span of a key and its value, or of an item: what would be deleted.
pub(super) fn whole(place: Place<'_>) -> Span {
    let mut last = place;
    // A block ends where the next token begins: it is as long as what stands in it.
    loop {
        let start = usize::try_from(last.span().start).unwrap_or(usize::MAX);
        let is_flow = matches!(last.source().text().as_bytes().get(start), Some(b'[' | b'{'));
        let parts = last.names().count().max(last.len());
        match parts.checked_sub(1) {
            Some(part) if !is_flow => last = last.at(part),
            _ => break,
        }
    }
    let (start, end) = (place.key_span().start, last.span().end);
    Span { start, end: end.max(start) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
version: 1
default_authorizer: a
authorizers: { a: { issuer: https://a.example, audience: [x] } }
requirements:
  staff:
    claims:
      groups:
        any_of:
          - staff

  # the next one
routes:
  GET /b: { scopes: { any_of: [r, w] }, require: [staff] }
";

    fn text_of(at: impl Fn(Place<'_>) -> Place<'_>) -> String {
        let source = Source::new("p.yaml", TEXT);
        let parsed = engine::parse::<PolicyDocument>(&source).unwrap();
        let span = whole(at(parsed.place(&source)));
        source.slice(span).to_owned()
    }

    #[test]
    fn blocks_end_where_their_last_word_does() {
        let block = "groups:\n        any_of:\n          - staff";
        assert_eq!(text_of(|root| root.key("requirements").at(0).key("claims").at(0)), block);
    }

    #[test]
    fn what_stands_in_brackets_is_whole_and_items_have_no_key() {
        assert_eq!(
            text_of(|root| root.key("routes").at(0).key("scopes")),
            "scopes: { any_of: [r, w] }"
        );
        assert_eq!(text_of(|root| root.key("routes").at(0).key("scopes").key("any_of").at(1)), "w");
    }

    #[test]
    fn entries_tell_how_much_is_their_own() {
        let source = Source::new("p.yaml", TEXT);
        let parsed = engine::parse::<PolicyDocument>(&source).unwrap();
        let written = Written::new(&source, &parsed);
        let told: Vec<_> = written
            .requirements()
            .chain(written.routes())
            .map(|one| (one.name, one.scopes, one.claims, one.require.len()))
            .collect();
        assert_eq!(told, [("staff", 0, 1, 0), ("GET /b", 1, 0, 1)]);
    }
}
