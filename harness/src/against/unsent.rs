//! Why a row is not sent: a fixed list, so that no row is left out in silence.

use std::fmt;

/// Why a row is not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unsent {
    /// The row says so itself.
    Said(String),
    /// HTTP has no form for it.
    Uncarried(String),
    /// Its fault lies in the key set, and the gateway has its own.
    OwnKeys,
    /// Its spec is of a policy that is not served.
    OtherPolicy,
    /// At the wall clock it would be decided otherwise.
    Instant,
    /// It would be decided otherwise within a minute or two.
    Second,
    /// The token endpoint gives no such token.
    Token(String),
}

impl Unsent {
    /// Returns the reason in a few words, for counting.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Said(_) => "skipped by the spec",
            Self::Uncarried(_) => "HTTP cannot carry",
            Self::OwnKeys => "a key set of its own",
            Self::OtherPolicy => "another policy is served",
            Self::Instant => "rests on an instant",
            Self::Second => "rests on a second",
            Self::Token(_) => "no such token at the endpoint",
        }
    }
}

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Said(reason) => f.write_str(reason),
            Self::Uncarried(what) => write!(f, "HTTP cannot carry: {what}"),
            Self::OwnKeys => f.write_str("the row has a key set of its own; the gateway's stays"),
            Self::OtherPolicy => f.write_str("another policy is served"),
            Self::Instant => {
                f.write_str("the row rests on an instant, and is another row at the wall clock")
            }
            Self::Second => f.write_str("the row rests on a second that no clock here hits"),
            Self::Token(why) => write!(f, "the token endpoint gives no such token: {why}"),
        }
    }
}
