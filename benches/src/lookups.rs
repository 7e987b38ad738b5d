//! What the matchers are asked: paths in one buffer, and the route each is meant for.
//!
//! The texts lie one after another, so that reading them costs every contender the same little.

use std::ops::Range;

use crate::{
    matchers::Finder,
    random::{Random, Zipf},
    routes::RouteSet,
};

/// How lookups fall on the routes of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Every route equally often.
    Uniform,
    /// The route of rank r with a probability of 1 / r.
    Zipf,
    /// No route: a foreign prefix, too deep, or a path that goes on where the pattern ends.
    Miss,
}

impl Spread {
    /// Every spread.
    pub const ALL: [Self; 3] = [Self::Uniform, Self::Zipf, Self::Miss];

    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Zipf => "zipf",
            Self::Miss => "miss",
        }
    }
}

/// Paths to look up, and what is right.
#[derive(Debug, Default)]
pub struct Lookups {
    text: String,
    ranges: Vec<Range<usize>>,
    expected: Vec<Option<usize>>,
}

impl Lookups {
    /// Draws as many lookups as a set of this size needs to be met in many places.
    pub fn new(set: &RouteSet, spread: Spread) -> Self {
        Self::draw(set, spread, (set.keys.len() * 2).clamp(2_000, 200_000))
    }

    /// Looks every route up once, in random order.
    pub fn each_once(set: &RouteSet) -> Self {
        let (mut lookups, mut random) = (Self::default(), Random::new(5));
        let mut routes: Vec<usize> = (0..set.keys.len()).collect();
        random.shuffle(&mut routes);
        for route in routes {
            lookups.push(&set.path(route, &mut random), Some(route));
        }
        lookups
    }

    /// Draws `count` lookups.
    pub fn draw(set: &RouteSet, spread: Spread, count: usize) -> Self {
        let (mut lookups, mut random) = (Self::default(), Random::new(7));
        let zipf = Zipf::new(if spread == Spread::Zipf { set.keys.len() } else { 0 });
        for at in 0..count {
            // The routes are shuffled, so any order of them is one of ranks.
            let route = match spread {
                Spread::Zipf => zipf.draw(&mut random),
                Spread::Uniform | Spread::Miss => random.below(set.keys.len()),
            };
            let path = set.path(route, &mut random);
            match (spread, at % 3) {
                (Spread::Miss, 0) => lookups.push(&format!("/public{path}"), None),
                (Spread::Miss, _) if set.pattern(route).is_greedy() => {
                    lookups.push(&path.replacen("/api/", "/apis/", 1), None);
                }
                (Spread::Miss, 1) => lookups.push(&format!("{path}/0/1/2"), None),
                (Spread::Miss, _) => {
                    lookups.push(&format!("{path}/0{path}"), None);
                }
                _ => lookups.push(&path, Some(route)),
            }
        }
        lookups
    }

    fn push(&mut self, path: &str, expected: Option<usize>) {
        let start = self.text.len();
        self.text.push_str(path);
        self.ranges.push(start..self.text.len());
        self.expected.push(expected);
    }

    /// Goes through the paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.ranges.iter().map(|range| &self.text[range.clone()])
    }

    /// Leaves out what several finders answer differently, and says how much that is.
    pub fn agreed(&mut self, finders: &[&dyn Finder]) -> usize {
        let route = |finder: &&dyn Finder, path: &str| finder.lookup(path).map(|hit| hit.0);
        let kept: Vec<_> = self
            .ranges
            .iter()
            .filter_map(|range| {
                let path = &self.text[range.clone()];
                let (first, others) = finders.split_first()?;
                let found = route(first, path);
                let alike = others.iter().all(|other| route(other, path) == found);
                alike.then(|| (range.clone(), found))
            })
            .collect();
        let left_out = self.ranges.len() - kept.len();
        (self.ranges, self.expected) = kept.into_iter().unzip();
        left_out
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.ranges.len()
    }

    /// Holds a contender against what is right, on the first thousand lookups.
    pub fn check(&self, name: &str, mut find: impl FnMut(&str) -> Option<usize>) {
        for (path, expected) in self.paths().zip(&self.expected).take(1_000) {
            assert_eq!(find(path), *expected, "{name} at {path}");
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::{Matcher, Method};

    use super::*;
    use crate::routes::Mix;

    #[test]
    fn every_spread_meets_what_it_is_meant_for() {
        let set = RouteSet::generate(1_000, Mix::Mixed);
        let matcher = Matcher::new(&set.keys);
        for spread in Spread::ALL {
            Lookups::new(&set, spread)
                .check(spread.as_str(), |path| matcher.find(Method::Get, path));
        }
        Lookups::each_once(&set).check("once", |path| matcher.find(Method::Get, path));
    }
}
