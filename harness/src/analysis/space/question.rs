//! Questions about a space.

use std::fmt;

use engine::Method;

use super::told::Told;

/// Which cells are asked for, by method and winners.
pub type Wanted<'q> = dyn Fn(Method, &[Option<usize>]) -> bool + 'q;

/// What must match every path of a question's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// A guardrail, methods included.
    Guardrail {
        /// The side of its policy.
        side: usize,
        /// Its index in [`engine::Policy::guardrails`].
        index: usize,
    },
    /// Globs, by the number that [`super::Space::add_paths`] gave.
    Paths(usize),
}

/// A question for cells: by default the least ones of every method and its winners.
///
/// Of the cells with the same method, winners and told-apart texts, those are answered that have
/// the least sets of guardrails among the ones that hold all that is in focus.
#[derive(Clone, Copy, Default)]
pub struct Query<'q> {
    /// What must match: one or two guardrails, and further paths.
    pub focus: &'q [Focus],
    /// Variables whose texts are told apart; only cells that their routes win are answered.
    pub told: &'q [Told<'q>],
    /// Which methods and winners, by side, are asked for; all by default.
    pub wanted: Option<&'q Wanted<'q>>,
}

impl fmt::Debug for Query<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut query = f.debug_struct("Query");
        query.field("focus", &self.focus).field("told", &self.told).finish_non_exhaustive()
    }
}
