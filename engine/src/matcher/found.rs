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
    count: u8,
    places: [(u16, u16); NOTED],
}

impl Spans {
    /// Notes one more variable. Paths have at most 8 KiB; in a longer text nothing is noted.
    #[inline]
    pub(super) fn push(&mut self, from: usize, end: usize) {
        if let (Some(place), Ok(from), Ok(end)) =
            (self.places.get_mut(usize::from(self.count)), u16::try_from(from), u16::try_from(end))
        {
            *place = (from, end);
        }
        self.count = self.count.saturating_add(1);
    }

    #[inline]
    pub(super) fn count(&self) -> u8 {
        self.count
    }

    /// Forgets the variables after the first few, when a way has come to a dead end.
    #[inline]
    pub(super) fn truncate(&mut self, count: u8) {
        self.count = count;
    }
}

impl Found {
    pub(super) fn new(route: u32, spans: Spans) -> Self {
        Self { route, spans }
    }

    /// Returns the route's index among the keys of the matcher.
    pub fn route(&self) -> usize {
        self.route as usize
    }

    /// Goes through what the variables take of the path that was looked up, in order; `None` when
    /// there are more than are noted, and [`super::captures`] tells.
    pub fn texts<'p>(&self, path: &'p str) -> Option<impl Iterator<Item = &'p str> + use<'p>> {
        let (count, places) = (usize::from(self.spans.count), self.spans.places);
        let noted = count <= NOTED && u16::try_from(path.len()).is_ok();
        noted.then(move || {
            places
                .into_iter()
                .take(count)
                .filter_map(move |(from, end)| path.get(usize::from(from)..usize::from(end)))
        })
    }
}
