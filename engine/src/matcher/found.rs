//! What a look-up found: a route, and what its variables take.

/// Variables whose places are noted; of further ones the pattern tells.
const NOTED: usize = 6;

/// A route, and where its variables stand in the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    route: u32,
    spans: Spans,
}

/// The places of variables, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spans {
    count: u32,
    places: [(u16, u16); NOTED],
}

impl Spans {
    /// Notes one more variable. Paths have at most 8 KiB; of a longer text than 16 bits can tell,
    /// nothing that is noted is used.
    #[inline]
    pub(super) fn push(&mut self, from: usize, end: usize) {
        if let Some(place) = self.places.get_mut(self.count as usize) {
            #[expect(clippy::cast_possible_truncation, reason = "`texts` looks at the length")]
            let noted = (from as u16, end as u16);
            *place = noted;
        }
        self.count = self.count.wrapping_add(1);
    }

    #[inline]
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Forgets the variables after the first few, when a way has come to a dead end.
    #[inline]
    pub(super) fn truncate(&mut self, count: u32) {
        self.count = count;
    }
}

impl Found {
    /// The route and its spans, which `find` writes, if it finds a route.
    #[inline]
    pub(super) fn by(find: impl FnOnce(&mut Spans) -> Option<u32>) -> Option<Self> {
        let mut found = Self { route: 0, spans: Spans::default() };
        found.route = find(&mut found.spans)?;
        Some(found)
    }

    /// Returns the route's index among the keys of the matcher.
    pub fn route(&self) -> usize {
        self.route as usize
    }

    /// Goes through what the variables take of the path that was looked up, in order; `None` when
    /// there are more than are noted, and [`super::captures`] tells.
    pub fn texts<'f, 'p>(
        &'f self,
        path: &'p str,
    ) -> Option<impl Iterator<Item = &'p str> + use<'f, 'p>> {
        // Each place is read as it was written: a copy of all would wait for the writes.
        let places = self.spans.places.get(..self.spans.count as usize)?;
        let text = |(from, end): &(u16, u16)| path.get(usize::from(*from)..usize::from(*end));
        u16::try_from(path.len()).is_ok().then(move || places.iter().filter_map(text))
    }
}
