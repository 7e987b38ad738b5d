//! Picks the route of a request. Precedence is stated formally on [`crate::Engine::decide`].
//!
//! Two structures are asked in turn, and neither costs more for more routes: paths without
//! variables in one table, patterns with variables in a tree of segments. Nothing is allocated.

use self::build::Builder;
use self::found::Spans;
use self::leaf::{Leaf, Methods};
use self::slashes::Slashes;
use self::tree::{Tree, Walk};
use crate::method::{Method, RouteMethod};
use crate::path_pattern::{PathPattern, Segment};
use crate::route_key::RouteKey;
use crate::table::Table;
use crate::table::hash::{Key, Keys};
use crate::table::text::Text;

mod build;
mod found;
mod leaf;
mod slashes;
mod tree;

pub use self::found::Found;

/// Bytes of a path without variables that stand in its slot.
const INLINE: usize = 59;

/// The compiled routes of a policy.
#[derive(Debug)]
pub struct Matcher {
    literal: Table<Slot, (), INLINE>,
    lengths: Lengths,
    tree: Tree,
    default: Option<u32>,
    several: Vec<Methods>,
}

/// What a path without variables leads to.
#[derive(Clone, Copy, Debug)]
struct Slot(Leaf);

impl Default for Slot {
    fn default() -> Self {
        Self(Leaf::NONE)
    }
}

/// Which last bytes and lengths paths without variables have: most other paths are told from them
/// without being hashed.
#[derive(Debug)]
struct Lengths(Box<[u64; 256]>);

impl Lengths {
    fn add(&mut self, path: &[u8]) {
        let last = path.last().copied().unwrap_or(0);
        if let Some(bits) = self.0.get_mut(usize::from(last)) {
            *bits |= 1 << (path.len() % 64);
        }
    }

    fn may_hold(&self, path: &[u8]) -> bool {
        let last = path.last().copied().unwrap_or(0);
        self.0.get(usize::from(last)).is_some_and(|bits| bits >> (path.len() % 64) & 1 == 1)
    }
}

impl Matcher {
    /// Compiles the keys of routes; what [`Matcher::find`] answers is an index into them.
    pub fn new<'k>(keys: impl IntoIterator<Item = &'k RouteKey>) -> Self {
        let mut keys_drawn = Keys::default();
        let mut builder = Builder::new(keys_drawn.draw());
        let mut literals: Vec<(RouteMethod, &PathPattern, u32)> = Vec::new();
        let (mut default, mut several) = (None, Vec::new());
        for (key, route) in keys.into_iter().zip(0..) {
            match key {
                RouteKey::Default => default = Some(route),
                RouteKey::Path(method, pattern) if pattern.variables().next().is_some() => {
                    builder.add(*method, pattern, route, &mut several);
                }
                RouteKey::Path(method, pattern) => literals.push((*method, pattern, route)),
            }
        }
        let tree = builder.build(&mut keys_drawn);
        let mut lengths = Lengths(Box::new([0; 256]));
        let singles = several.len();
        let literal = loop {
            several.truncate(singles);
            if let Some(table) =
                literal_table(keys_drawn.draw(), &literals, &mut lengths, &mut several)
            {
                break table;
            }
        };
        several.shrink_to_fit();
        Self { literal, lengths, tree, default, several }
    }

    /// Finds the route of a method and a decoded path.
    pub fn find(&self, method: Method, path: &str) -> Option<usize> {
        self.locate(method, path).map(|found| found.route())
    }

    /// Finds the route of a method and a decoded path, and what its variables take.
    #[inline]
    pub fn locate(&self, method: Method, path: &str) -> Option<Found> {
        let bytes = path.as_bytes();
        Found::by(|spans| {
            self.literal(method, bytes).or_else(|| self.pattern(method, bytes, spans))
        })
    }

    /// Finds the route among those without variables.
    #[inline]
    fn literal(&self, method: Method, path: &[u8]) -> Option<u32> {
        let may_be = self.lengths.may_hold(path).then(|| Text::new(path))?;
        self.literal.get((), may_be)?.0.get(method, &self.several)
    }

    /// Finds the route among those with variables.
    #[inline(never)]
    fn pattern(&self, method: Method, path: &[u8], spans: &mut Spans) -> Option<u32> {
        let mut walk = Walk::new(path, method, &self.several, spans);
        let found = self.tree.find(&self.tree.root, 1, &mut walk);
        if found.is_some() {
            return found;
        }
        let (route, taken) = walk
            .rest
            .take()
            .map_or((self.default, Spans::default()), |rest| (Some(rest.route), rest.spans));
        *walk.spans = taken;
        route
    }

    /// Finds the routes of all methods whose pattern takes a path, for reports.
    pub(crate) fn candidates(&self, path: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let bytes = path.as_bytes();
        if let Some(slot) = self.literal.get((), Text::new(bytes)) {
            slot.0.collect(&self.several, &mut found);
        }
        let mut spans = Spans::default();
        let walk = Walk::new(bytes, Method::Get, &self.several, &mut spans);
        self.tree.collect(&self.tree.root, 1, &walk, &mut found);
        found.into_iter().map(|route| route as usize).collect()
    }
}

fn literal_table(
    key: Key,
    literals: &[(RouteMethod, &PathPattern, u32)],
    lengths: &mut Lengths,
    several: &mut Vec<Methods>,
) -> Option<Table<Slot, (), INLINE>> {
    let mut table: Table<Slot, (), INLINE> = Table::with_capacity(key, literals.len());
    let mut path = String::new();
    for (method, pattern, route) in literals {
        path.clear();
        for segment in pattern.segments() {
            if let Segment::Literal(text) = segment {
                path.push('/');
                path.push_str(text);
            }
        }
        lengths.add(path.as_bytes());
        let slot = table.entry((), Text::new(path.as_bytes()))?;
        slot.0 = slot.0.with(*method, *route, several);
    }
    table.shrink();
    Some(table)
}

/// Goes through a pattern's variables and what they take of a path that the pattern matches.
pub fn captures<'a>(
    pattern: &'a PathPattern,
    path: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let slashes = Slashes::new(path.as_bytes());
    let mut from = 1;
    pattern.segments().iter().filter_map(move |segment| {
        let (start, end) = (from, slashes.end(from));
        from = end + 1;
        match segment {
            Segment::Literal(_) => None,
            Segment::Variable(name) => Some((name.as_str(), path.get(start..end)?)),
            Segment::Greedy(name) => Some((name.as_str(), path.get(start..)?)),
        }
    })
}

#[cfg(test)]
mod tests;
