//! Why there is no score.

use std::fmt;

/// Why there is no score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Rows do not hold for the policies as they are.
    Failing {
        /// How many.
        rows: usize,
        /// The place of the first one.
        first: String,
    },
    /// Invariants are broken, vacuous or not to be proved for the policies as they are.
    Unproved {
        /// How many.
        invariants: usize,
        /// The place of the first one, its name, and why.
        first: String,
    },
    /// A mutant could not be made.
    Failed(String),
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failing { rows: 1, first } => write!(f, "a row does not hold: {first}"),
            Self::Failing { rows, first } => {
                write!(f, "{rows} rows do not hold, the first at {first}")
            }
            Self::Unproved { invariants: 1, first } => {
                write!(f, "an invariant does not hold: {first}")
            }
            Self::Unproved { invariants, first } => {
                write!(f, "{invariants} invariants do not hold, the first at {first}")
            }
            Self::Failed(message) => f.write_str(message),
        }
    }
}
