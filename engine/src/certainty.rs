//! How sure it is that the real gateway decides as we do.

/// The weakest of the facts that a decision rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// AWS documents it, or a real answer of the gateway was captured.
    Documented,
    /// Several reports or the source of a related program agree.
    Likely,
    /// Nobody knows, or the gateway has no such thing: the rule is ours, and it denies when in doubt.
    Ours,
}

impl Certainty {
    /// Returns the word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Likely => "likely",
            Self::Ours => "ours",
        }
    }
}
