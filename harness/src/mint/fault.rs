//! The attack corpus: the named ways to spoil a token or its key set, and what each must meet.
//!
//! One table in four parts. The outcome follows from the order of the checks: form, algorithm, key,
//! signature, then issuer, audience and times, then scopes. It holds for a token that is good but for
//! its fault, sent where [`Place`] says.

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
    sync::LazyLock,
};

use self::{row::Row, step::Step};

/// Writes rows of the table: id, name, place, outcome, what plain jsonwebtoken does, recipe, source,
/// summary and, where there is one, a note.
macro_rules! rows {
    ($($id:ident $name:ident $place:ident $outcome:ident $peer:ident [$($step:expr),* $(,)?] $source:literal $summary:literal $($note:literal)?)*) => {
        &[$(crate::mint::fault::row::Row {
            id: stringify!($id),
            name: stringify!($name),
            place: crate::mint::fault::row::Place::$place,
            outcome: stringify!($outcome),
            peer: crate::mint::fault::row::Peer::$peer,
            steps: &[$($step),*],
            source: $source,
            summary: $summary,
            note: concat!($($note)?),
        }),*]
    };
}

mod claims;
mod form;
mod header;
mod keys;
mod request;
pub(super) mod row;
pub(super) mod step;

pub use self::{
    request::RequestAttack,
    row::{Peer, Place},
};

/// A way to spoil a token, or none: the table has controls, which must be allowed.
#[derive(Clone, Copy)]
pub struct Fault(&'static Row);

static ALL: LazyLock<Vec<Fault>> = LazyLock::new(|| {
    let parts = [form::ROWS, header::ROWS, keys::ROWS, claims::ROWS];
    parts.into_iter().flatten().map(Fault).collect()
});

impl Fault {
    /// Returns every fault, in the order of the table: form, header, keys and signatures, claims.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// Returns the name used in specs and on the command line.
    pub fn as_str(self) -> &'static str {
        self.0.name
    }

    /// Returns the id of the attack in the project's list; its variants share one.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// Returns what the engine must give: a deny reason, or `allow`.
    pub fn outcome(self) -> &'static str {
        self.0.outcome
    }

    /// Returns where the outcome is to be seen.
    pub fn place(self) -> Place {
        self.0.place
    }

    /// Returns what plain jsonwebtoken does.
    pub fn peer(self) -> Peer {
        self.0.peer
    }

    /// Returns the rule that the token breaks, or where the attack was seen.
    pub fn source(self) -> &'static str {
        self.0.source
    }

    /// Returns one line for the list of faults.
    pub fn summary(self) -> &'static str {
        self.0.summary
    }

    /// Returns why the outcome is not what one may expect; empty where there is nothing to say.
    pub fn note(self) -> &'static str {
        self.0.note
    }

    /// Returns how the token is made, a phrase a step.
    pub fn recipe(self) -> Vec<String> {
        self.0.steps.iter().map(ToString::to_string).collect()
    }

    /// Tells whether the fault lies in the key set, not in the token alone.
    pub fn is_of_keys(self) -> bool {
        self.0.steps.iter().any(Step::is_of_keys)
    }

    pub(super) fn steps(self) -> &'static [Step] {
        self.0.steps
    }
}

impl PartialEq for Fault {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Fault {}

impl Hash for Fault {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Fault({})", self.0.name)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let named = |fault: &&Self| fault.as_str() == text;
        let fault = Self::all().iter().find(named).copied();
        fault.ok_or_else(|| UnknownFault { text: text.to_owned() })
    }
}

/// A text that names no fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFault {
    text: String,
}

impl fmt::Display for UnknownFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is no fault", self.text.escape_debug())
    }
}

impl std::error::Error for UnknownFault {}

#[cfg(test)]
mod tests;
