//! Questions about routes that overlap, and their answers.

use std::fmt;

use engine::Method;

use super::told::Told;

/// Which overlaps are asked for.
pub struct Overlapping<'q> {
    /// By method, the stronger and the weaker route.
    pub asked: &'q dyn Fn(Method, usize, usize) -> bool,
    /// The stronger route, where only one is asked for.
    pub stronger: Option<usize>,
    /// Texts of variables of either route that are to be told apart.
    pub told: &'q [Told<'q>],
    /// Whether the least sets of guardrails are told apart; else none is told of.
    pub laid: bool,
}

impl fmt::Debug for Overlapping<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Overlapping");
        debug
            .field("stronger", &self.stronger)
            .field("told", &self.told)
            .field("laid", &self.laid)
            .finish_non_exhaustive()
    }
}

/// A path that one route takes from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// A method of both.
    pub method: Method,
    /// The route that wins, an index into [`engine::Policy::routes`].
    pub stronger: usize,
    /// The route that would have taken the path as well.
    pub weaker: usize,
    /// The guardrails that match path and method, sorted; no such path has fewer of them.
    pub laid: Vec<usize>,
    /// The segments of a shortest such path, decoded.
    pub segments: Vec<String>,
    /// As [`super::super::cell::Cell::alone`].
    pub alone: Vec<bool>,
}
